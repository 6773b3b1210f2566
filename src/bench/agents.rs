//! The agents' side: they take what they are given, open it, and read.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::rc::Rc;

use serde_json::json;

use super::BenchError;
use super::customers::understood;
use super::server::Which;
use super::socket::{Ear, Mouth, open};
use super::speech::{self, Frame};
use super::tally::Tally;

/// What the agents have read so far.
#[derive(Debug)]
pub struct Desk(Vec<Heard>);

/// What was read of one customer.
#[derive(Debug, Clone, Default)]
struct Heard {
    /// Every message before this one was read.
    next: u64,
    /// And these, ahead of one that was not.
    ahead: BTreeSet<u64>,
    /// Refused for now at least once: read when the customer said them again, behind those they had said meanwhile.
    refused: BTreeSet<u64>,
}

/// How a message was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// For the first time, and not behind a later one that was said after it.
    Once,
    /// For the first time, behind one that was said after it.
    Late,
    /// Not for the first time, or of nobody we know.
    Again,
}

impl Desk {
    /// For so many customers.
    pub fn new(customers: u32) -> Self {
        Self((0..customers).map(|_| Heard::default()).collect())
    }

    /// A message was refused for now, and will be said again: its place is there.
    pub fn refused(&mut self, customer: u32, nth: u64) {
        if let Some(heard) = self.of(customer) {
            heard.refused.insert(nth);
        }
    }

    fn read(&mut self, customer: u32, nth: u64) -> Read {
        let Some(heard) = self.of(customer) else { return Read::Again };
        if nth < heard.next || !heard.ahead.insert(nth) {
            return Read::Again;
        }
        let is_late = heard.ahead.last().is_some_and(|last| *last > nth) && !heard.refused.contains(&nth);
        while heard.ahead.remove(&heard.next) {
            heard.refused.remove(&heard.next);
            heard.next = heard.next.saturating_add(1);
        }
        if is_late { Read::Late } else { Read::Once }
    }

    fn of(&mut self, customer: u32) -> Option<&mut Heard> {
        self.0.get_mut(usize::try_from(customer).ok()?)
    }
}

/// Connects an agent who wants chats; they work from then on.
pub async fn sit_down(
    which: Which,
    address: SocketAddr,
    agent: u32,
    tally: Rc<RefCell<Tally>>,
    desk: Rc<RefCell<Desk>>,
) -> Result<(), BenchError> {
    let (mouth, mut ear) = open(address, &speech::agent_door(which, agent)).await?;
    if which == Which::Product {
        sign_in(&mouth, &mut ear, agent).await?;
        mouth.say(json!({"type": "ready", "id": "ready"}).to_string());
    }
    tokio::task::spawn_local(work(mouth, ear, tally, desk));
    Ok(())
}

/// Signs an agent in: the answer to their hello.
pub async fn sign_in(mouth: &Mouth, ear: &mut Ear, agent: u32) -> Result<(), BenchError> {
    let refused = |why: String| BenchError::Connection(format!("an agent was not let in: {why}"));
    mouth.say(speech::agent_hello(agent));
    let text = ear.next().await.map_err(|why| refused(why.to_string()))?;
    let text = text.ok_or_else(|| refused("closed without a word".to_owned()))?;
    match serde_json::from_str::<Frame<'_>>(&text) {
        Ok(frame) if frame.kind == "hello" => Ok(()),
        _ => Err(refused(text)),
    }
}

async fn work(mouth: Mouth, mut ear: Ear, tally: Rc<RefCell<Tally>>, desk: Rc<RefCell<Desk>>) {
    let why = loop {
        let text = match ear.next().await {
            Ok(Some(text)) => text,
            Ok(None) => break "an agent's connection was closed".to_owned(),
            Err(why) => break format!("an agent's connection broke: {why}"),
        };
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(&text) else {
            break format!("not understood: {text}");
        };
        if let Some((at, customer, nth)) = frame.said().and_then(understood) {
            let mut tally = tally.borrow_mut();
            match desk.borrow_mut().read(customer, nth) {
                Read::Once => {}
                Read::Late => tally.disordered = tally.disordered.saturating_add(1),
                Read::Again => {
                    tally.doubled = tally.doubled.saturating_add(1);
                    continue;
                }
            }
            tally.read(at);
            continue;
        }
        match (&*frame.kind, frame.session.as_deref()) {
            ("assigned", Some(session)) => {
                mouth.say(
                    json!({"type": "open", "id": format!("open-{session}"), "session": session}).to_string(),
                );
            }
            ("refused", _) => break format!("an agent was refused: {text}"),
            _ => {}
        }
    };
    tally.borrow_mut().ended = Some(why);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_doubled_or_late_is_seen() {
        let mut desk = Desk::new(2);
        let read = |desk: &mut Desk, all: &[u64]| -> Vec<Read> {
            all.iter().map(|nth| desk.read(1, *nth)).collect()
        };
        assert_eq!(
            read(&mut desk, &[0, 1, 1, 3, 3]),
            [Read::Once, Read::Once, Read::Again, Read::Once, Read::Again]
        );
        assert_eq!(read(&mut desk, &[2, 2, 4]), [Read::Late, Read::Again, Read::Once]);
        assert_eq!(desk.read(0, 0), Read::Once, "each customer by itself");
        assert_eq!(desk.read(7, 0), Read::Again, "nobody we know");
    }

    #[test]
    fn what_was_refused_has_its_place_where_it_was_said_again() {
        let mut desk = Desk::new(1);
        desk.refused(0, 0);
        assert_eq!([1, 0, 2].map(|nth| desk.read(0, nth)), [Read::Once, Read::Once, Read::Once]);
        assert_eq!(desk.read(0, 0), Read::Again);
        assert_eq!([4, 3].map(|nth| desk.read(0, nth)), [Read::Once, Read::Late]);
    }
}

//! The agents' side: they take what they are given, open it, and read.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;

use serde_json::json;

use super::BenchError;
use super::customers::understood;
use super::server::Which;
use super::socket::{Ear, Mouth, open};
use super::speech::{self, Frame};
use super::tally::Tally;

/// What the agents have read so far: of each customer the number that must come next.
#[derive(Debug)]
pub struct Desk {
    next: Vec<u64>,
}

impl Desk {
    /// For so many customers.
    pub fn new(customers: u32) -> Self {
        Self { next: (0..customers).map(|_| 0).collect() }
    }

    /// Whether this is what had to come next.
    fn is_next(&mut self, customer: u32, nth: u64) -> bool {
        let next = usize::try_from(customer).ok().and_then(|customer| self.next.get_mut(customer));
        let Some(next) = next else { return false };
        let is_next = *next == nth;
        *next = (*next).max(nth.saturating_add(1));
        is_next
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
            if !desk.borrow_mut().is_next(customer, nth) {
                tally.disordered = tally.disordered.saturating_add(1);
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
        assert!(desk.is_next(0, 0) && desk.is_next(0, 1) && desk.is_next(1, 0));
        assert!(!desk.is_next(0, 1), "doubled");
        assert!(!desk.is_next(1, 2), "one is missing");
        assert!(desk.is_next(1, 3));
        assert!(!desk.is_next(7, 0), "nobody we know");
    }
}

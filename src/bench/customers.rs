//! The customers' side: each keeps what was not acknowledged yet, and says it again when it was refused for now.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use super::BenchError;
use super::agents::Desk;
use super::server::Which;
use super::socket::{Ear, Mouth, open};
use super::speech::{self, Frame};
use super::tally::Tally;

/// A message is about as long as people write.
const LENGTH: usize = 100;
/// A refused message is sent again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(20);
const HEARTBEAT: Duration = Duration::from_secs(5);

/// A customer.
#[derive(Debug)]
pub struct Customer {
    which: Which,
    number: u32,
    user: String,
    mouth: Mouth,
    next: u64,
    waiting: VecDeque<Sent>,
    /// So many unanswered messages are kept up; 0 for none.
    pub in_flight: usize,
}

/// What is seen of everybody: counts, and what the agents have read.
pub type Seen = (Rc<RefCell<Tally>>, Rc<RefCell<Desk>>);

#[derive(Debug)]
struct Sent {
    id: String,
    nth: u64,
    at: Duration,
    frame: String,
}

impl Customer {
    /// Messages that were not acknowledged yet.
    pub fn unanswered(&self) -> usize {
        self.waiting.len()
    }
}

/// What a customer says: when, who, the how-manieth, and as many points as make it long enough.
pub fn words(at: Duration, number: u32, nth: u64) -> String {
    let mut words = format!("{}.{number}.{nth}.", at.as_nanos());
    while words.len() < LENGTH {
        words.push('.');
    }
    words
}

/// When, who and the how-manieth.
pub fn understood(words: &str) -> Option<(Duration, u32, u64)> {
    let mut parts = words.split('.');
    let at = Duration::from_nanos(parts.next()?.parse().ok()?);
    Some((at, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Connects a customer; who came in listens from then on.
pub async fn come_in(
    which: Which,
    address: SocketAddr,
    agent: u32,
    number: u32,
    seen: Seen,
) -> Result<Rc<RefCell<Customer>>, BenchError> {
    let (mouth, mut ear) = open(address, &speech::customer_door(which, agent, number)).await?;
    let mut user = String::new();
    if which == Which::Product {
        mouth.say(speech::customer_hello(None));
        (user, _) = greeted(&mut ear).await?;
    }
    let customer = Customer { which, number, user, mouth, next: 0, waiting: VecDeque::new(), in_flight: 0 };
    let customer = Rc::new(RefCell::new(customer));
    tokio::task::spawn_local(listen(Rc::clone(&customer), ear, seen));
    if which == Which::Product {
        tokio::task::spawn_local(live(Rc::clone(&customer)));
    }
    Ok(customer)
}

/// The answer to a hello: who one is there, and the token that proves it.
pub async fn greeted(ear: &mut Ear) -> Result<(String, String), BenchError> {
    let refused = |why: String| BenchError::Connection(format!("a customer was not let in: {why}"));
    let text = ear.next().await.map_err(|why| refused(why.to_string()))?;
    let text = text.ok_or_else(|| refused("closed without a word".to_owned()))?;
    match serde_json::from_str::<Frame<'_>>(&text) {
        Ok(Frame { kind, user: Some(user), token, .. }) if kind == "hello" => {
            Ok((user.into_owned(), token.unwrap_or_default().into_owned()))
        }
        _ => Err(refused(text)),
    }
}

/// Says the next thing, sent or due at this moment.
pub fn say(customer: &Rc<RefCell<Customer>>, at: Duration) {
    let mut me = customer.borrow_mut();
    let nth = me.next;
    me.next = nth.saturating_add(1);
    let id = format!("{}-{nth}", me.number);
    let frame = speech::text(me.which, &me.user, &id, &words(at, me.number, nth));
    me.mouth.say(frame.clone());
    me.waiting.push_back(Sent { id, nth, at, frame });
}

async fn live(customer: Rc<RefCell<Customer>>) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        let me = customer.borrow();
        me.mouth.say(speech::heartbeat(&me.user));
    }
}

async fn listen(customer: Rc<RefCell<Customer>>, mut ear: Ear, (tally, desk): Seen) {
    let why = loop {
        let text = match ear.next().await {
            Ok(Some(text)) => text,
            Ok(None) => break "a customer's connection was closed".to_owned(),
            Err(why) => break format!("a customer's connection broke: {why}"),
        };
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(&text) else {
            break format!("not understood: {text}");
        };
        match (&*frame.kind, frame.id.as_deref()) {
            ("ack", Some(id)) => acknowledged(&customer, id, &tally),
            ("refused", Some(id)) => {
                let mut tally = tally.borrow_mut();
                tally.refused = tally.refused.saturating_add(1);
                let me = customer.borrow();
                if let Some(sent) = me.waiting.iter().find(|sent| sent.id == id) {
                    desk.borrow_mut().refused(me.number, sent.nth);
                }
                tokio::task::spawn_local(again(Rc::clone(&customer), id.to_owned()));
            }
            ("refused", None) => break format!("refused: {text}"),
            _ => {}
        }
    };
    tally.borrow_mut().ended = Some(why);
}

fn acknowledged(customer: &Rc<RefCell<Customer>>, id: &str, tally: &Rc<RefCell<Tally>>) {
    let mut me = customer.borrow_mut();
    let Some(place) = me.waiting.iter().position(|sent| sent.id == id) else { return };
    if let Some(sent) = me.waiting.remove(place) {
        tally.borrow_mut().acknowledged(sent.at);
    }
    let wants_more = me.waiting.len() < me.in_flight;
    drop(me);
    if wants_more {
        let now = tally.borrow().now();
        say(customer, now);
    }
}

async fn again(customer: Rc<RefCell<Customer>>, id: String) {
    tokio::time::sleep(AGAIN_AFTER).await;
    let me = customer.borrow();
    if let Some(sent) = me.waiting.iter().find(|sent| sent.id == id) {
        me.mouth.say(sent.frame.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_when_who_and_the_how_manieth() {
        let said = words(Duration::from_nanos(1_234_567_891), 17, 4);
        assert!(said.len() >= LENGTH);
        assert_eq!(understood(&said), Some((Duration::from_nanos(1_234_567_891), 17, 4)));
        assert_eq!(understood("Hello"), None);
    }
}

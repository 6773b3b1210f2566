//! Panics planted in a house, and what happens at that very moment.

use std::sync::{Arc, Mutex};

use switchboard_actors::probe::{Point, Probe};
use switchboard_actors::{Answer, CustomerAsk, CustomerWord, House, ReplyTo, Tuning};
use switchboard_core::effect::WayOfWork;
use switchboard_core::{SessionId, Subject};
use switchboard_journal::ClientStamp;
use tokio::sync::oneshot;

use super::{Plan, TestHouse, fresh, opening, session_of};

/// Panics planted one after another; each may have a customer write at that very moment.
#[derive(Default)]
pub struct Plot {
    panics: Mutex<Vec<(Point, Subject)>>,
    pub meanwhile: Mutex<Option<House>>,
}

impl Plot {
    pub fn plant(&self, point: Point, subject: &Subject, times: usize) {
        let panics = std::iter::repeat_n((point, subject.clone()), times);
        self.panics.lock().unwrap().extend(panics);
    }

    pub fn left(&self) -> usize {
        self.panics.lock().unwrap().len()
    }
}

impl Probe for Plot {
    fn at(&self, point: Point, subject: &Subject) {
        let planted = {
            let mut panics = self.panics.lock().unwrap();
            let here = panics.iter().position(|(p, s)| *p == point && s == subject);
            here.map(|nth| panics.remove(nth))
        };
        if planted.is_none() {
            return;
        }
        if let Some(house) = self.meanwhile.lock().unwrap().take() {
            let what = CustomerWord::text("meanwhile");
            let reply = ReplyTo::nobody();
            house.customer(CustomerAsk { opening: opening("u1"), what, fresh: fresh(), client: None, reply });
        }
        std::panic::panic_any("planted");
    }
}

/// A house with a queue, whose hosts a plot can trip.
pub async fn open(tuning: Tuning) -> (TestHouse, Arc<Plot>) {
    tokio::time::pause();
    let plot = Arc::new(Plot::default());
    let test = TestHouse::open(Plan { tuning, probe: Some(plot.clone()), ..Plan::default() }).await;
    test.configure_queue(WayOfWork::Offer).await;
    (test, plot)
}

/// The same, with a session that a bot serves.
pub async fn opened() -> (TestHouse, Arc<Plot>, SessionId) {
    let (test, plot) = open(Tuning::default()).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    (test, plot, session)
}

/// How many events of a kind a stream has.
pub fn count(test: &TestHouse, subject: &Subject, kind: &str) -> usize {
    test.kinds(subject).iter().filter(|known| *known == kind).count()
}

/// What the customer said in a session, in order.
pub fn texts_of(test: &TestHouse, session: SessionId) -> Vec<String> {
    let events = test.journal.events_of(&Subject::Session(session));
    let said = events.into_iter().filter(|event| event.kind == "message_received");
    said.map(|event| event.content.unwrap_or_default()).collect()
}

/// A text of the customer under an id, without waiting.
pub fn send(test: &TestHouse, id: u64) -> oneshot::Receiver<Answer> {
    let stamp = ClientStamp { sender: 1, id, body: id };
    test.customer_sends_without_waiting("u1", &format!("text {id}"), Some(stamp))
}

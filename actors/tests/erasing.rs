//! A person is forgotten while their session cannot be closed by its own host: it ends all the same, and whoever counts on
//! it is told.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::*;
use switchboard_actors::{CustomerAsk, CustomerWord, Tuning};
use switchboard_core::effect::WayOfWork;
use switchboard_core::{Contact, Row, SessionId, Subject};
use switchboard_journal::customers::CustomerWrite;
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::{Journal, Request};
use tokio::sync::oneshot;

const MINUTE: Duration = Duration::from_secs(60);

/// Carried out while no host lives.
async fn step(journal: &MemoryJournal, step: ErasureStep) {
    let (reply, answered) = oneshot::channel();
    let reply = Box::new(move |outcome| {
        let _ = reply.send(outcome);
    });
    journal.submit(Request::Customer { write: CustomerWrite::Erasure(step), reply }).unwrap();
    answered.await.unwrap().unwrap();
}

/// Somebody who is written back to: nothing ends their session but an agent.
async fn leaves_a_message(test: &TestHouse, customer: &str) -> SessionId {
    let contact = Contact { name: None, email: Some("x@example.org".to_owned()), phone: None };
    let what = CustomerWord::LeaveMessage { text: "ring mig".to_owned(), contact };
    let (reply, told) = reply_channel();
    let ask = CustomerAsk { opening: opening(customer), what, fresh: fresh(), client: None, reply };
    test.house().customer(ask);
    session_of(&told.await.unwrap())
}

fn waiting(journal: &MemoryJournal) -> u32 {
    let rows = journal.rows().into_iter().filter_map(|(_, row)| match row {
        Row::Queue(row) if row.queue == queue() => Some(row.waiting),
        _ => None,
    });
    rows.sum()
}

#[actix::test]
async fn an_open_session_that_was_emptied_before_the_process_ended_is_over_soon_after_the_next_start() {
    tokio::time::pause();
    let plan = || Plan {
        tuning: Tuning { passivate_after: Duration::from_secs(1), ..Tuning::default() },
        ..Plan::default()
    };
    let test = TestHouse::open(plan()).await;
    test.configure_queue(WayOfWork::Offer).await;
    let session = leaves_a_message(&test, "u1").await;
    tokio::time::sleep(MINUTE).await;
    assert_eq!(waiting(&test.journal), 1);
    assert_eq!(test.journal.wake_up(&Subject::Session(session)), None, "it has nothing to wake for");

    let start = test.house().clock.now() + MINUTE;
    let journal = test.kill();
    let customer = journal.begin_erasure(&platform(), &opening("u1").customer);
    step(&journal, ErasureStep::Session { session }).await;
    step(&journal, ErasureStep::Finish { customer, at: start }).await;
    let test = TestHouse::open(Plan { journal, start, ..plan() }).await;
    tokio::time::sleep(MINUTE).await;
    assert_eq!(test.kinds(&Subject::Session(session)).last().unwrap(), "closed");
    assert_eq!(waiting(&test.journal), 0, "its queue was told");
}

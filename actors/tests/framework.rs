//! Pins the behaviours of actix this house stands on, so that an upgrade which changes one is loud.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix::prelude::*;

/// What a test sees of an actor.
#[derive(Default)]
struct Tally {
    started: AtomicUsize,
    restarting: AtomicUsize,
    ticks: AtomicUsize,
    dropped: AtomicUsize,
}

impl Tally {
    fn of(&self, count: &AtomicUsize) -> usize {
        count.load(Ordering::Relaxed)
    }
}

struct Subject {
    tally: Arc<Tally>,
    value: usize,
}

impl Subject {
    fn new(tally: &Arc<Tally>) -> Self {
        Self { tally: Arc::clone(tally), value: 0 }
    }
}

impl Actor for Subject {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.tally.started.fetch_add(1, Ordering::Relaxed);
        ctx.set_mailbox_capacity(4);
    }
}

impl Supervised for Subject {
    fn restarting(&mut self, _: &mut Context<Self>) {
        self.tally.restarting.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.tally.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Message)]
#[rtype(result = "usize")]
enum Do {
    Add,
    Panic,
    Stop,
    TickIn(Duration),
}

impl Handler<Do> for Subject {
    type Result = usize;

    fn handle(&mut self, what: Do, ctx: &mut Context<Self>) -> usize {
        match what {
            Do::Add => self.value += 1,
            Do::Panic => panic!("as the test wants"),
            Do::Stop => ctx.stop(),
            Do::TickIn(time) => {
                ctx.run_later(time, |subject, _| {
                    subject.tally.ticks.fetch_add(1, Ordering::Relaxed);
                });
            }
        }
        self.value
    }
}

fn supervised() -> (Addr<Subject>, Arc<Tally>) {
    let tally = Arc::new(Tally::default());
    let subject = Subject::new(&tally);
    (Supervisor::start(|_| subject), tally)
}

async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(10)).await;
}

#[actix::test]
async fn a_supervisor_does_not_restart_after_a_panic() {
    let (subject, tally) = supervised();
    assert!(subject.send(Do::Panic).await.is_err());
    a_moment().await;
    assert!(matches!(subject.send(Do::Add).await, Err(MailboxError::Closed)));
    assert_eq!(tally.of(&tally.restarting), 0);
    assert_eq!(tally.of(&tally.dropped), 1);
}

#[actix::test]
async fn a_stop_restarts_with_the_same_value_the_mailbox_kept_and_timers_gone() {
    tokio::time::pause();
    let (subject, tally) = supervised();
    subject.send(Do::Add).await.unwrap();
    subject.send(Do::TickIn(Duration::from_secs(1))).await.unwrap();
    subject.do_send(Do::Stop);
    subject.do_send(Do::Add);
    assert_eq!(subject.send(Do::Add).await.unwrap(), 3);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!((tally.of(&tally.started), tally.of(&tally.restarting)), (2, 1));
    assert_eq!(tally.of(&tally.ticks), 0);
}

#[actix::test]
async fn a_supervised_actor_ends_when_its_last_address_goes_and_serves_its_mailbox_first() {
    let (subject, tally) = supervised();
    let answer = subject.send(Do::Add);
    drop(subject);
    assert_eq!(answer.await.unwrap(), 1);
    a_moment().await;
    assert_eq!(tally.of(&tally.dropped), 1);
}

#[actix::test]
async fn try_send_respects_the_mailbox_and_do_send_does_not() {
    let (subject, _) = supervised();
    subject.send(Do::Add).await.unwrap();
    let taken = (0..100).take_while(|_| subject.try_send(Do::Add).is_ok()).count();
    assert!((4..=6).contains(&taken), "{taken}");
    (0..100).for_each(|_| subject.do_send(Do::Add));
    assert_eq!(subject.send(Do::Add).await.unwrap(), taken + 102);
}

#[actix::test]
async fn virtual_time_drives_run_later() {
    tokio::time::pause();
    let (subject, tally) = supervised();
    subject.send(Do::TickIn(Duration::from_secs(3600))).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3599)).await;
    assert_eq!(tally.of(&tally.ticks), 0);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(tally.of(&tally.ticks), 1);
}

#[actix::test]
async fn a_weak_recipient_keeps_nobody_alive() {
    let (subject, tally) = supervised();
    let weak = subject.clone().recipient::<Do>().downgrade();
    assert!(weak.upgrade().is_some());
    drop(subject);
    a_moment().await;
    assert!(weak.upgrade().is_none());
    assert_eq!(tally.of(&tally.dropped), 1);
}

#[actix::test]
async fn only_a_kept_recipient_ever_finds_a_mailbox_full() {
    let (subject, _) = supervised();
    a_moment().await;
    let kept = subject.clone().recipient::<Do>();
    let weak = kept.downgrade();
    let made_each_time = (0..1_000).filter(|_| weak.upgrade().unwrap().try_send(Do::Add).is_err()).count();
    assert_eq!(made_each_time, 0, "a new sender may always put one message beyond");
    let sent = (0..1_000).take_while(|_| kept.try_send(Do::Add).is_ok()).count();
    assert_eq!(sent, 1, "that is why the directory keeps its recipients");
}

#[actix::test]
async fn a_panic_harms_no_neighbour() {
    let (broken, _) = supervised();
    let (neighbour, _) = supervised();
    assert!(broken.send(Do::Panic).await.is_err());
    assert_eq!(neighbour.send(Do::Add).await.unwrap(), 1);
}

#[actix::test]
async fn a_supervised_actor_is_dropped_while_panicking() {
    struct Told(Arc<AtomicUsize>);
    impl Actor for Told {
        type Context = Context<Self>;
        fn started(&mut self, _: &mut Context<Self>) {
            panic!("as the test wants");
        }
    }
    impl Supervised for Told {}
    impl Drop for Told {
        fn drop(&mut self) {
            if std::thread::panicking() {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    let told = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&told);
    let _address = Supervisor::start(|_| Told(told));
    a_moment().await;
    assert_eq!(
        seen.load(Ordering::Relaxed),
        1,
        "this is how a shard learns that a host fell outside its guards"
    );
}

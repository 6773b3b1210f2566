//! What can be done to a house from inside: a panic at a chosen line, a stranger in its streams.

use std::sync::{Arc, Mutex};

use switchboard_actors::probe::{Point, Probe};
use switchboard_core::effect::PhoneState;
use switchboard_core::{Subject, Timestamp, agent, call, queue, session};
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::{NewEvent, chain};

/// Panics at one point of one subject, so many times.
#[derive(Default)]
pub struct Fuse(Mutex<Option<(Point, Subject, u32)>>);

impl Fuse {
    pub fn set(&self, point: Point, subject: Subject, times: u32) {
        *self.0.lock().unwrap() = Some((point, subject, times));
    }

    pub fn clear(&self) {
        *self.0.lock().unwrap() = None;
    }
}

impl Probe for Fuse {
    fn at(&self, point: Point, subject: &Subject) {
        let blown = {
            let mut set = self.0.lock().unwrap();
            match set.as_mut() {
                Some((p, s, times)) if *p == point && s == subject => {
                    *times -= 1;
                    if *times == 0 {
                        *set = None;
                    }
                    true
                }
                _ => false,
            }
        };
        if blown {
            std::panic::panic_any("planted");
        }
    }
}

/// A second process, without our lock, writes an event that changes nothing.
pub fn steal(journal: &MemoryJournal, subject: &Subject) {
    let not_before = Timestamp(0);
    let facts = match subject {
        Subject::Session(_) => serde_json::to_string(&session::Event::DeadlinesMoved { not_before }),
        Subject::Agent(..) => serde_json::to_string(&agent::Event::DeadlinesMoved { not_before }),
        Subject::Queue(..) => serde_json::to_string(&queue::Event::DeadlinesMoved { not_before }),
        Subject::Call(..) => serde_json::to_string(&call::Event::AgentPhone {
            agent: "stranger".parse().unwrap(),
            phone: PhoneState::LoggedIn,
        }),
    };
    let event = NewEvent {
        seq: 0,
        public: None,
        kind: "deadlines_moved".to_owned(),
        version: 1,
        at: journal.head(subject).at,
        facts: facts.unwrap(),
        content: None,
        chain: chain::GENESIS,
        actor: "system".to_owned(),
        client: None,
        cause: None,
    };
    journal.steal(subject, event);
}

/// The machine's own clock, which somebody may set.
#[derive(Clone)]
pub struct Wall(Arc<Mutex<(Timestamp, tokio::time::Instant)>>);

impl Wall {
    pub fn starting(at: Timestamp) -> Self {
        Self(Arc::new(Mutex::new((at, tokio::time::Instant::now()))))
    }

    /// A process starts by it.
    pub fn start(&self, at: Timestamp) {
        *self.0.lock().unwrap() = (at, tokio::time::Instant::now());
    }

    /// Somebody sets it, forward or back.
    pub fn jump(&self, micros: i64) {
        let (at, _) = &mut *self.0.lock().unwrap();
        *at = Timestamp(at.micros() + micros);
    }

    /// As our clock reads it.
    pub fn told(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let wall = self.clone();
        Arc::new(move || {
            let (at, since) = *wall.0.lock().unwrap();
            at + since.elapsed()
        })
    }
}

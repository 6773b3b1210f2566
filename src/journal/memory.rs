//! The journal on the test's own thread: no thread, no clock, no randomness; the test releases, delays or fails commits.
//!
//! `submit` queues. `commit` and `commit_all` carry out, `fail_next` lets the next batch fail at its commit, `crash` loses
//! what was not committed and forgets what a killed process forgets. In `auto` mode everything is carried out at once.
//! Batching and fence are the very code of the real writer; only the `Store` beneath differs. Answers are called after
//! the inner lock is released, so an answer may submit again. It keeps no customers' records; it can forget a person.

mod look;
mod persons;
mod plain;
mod state;
mod stored;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Journal;
use crate::batch;
use crate::error::JournalError;
use crate::fence::Fence;
use crate::request::{Committed, Request};

use state::State;

/// A defect planted on purpose, by tests which prove that they would notice it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// No incarnation fence: whatever fits by its sequence is taken.
    NoFence,
    /// Appends are answered when they are taken in, before they are committed.
    AnswerBeforeCommit,
    /// What an append owes is stored with the next batch, not in its own transaction.
    OwedApart,
    /// After a restart nobody knows which client messages were recorded.
    ClientsForgotten,
    /// A row that was settled before is carried out again when it comes again.
    SettledAgain,
    /// What was erased keeps its content.
    ContentKept,
}

/// The journal in memory. Clones share it.
#[derive(Clone)]
pub struct MemoryJournal {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    state: State,
    fence: Fence,
    waiting: VecDeque<Request>,
    capacity: usize,
    auto: bool,
    pumping: bool,
    closed: bool,
    defect: Option<Defect>,
}

impl Default for MemoryJournal {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryJournal {
    /// Empty; nothing is carried out until it is told to.
    pub fn new() -> Self {
        Self::with(false, None)
    }

    /// Empty; every request is carried out and answered within `submit`.
    pub fn auto() -> Self {
        Self::with(true, None)
    }

    /// Empty, with a planted defect.
    pub fn defective(defect: Defect) -> Self {
        Self::with(false, Some(defect))
    }

    fn with(auto: bool, defect: Option<Defect>) -> Self {
        let fence = if defect == Some(Defect::NoFence) { Fence::lax() } else { Fence::default() };
        let inner = Inner {
            state: State::with(defect),
            fence,
            waiting: VecDeque::new(),
            capacity: 4096,
            auto,
            pumping: false,
            closed: false,
            defect,
        };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// Switches between carrying out at once and waiting to be told; what waits is carried out first.
    pub fn set_auto(&self, auto: bool) {
        self.lock().auto = auto;
        if auto {
            self.commit_all();
        }
    }

    /// How many requests wait at most before `submit` says `Busy`.
    pub fn set_capacity(&self, requests: usize) {
        self.lock().capacity = requests;
    }

    /// How many requests wait.
    pub fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Carries out the next request as a batch of its own; false when nothing waited.
    pub fn commit_next(&self) -> bool {
        self.commit(1) > 0
    }

    /// Carries out the next requests, at most so many, in one batch; how many it were.
    pub fn commit(&self, at_most: usize) -> usize {
        let (count, done) = {
            let inner = &mut *self.lock();
            let count = inner.waiting.len().min(at_most);
            if count == 0 {
                return 0;
            }
            let requests: Vec<Request> = inner.waiting.drain(..count).collect();
            (count, batch::carry_out(requests, &mut inner.fence, &mut inner.state))
        };
        done.answer();
        count
    }

    /// Carries out what waits in one batch, and so on with what the answers asked for, until nothing waits.
    pub fn commit_all(&self) {
        if std::mem::replace(&mut self.lock().pumping, true) {
            return;
        }
        while self.commit(usize::MAX) > 0 {}
        self.lock().pumping = false;
    }

    /// The next batch fails at its commit with this.
    pub fn fail_next(&self, error: JournalError) {
        self.lock().state.fail_at_commit(error);
    }

    /// Killed: what waited is lost, its answers are never called; what was committed stays. Heads are forgotten, so
    /// nothing that still comes from before is taken.
    pub fn crash(&self) {
        let lost = {
            let mut inner = self.lock();
            inner.fence.forget();
            inner.state.forgive();
            inner.state.forget();
            inner.pumping = false;
            std::mem::take(&mut inner.waiting)
        };
        drop(lost);
    }

    /// Whether anything more is taken in at all.
    pub fn set_closed(&self, closed: bool) {
        self.lock().closed = closed;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn submit(&self, request: Request) -> Result<(), JournalError> {
        let (request, early) = {
            let inner = self.lock();
            if inner.closed {
                return Err(JournalError::Closed);
            }
            if inner.waiting.len() >= inner.capacity {
                return Err(JournalError::Busy);
            }
            early_answer(inner.defect, request)
        };
        if let Some(answer) = early {
            answer();
        }
        let auto = {
            let mut inner = self.lock();
            inner.waiting.push_back(request);
            inner.auto
        };
        if auto {
            self.commit_all();
        }
        Ok(())
    }

    fn has_room(&self) -> bool {
        let inner = self.lock();
        !inner.closed && inner.waiting.len() < inner.capacity
    }
}

type Early = Box<dyn FnOnce()>;

/// The planted defect: the asker hears at once what is not yet true.
fn early_answer(defect: Option<Defect>, request: Request) -> (Request, Option<Early>) {
    match request {
        Request::Append(mut append) if defect == Some(Defect::AnswerBeforeCommit) => {
            let reply = std::mem::replace(&mut append.reply, Box::new(|_| {}));
            (Request::Append(append), Some(Box::new(move || reply(Ok(Committed { position: 0 })))))
        }
        other => (other, None),
    }
}

//! The one thread that writes. It takes what has queued while the previous commit ran, without lingering, commits once,
//! and answers in the order it was asked. On a busy machine it lets those who are about to ask go first (`let_others`): a
//! commit of many costs little more than one of few.
//!
//! A full disk refuses the batch and goes on, and so does one that has become read-only: both are looked at again, and well
//! again by themselves. Any other failure of the database ends the writer: what failed once
//! (a sync, say) cannot be trusted when it succeeds the second time. What comes after it is refused, and the program is
//! told to end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::batch::{self, Done};
use crate::error::JournalError;
use crate::fence::Fence;
use crate::figures;
use crate::lock::FolderLock;
use crate::request::Request;
use crate::sqlite::SqliteStore;

/// What comes through the inbox.
pub(crate) enum Note {
    /// Carry this out.
    Ask(Box<Request>),
    /// Nothing more will come: flush and end.
    Stop,
}

/// What the asking side and the writer share.
#[derive(Default)]
pub(crate) struct Shared {
    /// Nothing more is taken in.
    pub(crate) closed: AtomicBool,
    /// Requests taken in and not yet taken up by the writer.
    pub(crate) depth: AtomicUsize,
    /// The disk is nearly full.
    pub(crate) short: AtomicBool,
    /// The disk is read-only.
    pub(crate) read_only: AtomicBool,
    /// When a batch was refused last, if none was stored since.
    pub(crate) refused: Mutex<Option<Instant>>,
}

/// Called once when the writer ends for a failure.
pub(crate) type OnFatal = Box<dyn FnOnce(JournalError) + Send>;

/// The writer's own.
pub(crate) struct Writer {
    pub(crate) store: SqliteStore,
    pub(crate) fence: Fence,
    pub(crate) inbox: Receiver<Note>,
    pub(crate) shared: Arc<Shared>,
    /// Most requests in one batch.
    pub(crate) batch: usize,
    /// Quiet for so long, the log is moved into the database.
    pub(crate) idle: Duration,
    /// When a read-only disk was looked at last.
    pub(crate) looked: Option<Instant>,
    /// Dropped last: the folder is free only when the connection is closed.
    pub(crate) lock: FolderLock,
}

/// A disk that is read-only is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Others go first so many times at most before a commit.
const MOST_YIELDS: u32 = 8;

/// Why the writer's loop ended.
enum End {
    Stopped,
    Failed(JournalError),
}

impl Writer {
    /// The thread's life.
    pub(crate) fn run(mut self, on_fatal: OnFatal) {
        let end = self.work();
        self.shared.closed.store(true, Ordering::SeqCst);
        let failure = match end {
            End::Stopped => self.drain().err(),
            End::Failed(error) => Some(error),
        };
        let Some(error) = failure else {
            self.store.leave_no_traces();
            if let Err(error) = self.store.checkpoint() {
                tracing::warn!(%error, "the journal's log was not moved into its database");
            }
            return;
        };
        tracing::error!(%error, "the journal's writer ends");
        self.refuse_rest(&error);
        on_fatal(error);
    }

    fn work(&mut self) -> End {
        let mut dirty = false;
        loop {
            self.look_again();
            let first = match self.next(dirty) {
                Ok(Some(note)) => note,
                Ok(None) if self.is_read_only() => continue,
                Ok(None) => {
                    dirty = false;
                    self.store.leave_no_traces();
                    if let Err(error) = self.store.checkpoint() {
                        tracing::warn!(%error, "the journal's log was not moved into its database");
                    }
                    continue;
                }
                Err(()) => return End::Stopped,
            };
            let Note::Ask(first) = first else { return End::Stopped };
            let (requests, stop) = self.gather(*first);
            dirty = true;
            if let Err(error) = self.carry_out(requests) {
                return End::Failed(error);
            }
            if stop || self.shared.closed.load(Ordering::SeqCst) {
                return End::Stopped;
            }
        }
    }

    /// The next note; none when it has been quiet after a write; an error when nobody is left to ask.
    fn next(&self, dirty: bool) -> Result<Option<Note>, ()> {
        let wait = if self.is_read_only() { LOOK_EVERY } else { self.idle };
        if !dirty && !self.is_read_only() {
            return self.inbox.recv().map(Some).map_err(|_| ());
        }
        match self.inbox.recv_timeout(wait) {
            Ok(note) => Ok(Some(note)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(()),
        }
    }

    fn is_read_only(&self) -> bool {
        self.shared.read_only.load(Ordering::SeqCst)
    }

    /// A read-only disk may have become well again.
    fn look_again(&mut self) {
        let lately = self.looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY);
        if !self.is_read_only() || lately {
            return;
        }
        self.looked = Some(Instant::now());
        if !self.lock.is_read_only() {
            self.shared.read_only.store(false, Ordering::SeqCst);
            tracing::info!("the disk takes writes again");
        }
    }

    /// Why the batch failed, told apart by asking the file system: the database says the same of both.
    fn cause(&mut self, failure: Option<JournalError>) -> Option<JournalError> {
        match failure {
            Some(JournalError::Database(why)) if self.lock.is_read_only() => {
                self.looked = Some(Instant::now());
                if !self.shared.read_only.swap(true, Ordering::SeqCst) {
                    tracing::error!(
                        why,
                        "the disk is read-only: what people send is refused until it is not"
                    );
                }
                Some(JournalError::ReadOnly)
            }
            failure => failure,
        }
    }

    /// The batch that begins with a request, and whether the end was asked for.
    fn gather(&self, first: Request) -> (Vec<Request>, bool) {
        self.let_others();
        let mut requests = vec![first];
        let mut stop = false;
        while requests.len() < self.batch {
            match self.inbox.try_recv() {
                Ok(Note::Ask(request)) => requests.push(*request),
                Ok(Note::Stop) => {
                    stop = true;
                    break;
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        self.shared.depth.fetch_sub(requests.len(), Ordering::SeqCst);
        (requests, stop)
    }

    /// Gives the core to whoever would run on it now, as long as that brings more requests: with one core for all, doors and
    /// hosts have a hundred more at hand. With nobody waiting for the core this takes no time at all.
    fn let_others(&self) {
        for _ in 0..MOST_YIELDS {
            let before = self.shared.depth.load(Ordering::SeqCst);
            std::thread::yield_now();
            let waiting = self.shared.depth.load(Ordering::SeqCst);
            if waiting <= before || waiting >= self.batch {
                return;
            }
        }
    }

    fn carry_out(&mut self, requests: Vec<Request>) -> Result<(), JournalError> {
        let (began, count) = (Instant::now(), requests.len());
        let before = self.store.position();
        let (fence, store) = (&mut self.fence, &mut self.store);
        let mut done = catch_unwind(AssertUnwindSafe(|| batch::carry_out(requests, fence, store)))
            .map_err(|_| JournalError::Database("the writer panicked".to_owned()))?;
        done.failure = self.cause(done.failure);
        let failure = done.failure.clone();
        // A batch that only read, or stored no event, says nothing of the disk.
        if failure.is_some() || self.store.position() != before {
            *self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner) =
                failure.is_some().then(Instant::now);
        }
        match &failure {
            None => {
                figures::committed(began.elapsed(), count);
                self.store.leave_no_traces();
            }
            Some(error) => figures::failed(error),
        }
        let passes = matches!(failure, None | Some(JournalError::DiskFull | JournalError::ReadOnly));
        if !passes {
            self.shared.closed.store(true, Ordering::SeqCst);
        }
        answer(done);
        match failure.filter(|_| !passes) {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    /// Carries out what was taken in before the end was known; `depth` counts also what is about to be sent.
    fn drain(&mut self) -> Result<(), JournalError> {
        while let Some(first) = self.straggler() {
            let (requests, _) = self.gather(first);
            self.carry_out(requests)?;
        }
        Ok(())
    }

    /// The next request of those who came in before the door was closed.
    fn straggler(&self) -> Option<Request> {
        while self.shared.depth.load(Ordering::SeqCst) > 0 {
            match self.inbox.recv_timeout(Duration::from_millis(10)) {
                Ok(Note::Ask(request)) => return Some(*request),
                Ok(Note::Stop) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }

    fn refuse_rest(&mut self, error: &JournalError) {
        while let Some(first) = self.straggler() {
            let (requests, _) = self.gather(first);
            answer(batch::refuse(requests, error.clone(), &mut self.fence, &mut self.store));
        }
    }
}

/// A faulty answer harms its asker alone.
fn answer(done: Done) {
    for answer in done.into_answers() {
        if catch_unwind(AssertUnwindSafe(answer)).is_err() {
            tracing::error!("an answer of the journal panicked at its receiver");
        }
    }
}

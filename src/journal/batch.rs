//! A batch: requests taken together, carried out in order in one transaction, answered only after its commit.
//!
//! A request that fails by itself harms nobody else. When the transaction fails, everything in the batch does, and every
//! incarnation that had a part in it is fenced. Both journals run this very code over their own `Store`.

use switchboard_core::{Subject, Timestamp};

use crate::error::{AppendError, JournalError};
use crate::fence::Fence;
use crate::request::{Append, Committed, Loaded, Reply, Request, Snapshot};
use crate::store::{Kept, Store};

/// An answer to call once the batch is durable, or (with the cause) once it is known to be lost.
type Pending = Box<dyn FnOnce(Option<JournalError>) + Send>;

/// A batch that ended.
pub struct Done {
    answers: Vec<Pending>,
    /// Why nothing of it happened.
    pub failure: Option<JournalError>,
}

impl Done {
    /// Tells everybody, in the order they asked. Must not be called under a lock: an answer may ask again.
    pub fn answer(self) {
        for answer in self.answers {
            answer(self.failure.clone());
        }
    }

    /// The answers one by one, for a caller who guards each of them.
    pub fn into_answers(self) -> impl Iterator<Item = Box<dyn FnOnce() + Send>> {
        let failure = self.failure;
        self.answers.into_iter().map(move |answer| {
            let failure = failure.clone();
            Box::new(move || answer(failure)) as Box<dyn FnOnce() + Send>
        })
    }
}

/// Carries a batch out.
pub fn carry_out<S: Store>(requests: Vec<Request>, fence: &mut Fence, store: &mut S) -> Done {
    let fault = store.begin().err();
    let mut batch = Batch { fence, store, fault };
    let answers = requests.into_iter().map(|request| batch.one(request)).collect();
    let failure = batch.fault.take().or_else(|| batch.store.commit().err());
    match &failure {
        None => fence.committed(),
        Some(_) => {
            store.abort();
            fence.failed();
        }
    }
    Done { answers, failure }
}

/// Refuses requests that are never begun; their incarnations are fenced.
pub fn refuse<S: Store>(
    requests: Vec<Request>,
    failure: JournalError,
    fence: &mut Fence,
    store: &mut S,
) -> Done {
    let mut batch = Batch { fence, store, fault: Some(failure.clone()) };
    let answers = requests.into_iter().map(|request| batch.one(request)).collect();
    Done { answers, failure: Some(failure) }
}

struct Batch<'a, S> {
    fence: &'a mut Fence,
    store: &'a mut S,
    /// Once set, the batch is lost and its store is not touched again.
    fault: Option<JournalError>,
}

impl<S: Store> Batch<'_, S> {
    fn one(&mut self, request: Request) -> Pending {
        match request {
            Request::Append(append) => self.append(append),
            Request::Load { subject, whole, reply } => later(reply, self.load(&subject, whole)),
            Request::Snapshot { subject, incarnation, snapshot } => {
                self.note(|batch| batch.snapshot(&subject, incarnation, &snapshot))
            }
            Request::Retire { subject, incarnation, snapshot, wake_at, reply } => {
                self.change(reply, |batch| batch.retire(&subject, incarnation, snapshot.as_ref(), wake_at))
            }
            Request::FindClient { sender, id, reply } => {
                self.ask(reply, |store| store.find_client(sender, id))
            }
            Request::ClientsOf { subject, limit, reply } => {
                self.ask(reply, |store| store.clients_of(&subject, limit))
            }
            Request::FindOpen { platform, customer, reply } => {
                self.ask(reply, |store| store.find_open(&platform, &customer))
            }
            Request::Park { subject, parked, reply } => {
                self.change(reply, |batch| batch.store.park(&subject, &parked))
            }
            Request::Quarantine { subject, cause, reply } => {
                self.change(reply, |batch| batch.store.quarantine(&subject, cause.as_deref()))
            }
            Request::Unpark { subject, client, settles } => {
                self.note(|batch| batch.store.unpark(&subject, client.as_ref(), settles.as_ref()))
            }
            Request::Postpone { key, due, set_aside } => {
                self.note(|batch| batch.store.postpone(&key, due, set_aside))
            }
            Request::Backlog { reply } => self.ask(reply, S::backlog),
            Request::WakeList { until, limit, reply } => {
                self.ask(reply, |store| store.wake_list(until, limit))
            }
            Request::Quarantined { reply } => self.ask(reply, S::quarantined),
            Request::Account { write, reply } => self.change(reply, |batch| batch.store.account(&write)),
            Request::Customer { write, reply } => self.change(reply, |batch| {
                let said = batch.store.customer(&write)?;
                said.emptied.iter().for_each(|subject| batch.fence.shut(subject));
                Ok(said.outcome)
            }),
            Request::TakeInWords { limit, reply } => {
                self.change(reply, |batch| batch.store.take_in_words(limit))
            }
            Request::KeepBlob { media, bytes, reply } => {
                self.change(reply, |batch| batch.store.keep_blob(&media, &bytes))
            }
        }
    }

    fn append(&mut self, append: Append) -> Pending {
        let act = |batch: &mut Self| {
            batch.fence.admit(&append)?;
            let position = batch.store.append(&append)?;
            batch.fence.advance(&append.subject, &append.events);
            Ok::<_, AppendError>(Committed { position })
        };
        let stored = if is_one_row(&append) { self.write_all_or_nothing(act) } else { self.write(act) };
        if stored.is_err() {
            self.fence.refuse(&append.subject, append.incarnation);
        }
        // To write on into a damaged file would spread the damage; a load that meets it fails alone.
        if let Err(AppendError::Journal(JournalError::Damaged(why))) = &stored {
            self.fault = Some(JournalError::Database(why.clone()));
        }
        later(append.reply, stored)
    }

    fn load(&mut self, subject: &Subject, whole: bool) -> Result<Loaded, JournalError> {
        self.read(|batch| {
            let Kept { head, snapshot, tail, parked } = batch.store.load(subject, whole)?;
            let incarnation = batch.fence.begin(subject, head);
            Ok(Loaded { incarnation, head, snapshot, tail, parked })
        })
    }

    fn snapshot(
        &mut self,
        subject: &Subject,
        incarnation: u64,
        snapshot: &Snapshot,
    ) -> Result<(), JournalError> {
        if !self.fence.holds(subject, incarnation) {
            return Ok(());
        }
        self.store.snapshot(subject, snapshot)
    }

    fn retire(
        &mut self,
        subject: &Subject,
        incarnation: u64,
        snapshot: Option<&Snapshot>,
        wake_at: Option<Timestamp>,
    ) -> Result<(), JournalError> {
        if !self.fence.holds(subject, incarnation) {
            return Ok(());
        }
        if let Some(snapshot) = snapshot {
            self.store.snapshot(subject, snapshot)?;
        }
        self.store.rest(subject, wake_at)?;
        self.fence.retire(subject);
        Ok(())
    }

    fn ask<T: Send + 'static>(
        &mut self,
        reply: Reply<Result<T, JournalError>>,
        ask: impl FnOnce(&mut S) -> Result<T, JournalError>,
    ) -> Pending {
        let answer = self.read(|batch| ask(batch.store));
        later(reply, answer)
    }

    fn change<T: Send + 'static>(
        &mut self,
        reply: Reply<Result<T, JournalError>>,
        act: impl FnOnce(&mut Self) -> Result<T, JournalError>,
    ) -> Pending {
        let answer = self.write(act);
        later(reply, answer)
    }

    /// Nobody waits for it: a failure is worth a line in the log.
    fn note(&mut self, act: impl FnOnce(&mut Self) -> Result<(), JournalError>) -> Pending {
        let noted = self.write(act);
        Box::new(move |failure| {
            if let Some(error) = failure.or(noted.err()) {
                tracing::warn!(%error, "a note to the journal was lost");
            }
        })
    }

    fn read<T>(&mut self, ask: impl FnOnce(&mut Self) -> Result<T, JournalError>) -> Result<T, JournalError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let answer = ask(self);
        self.notice(answer.as_ref().err());
        answer
    }

    fn write<T, E: From<JournalError> + Cause>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        if let Err(fault) = self.store.mark() {
            self.fault = Some(fault.clone());
            return Err(fault.into());
        }
        let answer = act(self);
        self.notice(answer.as_ref().err().and_then(Cause::cause));
        if self.fault.is_none() {
            let ended = if answer.is_ok() { self.store.keep() } else { self.store.undo() };
            self.fault = ended.err();
        }
        answer
    }

    /// The same of what writes one row: it is written or not, so there is nothing to undo and no need of a mark.
    fn write_all_or_nothing<T, E: From<JournalError> + Cause>(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        let answer = act(self);
        self.notice(answer.as_ref().err().and_then(Cause::cause));
        answer
    }

    /// A full disk or a failing database is everybody's failure; anything else is the asker's own.
    fn notice(&mut self, error: Option<&JournalError>) {
        if let Some(error @ (JournalError::DiskFull | JournalError::Database(_))) = error {
            self.fault = Some(error.clone());
        }
    }
}

/// Whether an append writes an event and nothing else that could fail by itself: what most messages are.
fn is_one_row(append: &Append) -> bool {
    let [event] = append.events.as_slice() else { return false };
    let names_attachment = event.content.as_ref().is_some_and(|content| content.json.contains("attachment"));
    // A report of a call is numbered beside it.
    let is_numbered = matches!(append.subject, Subject::Call(..));
    append.owed.is_empty()
        && append.settles.is_none()
        && append.row.is_none()
        && !names_attachment
        && !is_numbered
}

/// The journal's own failure within an error, if it is one.
trait Cause {
    fn cause(&self) -> Option<&JournalError>;
}

impl Cause for JournalError {
    fn cause(&self) -> Option<&JournalError> {
        Some(self)
    }
}

impl Cause for AppendError {
    fn cause(&self) -> Option<&JournalError> {
        match self {
            AppendError::Journal(cause) => Some(cause),
            _ => None,
        }
    }
}

fn later<T, E>(reply: Reply<Result<T, E>>, result: Result<T, E>) -> Pending
where
    T: Send + 'static,
    E: From<JournalError> + Send + 'static,
{
    Box::new(move |failure| match failure {
        Some(failure) if result.is_ok() => reply(Err(failure.into())),
        _ => reply(result),
    })
}

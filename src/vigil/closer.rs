//! A closer look at what has seemed wrong for a while, before it is told: the subject's own rules, rebuilt from its stream,
//! may know why. A session waits beside somebody free because it is held out to somebody else, or somebody said no; a
//! wake-up is stored earlier than what is due.
//!
//! That is a reason only where it is one for the rules as they are: what a living host believes is not asked.

use std::collections::BTreeMap;
use std::time::Duration;

use switchboard_actors::read::rebuilt;
use switchboard_core::agent::Agent;
use switchboard_core::call::Call;
use switchboard_core::invariants::Invariant;
use switchboard_core::invariants::moment::{Moment, Oddity};
use switchboard_core::invariants::watch::Closer;
use switchboard_core::queue::Queue;
use switchboard_core::session::Session;
use switchboard_core::{Machine, SessionId, Subject, Timestamp};
use switchboard_journal::{JournalError, Views};

/// Streams read in one look at most; what is left is asked again at the next.
const STREAMS: u32 = 64;

/// What one look needs to look closer.
pub(super) struct Closely<'a> {
    views: &'a Views,
    moment: &'a Moment,
    now: Timestamp,
    patience: Duration,
    left: u32,
    queues: BTreeMap<Subject, Queue>,
}

impl<'a> Closely<'a> {
    pub(super) fn new(views: &'a Views, moment: &'a Moment, now: Timestamp, patience: Duration) -> Self {
        Self { views, moment, now, patience, left: STREAMS, queues: BTreeMap::new() }
    }

    /// Whether it is wrong indeed. A stream that cannot be read explains nothing.
    pub(super) fn look(&mut self, odd: &Oddity) -> Closer {
        let (invariant, subject) = (odd.violation.invariant, &odd.violation.subject);
        let asked = match (invariant, subject) {
            (Invariant::SomebodyWaits, Subject::Session(session)) => self.waits(*session, odd),
            (Invariant::TimerOverdue, subject) => self.overdue(subject),
            _ => Ok(Closer::Wrong),
        };
        asked.unwrap_or_else(|error| match error {
            JournalError::Damaged(_) => Closer::Wrong,
            _ => Closer::Unseen,
        })
    }

    /// Wrong when nothing speaks against one of those who were free all the time.
    fn waits(&mut self, session: SessionId, odd: &Oddity) -> Result<Closer, JournalError> {
        let row = self.moment.sessions.iter().find(|row| row.session == session);
        let Some((workspace, queue)) = row.and_then(|row| Some((row.workspace.clone(), row.queue.clone()?)))
        else {
            return Ok(Closer::Unseen);
        };
        let now = self.now;
        let Some(queue) = self.queue(Subject::Queue(workspace, queue))? else { return Ok(Closer::Unseen) };
        let for_a_reason = odd.grounds.iter().all(|ground| match &ground.subject {
            Subject::Agent(_, agent) => queue.waits_for_a_reason(session, agent, now),
            Subject::Session(_) | Subject::Queue(..) | Subject::Call(..) => false,
        });
        Ok(if for_a_reason { Closer::InOrder } else { Closer::Wrong })
    }

    /// As its stream tells it; none when enough streams were read.
    fn queue(&mut self, subject: Subject) -> Result<Option<&Queue>, JournalError> {
        if !self.queues.contains_key(&subject) {
            let Some(queue) = self.rebuilt(&subject)? else { return Ok(None) };
            self.queues.insert(subject.clone(), queue);
        }
        Ok(self.queues.get(&subject))
    }

    fn overdue(&mut self, subject: &Subject) -> Result<Closer, JournalError> {
        let deadline = match subject {
            Subject::Session(_) => self.rebuilt::<Session>(subject)?.map(|machine| machine.deadline()),
            Subject::Agent(..) => self.rebuilt::<Agent>(subject)?.map(|machine| machine.deadline()),
            Subject::Queue(..) => self.rebuilt::<Queue>(subject)?.map(|machine| machine.deadline()),
            Subject::Call(..) => self.rebuilt::<Call>(subject)?.map(|machine| machine.deadline()),
        };
        Ok(match deadline {
            Some(Some(due)) if due.at + self.patience <= self.now => Closer::Wrong,
            Some(_) => Closer::InOrder,
            None => Closer::Unseen,
        })
    }

    fn rebuilt<M: Machine>(&mut self, subject: &Subject) -> Result<Option<M>, JournalError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        rebuilt(subject, &self.views.stored(subject, M::SNAPSHOT)?).map(Some)
    }
}

//! After the commit: the answer, then whoever looks, then whom it is owed. Nobody is told anything before.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use actix::{AsyncContext, Context};
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::session::Opening;
use switchboard_core::{AnyRecorded, Recorded, Row, SessionId, Signal, Subject, session};
use switchboard_journal::{AppendError, Committed, JournalError};

use super::{Host, Pending, Phase, Settled};
use crate::answer::{Answer, Refused};
use crate::ask::ShardMessage;
use crate::directory::{Shown, ShownEvent, ShownRow, Topic};
use crate::effects::Carry;
use crate::living::Living;
use crate::probe::Point;

/// Pulses are at least this far apart.
const PULSE: Duration = Duration::from_secs(1);

impl<M: Living> Host<M> {
    /// The journal answered the oldest append in flight: the answers come in the order of the appends.
    pub(super) fn settled(&mut self, settled: Settled, ctx: &mut Context<Self>) {
        let Settled { incarnation, result } = settled;
        let Some(done) = self.pending.pop_front() else { return };
        let durable = result.is_ok();
        match result {
            Ok(committed) => self.committed(done, committed, ctx),
            Err(error) => {
                if matches!(error, AppendError::NotUnique(_)) {
                    self.recent.met_a_stray();
                }
                done.reply.answer(why_not(&error));
                if incarnation == self.incarnation {
                    self.fall_of_append(&error, ctx);
                }
            }
        }
        self.answer_those_behind(durable);
        self.snapshot_sometimes();
    }

    /// Answers that only waited for the append before them: they rest on it, and fail with it.
    fn answer_those_behind(&mut self, durable: bool) {
        while self.pending.front().is_some_and(|next| !next.appended) {
            if let Some(next) = self.pending.pop_front() {
                let answer = if durable { next.answer } else { why_not(&AppendError::Fenced) };
                next.reply.answer(answer);
            }
        }
    }

    fn committed(&mut self, done: Box<Pending<M>>, committed: Committed, ctx: &mut Context<Self>) {
        let Pending { reply, answer, events, owed, signals, pulse, row, .. } = *done;
        self.failures = 0;
        reply.answer(answer);
        let shown = catch_unwind(AssertUnwindSafe(|| {
            self.env.common.at(Point::Effects, &self.subject);
            self.show(events, row, committed.position);
            for (session, signal) in signals {
                let shown = Shown::Signal { session, signal };
                self.env.common.directory.show(&Topic::Line(session), &shown);
                self.env.common.directory.show(&Topic::Subject(Subject::Session(session)), &shown);
            }
        }));
        if shown.is_err() {
            tracing::error!(subject = %self.subject, "showing panicked; what was committed stands");
            self.show_gap();
        }
        if !owed.is_empty() {
            self.env.effects.do_send(Carry(owed));
        }
        if pulse {
            self.pulse_soon(ctx);
        }
    }

    fn show(&self, events: Vec<Arc<Recorded<M::Event>>>, row: Option<Row>, last: u64) {
        let directory = &self.env.common.directory;
        let staff = Topic::Subject(self.subject.clone());
        let calls = match &self.subject {
            Subject::Call(workspace, _) => Some(Topic::Calls(workspace.clone())),
            _ => None,
        };
        let session = match &self.row {
            Some(Row::Session(session)) => Some(session),
            _ => None,
        };
        let customer = session.map(|row| Topic::Customer(row.platform.clone(), row.customer.clone()));
        let platform = session.map(|row| Topic::Platform(row.platform.clone()));
        let first = last.saturating_sub(events.len() as u64) + 1;
        for (position, recorded) in (first..).zip(events) {
            let public = recorded.public.is_some();
            let recorded = M::any(recorded);
            self.note_place(&recorded);
            let event = ShownEvent { subject: self.subject.clone(), position, recorded };
            let shown = Shown::Event(Arc::new(event));
            directory.show(&staff, &shown);
            if let Some(customer) = customer.as_ref().filter(|_| public) {
                directory.show(customer, &shown);
            }
            for topic in platform.iter().chain(&calls) {
                directory.show(topic, &shown);
            }
        }
        if let Some(row) = row {
            self.show_row(row, last);
        }
    }

    fn note_place(&self, recorded: &AnyRecorded) {
        if let (Subject::Session(session), AnyRecorded::Session(recorded)) = (&self.subject, recorded)
            && let session::Event::PlaceTold { entry, place, estimated_wait_ms } = &recorded.event
        {
            let (entry, place, estimated_wait_ms) = (*entry, *place, *estimated_wait_ms);
            self.env.common.directory.note_place(*session, Signal::Place { entry, place, estimated_wait_ms });
        }
    }

    /// Something committed may not have been shown: whoever looks reads the journal again.
    pub(super) fn show_gap(&self) {
        let directory = &self.env.common.directory;
        directory.show(&Topic::Subject(self.subject.clone()), &Shown::Lagged);
        if let Some(Row::Session(row)) = &self.row {
            directory.show(&Topic::Customer(row.platform.clone(), row.customer.clone()), &Shown::Lagged);
            directory.show(&Topic::Platform(row.platform.clone()), &Shown::Lagged);
        }
        if let Some(row) = &self.row {
            directory.show(&desk(row), &Shown::Lagged);
        }
    }

    fn show_row(&self, row: Row, position: u64) {
        if let Row::Session(session) = &row {
            self.session_moved(session);
        }
        let topic = desk(&row);
        self.env.common.directory.show(&topic, &Shown::Row(Arc::new(ShownRow { position, row })));
    }

    /// A session that waits no longer has no place; one that is over may be followed by another.
    pub(super) fn session_moved(&self, row: &SessionRow) {
        if row.standing != Standing::Queued {
            self.env.common.directory.forget_place(row.session);
        }
        let directory = &self.env.common.directory;
        if row.standing != Standing::Closed {
            directory.note_customer(row.session, &row.platform, &row.customer);
        } else {
            directory.forget_customer(row.session);
            let opening = Opening {
                workspace: row.workspace.clone(),
                platform: row.platform.clone(),
                customer: row.customer.clone(),
            };
            self.env.shard.do_send(ShardMessage::SessionClosed { opening, session: row.session });
        }
    }

    /// Shows the machine's pulse, at most once a second.
    fn pulse_soon(&mut self, ctx: &mut Context<Self>) {
        if self.pulse_armed {
            return;
        }
        self.pulse_armed = true;
        let rest = self.env.common.clock.until(self.pulse_at + PULSE);
        ctx.run_later(rest, |host, _| {
            host.pulse_armed = false;
            host.pulse_at = host.env.common.clock.now();
            if host.phase == Phase::Awake {
                host.show_places();
            }
        });
    }

    /// Shows the places in line. One that was left is forgotten here too: the session itself may have forgotten it before
    /// the line heard of it.
    fn show_places(&mut self) {
        let places = catch_unwind(AssertUnwindSafe(|| self.machine.pulse())).unwrap_or_default();
        let directory = &self.env.common.directory;
        let placed: BTreeSet<SessionId> = places.iter().map(|(session, _)| *session).collect();
        for left in self.placed.difference(&placed) {
            directory.forget_place(*left);
        }
        for (session, signal) in places {
            directory.show_place(session, signal);
        }
        self.placed = placed;
    }
}

/// Where a row is listed.
fn desk(row: &Row) -> Topic {
    let workspace = match row {
        Row::Session(session) => &session.workspace,
        Row::Agent(agent) => &agent.workspace,
        Row::Queue(queue) => &queue.workspace,
        Row::Call(call) => &call.workspace,
    };
    Topic::Desk(workspace.clone())
}

/// What an asker is told of an append that did not happen: nothing of it is stored, unless the database failed. What
/// could not be synced may be found whole by the next start, so of that nobody can say.
fn why_not(error: &AppendError) -> Answer {
    let (code, detail, retry_after) = match error {
        AppendError::AlreadySettled => ("already_settled", "this had its effect before", None),
        AppendError::Journal(JournalError::DiskFull) => return Answer::disk_full(),
        AppendError::Journal(JournalError::Database(_) | JournalError::ReadOnly) => {
            return Answer::Unknown;
        }
        AppendError::Journal(_) => {
            ("journal_failed", "the server cannot store anything now", Some(Duration::from_secs(10)))
        }
        AppendError::Fenced | AppendError::Conflict | AppendError::NotUnique(_) => (
            "busy",
            "the conversation moved on meanwhile, nothing was stored; try again",
            Some(Duration::ZERO),
        ),
    };
    Answer::Refused(Refused { code, detail: detail.to_owned(), retry_after })
}

//! From a command to an append: settle what is overdue, decide, apply, follow, hand over to the journal.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use actix::{ActorFutureExt, AsyncContext, Context, ContextFutureSpawner, WrapFuture};
use switchboard_core::{
    Audience, Clockwork, Ctx, Draft, Effect, Fact, Reason, Recorded, SessionId, Signal, Timestamp,
};
use switchboard_journal::{
    Append, ClientStamp, Digest, JournalError, NewEvent, OwedKey, OwedRow, Request, chain,
};
use tokio::sync::oneshot;

use super::recent::{READ_BACK, Seen};
use super::{Host, Origin, Pending, Phase, Settled};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::living::Living;
use crate::probe::Point;

/// So many events of one command are a defect: the rules go round in a circle.
const MOST_EVENTS: usize = 10_000;

/// What one command led to.
struct Work<M: Living> {
    recorded: Vec<Arc<Recorded<M::Event>>>,
    rows: Vec<NewEvent>,
    owed: Vec<OwedRow>,
    signals: Vec<(SessionId, Signal)>,
    pulse: bool,
    /// The chain value all this was decided on.
    before: Digest,
}

/// Why what the rules led to cannot be handed over.
enum Unfit {
    /// They go round in a circle.
    Circle,
    /// An event does not write as JSON.
    Unwritable(serde_json::Error),
}

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(error)
    }
}

/// The hash and the number of each client's message of a stream, as far as it was asked for.
type ReadBack = Result<Vec<(u64, u64)>, JournalError>;

impl<M: Living> Host<M> {
    /// A command from outside: a resend gets its first answer, everything else is decided.
    pub(super) fn deliver(&mut self, ask: Ask, ctx: &mut Context<Self>) {
        let Ask { command, client, settles, reply } = ask;
        let Some(command) = M::command(command) else {
            return reply.answer(Answer::no("wrong_subject", "this command is for another kind of subject"));
        };
        let origin = Origin { client, settles, reply, own: false };
        let Some(stamp) = origin.client else {
            return self.take(command, origin, ctx);
        };
        if self.faults.is_set_aside(stamp) {
            return origin.reply.answer(Answer::set_aside());
        }
        match self.recent.look(stamp, self.head.seq == 0) {
            Seen::Never => self.take(command, origin, ctx),
            Seen::Reused => origin.reply.answer(Answer::id_reused()),
            Seen::Before { seq, public } => {
                let answer = Answer::Accepted { subject: self.subject.clone(), seq, public };
                self.after_those_in_flight(origin, answer);
            }
            Seen::AskIndex => self.ask_index(stamp, command, origin, ctx),
        }
    }

    /// The index sees every append in flight, since it is asked through the same channel.
    fn ask_index(
        &mut self,
        stamp: ClientStamp,
        command: M::Command,
        origin: Origin,
        ctx: &mut Context<Self>,
    ) {
        let (answer, answered) = oneshot::channel();
        let request = Request::FindClient {
            sender: stamp.sender,
            id: stamp.id,
            reply: Box::new(move |hit| {
                let _ = answer.send(hit);
            }),
        };
        let known = self.read_back();
        if self.env.common.journal.submit(request).is_err() {
            return origin.reply.answer(Answer::busy());
        }
        self.asking = true;
        tokio::time::timeout(self.env.common.tuning.journal_timeout, answered)
            .into_actor(self)
            .map(move |answered, host, ctx| {
                host.asking = false;
                // Asked before the index, so answered before it.
                if let Some(Ok(stamps)) = known.and_then(|mut known| known.try_recv().ok()) {
                    host.recent.learn(&stamps);
                }
                match answered {
                    Ok(Ok(Ok(None))) => host.take(command, origin, ctx),
                    Ok(Ok(Ok(Some(hit)))) if hit.body == stamp.body => {
                        origin.reply.answer(Answer::Accepted {
                            subject: hit.subject,
                            seq: hit.seq,
                            public: hit.public,
                        });
                    }
                    Ok(Ok(Ok(Some(_)))) => origin.reply.answer(Answer::id_reused()),
                    Ok(Ok(Err(_)) | Err(_)) | Err(_) => origin.reply.answer(Answer::busy()),
                }
                host.carry_out_released(ctx);
                host.arm(ctx);
            })
            .wait(ctx);
    }

    /// Asks for all client messages of a stream that woke from a snapshot: otherwise each new one would wait for the index.
    fn read_back(&self) -> Option<oneshot::Receiver<ReadBack>> {
        if self.head.seq == 0 || !self.recent.wants_to_know() {
            return None;
        }
        let (answer, answered) = oneshot::channel();
        let request = Request::ClientsOf {
            subject: self.subject.clone(),
            limit: READ_BACK,
            reply: Box::new(move |stamps| {
                let _ = answer.send(stamps);
            }),
        };
        self.env.common.journal.submit(request).ok().map(|()| answered)
    }

    /// Decides a command, after whatever is overdue.
    pub(super) fn take(&mut self, command: M::Command, origin: Origin, ctx: &mut Context<Self>) {
        if self.phase != Phase::Awake || !self.env.common.journal.has_room() {
            return origin.reply.answer(Answer::busy());
        }
        let from_outside = !origin.own && origin.settles.is_none();
        if from_outside && self.env.common.journal.is_short_of_space() {
            return origin.reply.answer(Answer::disk_full());
        }
        if self.machine.deadline().is_some_and(|deadline| deadline.at <= self.now()) {
            self.decide(&Clockwork::Tick.into(), Origin::own(), ctx);
        }
        self.decide(&command, origin, ctx);
    }

    /// Decides a command on the state as it is.
    pub(super) fn decide(&mut self, command: &M::Command, origin: Origin, ctx: &mut Context<Self>) {
        if self.phase != Phase::Awake {
            return origin.reply.answer(Answer::busy());
        }
        let now = self.now();
        let Some(given) = self.machine.given(&self.env.common.book, Some(command)) else {
            return origin.reply.answer(Answer::no("unknown_platform", "there is no such platform"));
        };
        let decided = catch_unwind(AssertUnwindSafe(|| {
            self.env.common.at(Point::Decide, &self.subject);
            self.machine.decide(&Ctx { now, given: &given, live: &self.live }, command)
        }));
        let drafts = match decided {
            Ok(Ok(drafts)) => drafts,
            Ok(Err(refusal)) => return self.refused(&refusal, origin),
            Err(_) => return self.fault_of_command(origin),
        };
        let torn_in = Cell::new(Point::Apply);
        let worked = catch_unwind(AssertUnwindSafe(|| self.work(drafts, now, &given, &origin, &torn_in)));
        match worked {
            Ok(Ok(work)) => self.hand_over(work, origin, ctx),
            Ok(Err(Unfit::Circle)) => self.fall_of_command(origin, ctx),
            Ok(Err(Unfit::Unwritable(error))) => {
                tracing::error!(subject = %self.subject, %error, "an event cannot be written");
                self.fall_of_command(origin, ctx);
            }
            Err(_) if torn_in.get() == Point::Decide => self.fall_of_command(origin, ctx),
            Err(_) => self.fall_of_subject(origin, ctx),
        }
    }

    /// A refusal is answered at once. An owed command is never refused; should a rule do it, it counts as acknowledged.
    fn refused(&mut self, refusal: &M::Refusal, origin: Origin) {
        if origin.settles.is_some() {
            tracing::error!(subject = %self.subject, code = refusal.code(), "an owed command was refused");
        }
        origin.reply.answer(Answer::no(refusal.code(), refusal.to_string()));
    }

    /// Applies the drafts, then asks what follows until nothing more does. May panic; then the state is torn.
    fn work(
        &mut self,
        drafts: Vec<Draft<M::Event>>,
        now: Timestamp,
        given: &M::Given,
        origin: &Origin,
        torn_in: &Cell<Point>,
    ) -> Result<Work<M>, Unfit> {
        let mut work = Work {
            recorded: Vec::new(),
            rows: Vec::new(),
            owed: Vec::new(),
            signals: Vec::new(),
            pulse: false,
            before: self.head.chain,
        };
        for draft in drafts {
            self.enter(draft, now, origin, &mut work)?;
        }
        loop {
            torn_in.set(Point::Decide);
            self.env.common.at(Point::Follow, &self.subject);
            let follows = self.machine.follow(&Ctx { now, given, live: &self.live });
            torn_in.set(Point::Apply);
            let Some(draft) = follows else { return Ok(work) };
            if work.rows.len() >= MOST_EVENTS {
                return Err(Unfit::Circle);
            }
            self.enter(draft, now, origin, &mut work)?;
        }
    }

    fn enter(
        &mut self,
        draft: Draft<M::Event>,
        now: Timestamp,
        origin: &Origin,
        work: &mut Work<M>,
    ) -> Result<(), Unfit> {
        let (kind, audience) = draft.event.describe();
        let seq = self.head.seq + 1;
        let public = (audience == Audience::Everyone).then_some(self.head.public + 1);
        let recorded =
            Recorded { seq, public, at: now, actor: draft.actor, event: draft.event, content: draft.content };
        self.env.common.at(Point::Apply, &self.subject);
        self.machine.apply(&recorded);
        for (ordinal, effect) in (0..).zip(self.machine.effects(&recorded)) {
            match effect {
                Effect::Owe(owed) => {
                    let key = OwedKey { source: self.subject.to_string(), seq, ordinal };
                    work.owed.push(OwedRow { key, owed, tries: 0 });
                }
                Effect::Show { session, signal } => work.signals.push((session, signal)),
                Effect::Pulse => work.pulse = true,
            }
        }
        let row = self.row_of(&recorded, kind, origin)?;
        self.head.seq = seq;
        self.head.public = public.unwrap_or(self.head.public);
        self.head.at = now;
        self.head.chain = row.chain;
        work.rows.push(row);
        work.recorded.push(Arc::new(recorded));
        Ok(())
    }

    fn row_of(
        &self,
        recorded: &Recorded<M::Event>,
        kind: &str,
        origin: &Origin,
    ) -> Result<NewEvent, serde_json::Error> {
        let facts = serde_json::to_string(&recorded.event)?;
        let content = match &recorded.content {
            Some(content) => Some(chain::seal(serde_json::to_string(content)?, (self.env.common.salts)())),
            None => None,
        };
        let event = NewEvent {
            seq: recorded.seq,
            public: recorded.public,
            kind: kind.to_owned(),
            version: 1,
            at: recorded.at,
            facts,
            content,
            chain: chain::GENESIS,
            actor: recorded.actor.to_string(),
            client: None,
            cause: origin.cause(),
        };
        Ok(event.linked(&self.head.chain))
    }

    /// Hands the events to the journal. A client's message is known by the first event the customer may see, or else the
    /// first; the answer and the effects wait for the commit, the host goes on.
    fn hand_over(&mut self, mut work: Work<M>, origin: Origin, ctx: &mut Context<Self>) {
        let told = work.recorded.iter().position(|event| event.public.is_some()).unwrap_or(0);
        let first = work.recorded.get(told);
        let answer = Answer::Accepted {
            subject: self.subject.clone(),
            seq: first.map_or(self.head.seq, |event| event.seq),
            public: first.map_or(Some(self.head.public), |event| event.public),
        };
        if work.rows.is_empty() && origin.settles.is_none() {
            return self.after_those_in_flight(origin, answer);
        }
        if let (Some(stamp), Some(event), Some(row)) = (origin.client, first, work.rows.get_mut(told)) {
            self.recent.remember(stamp, event.seq, event.public);
            row.client = Some(stamp);
        }
        let row = self.machine.row();
        let row = if row == self.row {
            None
        } else {
            self.row.clone_from(&row);
            row
        };
        let append = self.append(&mut work, origin.settles, row.clone(), ctx);
        self.pending.push_back(Box::new(Pending {
            appended: true,
            reply: origin.reply,
            answer,
            events: work.recorded,
            owed: work.owed,
            signals: work.signals,
            pulse: work.pulse,
            row,
        }));
        if self.env.common.journal.submit(Request::Append(append)).is_err() {
            self.not_taken_in(ctx);
        }
    }

    fn append(
        &mut self,
        work: &mut Work<M>,
        settles: Option<OwedKey>,
        row: Option<switchboard_core::Row>,
        ctx: &mut Context<Self>,
    ) -> Append {
        let wake_at = self.wake_at().filter(|at| self.wake_stored.is_none_or(|stored| *at < stored));
        if wake_at.is_some() {
            self.wake_stored = wake_at;
        }
        let events = std::mem::take(&mut work.rows);
        let (incarnation, address) = (self.incarnation, ctx.address());
        Append {
            subject: self.subject.clone(),
            incarnation,
            after: self.head.seq - events.len() as u64,
            chain: work.before,
            events,
            owed: work.owed.clone(),
            settles,
            wake_at,
            row,
            reply: Box::new(move |result| address.do_send(Settled { incarnation, result })),
        }
    }

    /// Answers when everything before it is durable, and refuses should that fail; at once when nothing is in flight.
    fn after_those_in_flight(&mut self, origin: Origin, answer: Answer) {
        if self.pending.is_empty() {
            return origin.reply.answer(answer);
        }
        self.pending.push_back(Box::new(Pending {
            appended: false,
            reply: origin.reply,
            answer,
            events: Vec::new(),
            owed: Vec::new(),
            signals: Vec::new(),
            pulse: false,
            row: None,
        }));
    }
}

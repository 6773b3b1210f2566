//! Rebuilding a machine from the journal: at the first start and after every fall.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actix::{ActorFutureExt, AsyncContext, Context, ContextFutureSpawner, WrapFuture};
use switchboard_core::session::Opening;
use switchboard_core::{AnyCommand, Clockwork, Row, Subject, Timestamp};
use switchboard_journal::{ClientStamp, JournalError, Loaded, OwedKey, Parked, Request, Snapshot};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Host, NO_EVENTS, Origin, Phase};
use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, CustomerAsk, CustomerWord, ShardMessage};
use crate::living::Living;
use crate::probe::Point;
use crate::read::read;

impl<M: Living> Host<M> {
    /// Asks the journal for the stream and takes nothing else meanwhile.
    pub(super) fn wake(&mut self, ctx: &mut Context<Self>) {
        self.phase = Phase::Waking;
        self.load(false, ctx);
    }

    fn load(&mut self, whole: bool, ctx: &mut Context<Self>) {
        let (answer, answered) = oneshot::channel();
        let request = Request::Load {
            subject: self.subject.clone(),
            whole,
            reply: Box::new(move |loaded| {
                let _ = answer.send(loaded);
            }),
        };
        if let Err(error) = self.env.common.journal.submit(request) {
            return self.wake_later(&error, ctx);
        }
        tokio::time::timeout(self.env.common.tuning.journal_timeout, answered)
            .into_actor(self)
            .map(|answered, host, ctx| match answered {
                Ok(Ok(Ok(loaded))) => host.loaded(loaded, ctx),
                Ok(Ok(Err(error @ JournalError::Damaged(_)))) => host.unreadable(&error, ctx),
                Ok(Ok(Err(error))) => host.wake_later(&error, ctx),
                Ok(Err(_)) | Err(_) => host.wake_later(&JournalError::Busy, ctx),
            })
            .wait(ctx);
    }

    fn loaded(&mut self, loaded: Loaded, ctx: &mut Context<Self>) {
        if loaded.snapshot.as_ref().is_some_and(|snapshot| snapshot.version != M::SNAPSHOT) {
            return self.load(true, ctx);
        }
        if !loaded.parked.is_empty() && !self.env.common.journal.has_room() {
            return self.wake_later(&JournalError::Busy, ctx);
        }
        let rebuilt = catch_unwind(AssertUnwindSafe(|| self.rebuild(&loaded)));
        match rebuilt {
            Ok(Ok(())) => self.awake(loaded, ctx),
            Ok(Err(error)) => self.unreadable(&error, ctx),
            Err(_) => self.strike("replay panicked", ctx),
        }
    }

    fn unreadable(&mut self, error: &JournalError, ctx: &mut Context<Self>) {
        tracing::error!(subject = %self.subject, %error, "the stream cannot be read");
        self.strike("unreadable stream", ctx);
    }

    /// Snapshot, then tail. Runs guarded: what is stored may panic a newer version of the rules.
    fn rebuild(&mut self, loaded: &Loaded) -> Result<(), JournalError> {
        self.machine = match &loaded.snapshot {
            Some(snapshot) => serde_json::from_str(&snapshot.state)
                .map_err(|e| JournalError::Damaged(format!("snapshot: {e}")))?,
            None => M::blank(&self.subject),
        };
        self.recent.reset(loaded.snapshot.is_none());
        for stored in &loaded.tail {
            self.env.common.at(Point::Replay, &self.subject);
            let recorded = read::<M::Event>(stored)?;
            self.machine.apply(&recorded);
            if let Some(stamp) = stored.client {
                self.recent.remember(stamp, stored.seq, stored.public);
            }
        }
        Ok(())
    }

    fn awake(&mut self, loaded: Loaded, ctx: &mut Context<Self>) {
        self.phase = Phase::Awake;
        self.head = if loaded.head.seq == 0 { NO_EVENTS } else { loaded.head };
        self.incarnation = loaded.incarnation;
        self.snapshot_seq = loaded.snapshot.map_or(0, |snapshot| snapshot.seq);
        self.row = self.machine.row();
        if std::mem::take(&mut self.life.again) {
            self.show_gap();
            if let Some(Row::Session(row)) = &self.row {
                self.session_moved(row);
            }
        }
        self.wake_stored = None;
        let up_at = self.env.common.up_at;
        // Before anything overdue is settled: people get their time back first.
        if !self.resumed && self.head.seq > 0 && self.head.at < up_at {
            let down_from = self.head.at;
            self.decide(&Clockwork::Resumed { down_from, up_at }.into(), Origin::own(), ctx);
        }
        self.resumed = true;
        self.tick(ctx);
        self.released = loaded.parked.into();
        self.carry_out_released(ctx);
    }

    /// Commands released from quarantine go one after another in front of what waits in the mailbox. Those that cannot be
    /// carried out now stay in the journal, and come again with the next waking.
    pub(super) fn carry_out_released(&mut self, ctx: &mut Context<Self>) {
        while self.phase == Phase::Awake && !self.asking {
            let Some(parked) = self.released.pop_front() else { return };
            if !self.env.common.journal.has_room() {
                return self.fall(ctx);
            }
            self.carry_out(parked, ctx);
        }
    }

    /// A released command: its asker was told that it is kept, so it is forgotten only once it had its effect, or can
    /// never have one.
    fn carry_out(&mut self, parked: Parked, ctx: &mut Context<Self>) {
        let Parked { command, client, settles } = parked;
        let forget = self.forgetting(client, settles.clone());
        let reply = match &command {
            AnyCommand::Session(command) => match CustomerWord::of(command) {
                Some((opening, what)) => self.said_elsewhere(opening, what, client, forget),
                None => forget,
            },
            _ => forget,
        };
        self.deliver(Ask { command, client, settles, reply }, ctx);
    }

    fn forgetting(&self, client: Option<ClientStamp>, settles: Option<OwedKey>) -> ReplyTo {
        let (journal, subject) = (self.env.common.journal.clone(), self.subject.clone());
        ReplyTo::new(move |answer| {
            match &answer {
                Answer::Accepted { .. } => {}
                Answer::Refused(refused) if refused.retry_after.is_none() => {
                    tracing::warn!(%subject, code = refused.code, "a released command was refused");
                }
                Answer::Refused(_) | Answer::Delayed | Answer::Unknown => return,
            }
            let _ = journal.submit(Request::Unpark { subject, client, settles });
        })
    }

    /// What a customer said while this session was set aside is kept also when it closed meanwhile: in another one.
    fn said_elsewhere(
        &self,
        opening: Opening,
        what: CustomerWord,
        client: Option<ClientStamp>,
        forget: ReplyTo,
    ) -> ReplyTo {
        let (shard, subject) = (self.env.shard.clone(), self.subject.clone());
        let [high, low, ..] = self.head.chain.as_chunks::<8>().0 else { return forget };
        let fresh = Uuid::from_u64_pair(u64::from_be_bytes(*high), u64::from_be_bytes(*low));
        ReplyTo::new(move |answer| match (answer, subject) {
            (Answer::Refused(refused), Subject::Session(closed)) if refused.code == "closed" => {
                shard.do_send(ShardMessage::SessionClosed { opening: opening.clone(), session: closed });
                let ask = CustomerAsk { opening, what, fresh, client, reply: forget };
                shard.do_send(ShardMessage::Customer(ask));
            }
            (answer, _) => forget.answer(answer),
        })
    }

    /// The journal is away or behind: no fault of this subject, so no strike.
    fn wake_later(&mut self, error: &JournalError, ctx: &mut Context<Self>) {
        if *error == JournalError::Closed {
            return;
        }
        tracing::warn!(subject = %self.subject, %error, "waking is put off");
        let pause = std::time::Duration::from_millis(200);
        tokio::time::sleep(pause).into_actor(self).map(|(), host, ctx| host.wake(ctx)).wait(ctx);
    }

    /// The state as the journal may keep it.
    pub(super) fn snapshot(&self) -> Option<Snapshot> {
        let state = serde_json::to_string(&self.machine).ok()?;
        Some(Snapshot { seq: self.head.seq, public: self.head.public, version: M::SNAPSHOT, state })
    }

    /// Keeps a snapshot now and then, once what it holds is durable.
    pub(super) fn snapshot_sometimes(&mut self) {
        let due = self.head.seq.saturating_sub(self.snapshot_seq) >= self.env.common.tuning.snapshot_every;
        if !due || self.phase != Phase::Awake || !self.pending.is_empty() {
            return;
        }
        if let Some(snapshot) = self.snapshot() {
            self.snapshot_seq = snapshot.seq;
            let (subject, incarnation) = (self.subject.clone(), self.incarnation);
            let _ = self.env.common.journal.submit(Request::Snapshot { subject, incarnation, snapshot });
        }
    }

    /// Rests if nothing is in flight and the machine agrees; the shard sends nothing until it is told.
    pub(super) fn rest(&mut self, closing: bool, ctx: &mut Context<Self>) {
        let able =
            self.phase == Phase::Awake && self.pending.is_empty() && (closing || self.machine.may_rest());
        if !able {
            return self.tell_shard_rest(self.phase == Phase::SetAside && closing, None);
        }
        if let Some((_, handle)) = self.armed.take() {
            ctx.cancel_future(handle);
        }
        self.phase = Phase::Resting;
        let wake_at = self.wake_at();
        let (shard, subject, life) = (self.env.shard.clone(), self.subject.clone(), self.life.number);
        let told = Request::Retire {
            subject: self.subject.clone(),
            incarnation: self.incarnation,
            snapshot: if self.head.seq > self.snapshot_seq { self.snapshot() } else { None },
            wake_at,
            reply: Box::new(move |_| {
                shard.do_send(ShardMessage::Rested { subject, life, rests: true, wake_at });
            }),
        };
        if self.env.common.journal.submit(told).is_err() {
            self.phase = Phase::Awake;
            self.tell_shard_rest(false, None);
            self.arm(ctx);
        }
    }

    /// When the stored wake-up may be at the latest: at the deadline, or at once for what must not rest.
    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        if self.machine.may_rest() {
            self.machine.deadline().map(|deadline| deadline.at)
        } else {
            Some(self.head.at)
        }
    }

    fn tell_shard_rest(&self, rests: bool, wake_at: Option<Timestamp>) {
        let (subject, life) = (self.subject.clone(), self.life.number);
        self.env.shard.do_send(ShardMessage::Rested { subject, life, rests, wake_at });
    }
}

//! When a rule panics: whom it harms, and how the subject comes back.
//!
//! A panic of `decide` or `follow` is the command's fault: its asker is told, the subject gets no strike. A panic of
//! `apply`, of replay or of the shell is the subject's, and so is one of `follow` when only the clock had spoken: five in
//! a minute set it aside, its commands parked and safe.

use actix::{
    ActorContext, ActorFutureExt, AsyncContext, Context, ContextFutureSpawner, Handler, Message, WrapFuture,
};
use switchboard_core::{AnyCommand, session};
use switchboard_journal::{AppendError, ClientStamp, JournalError, Parked, Request};

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::{Host, Origin, Phase};
use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, ShardMessage};
use crate::figures;
use crate::keeper::Verdict;
use crate::living::Living;

/// The pause after a write that failed; it doubles up to the longest, so that a full disk is not hammered.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// An administrator lets the subject go on.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Release(pub ReplyTo);

/// The journal has forgotten the quarantine.
#[derive(Message)]
#[rtype(result = "()")]
struct Released(ReplyTo, Result<(), JournalError>);

impl<M: Living> Host<M> {
    /// `decide` panicked: it only looked, so the state is whole.
    pub(super) fn fault_of_command(&mut self, origin: Origin) {
        tracing::error!(subject = %self.subject, "decide panicked; the command is refused");
        let answer = self.at_fault(&origin);
        origin.reply.answer(answer);
    }

    /// How a command that made a rule panic is answered: after three tries for good.
    fn at_fault(&mut self, origin: &Origin) -> Answer {
        match origin.client {
            Some(stamp) if self.faults.count(stamp) => Answer::set_aside(),
            _ => Answer::faulted(),
        }
    }

    /// `follow` panicked after events were applied: the state is torn, the command at fault. Where there is none, the
    /// same would come again with every tick.
    pub(super) fn fall_of_command(&mut self, origin: Origin, ctx: &mut Context<Self>) {
        tracing::error!(subject = %self.subject, "follow panicked; the command is refused");
        let own = origin.own;
        let answer = self.at_fault(&origin);
        origin.reply.answer(answer);
        if own { self.strike("follow panicked", ctx) } else { self.fall(ctx) }
    }

    /// `apply` panicked: nothing was appended, the state is torn.
    pub(super) fn fall_of_subject(&mut self, origin: Origin, ctx: &mut Context<Self>) {
        origin.reply.answer(Answer::faulted());
        self.strike("apply panicked", ctx);
    }

    /// The journal's inbox closed or filled between the question and the append: nothing was appended.
    pub(super) fn not_taken_in(&mut self, ctx: &mut Context<Self>) {
        if let Some(last) = self.pending.pop_back() {
            last.reply.answer(Answer::busy());
        }
        self.fall(ctx);
    }

    /// Restarts: the Supervisor keeps the mailbox, `started` rebuilds the state.
    pub(super) fn fall(&mut self, ctx: &mut Context<Self>) {
        if self.phase == Phase::Awake {
            self.phase = Phase::Falling;
            ctx.stop();
        }
    }

    /// An append of this incarnation failed: whatever was decided since never became true.
    pub(super) fn fall_of_append(&mut self, error: &AppendError, ctx: &mut Context<Self>) {
        tracing::info!(subject = %self.subject, %error, "an append failed; rebuilding");
        if self.phase != Phase::Awake {
            return;
        }
        if !matches!(error, AppendError::Journal(_)) {
            return self.fall(ctx);
        }
        let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.restart_after(pause, ctx);
    }

    fn restart_after(&mut self, pause: Duration, ctx: &mut Context<Self>) {
        self.phase = Phase::Falling;
        tokio::time::sleep(pause).into_actor(self).map(|(), _, ctx| ctx.stop()).wait(ctx);
    }

    /// Counts a fall of the subject, and restarts it after a pause or sets it aside.
    pub(super) fn strike(&mut self, why: &str, ctx: &mut Context<Self>) {
        let now = self.env.common.clock.now();
        match self.keeper.strike(now) {
            Verdict::Restart { after } => {
                tracing::error!(subject = %self.subject, why, ?after, "rebuilding from the journal");
                self.restart_after(after, ctx);
            }
            Verdict::SetAside => self.set_aside(why),
        }
    }

    fn set_aside(&mut self, why: &str) {
        tracing::error!(subject = %self.subject, why, "set aside; its commands are kept until it is released");
        figures::set_aside(&self.subject);
        self.phase = Phase::SetAside;
        self.tell_shard_aside(true);
        let subject = self.subject.clone();
        let noted = Request::Quarantine {
            subject: subject.clone(),
            cause: Some(why.to_owned()),
            reply: Box::new(move |noted| {
                if let Err(error) = noted {
                    tracing::error!(%subject, %error, "the quarantine could not be noted");
                }
            }),
        };
        let _ = self.env.common.journal.submit(noted);
    }

    /// Keeps a command safe; its asker is told that it is stored and delayed.
    pub(super) fn park(&mut self, ask: Ask) {
        let Ask { command, client, settles, reply } = ask;
        // Who is there is told again, as it is then; kept, it would be told as it was.
        if matches!(command, AnyCommand::Session(session::Command::PresenceChanged { .. })) {
            return reply.answer(Answer::busy());
        }
        let client = client.or_else(|| settles.is_none().then(|| self.name()));
        let kept = Request::Park {
            subject: self.subject.clone(),
            parked: Parked { command, client, settles },
            reply: Box::new(move |kept| {
                reply.answer(if kept.is_ok() { Answer::Delayed } else { Answer::busy() });
            }),
        };
        let _ = self.env.common.journal.submit(kept);
    }

    /// A name for a parked command that has none: by it the journal forgets it once it is carried out.
    fn name(&mut self) -> ClientStamp {
        self.nameless += 1;
        let mut sender = DefaultHasher::new();
        (self.subject.to_string(), self.life.number, self.nameless).hash(&mut sender);
        let id = self.env.common.clock.now().micros().unsigned_abs();
        ClientStamp { sender: sender.finish(), id, body: 0 }
    }

    fn tell_shard_aside(&self, aside: bool) {
        self.env.shard.do_send(ShardMessage::SetAside { subject: self.subject.clone(), aside });
    }
}

impl<M: Living> Handler<Release> for Host<M> {
    type Result = ();

    fn handle(&mut self, Release(reply): Release, ctx: &mut Context<Self>) {
        if self.phase != Phase::SetAside {
            return reply.answer(Answer::no("not_quarantined", "this subject is not set aside"));
        }
        let address = ctx.address();
        let release = Request::Quarantine {
            subject: self.subject.clone(),
            cause: None,
            reply: Box::new(move |released| address.do_send(Released(reply, released.map(|_| ())))),
        };
        let _ = self.env.common.journal.submit(release);
    }
}

impl<M: Living> Handler<Released> for Host<M> {
    type Result = ();

    fn handle(&mut self, Released(reply, released): Released, ctx: &mut Context<Self>) {
        if let Err(error) = released {
            tracing::error!(subject = %self.subject, %error, "the release could not be noted");
            return reply.answer(Answer::busy());
        }
        let subject = self.subject.clone();
        reply.answer(Answer::Accepted { subject, seq: self.head.seq, public: None });
        if self.phase != Phase::SetAside {
            return;
        }
        self.keeper.forgive();
        self.tell_shard_aside(false);
        self.phase = Phase::Falling;
        ctx.stop();
    }
}

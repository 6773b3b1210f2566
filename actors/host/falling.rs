//! When a rule panics: whom it harms, and how the subject comes back.
//!
//! A panic of `decide` or `follow` is the command's fault: its asker is told, the subject gets no strike. A panic of
//! `apply`, of replay or of the shell is the subject's: five in a minute set it aside, its commands parked and safe.

use actix::{
    ActorContext, ActorFutureExt, AsyncContext, Context, ContextFutureSpawner, Handler, Message, WrapFuture,
};
use switchboard_journal::{JournalError, Parked, Request};

use super::{Host, Origin, Phase};
use crate::answer::{Answer, ReplyTo};
use crate::ask::Ask;
use crate::keeper::Verdict;
use crate::living::Living;

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
        origin.reply.answer(Answer::faulted());
    }

    /// `follow` panicked after events were applied: the state is torn, the command at fault.
    pub(super) fn fall_of_command(&mut self, origin: Origin, ctx: &mut Context<Self>) {
        tracing::error!(subject = %self.subject, "follow panicked; the command is refused");
        origin.reply.answer(Answer::faulted());
        self.fall(ctx);
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

    /// Counts a fall of the subject, and restarts it after a pause or sets it aside.
    pub(super) fn strike(&mut self, why: &str, ctx: &mut Context<Self>) {
        let now = self.env.common.clock.now();
        match self.keeper.strike(now) {
            Verdict::Restart { after } => {
                tracing::error!(subject = %self.subject, why, ?after, "rebuilding from the journal");
                self.phase = Phase::Falling;
                tokio::time::sleep(after).into_actor(self).map(|(), _, ctx| ctx.stop()).wait(ctx);
            }
            Verdict::SetAside => self.set_aside(why),
        }
    }

    fn set_aside(&mut self, why: &str) {
        tracing::error!(subject = %self.subject, why, "set aside; its commands are kept until it is released");
        self.phase = Phase::SetAside;
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
        let kept = Request::Park {
            subject: self.subject.clone(),
            parked: Parked { command, client, settles },
            reply: Box::new(move |kept| {
                reply.answer(if kept.is_ok() { Answer::Delayed } else { Answer::busy() });
            }),
        };
        let _ = self.env.common.journal.submit(kept);
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
        self.keeper.forgive();
        self.phase = Phase::Falling;
        let subject = self.subject.clone();
        reply.answer(Answer::Accepted { subject, seq: self.head.seq, public: None });
        ctx.stop();
    }
}

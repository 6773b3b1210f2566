//! One host's place in its shard.

use std::rc::Rc;

use actix::{Addr, Context, Supervisor};
use switchboard_core::agent::Agent;
use switchboard_core::call::Call;
use switchboard_core::queue::Queue;
use switchboard_core::session::Session;
use switchboard_core::{Subject, Timestamp};

use crate::answer::{Answer, ReplyTo};
use crate::ask::Ask;
use crate::figures;
use crate::host::{Deliver, Env, Host, Life, Release, Reload, Rest, Tick, Touch};
use crate::keeper::Keeper;
use crate::living::Living;

/// A host and what the shard knows of it.
pub(super) struct Slot {
    pub host: HostAddress,
    pub life: u64,
    pub used: Timestamp,
    pub state: State,
}

/// Whether a host takes commands.
pub(super) enum State {
    /// It does.
    Live,
    /// It was asked to rest; these wait for its answer.
    Draining(Vec<Ask>),
}

impl Slot {
    /// Asks the host to rest and holds back what comes meanwhile.
    pub(super) fn ask_to_rest(&mut self, closing: bool) {
        if self.host.rest(closing) {
            self.state = State::Draining(Vec::new());
        }
    }
}

/// The only lasting address of a host.
pub(super) enum HostAddress {
    Session(Addr<Host<Session>>),
    Agent(Addr<Host<Agent>>),
    Queue(Addr<Host<Queue>>),
    Call(Addr<Host<Call>>),
}

/// The same call on whichever host it is.
macro_rules! each {
    ($self:expr, $host:ident => $call:expr) => {
        match $self {
            HostAddress::Session($host) => $call,
            HostAddress::Agent($host) => $call,
            HostAddress::Queue($host) => $call,
            HostAddress::Call($host) => $call,
        }
    };
}

impl HostAddress {
    /// Starts a host on this arbiter, supervised.
    pub(super) fn start(
        env: Rc<Env>,
        subject: &Subject,
        life: Life,
        keeper: Keeper,
        set_aside: bool,
    ) -> Self {
        let named = subject.clone();
        match subject {
            Subject::Session(_) => Self::Session(supervised(Host::new(env, named, life, keeper, set_aside))),
            Subject::Agent(..) => Self::Agent(supervised(Host::new(env, named, life, keeper, set_aside))),
            Subject::Queue(..) => Self::Queue(supervised(Host::new(env, named, life, keeper, set_aside))),
            Subject::Call(..) => Self::Call(supervised(Host::new(env, named, life, keeper, set_aside))),
        }
    }

    /// Hands over a command; a full mailbox answers it, a closed one gives it back.
    pub(super) fn deliver(&self, ask: Ask) -> Result<(), Box<Ask>> {
        use actix::prelude::SendError::{Closed, Full};
        let sent = each!(self, host => host.try_send(Deliver(ask)));
        match sent {
            Ok(()) => Ok(()),
            Err(Full(Deliver(ask))) => {
                figures::mailbox_full("host");
                ask.reply.answer(Answer::busy());
                Ok(())
            }
            Err(Closed(Deliver(ask))) => Err(Box::new(ask)),
        }
    }

    /// It is now time. Full mailboxes need no tick: the host settles what is due before each command.
    pub(super) fn tick(&self) {
        let _ = each!(self, host => host.try_send(Tick).is_ok());
    }

    /// Whether the question was taken in.
    pub(super) fn rest(&self, closing: bool) -> bool {
        each!(self, host => host.try_send(Rest { closing }).is_ok())
    }

    /// What its stream held was erased.
    pub(super) fn reload(&self) {
        let _ = each!(self, host => host.try_send(Reload).is_ok());
    }

    pub(super) fn release(&self, reply: ReplyTo) {
        use actix::prelude::SendError::{Closed, Full};
        let sent = each!(self, host => host.try_send(Release(reply)));
        if let Err(Full(Release(reply)) | Closed(Release(reply))) = sent {
            reply.answer(Answer::busy());
        }
    }

    /// Changes a session's volatile facts, if it is a session.
    pub(super) fn touch_session(&self, touch: Touch<Session>) {
        if let Self::Session(host) = self {
            let _ = host.try_send(touch);
        }
    }

    /// Changes an agent's volatile facts, if it is an agent. False when the mailbox is full.
    pub(super) fn touch_agent(&self, touch: Touch<Agent>) -> bool {
        match self {
            Self::Agent(host) => host.try_send(touch).is_ok(),
            Self::Session(_) | Self::Queue(_) | Self::Call(_) => false,
        }
    }
}

/// The mailbox has its size before the first command, not only from the first poll on.
fn supervised<M: Living>(host: Host<M>) -> Addr<Host<M>> {
    Supervisor::start(move |ctx: &mut Context<Host<M>>| {
        ctx.set_mailbox_capacity(host.mailbox());
        host
    })
}

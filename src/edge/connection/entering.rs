//! How a client gets in: by its first frame, once, and in its own time.

use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use switchboard_journal::JournalError;
use switchboard_wire::DecodeError;

use super::{Connection, Refusing, Side};
use crate::denied::Denied;

/// How long letting somebody in may take before they are asked to come again.
const PATIENCE: Duration = Duration::from_secs(10);

impl<S: Side> Connection<S> {
    /// Lets the client in when `entering` says so. Until then what it sends stays in the mailbox, in order.
    pub(crate) fn admit<T: 'static>(
        &mut self,
        entering: impl Future<Output = Result<T, Denied>> + 'static,
        then: fn(&mut Self, T, &mut Context<Self>),
        ctx: &mut Context<Self>,
    ) {
        self.entering = true;
        let in_time = async move {
            let entered = tokio::time::timeout(PATIENCE, entering).await;
            entered.unwrap_or(Err(Denied::Journal(JournalError::Busy)))
        };
        ctx.wait(in_time.into_actor(self).map(move |entered, me, ctx| {
            me.entering = false;
            match entered {
                Ok(entered) => {
                    me.let_in.store(true, Ordering::Relaxed);
                    then(me, entered, ctx);
                }
                Err(denied) => {
                    let (code, retry_after) = denied.spoken();
                    let refusing = Refusing { id: None, code, detail: denied.to_string(), retry_after };
                    me.turn_away(refusing, ctx);
                }
            }
        }));
    }

    /// Something else came first.
    pub(crate) fn not_yet_in(&mut self, ctx: &mut Context<Self>) {
        self.turn_away(Refusing::new(None, "not_authenticated", "the first frame must be a hello"), ctx);
    }

    /// A second hello.
    pub(crate) fn in_already(&mut self, ctx: &mut Context<Self>) {
        self.refuse(Refusing::new(None, "bad_event", "type: hello came already"), ctx);
    }

    /// A frame that does not read. Who is not in yet has no second try.
    pub(crate) fn misread(&mut self, error: &DecodeError, ctx: &mut Context<Self>) {
        let refusing = Refusing::new(error.id.clone(), error.code(), error.to_string());
        match self.side.is_in() {
            true => self.refuse(refusing, ctx),
            false => self.turn_away(refusing, ctx),
        }
    }
}

//! Texts that customers have not sent yet, as staff see them: each is forgotten a while after the last keystroke, and at
//! once when a text was sent. Nothing here is stored; a preview that is lost with the process is typed on.

use std::collections::BTreeMap;
use std::time::Duration;

use actix::{AsyncContext, Context};
use switchboard_core::{Party, SessionId, Signal, Subject, Timestamp};

use super::Shard;
use super::customers::Customer;
use crate::directory::{Shown, Topic};

/// Previews shown now, and until when.
#[derive(Default)]
pub(super) struct Previews(BTreeMap<Customer, (SessionId, Timestamp)>);

impl Shard {
    /// A preview was shown: it stands until nothing more is typed for a while.
    pub(super) fn preview_shown(
        &mut self,
        customer: &Customer,
        preview: &str,
        now: Timestamp,
        ctx: &mut Context<Self>,
    ) {
        if preview.is_empty() {
            self.previews.0.remove(customer);
            return;
        }
        let Some(session) = self.open.session(customer) else { return };
        let lasts = self.preview_for(customer);
        let shown = self.previews.0.insert(customer.clone(), (session, now + lasts));
        if shown.is_none() {
            self.forget_preview_later(customer.clone(), lasts, ctx);
        }
    }

    /// The text was sent, or nothing more was typed.
    pub(super) fn preview_over(&mut self, customer: &Customer) {
        let Some((session, _)) = self.previews.0.remove(customer) else { return };
        let signal = Signal::Typing { party: Party::Customer, on: false, preview: Some(String::new()) };
        let topic = Topic::Subject(Subject::Session(session));
        self.common.directory.show(&topic, &Shown::Signal { session, signal });
    }

    fn forget_preview_later(&self, customer: Customer, after: Duration, ctx: &mut Context<Self>) {
        ctx.run_later(after, move |shard, ctx| {
            let Some((_, until)) = shard.previews.0.get(&customer) else { return };
            let (until, now) = (*until, shard.common.clock.now());
            if until > now {
                return shard.forget_preview_later(customer, until.since(now), ctx);
            }
            shard.preview_over(&customer);
        });
    }

    fn preview_for(&self, (platform, _): &Customer) -> Duration {
        let platform = self.common.book.platform(platform);
        let times = platform.map(|platform| platform.values.times.clone()).unwrap_or_default();
        Duration::from_millis(times.preview_for_ms)
    }
}

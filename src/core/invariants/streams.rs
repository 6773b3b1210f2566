//! Numbers and times of each stream, and who may see what.

use std::collections::BTreeMap;

use super::{Invariant, Notes};
use crate::any::AnyEvent;
use crate::ids::Subject;
use crate::session::Event;
use crate::time::Timestamp;

/// Where each stream stands.
#[derive(Debug, Default)]
pub(super) struct Streams(BTreeMap<Subject, Stand>);

#[derive(Debug, Default, Clone, Copy)]
struct Stand {
    seq: u64,
    public: u64,
    at: Timestamp,
}

impl Streams {
    pub(super) fn take(&mut self, notes: &mut Notes<'_>) {
        let seen = notes.seen;
        let stand = self.0.entry(seen.subject.clone()).or_default();
        let Stand { seq, public, at } = *stand;
        notes.must(seen.seq == seq + 1, Invariant::DenseNumbers, || format!("comes after #{seq}"));
        let dense = seen.public.is_none_or(|number| number == public + 1);
        notes.must(dense, Invariant::DenseNumbers, || {
            format!("{:?} for the customer after {public}", seen.public)
        });
        notes.must(seen.at >= at, Invariant::TimeForward, || format!("{} after {at}", seen.at));
        let for_customer = matches!(seen.event, AnyEvent::Session(event) if is_for_customer(event));
        notes.must(for_customer == seen.public.is_some(), Invariant::Audience, || {
            format!("{} with the customer's number {:?}", seen.event.describe().0, seen.public)
        });
        *stand = Stand { seq: seen.seq, public: seen.public.unwrap_or(public), at: seen.at };
    }
}

/// Written down here a second time, on purpose: the events' own word on it is what is examined.
fn is_for_customer(event: &Event) -> bool {
    matches!(
        event,
        Event::MessageReceived { .. }
            | Event::BotSaid { .. }
            | Event::PlaceTold { .. }
            | Event::SystemSaid { .. }
            | Event::AgentSaid { .. }
            | Event::AgentDone { .. }
            | Event::PlatformClosed { .. }
            | Event::MessageLeft
            | Event::ApplicationSaid { .. }
            | Event::DeskNumberTold { .. }
            | Event::DeskDone { .. }
            | Event::SteppedIn { .. }
            | Event::SteppedOut { .. }
            | Event::Closed { .. }
    )
}

//! A customer is in one open session of a platform at any position of the journal.

use std::collections::BTreeMap;

use super::{Invariant, Notes};
use crate::ids::{CustomerKey, PlatformId, Subject};
use crate::session::Event;

/// Whose session is open. A customer who was erased is known no more.
#[derive(Debug, Default)]
pub(super) struct Customers {
    open: BTreeMap<(PlatformId, CustomerKey), Subject>,
    whose: BTreeMap<Subject, (PlatformId, CustomerKey)>,
}

impl Customers {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let subject = notes.seen.subject;
        match (event, notes.seen.customer) {
            (Event::Opened { platform, .. }, Some(customer)) => {
                let key = (platform.clone(), customer.clone());
                self.whose.insert(subject.clone(), key.clone());
                if let Some(other) = self.open.insert(key, subject.clone()) {
                    notes.must(false, Invariant::OneOpenSession, || {
                        format!("{other} is open for the same customer")
                    });
                }
            }
            (Event::Closed { .. }, _) => {
                if let Some(key) = self.whose.remove(subject)
                    && self.open.get(&key) == Some(subject)
                {
                    self.open.remove(&key);
                }
            }
            _ => {}
        }
    }
}

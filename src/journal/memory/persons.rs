//! Persons in memory: no records, only how they are forgotten, by the very steps a database takes.

use std::collections::BTreeMap;

use switchboard_core::machine::Row;
use switchboard_core::{CustomerId, CustomerKey, PlatformId, SessionId, Subject, Timestamp};
use uuid::Uuid;

use super::state::State;
use super::{Defect, MemoryJournal};
use crate::customers::{CustomerOutcome, CustomerWrite};
use crate::erasing::ErasureStep;
use crate::error::JournalError;
use crate::store::Said;

/// Everybody an erasure was asked for.
#[derive(Clone, Default)]
pub(super) struct Persons {
    keys: BTreeMap<CustomerId, (PlatformId, CustomerKey)>,
    begun: Vec<CustomerId>,
}

impl MemoryJournal {
    /// Notes that a customer is to be erased; the record that stands for them.
    pub fn begin_erasure(&self, platform: &PlatformId, key: &CustomerKey) -> CustomerId {
        let persons = &mut self.lock().state.persons;
        let known = persons.keys.iter().find(|(_, known)| known.0 == *platform && known.1 == *key);
        let customer = match known {
            Some((customer, _)) => *customer,
            None => CustomerId::minted(Uuid::from_u128(persons.keys.len() as u128 + 1)),
        };
        persons.keys.insert(customer, (platform.clone(), key.clone()));
        if !persons.begun.contains(&customer) {
            persons.begun.push(customer);
        }
        customer
    }

    /// Erasures that were begun and are not complete.
    pub fn begun_erasures(&self) -> Vec<CustomerId> {
        self.lock().state.persons.begun.clone()
    }

    /// Whether a word stands anywhere in the journal: in contents, snapshots, parked commands, what is owed.
    pub fn holds_word(&self, word: &str) -> bool {
        let inner = self.lock();
        let state = &inner.state;
        let in_contents = state.events.iter().filter_map(|stored| stored.event.content.as_ref());
        let in_snapshots = state.snapshots.values().map(|snapshot| &snapshot.state);
        in_contents.chain(in_snapshots).any(|text| text.contains(word))
            || state.parked.iter().any(|(_, parked)| format!("{:?}", parked.command).contains(word))
            || state.outbox.rows.values().any(|(row, _)| format!("{row:?}").contains(word))
    }
}

impl State {
    pub(super) fn person(&mut self, write: &CustomerWrite) -> Result<Said, JournalError> {
        let CustomerWrite::Erasure(step) = write else {
            return Err(JournalError::Refused("the journal in memory keeps no customers".to_owned()));
        };
        let said = |outcome| Said { outcome, emptied: Vec::new() };
        match step {
            ErasureStep::Session { session } => Ok(Said {
                emptied: self.empty(*session).into_iter().collect(),
                ..said(CustomerOutcome::Done(0))
            }),
            ErasureStep::Remaining { customer } => {
                Ok(said(CustomerOutcome::Sessions(self.remaining(*customer))))
            }
            ErasureStep::Finish { customer, .. } => Ok(said(self.finish(*customer))),
            // No record here has a number.
            ErasureStep::OpenCalls(_) => Ok(said(CustomerOutcome::Calls(Vec::new()))),
            ErasureStep::Begin { .. }
            | ErasureStep::Number { .. }
            | ErasureStep::Sweep { .. }
            | ErasureStep::Keep { .. } => {
                Err(JournalError::Refused("the journal in memory keeps no customers".to_owned()))
            }
        }
    }

    fn remaining(&self, customer: CustomerId) -> Vec<(SessionId, bool)> {
        let Some((platform, key)) = self.persons.keys.get(&customer) else { return Vec::new() };
        let sessions = self.rows.values().filter_map(|(_, row)| match row {
            Row::Session(row) if row.platform == *platform && row.customer == *key => Some(row),
            _ => None,
        });
        sessions.map(|row| (row.session, self.open.values().any(|open| *open == row.session))).collect()
    }

    /// Deletes contents and every copy of them.
    fn empty(&mut self, session: SessionId) -> Option<Subject> {
        let subject = Subject::Session(session);
        let places = self.streams.get(&subject)?.clone();
        let kept = self.defect == Some(Defect::ContentKept);
        for place in places {
            let Some(stored) = self.events.get_mut(place).filter(|_| !kept) else { continue };
            stored.event.content = None;
            if let Some(stamp) = stored.event.client.take() {
                self.clients.remove(&(stamp.sender, stamp.id));
            }
        }
        self.snapshots.remove(&subject);
        self.parked.retain(|(of, _)| *of != subject);
        self.rows.remove(&subject);
        if self.open.values().any(|open| *open == session) {
            self.wakeups.insert(subject.clone(), Timestamp::default());
        }
        self.open.retain(|_, open| *open != session);
        Some(subject)
    }

    fn finish(&mut self, customer: CustomerId) -> CustomerOutcome {
        if !self.persons.begun.contains(&customer) {
            return CustomerOutcome::Unknown;
        }
        let left = self.remaining(customer);
        if !left.is_empty() {
            return CustomerOutcome::Sessions(left);
        }
        self.persons.begun.retain(|begun| *begun != customer);
        let key = self.persons.keys.get(&customer).cloned();
        if let Some((_, key)) = &key {
            self.parked.retain(|(_, parked)| {
                !format!("{:?}", parked.command).contains(&format!("{:?}", key.as_str()))
            });
        }
        CustomerOutcome::Erased(key.into_iter().collect())
    }
}

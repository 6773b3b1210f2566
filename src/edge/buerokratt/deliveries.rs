//! What was sent of each chat to its customer: the cursor their client brings is their own clock, and it drops its stream
//! after every batch, so by the cursor alone messages would be lost (trap 7).
//!
//! What was never sent goes out whatever the cursor says. What was sent a moment ago, perhaps into a stream that was being
//! dropped, goes out again, twice at most: clients know their messages again, and without a bound each frame would lead
//! to the next (trap 8). Held in memory: after a restart everything counts as never sent, once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use switchboard_core::{SessionId, Timestamp};
use switchboard_wire::buerokratt::instants::millis;
use switchboard_wire::buerokratt::{Chat, Message, words};

/// What was sent within this time may have been lost.
const DOUBTFUL: Duration = Duration::from_secs(10);
/// A version goes out so often at most where it is in doubt,
const IN_DOUBT: u8 = 3;
/// and so often at most where the cursor does not have it: another tab may ask.
const IN_ALL: u8 = 6;
/// Chats remembered; those not heard of for long go first.
const MOST: usize = 20_000;
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3 * 60 * 60);

/// A version of a message: its number, and its update in milliseconds.
type Version = (u64, i64);

#[derive(Debug, Clone, Copy)]
struct Sent {
    times: u8,
    last: Timestamp,
}

#[derive(Debug, Default)]
struct Record {
    sent: HashMap<Version, Sent>,
    used: Timestamp,
}

/// The records of all chats.
#[derive(Debug, Default)]
pub(super) struct Deliveries(Mutex<HashMap<SessionId, Record>>);

/// Whether a customer's stream tells this at all.
pub(super) fn is_told(message: &Message) -> bool {
    !words::is_for_agents(&message.event)
}

fn version(message: &Message) -> Version {
    (message.number, millis(message.updated))
}

impl Deliveries {
    /// What a stream that opens now must be sent of the chat, by the cursor its client brings.
    pub(super) fn due<'a>(
        &self,
        chat: &'a Chat,
        cursor: Option<Timestamp>,
        now: Timestamp,
    ) -> Vec<&'a Message> {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let record = records.entry(chat.session).or_default();
        let is_due = |message: &&Message| {
            let Some(sent) = record.sent.get(&version(message)) else { return true };
            let is_doubtful = sent.times < IN_DOUBT && now.since(sent.last) <= DOUBTFUL;
            let is_new = cursor.is_some_and(|cursor| millis(message.updated) > millis(cursor));
            is_doubtful || (is_new && sent.times < IN_ALL)
        };
        chat.messages().iter().filter(|message| is_told(message)).filter(is_due).collect()
    }

    /// What a client that fetches must be given: what was never sent, and what is later than its cursor. The answer arrives
    /// or is asked for again, so nothing is in doubt.
    pub(super) fn unsent_or_since<'a>(&self, chat: &'a Chat, cursor: Timestamp) -> Vec<&'a Message> {
        let records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let record = records.get(&chat.session);
        let is_due = |message: &&Message| {
            millis(message.updated) > millis(cursor)
                || record.is_none_or(|record| !record.sent.contains_key(&version(message)))
        };
        chat.messages().iter().filter(|message| is_told(message)).filter(is_due).collect()
    }

    /// These were sent to a client that had just connected.
    pub(super) fn sent<'a>(
        &self,
        session: SessionId,
        messages: impl IntoIterator<Item = &'a Message>,
        now: Timestamp,
    ) {
        self.note(session, messages, now, |times| times.saturating_add(1));
    }

    /// These went into an open stream, or were fetched. A stream whose client is gone takes frames for a while, so how many
    /// took them says nothing.
    pub(super) fn handed_out<'a>(
        &self,
        session: SessionId,
        messages: impl IntoIterator<Item = &'a Message>,
        now: Timestamp,
    ) {
        self.note(session, messages, now, |times| times.max(1));
    }

    fn note<'a>(
        &self,
        session: SessionId,
        messages: impl IntoIterator<Item = &'a Message>,
        now: Timestamp,
        count: impl Fn(u8) -> u8,
    ) {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() >= MOST {
            records.retain(|_, record| now.since(record.used) < FORGOTTEN_AFTER);
        }
        let record = records.entry(session).or_default();
        record.used = now;
        for message in messages {
            let sent = record.sent.entry(version(message)).or_insert(Sent { times: 0, last: now });
            *sent = Sent { times: count(sent.times), last: now };
        }
    }

    /// The chat is over and nobody listens.
    pub(super) fn forget(&self, session: SessionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }
}

#[cfg(test)]
#[path = "deliveries_tests.rs"]
mod tests;

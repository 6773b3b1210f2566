//! Agents' connections and how long each counts. The host decides by them; they are kept here, because they must outlive
//! it: a console asserts itself every few seconds only, and a host that rests or dies meanwhile would take its agent for
//! gone.

use std::collections::BTreeMap;

use switchboard_core::{Subject, Timestamp, agent};

use super::Shard;
use crate::host::Touch;

/// The running leases of each connected agent, by the door's number of the connection.
#[derive(Default)]
pub(super) struct Leases(BTreeMap<Subject, BTreeMap<u64, Timestamp>>);

impl Leases {
    /// Asserts, renews or ends (none) one; the agent's running ones.
    fn note(
        &mut self,
        subject: &Subject,
        connection: u64,
        lease: Option<Timestamp>,
        now: Timestamp,
    ) -> BTreeMap<u64, Timestamp> {
        let running = self.0.entry(subject.clone()).or_default();
        match lease {
            Some(until) => running.insert(connection, until),
            None => running.remove(&connection),
        };
        running.retain(|_, until| *until > now);
        let running = running.clone();
        if running.is_empty() {
            self.0.remove(subject);
        }
        running
    }

    /// The agent's running leases; none for whoever is not connected.
    pub(super) fn of(&self, subject: &Subject, now: Timestamp) -> Option<BTreeMap<u64, Timestamp>> {
        self.0.get(subject).filter(|running| running.values().any(|until| *until > now)).cloned()
    }

    /// Forgets those that ran out.
    pub(super) fn forget_old(&mut self, now: Timestamp) {
        self.0.retain(|_, running| running.values().any(|until| *until > now));
    }
}

impl Shard {
    /// An agent's connection is asserted, renewed or ended: the host is told what runs now, and decides what follows.
    pub(super) fn agent_connection(&mut self, subject: &Subject, connection: u64, lease: Option<Timestamp>) {
        let now = self.common.clock.now();
        if !self.closing.is_empty() {
            return;
        }
        let running = self.leases.note(subject, connection, lease, now);
        let Some(slot) = self.awake(subject) else { return };
        slot.used = now;
        slot.host.touch_agent(connections(running, now));
    }
}

/// These connections count, whatever was known before.
pub(super) fn connections(running: BTreeMap<u64, Timestamp>, now: Timestamp) -> Touch<agent::Agent> {
    let change = Box::new(move |live: &mut agent::Live| {
        if running.is_empty() {
            live.alone_since = now;
        }
        live.connections = running;
    });
    Touch { change, then: Some(agent::Command::ConnectionsChanged) }
}

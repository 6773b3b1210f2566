//! What must hold whatever happened, as plain functions over the journal and the oracle's history.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::effect::Channel;
use switchboard_core::machine::{AgentRow, Standing};
use switchboard_core::{AgentId, Presence, Row, SessionId, Subject, agent, queue, session};
use switchboard_journal::StoredEvent;
use switchboard_journal::memory::MemoryJournal;

use super::oracle::{Fate, Oracle, text_of};

/// Everything that is broken; empty when all is well.
pub fn check(journal: &MemoryJournal, oracle: &Oracle, capacity: u32) -> Vec<String> {
    let mut broken = oracle.broken.clone();
    let events = journal.events();
    broken.extend(streams_are_dense(&events));
    if !journal.chains_hold() {
        broken.push("a chain does not hold".to_owned());
    }
    broken.extend(messages(&events, oracle));
    broken.extend(one_agent_within_capacity(&events, capacity));
    broken.extend(offers_end_once(&events));
    broken.extend(entries_are_served_once(&events));
    broken.extend(one_open_session(&events));
    broken
}

/// After everything was healed and time passed: nothing is owed, and nobody waits while somebody could serve.
pub fn check_at_rest(journal: &MemoryJournal) -> Vec<String> {
    let mut broken: Vec<String> = journal
        .outbox()
        .iter()
        .map(|row| format!("I22 still owed: {:?} to {}", row.key, row.owed.target))
        .collect();
    broken.extend(
        journal.set_aside().iter().map(|row| format!("I22 set aside: {:?} to {}", row.key, row.owed.target)),
    );
    let rows = journal.rows();
    let in_line: u32 =
        rows.iter().map(|(_, row)| if let Row::Queue(queue) = row { queue.waiting } else { 0 }).sum();
    let queued = rows
        .iter()
        .filter(|(_, row)| matches!(row, Row::Session(s) if s.standing == Standing::Queued))
        .count();
    if in_line as usize != queued {
        broken.push(format!("{queued} sessions wait and {in_line} stand in line"));
    }
    let there = [Presence::Present, Presence::Unstable];
    broken.extend(rows.iter().filter_map(|(_, row)| match row {
        Row::Session(s) if s.standing != Standing::Closed && there.contains(&s.presence) => {
            Some(format!("{} counts as {:?} after minutes of silence", s.session, s.presence))
        }
        _ => None,
    }));
    let waiting =
        rows.iter().any(|(_, row)| matches!(row, Row::Session(s) if s.standing == Standing::Queued));
    let free =
        rows.iter().any(|(_, row)| matches!(row, Row::Agent(a) if a.ready && a.reachable && has_a_slot(a)));
    if waiting && free {
        broken.push(format!("somebody waits while somebody could serve: {rows:?}"));
    }
    broken
}

fn has_a_slot(agent: &AgentRow) -> bool {
    agent.loads.of(Channel::Chat) < agent.capacities.of(Channel::Chat)
}

fn read<E: serde::de::DeserializeOwned>(stored: &StoredEvent) -> E {
    serde_json::from_str(&stored.facts).unwrap()
}

/// I05: sequences and public numbers dense from 1, time never running backwards.
fn streams_are_dense(events: &[StoredEvent]) -> Vec<String> {
    let mut last: BTreeMap<&Subject, (u64, u64, i64)> = BTreeMap::new();
    let mut broken = Vec::new();
    for event in events {
        let (seq, public, at) = last.entry(&event.subject).or_default();
        if event.seq != *seq + 1 || event.public.is_some_and(|n| n != *public + 1) || event.at.micros() < *at
        {
            broken.push(format!("I05 {} #{} after #{seq} (public {public})", event.subject, event.seq));
        }
        *seq = event.seq;
        *public = event.public.unwrap_or(*public);
        *at = event.at.micros();
    }
    broken
}

/// I01–I04, I06: acknowledged exactly once and where promised, refused not at all, unknown at most once, in order.
fn messages(events: &[StoredEvent], oracle: &Oracle) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<(SessionId, u64, u64)>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == "message_received") {
        if let (Subject::Session(session), Some(text)) = (&event.subject, text_of(event)) {
            places.entry(text).or_default().push((*session, event.seq, event.position));
        }
    }
    let mut broken = Vec::new();
    for (text, (session, seq)) in &oracle.promised {
        let found = places.get(text).map_or(&[][..], Vec::as_slice);
        if !matches!(found, [(s, n, _)] if s == session && n == seq) {
            broken.push(format!(
                "I01 {text} was promised as #{seq} of {session} and is journaled as {found:?}"
            ));
        }
    }
    let known: BTreeSet<&str> = oracle.sent.values().flatten().map(|sent| sent.text.as_str()).collect();
    broken.extend(
        places.keys().filter(|text| !known.contains(text.as_str())).map(|text| format!("I04 phantom {text}")),
    );
    for sent in oracle.sent.values() {
        let mut before = 0;
        for one in sent {
            let found = places.get(&one.text).map_or(&[][..], Vec::as_slice);
            match (&one.fate, found) {
                (Fate::Acked(session, seq), [(s, n, position)]) if s == session && n == seq => {
                    if *position < before {
                        broken.push(format!("I06 {} stands before one acknowledged earlier", one.text));
                    }
                    before = *position;
                }
                (Fate::Acked(..), found) => broken.push(format!("I01 {one:?} is journaled as {found:?}")),
                (Fate::Refused, []) | (Fate::Unknown, [] | [_]) => {}
                (fate, found) => {
                    broken.push(format!("I02/I03 {} was {fate:?} and is journaled as {found:?}", one.text))
                }
            }
        }
    }
    broken
}

/// I13, I14, I16: a session has at most one agent, an agent never more sessions than slots, and closed is closed. A session
/// that was given up takes no slot, though it may hear of that late.
fn one_agent_within_capacity(events: &[StoredEvent], capacity: u32) -> Vec<String> {
    let mut serving: BTreeMap<SessionId, AgentId> = BTreeMap::new();
    let mut given_up = BTreeSet::new();
    let mut closed = BTreeSet::new();
    let mut broken = Vec::new();
    for stored in events {
        if stored.kind == "session_given_up"
            && let agent::Event::SessionGivenUp { session } = read(stored)
        {
            given_up.insert(session);
        }
        let Subject::Session(session) = stored.subject else { continue };
        let harmless = ["assignment_refused", "deadlines_moved"].contains(&stored.kind.as_str());
        if closed.contains(&session) && !harmless {
            broken.push(format!("I16 {} #{} {} after it closed", stored.subject, stored.seq, stored.kind));
        }
        match read::<session::Event>(stored) {
            session::Event::Assigned { agent, .. } => {
                if let Some(other) = serving.insert(session, agent.clone()) {
                    broken.push(format!("I13 {session} has {other} and {agent}"));
                }
                given_up.remove(&session);
                let served = serving.iter().filter(|(session, _)| !given_up.contains(session));
                let load = served.filter(|(_, other)| **other == agent).count();
                if load > capacity as usize {
                    broken.push(format!("I14 {agent} serves {load} with {capacity} slots"));
                }
            }
            session::Event::AgentDone { .. } | session::Event::AgentVanished { .. } => {
                serving.remove(&session);
            }
            session::Event::Closed { .. } => {
                serving.remove(&session);
                closed.insert(session);
            }
            _ => {}
        }
    }
    broken
}

/// An offer is held once and ends at most once; the slots held never exceed the capacity.
fn offers_end_once(events: &[StoredEvent]) -> Vec<String> {
    let mut held = BTreeSet::new();
    let mut ended = BTreeSet::new();
    let mut broken = Vec::new();
    for stored in events.iter().filter(|stored| matches!(stored.subject, Subject::Agent(..))) {
        let name = stored.subject.to_string();
        match read::<agent::Event>(stored) {
            agent::Event::Held { offer, .. } if !held.insert((name.clone(), offer.clone())) => {
                broken.push(format!("{name} holds {offer} twice"));
            }
            agent::Event::OfferEnded { offer, .. }
            | agent::Event::Confirmed { offer, .. }
            | agent::Event::AssignmentLost { offer, .. } => {
                let key = (name.clone(), offer.clone());
                if !held.contains(&key) || !ended.insert(key) {
                    broken.push(format!("{name}: {offer} ends twice, or was never held"));
                }
            }
            _ => {}
        }
    }
    broken
}

/// I15 in part: an entry is never offered to two at once, and leaves as often as it came. (A question that comes after its
/// session has gone can bring an entry back; `check_at_rest` sees that nobody stays in line who does not wait.)
fn entries_are_served_once(events: &[StoredEvent]) -> Vec<String> {
    let mut line: BTreeMap<(SessionId, u32), bool> = BTreeMap::new();
    let mut offers = BTreeMap::new();
    let mut broken = Vec::new();
    for stored in events.iter().filter(|stored| matches!(stored.subject, Subject::Queue(..))) {
        match read::<queue::Event>(stored) {
            queue::Event::Enqueued { session, entry, .. } => {
                line.entry((session, entry)).or_default();
            }
            queue::Event::Chosen { offer, session, entry, .. } => {
                if line.insert((session, entry), true) != Some(false) {
                    broken.push(format!("{session} entry {entry} offered while offered or gone"));
                }
                offers.insert(offer, (session, entry));
            }
            queue::Event::OfferClosed { offer, .. } => {
                if let Some(offered) = offers.remove(&offer).and_then(|key| line.get_mut(&key)) {
                    *offered = false;
                }
            }
            queue::Event::Left { session, entry, .. } | queue::Event::Assigned { session, entry, .. }
                if line.remove(&(session, entry)).is_none() =>
            {
                broken.push(format!("{session} entry {entry} left without being in line"));
            }
            _ => {}
        }
    }
    broken
}

/// A customer has at most one open session of a platform at any position of the journal.
fn one_open_session(events: &[StoredEvent]) -> Vec<String> {
    let mut open: BTreeMap<String, SessionId> = BTreeMap::new();
    let mut broken = Vec::new();
    for stored in events {
        let Subject::Session(session) = stored.subject else { continue };
        if stored.kind == "opened" {
            let customer = stored.content.clone().unwrap_or_default();
            if let Some(other) = open.insert(customer, session) {
                broken.push(format!("{other} and {session} are open for one customer"));
            }
        }
        if stored.kind == "closed" {
            open.retain(|_, known| *known != session);
        }
    }
    broken
}

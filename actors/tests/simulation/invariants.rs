//! What must hold whatever happened: the house's own laws over its journal, and each client's history against it.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::invariants::Laws;
use switchboard_core::invariants::moment::at_rest;
use switchboard_core::{SessionId, Subject};
use switchboard_journal::StoredEvent;
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::witness::witness;

use super::looking::moment;
use super::oracle::{Fate, Oracle, text_of};

/// Everything that is broken; empty when all is well.
pub fn check(journal: &MemoryJournal, oracle: &Oracle) -> Vec<String> {
    let mut broken = oracle.broken.clone();
    let events = journal.events();
    let mut laws = Laws::default();
    for event in &events {
        broken.extend(witness(&mut laws, event).unwrap().iter().map(ToString::to_string));
    }
    if !journal.chains_hold() {
        broken.push("a chain does not hold".to_owned());
    }
    broken.extend(messages(&events, oracle));
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
    broken.extend(at_rest(&moment(journal)).iter().map(ToString::to_string));
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

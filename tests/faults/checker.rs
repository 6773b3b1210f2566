//! The clients' histories held against the journal: what must hold over any run, whatever was done to the server.
//!
//! One function an invariant, each over plain values, so that `checker_tests.rs` can show that each finds what it is for.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{Client, History, Side};
use crate::journal::{Event, Journal};

/// Something that must not be: the invariant, and what breaks it.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    pub invariant: &'static str,
    pub what: String,
}

type Invariant = fn(&History, &Journal, &mut Vec<String>);

/// By name, in order.
pub const INVARIANTS: &[(&str, Invariant)] = &[
    ("I01 acknowledged is journaled once, where it was promised", acked_is_kept),
    ("I02 refused is absent", refused_is_absent),
    ("I03 unknown is there at most once", unknown_at_most_once),
    ("I04 no phantom, no alteration", nothing_made_up),
    ("I05 numbers are unique and dense", numbers_are_dense),
    ("I06 what was acknowledged before is before", order_holds),
    ("I07 one id, one answer", one_answer),
    ("I08 every reader ends with everything", everything_is_read),
    ("I09 never shown twice", nothing_twice),
    ("I10 no gap and no disorder on a connection", no_gap),
    ("I11 nothing shown that is not journaled", nothing_unjournaled),
    ("I12 nothing of another conversation", nothing_foreign),
];

/// Everything that is wrong.
pub fn violations(history: &History, journal: &Journal) -> Vec<Violation> {
    let mut found = Vec::new();
    for (invariant, check) in INVARIANTS {
        let mut wrong = Vec::new();
        check(history, journal, &mut wrong);
        found.extend(wrong.into_iter().map(|what| Violation { invariant, what }));
    }
    found
}

/// Fails with what is wrong, if anything is.
pub fn assert_holds(history: &History, journal: &Journal) {
    let found = violations(history, journal);
    let said: Vec<String> =
        found.iter().take(20).map(|one| format!("{}: {}", one.invariant, one.what)).collect();
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), said.join("\n"));
}

/// Where each text is recorded, by the kind of its event.
fn records(journal: &Journal) -> BTreeMap<(&str, &str), Vec<&Event>> {
    let mut found: BTreeMap<(&str, &str), Vec<&Event>> = BTreeMap::new();
    for event in &journal.events {
        found.entry((&event.kind, &event.text)).or_default().push(event);
    }
    found
}

fn acked_is_kept(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let records = records(journal);
    for (client, said) in history.sends() {
        let Some((session, number)) = said.promise() else { continue };
        let found = records.get(&(client.speaks(), said.text.as_str())).map_or(&[][..], Vec::as_slice);
        let [event] = found else {
            wrong.push(format!("{:?} was acknowledged and is there {} times", said.text, found.len()));
            continue;
        };
        let there = match client.side {
            Side::Customer => event.public,
            Side::Agent => Some(event.seq),
        };
        let elsewhere = session.is_some_and(|session| event.session() != Some(session));
        if elsewhere || there != Some(number) {
            let place = format!("{} {there:?}", event.stream);
            wrong.push(format!("{:?} was promised {session:?} {number} and is at {place}", said.text));
        }
    }
}

fn refused_is_absent(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let records = records(journal);
    let refused = history.sends().filter(|(_, said)| said.is_refused());
    let there = refused.filter(|(client, said)| records.contains_key(&(client.speaks(), &*said.text)));
    wrong.extend(there.map(|(_, said)| format!("{:.40?} was refused and is there", said.text)));
}

fn unknown_at_most_once(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let records = records(journal);
    for (client, said) in history.sends().filter(|(_, said)| said.answers.is_empty()) {
        let times = records.get(&(client.speaks(), &*said.text)).map_or(0, Vec::len);
        if times > 1 {
            wrong.push(format!("{:?} was never answered and is there {times} times", said.text));
        }
    }
}

fn nothing_made_up(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let said: BTreeSet<(&str, &str)> =
        history.sends().map(|(client, said)| (client.speaks(), &*said.text)).collect();
    let spoken = journal.events.iter().filter(|event| is_speech(&event.kind));
    let made_up = spoken.filter(|event| !said.contains(&(&*event.kind, &*event.text)));
    wrong.extend(made_up.map(|event| format!("nobody said {:?} ({})", event.text, event.stream)));
}

fn is_speech(kind: &str) -> bool {
    ["message_received", "agent_said"].contains(&kind)
}

fn numbers_are_dense(_: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let mut ends: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (place, event) in (1..).zip(&journal.events) {
        if event.position != place {
            wrong.push(format!("position {} is the {place}th", event.position));
        }
        let (seq, public) = ends.entry(&event.stream).or_default();
        if event.seq != *seq + 1 {
            wrong.push(format!("{}: {} follows {seq}", event.stream, event.seq));
        }
        if event.public.is_some_and(|number| number != *public + 1) {
            wrong.push(format!("{}: public {:?} follows {public}", event.stream, event.public));
        }
        (*seq, *public) = (event.seq, event.public.unwrap_or(*public));
    }
}

/// Across senders: whoever had an answer before another one spoke comes first in the journal.
fn order_holds(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let records = records(journal);
    let mut happenings = Vec::new();
    for (client, said) in history.sends() {
        let Some([event]) = records.get(&(client.speaks(), said.text.as_str())).map(Vec::as_slice) else {
            continue;
        };
        happenings.push((said.sent, Happening::Sent, event.position, &said.text));
        if let Some(at) = said.promised_at() {
            happenings.push((at, Happening::Promised, event.position, &said.text));
        }
    }
    happenings.sort();
    let mut last: Option<(u64, &String)> = None;
    for (_, happening, position, text) in happenings {
        match (happening, last) {
            (Happening::Promised, _) => last = last.max(Some((position, text))),
            (Happening::Sent, Some((before, earlier))) if before > position => {
                wrong.push(format!("{text:?} was sent after {earlier:?} was acknowledged, and is before it"));
            }
            (Happening::Sent, _) => {}
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Sent,
    Promised,
}

fn one_answer(history: &History, _: &Journal, wrong: &mut Vec<String>) {
    for (_, said) in history.sends() {
        let Some(first) = said.answers.first() else { continue };
        if let Some(other) = said.answers.iter().find(|told| told.answer != first.answer) {
            let (before, after) = (&first.answer, &other.answer);
            wrong.push(format!("{:.40?} was answered {before:?}, then {after:?}", said.text));
        }
    }
}

/// The numbers a client was shown of each session.
fn shown(client: &Client) -> BTreeMap<&str, BTreeSet<u64>> {
    let mut shown: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for saw in &client.saw {
        shown.entry(&saw.session).or_default().insert(saw.number);
    }
    shown
}

fn everything_is_read(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    if !history.settled {
        return;
    }
    let (sessions, none) = (journal.sessions(), BTreeSet::new());
    for client in &history.clients {
        let shown = shown(client);
        // A customer's own sessions; an agent follows those it has open.
        let mut followed: BTreeSet<&str> = client.reads.iter().map(String::as_str).collect();
        if client.side == Side::Customer {
            followed.extend(client.saw.iter().map(|saw| saw.session.as_str()));
            followed.extend(client.said.iter().filter_map(|said| said.promise()?.0));
        }
        for session in followed {
            let events = sessions.get(session).into_iter().flat_map(BTreeMap::values);
            let meant: BTreeMap<u64, &str> = match client.side {
                Side::Customer => events.filter_map(|event| Some((event.public?, &*event.kind))).collect(),
                Side::Agent => events.map(|event| (event.seq, &*event.kind)).collect(),
            };
            let seen = shown.get(session).unwrap_or(&none);
            let mut missed = meant.iter().filter(|(number, _)| !seen.contains(number));
            if let Some((number, kind)) = missed.next() {
                let (more, last) = (missed.count(), seen.last());
                wrong.push(format!(
                    "{} did not see {number} ({kind}) of {session}, nor {more} more; the last it saw is {last:?}",
                    client.name
                ));
            }
        }
    }
}

fn nothing_twice(history: &History, _: &Journal, wrong: &mut Vec<String>) {
    for client in &history.clients {
        let mut seen = BTreeSet::new();
        let again = client.saw.iter().filter(|saw| !seen.insert((&saw.session, saw.number)));
        wrong.extend(again.map(|saw| format!("{} saw {} of {} again", client.name, saw.number, saw.session)));
    }
}

fn no_gap(history: &History, _: &Journal, wrong: &mut Vec<String>) {
    for client in &history.clients {
        let mut last: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for saw in &client.saw {
            let before = last.insert((saw.connection, &saw.session), saw.number);
            if let Some(before) = before.filter(|before| saw.number != before + 1) {
                wrong.push(format!("{} saw {} of {} after {before}", client.name, saw.number, saw.session));
            }
        }
    }
}

fn nothing_unjournaled(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let sessions = journal.sessions();
    let mut public: BTreeMap<(&str, u64), &Event> = BTreeMap::new();
    for (session, events) in &sessions {
        public.extend(events.values().filter_map(|event| Some(((*session, event.public?), *event))));
    }
    for client in &history.clients {
        for saw in &client.saw {
            let (event, kind): (_, fn(&str) -> &str) = match client.side {
                Side::Customer => (public.get(&(&*saw.session, saw.number)), frame_of),
                Side::Agent => {
                    (sessions.get(&*saw.session).and_then(|all| all.get(&saw.number)), |kind| kind)
                }
            };
            if event.is_none_or(|event| (kind(&event.kind), &event.text) != (&saw.kind, &saw.text)) {
                wrong.push(format!(
                    "{} saw {} {:?} as {} of {}; recorded is {event:?}",
                    client.name, saw.kind, saw.text, saw.number, saw.session
                ));
            }
        }
    }
}

fn nothing_foreign(history: &History, journal: &Journal, wrong: &mut Vec<String>) {
    let opened = journal.events.iter().filter(|event| event.kind == "opened");
    let owners: BTreeMap<&str, &str> =
        opened.filter_map(|event| Some((event.session()?, event.customer.as_deref()?))).collect();
    for client in history.clients.iter().filter(|client| client.side == Side::Customer) {
        let promised = client.said.iter().filter_map(|said| said.promise()?.0);
        let met: BTreeSet<&str> = client.saw.iter().map(|saw| &*saw.session).chain(promised).collect();
        let foreign =
            met.into_iter().filter(|session| owners.get(session).copied() != client.user.as_deref());
        wrong.extend(foreign.map(|session| format!("{} was told of {session}", client.name)));
    }
}

/// The Sermo frame a public event is shown as.
fn frame_of(kind: &str) -> &str {
    match kind {
        "message_received" | "bot_said" | "agent_said" => "text",
        "place_told" => "queue_number",
        "system_said" => "system_text",
        "closed" => "end_session",
        other => other,
    }
}

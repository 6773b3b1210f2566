//! The fence alone: what is admitted after what.

use switchboard_core::{Subject, Timestamp};

use super::*;
use crate::chain::Digest;
use crate::chain::GENESIS;

const BLANK: Head = Head { seq: 0, public: 0, chain: GENESIS, at: Timestamp(0) };

fn talk(number: u8) -> Subject {
    format!("session/0190a1b2-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

fn event(head: &Head, facts: &str) -> NewEvent {
    let event = NewEvent {
        seq: head.seq + 1,
        public: None,
        kind: "noted".to_owned(),
        version: 1,
        at: Timestamp(1),
        facts: facts.to_owned(),
        content: None,
        chain: Digest::default(),
        actor: "system".to_owned(),
        client: None,
        cause: None,
    };
    event.linked(&head.chain)
}

fn after(head: &Head, event: &NewEvent) -> Head {
    Head { seq: event.seq, public: head.public, chain: event.chain, at: event.at }
}

fn append(subject: &Subject, incarnation: u64, head: &Head, facts: &str) -> Append {
    Append {
        subject: subject.clone(),
        incarnation,
        after: head.seq,
        chain: head.chain,
        events: vec![event(head, facts)],
        owed: vec![],
        settles: None,
        wake_at: None,
        row: None,
        reply: Box::new(|_| {}),
    }
}

/// A stranger takes n+1. Our n+1 fails. Our n+2, decided on our n+1, must not be taken although its number fits.
#[test]
fn the_three_steps_that_a_unique_key_does_not_stop() {
    let mut fence = Fence::default();
    let incarnation = fence.begin(&talk(1), BLANK);
    let ours = append(&talk(1), incarnation, &BLANK, "ours");
    assert_eq!(fence.admit(&ours), Ok(()));
    // The store finds the stranger's event in its place.
    fence.refuse(&talk(1), incarnation);
    let next = append(&talk(1), incarnation, &after(&BLANK, &ours.events[0]), "decided on ours");
    assert_eq!(fence.admit(&next), Err(AppendError::Fenced));

    let strangers = after(&BLANK, &event(&BLANK, "the stranger's"));
    let incarnation = fence.begin(&talk(1), strangers);
    assert_eq!(fence.admit(&append(&talk(1), incarnation, &strangers, "decided anew")), Ok(()));
}

#[test]
fn a_failed_append_inside_a_batch_harms_no_other_stream() {
    let mut fence = Fence::default();
    let one = fence.begin(&talk(1), BLANK);
    let two = fence.begin(&talk(2), BLANK);
    fence.committed();
    fence.admit(&append(&talk(1), one, &BLANK, "1")).unwrap();
    fence.refuse(&talk(1), one);
    fence.admit(&append(&talk(2), two, &BLANK, "2")).unwrap();
    fence.committed();
    assert!(!fence.holds(&talk(1), one));
    assert!(fence.holds(&talk(2), two));
}

#[test]
fn a_failed_commit_fences_every_incarnation_in_the_batch_and_no_other() {
    let mut fence = Fence::default();
    let incarnations = [1, 2, 3].map(|number| fence.begin(&talk(number), BLANK));
    fence.committed();
    for number in [1, 2] {
        let append = append(&talk(number), incarnations[usize::from(number) - 1], &BLANK, "x");
        fence.admit(&append).unwrap();
        fence.advance(&append.subject, &append.events);
    }
    let newborn = fence.begin(&talk(4), BLANK);
    fence.failed();
    assert!(!fence.holds(&talk(1), incarnations[0]));
    assert!(!fence.holds(&talk(2), incarnations[1]));
    assert!(fence.holds(&talk(3), incarnations[2]), "had no part in it");
    assert!(!fence.holds(&talk(4), newborn), "its load was never answered");
}

#[test]
fn an_old_failure_does_not_fence_the_new_incarnation() {
    let mut fence = Fence::default();
    let old = fence.begin(&talk(1), BLANK);
    let new = fence.begin(&talk(1), BLANK);
    fence.refuse(&talk(1), old);
    assert!(fence.holds(&talk(1), new));
    assert_eq!(fence.admit(&append(&talk(1), old, &BLANK, "x")), Err(AppendError::Fenced));
    assert!(fence.holds(&talk(1), new));
}

#[test]
fn after_rest_and_after_a_crash_nothing_is_taken_until_a_load() {
    let mut fence = Fence::default();
    let rested = fence.begin(&talk(1), BLANK);
    fence.retire(&talk(1));
    assert_eq!(fence.admit(&append(&talk(1), rested, &BLANK, "x")), Err(AppendError::Fenced));
    let killed = fence.begin(&talk(1), BLANK);
    fence.forget();
    assert_eq!(fence.admit(&append(&talk(1), killed, &BLANK, "x")), Err(AppendError::Fenced));
    assert!(fence.begin(&talk(1), BLANK) > killed, "a straggler of the killed process stays fenced");
}

#[test]
fn every_part_of_an_event_is_in_the_chain() {
    let changes: [fn(&mut NewEvent); 6] = [
        |event| event.facts.push('x'),
        |event| event.kind.push('x'),
        |event| event.actor.push('x'),
        |event| event.version += 1,
        |event| event.at = Timestamp(2),
        |event| event.content = Some(chain::seal("{}".to_owned(), [0; 16])),
    ];
    for change in changes {
        let mut fence = Fence::default();
        let incarnation = fence.begin(&talk(1), BLANK);
        let mut changed = append(&talk(1), incarnation, &BLANK, "x");
        change(&mut changed.events[0]);
        assert_eq!(fence.admit(&changed), Err(AppendError::Conflict));
        assert!(!fence.holds(&talk(1), incarnation));
    }
}

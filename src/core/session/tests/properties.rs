//! Properties over generated lives: nothing panics, replay is the truth, and the rules of `life.rs` hold.

use proptest::prelude::*;
use std::time::Duration;

use super::life::Life;
use super::stage::*;
use super::walks::{Move, any_given, any_walk};
use crate::machine::{Clockwork, Ctx, Machine, Recorded};
use crate::session::{Command, Event, Given, Session};

/// Plays a walk while the oracle reads along.
fn play(given: Given, walk: Vec<Move>) -> Stage {
    let mut stage = Stage::new(given);
    let mut life = Life::default();
    for step in walk {
        let before = stage.journal.len();
        stage.owed.clear();
        make(&mut stage, step);
        stage.journal[before..].iter().for_each(|event| life.read(event));
        stage.owed.iter().for_each(|effect| life.owed(effect));
        life.settled();
        let due = stage.session.deadline();
        assert!(due.is_none_or(|due| due.at > stage.now), "a timer spins: {due:?}");
    }
    assert_eq!(stage.session, replay(&stage.journal), "replay is not what lives");
    stage
}

fn make(stage: &mut Stage, step: Move) {
    match step {
        Move::Ask(command) => drop(stage.ask(*command)),
        Move::Wait(seconds) => stage.now = stage.now + Duration::from_secs(seconds),
        Move::Expire => stage.now = stage.session.deadline().map_or(stage.now, |due| due.at),
        Move::Type => stage.live.last_typing = Some(stage.now),
        Move::Wake => {
            let snapshot = serde_json::to_string(&stage.session).unwrap();
            stage.session = serde_json::from_str(&snapshot).unwrap();
            stage.live = Default::default();
        }
    }
    // The host's timer: whatever the move made due is settled.
    let owed = std::mem::take(&mut stage.owed);
    stage.ok(Command::Clock(Clockwork::Tick));
    stage.owed.splice(0..0, owed);
}

pub fn replay(journal: &[Recorded<Event>]) -> Session {
    let mut session = Session::blank(&subject());
    journal.iter().for_each(|event| session.apply(event));
    session
}

fn erased(journal: &[Recorded<Event>]) -> Vec<Recorded<Event>> {
    journal.iter().map(|event| Recorded { content: None, ..event.clone() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_life_keeps_the_rules(given in any_given(), walk in any_walk()) {
        play(given, walk);
    }

    #[test]
    fn an_erased_life_ends_the_same(given in any_given(), mut walk in any_walk()) {
        walk.push(Move::Ask(Box::new(text_of("CANARY"))));
        walk.push(Move::Ask(Box::new(Command::CustomerLeft)));
        let mut stage = play(given, walk);
        let remembered = replay(&erased(&stage.journal));
        prop_assert!(remembered.is_closed() && stage.session.is_closed());
        prop_assert_eq!(remembered.row(), None);
        prop_assert_eq!(remembered.deadline(), None);
        prop_assert!(!serde_json::to_string(&remembered).unwrap().contains("CANARY"));
        stage.session = remembered;
        prop_assert!(stage.ask(text_of("hej")).is_err());
        prop_assert!(stage.ok(Command::CustomerLeft).is_empty());
    }

    #[test]
    fn any_tail_of_a_life_can_be_applied(given in any_given(), walk in any_walk(), from in any::<prop::sample::Index>()) {
        let stage = play(given, walk);
        let from = if stage.journal.is_empty() { 0 } else { from.index(stage.journal.len()) };
        for tail in [stage.journal[from..].to_vec(), erased(&stage.journal[from..])] {
            let session = replay(&tail);
            let ctx = Ctx { now: stage.now, given: &stage.given, live: &stage.live };
            let _ = (session.row(), session.deadline(), session.live_deadline(&ctx), session.follow(&ctx));
            tail.iter().for_each(|event| drop(session.effects(event)));
        }
    }

    #[test]
    fn closed_sessions_keep_no_texts(given in any_given(), mut walk in any_walk()) {
        walk.push(Move::Ask(Box::new(text_of("CANARY-text"))));
        walk.push(Move::Ask(Box::new(Command::CustomerLeft)));
        let stage = play(given, walk);
        let kept = serde_json::to_string(&stage.session).unwrap().replace("CANARY-customer", "");
        prop_assert!(!kept.contains("CANARY") && !kept.contains("Anna Andersson"), "{kept}");
    }
}

//! Defects planted one at a time: each must be found, and the seed that finds it must be clean without it. So the
//! simulation is known to see them, and so are the laws it holds a run against.

use switchboard_core::planted::{self, Defect};
use switchboard_journal::memory::{self, MemoryJournal};

use super::world::Faults;
use super::{quiet, run};

/// Seeds a defect has to show itself.
const SEEDS: u64 = 400;

/// What the first seed that breaks something says; it must be one of these.
fn found(defect: Option<Defect>, faults: Faults, journal: impl Fn() -> MemoryJournal, says: &[&str]) {
    let what = first(defect, faults, journal, |broken| !broken.is_empty());
    assert!(what.iter().any(|line| is_said(line, says)), "{what:#?}");
}

fn is_said(line: &str, says: &[&str]) -> bool {
    says.iter().any(|word| line.starts_with(word))
}

/// What the first seed says that shows what is looked for. Without the defect it says nothing.
fn first(
    defect: Option<Defect>,
    faults: Faults,
    journal: impl Fn() -> MemoryJournal,
    shows: impl Fn(&[String]) -> bool,
) -> Vec<String> {
    quiet();
    let broken = |seed, defect, journal: MemoryJournal| {
        planted::plant(defect);
        let broken = run(seed, journal, faults).broken;
        planted::plant(None);
        broken
    };
    let first = (0..SEEDS).find_map(|seed| {
        let broken = broken(seed, defect, journal());
        shows(&broken).then_some((seed, broken))
    });
    let (seed, what) = first.unwrap_or_else(|| panic!("nothing was found with {SEEDS} seeds"));
    println!("SIMULATION_SEED={seed} finds it: {}", what[0]);
    assert_eq!(
        broken(seed, None, MemoryJournal::new()),
        Vec::<String>::new(),
        "seed {seed} without the defect"
    );
    what
}

/// Of a defect that harms sessions as well: what it does to calls.
fn in_calls(journal: memory::Defect, says: &[&str]) {
    let shows = |broken: &[String]| broken.iter().any(|line| is_said(line, says));
    first(None, Faults::ALL, || MemoryJournal::defective(journal), shows);
}

fn in_the_house(defect: Defect, says: &[&str]) {
    found(Some(defect), Faults::ALL, MemoryJournal::new, says);
}

fn in_the_journal(defect: memory::Defect, says: &[&str]) {
    found(None, Faults::ALL, || MemoryJournal::defective(defect), says);
}

#[test]
fn planted_no_incarnation_fence() {
    in_the_journal(
        memory::Defect::NoFence,
        &["I", "a chain", "dense_numbers", "life_cycle", "heard", "offer_once"],
    );
}

#[test]
fn planted_acknowledge_before_commit() {
    in_the_journal(memory::Defect::AnswerBeforeCommit, &["I01", "I11", "heard"]);
}

#[test]
fn planted_what_is_owed_outside_the_transaction() {
    let lost = ["no_owner", "still_owed", "somebody_waits", "timer_overdue", "I22", "heard"];
    // Only a death between the two tells, so there are many of them.
    found(None, Faults::DEATHS, || MemoryJournal::defective(memory::Defect::OwedApart), &lost);
}

#[test]
fn planted_dedupe_forgotten_after_a_restart() {
    in_the_journal(memory::Defect::ClientsForgotten, &["I01", "I02", "I07"]);
}

#[test]
fn planted_a_settled_row_taken_again() {
    let twice = ["offer_once", "line_once", "life_cycle", "capacity", "no_owner", "still_owed", "one_owner"];
    in_the_journal(memory::Defect::SettledAgain, &twice);
}

#[test]
fn planted_erased_content_kept() {
    in_the_journal(memory::Defect::ContentKept, &["I27"]);
}

#[test]
fn planted_capacity_not_reserved() {
    in_the_house(Defect::CapacityIgnored, &["capacity"]);
}

#[test]
fn planted_a_pick_with_two_winners() {
    in_the_house(Defect::TwoWinners, &["line_once"]);
}

#[test]
fn planted_a_place_wrong_after_a_leave() {
    in_the_house(Defect::PlaceAfterLeave, &["queue_order"]);
}

#[test]
fn planted_an_only_agent_wish_forgotten_at_restart() {
    in_the_house(Defect::WishForgotten, &["only_agent"]);
}

#[test]
fn planted_a_whisper_shown_to_the_customer() {
    in_the_house(Defect::WhisperShown, &["audience"]);
}

#[test]
fn planted_a_closed_queue_that_takes_everybody() {
    in_the_house(Defect::DoorIgnored, &["closed_door"]);
}

#[test]
fn planted_a_timer_not_armed_again() {
    // Faults wake hosts that would have slept on: a quiet day tells best.
    found(Some(Defect::TimerForgotten), Faults::NONE, MemoryJournal::new, &["timer_overdue"]);
}

#[test]
fn planted_a_clock_that_goes_back() {
    in_the_house(Defect::ClockBackwards, &["the clock went back"]);
}

#[test]
fn planted_a_stream_that_forgets_its_last_instant() {
    in_the_house(Defect::LastInstantForgotten, &["time_forward"]);
}

#[test]
fn planted_a_resume_off_by_one() {
    in_the_house(Defect::ResumeOffByOne, &["I08", "I10", "I11"]);
}

#[test]
fn planted_a_late_report_that_takes_its_call_back() {
    in_the_house(Defect::CallMovesBack, &["call_cycle"]);
}

#[test]
fn planted_a_call_that_frees_nobody() {
    in_the_house(Defect::CallFreesNobody, &["call_ghost"]);
}

#[test]
fn planted_a_report_known_no_longer_after_a_restart() {
    in_calls(memory::Defect::ClientsForgotten, &["I01 report"]);
}

#[test]
fn planted_a_call_board_told_before_the_commit() {
    in_calls(memory::Defect::AnswerBeforeCommit, &["I11 call/"]);
}

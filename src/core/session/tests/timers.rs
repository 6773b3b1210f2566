//! Each timer under supplied time, what moves it and what stops it.

use std::time::Duration;

use super::stage::*;
use crate::effect::{ToSession, TurnedAway};
use crate::flow::tests::scripts::{flow, hand_over, say};
use crate::machine::{Clockwork, Ctx, Machine};
use crate::session::{ClosedWhy, Command, Event};
use crate::signal::Presence;
use crate::time::Deadline;

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn closed_why(stage: &Stage) -> Option<ClosedWhy> {
    match stage.journal.last()?.event {
        Event::Closed { why } => Some(why),
        _ => None,
    }
}

fn served() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.accepted(1, "anna", 1);
    stage
}

#[test]
fn a_silent_customer_of_the_bot() {
    let mut stage = Stage::with_bot();
    stage.says("hej");
    stage.wait(secs(3000));
    stage.says("vet inte");
    assert_eq!(
        stage.expire(),
        (secs(3600), "customer silent", vec!["closed: Chatten är avslutad.".to_owned()])
    );
    assert_eq!(closed_why(&stage), Some(ClosedWhy::Silent));
    assert_eq!(stage.session.deadline(), None);
}

#[test]
fn a_released_window() {
    let mut stage = served();
    stage.wait(secs(7200));
    assert_eq!(stage.session.deadline(), None, "nobody is hurried while an agent serves");
    stage.ok(Command::AgentDone { agent: agent("anna") });
    assert_eq!(stage.expire().0, secs(1800));
    assert_eq!(closed_why(&stage), Some(ClosedWhy::Released));
    assert_eq!(stage.owes(), Vec::<String>::new(), "the agent was told when done");
}

#[test]
fn a_lost_customer() {
    for waiting in [true, false] {
        let mut stage = Stage::without_bot();
        stage.says("hej");
        stage.enqueued(1);
        if !waiting {
            stage.accepted(1, "anna", 1);
        }
        stage.presence(Presence::Present);
        stage.presence(Presence::Unstable);
        assert_eq!(stage.session.deadline(), None);
        stage.presence(Presence::Lost);
        let lost: &[&str] = if waiting { &["queue/demo/support absent"] } else { &[] };
        assert_eq!(stage.owes(), lost);
        assert_eq!(stage.expire().0, secs(900));
        assert_eq!(closed_why(&stage), Some(ClosedWhy::CustomerLost));
        let told = if waiting { "queue/demo/support leave" } else { "agent/demo/anna session_ended" };
        assert_eq!(stage.owes(), [told]);
    }
}

#[test]
fn presence_or_a_text_revives() {
    let revivals = [presence_is(Presence::Present), text_of("Här är jag")];
    for revival in revivals {
        let mut stage = Stage::without_bot();
        stage.says("hej");
        stage.enqueued(1);
        stage.presence(Presence::Lost);
        stage.wait(secs(899));
        assert_eq!(stage.ok(revival)[0], "presence_changed");
        assert_eq!(stage.owes(), ["queue/demo/support absent"]);
        assert_eq!(stage.session.deadline(), None);
        assert_eq!(stage.presence(Presence::Present), Vec::<String>::new(), "known already");
    }
}

#[test]
fn a_text_one_moment_too_late_is_refused() {
    let mut stage = served();
    stage.presence(Presence::Lost);
    stage.wait(secs(900));
    assert!(stage.ask(text_of("hallå")).is_err());
    assert_eq!(closed_why(&stage), Some(ClosedWhy::CustomerLost));
}

#[test]
fn unstable_customers_mean_nothing_to_a_queue() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    for presence in [Presence::Present, Presence::Unstable, Presence::Present, Presence::Unknown] {
        assert_eq!(stage.presence(presence), ["presence_changed"]);
        assert_eq!(stage.owes(), Vec::<String>::new());
    }
}

#[test]
fn a_queue_that_does_not_answer_is_asked_again_ever_more_rarely() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.presence(Presence::Lost);
    for pause in [10, 10, 20] {
        assert_eq!(
            stage.expire(),
            (secs(pause), "queue has not answered", vec!["queue_asked_again".to_owned()])
        );
        assert_eq!(stage.owes(), ["queue/demo/support enqueue", "queue/demo/support absent"]);
    }
    stage.enqueued(1);
    let lost = Deadline { at: NOON + secs(900), why: "customer lost" };
    assert_eq!(stage.session.deadline(), Some(lost));
}

#[test]
fn the_end_comes_before_the_guard() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.presence(Presence::Lost);
    stage.wait(secs(5000));
    assert_eq!(stage.tick(), Vec::<String>::new(), "settled before the tick itself was asked");
    assert_eq!(stage.owes(), ["queue/demo/support leave"]);
    assert_eq!(closed_why(&stage), Some(ClosedWhy::CustomerLost));
}

#[test]
fn after_an_absence_of_ours_people_get_half_a_minute() {
    let mut stage = Stage::with_bot();
    stage.says("hej");
    let resumed = |up_at| Command::Clock(Clockwork::Resumed { down_from: NOON, up_at });
    assert_eq!(stage.ok(resumed(NOON + secs(3569))), Vec::<String>::new(), "there is time enough");
    assert_eq!(stage.ok(resumed(NOON + secs(3590))), ["deadlines_moved"]);
    assert_eq!(stage.ok(resumed(NOON + secs(3590))), Vec::<String>::new(), "moved already");
    assert_eq!(stage.expire().0, secs(3620));
    assert_eq!(closed_why(&stage), Some(ClosedWhy::Silent));
}

#[test]
fn a_guard_is_not_about_people() {
    let mut stage = Stage::without_bot();
    let resumed = Command::Clock(Clockwork::Resumed { down_from: NOON, up_at: NOON });
    assert_eq!(stage.ok(resumed.clone()), Vec::<String>::new(), "nothing was ever said");
    stage.says("hej");
    assert_eq!(stage.ok(resumed), Vec::<String>::new());
    assert_eq!(stage.expire().0, secs(10));
}

#[test]
fn the_bot_waits_while_the_customer_is_typing() {
    let mut stage = Stage::with_bot();
    stage.live.last_typing = Some(NOON);
    assert_eq!(stage.says("min faktura"), ["opened", "message_received: min faktura", "bot_started"]);
    let live = |stage: &Stage| {
        let ctx = Ctx { now: stage.now, given: &stage.given, live: &stage.live };
        stage.session.live_deadline(&ctx).map(|due| due.at)
    };
    assert_eq!(live(&stage), Some(NOON + secs(3)));
    assert!(!stage.session.may_rest());

    stage.wait(secs(2));
    stage.live.last_typing = Some(stage.now);
    assert_eq!(stage.says("eller hej då"), ["message_received: eller hej då"]);
    stage.wait(secs(2));
    assert_eq!(stage.tick(), Vec::<String>::new());
    assert_eq!(live(&stage), Some(NOON + secs(5)));

    stage.wait(secs(1));
    assert_eq!(stage.tick(), ["closed: Chatten är avslutad."], "the last text is what the script looks at");
    assert_eq!(live(&stage), None);
    assert!(stage.session.may_rest());
}

#[test]
fn a_bot_that_listens_is_not_held_back() {
    let mut stage = Stage::with_bot();
    stage.says("hej");
    stage.live.last_typing = Some(stage.now);
    let ctx = Ctx { now: stage.now, given: &stage.given, live: &stage.live };
    assert_eq!(stage.session.live_deadline(&ctx), None);
    assert!(stage.session.may_rest());
}

#[test]
fn a_customer_turned_away_after_an_hour_is_not_silent_yet() {
    let mut stage = Stage::with_bot();
    stage.says("faktura");
    stage.enqueued(1);
    stage.accepted(1, "anna", 1);
    stage.wait(secs(7200));
    stage.ok(Command::Told(ToSession::AgentVanished { agent: agent("anna") }));
    stage.ok(Command::Told(ToSession::TurnedAway { entry: 2, why: TurnedAway::Full, overflow: None }));
    assert_eq!(stage.expire().0, secs(3600));
    assert_eq!(closed_why(&stage), Some(ClosedWhy::Silent));
}

#[test]
fn a_bots_next_text_waits_until_the_former_was_typed_and_nothing_else_does() {
    let script = flow(
        "first",
        [
            ("first", say("Ett ögonblick", "second")),
            ("second", say("Tack!", "over")),
            ("over", hand_over(None)),
        ],
    );
    let mut stage = Stage::new(given(Some(script)));
    let said = |stage: &Stage| match stage.journal.last().map(|last| &last.event) {
        Some(Event::BotSaid { typing_ms, .. }) => Duration::from_millis(*typing_ms),
        other => panic!("the bot speaks: {other:?}"),
    };
    assert_eq!(stage.says("hej").last().map(String::as_str), Some("bot_said: Ett ögonblick"));
    let typing = said(&stage);
    assert!(typing > secs(0));
    let live = |stage: &Stage| {
        let ctx = Ctx { now: stage.now, given: &stage.given, live: &stage.live };
        stage.session.live_deadline(&ctx)
    };
    assert_eq!(live(&stage), Some(Deadline { at: NOON + typing, why: "bot typing" }));
    assert!(!stage.session.may_rest(), "whoever starts after a crash is woken for it");
    stage.wait(typing - Duration::from_millis(1));
    assert_eq!(stage.tick(), Vec::<String>::new());
    stage.live.last_typing = Some(stage.now);
    assert_eq!(live(&stage).map(|due| due.why), Some("customer typing"), "whichever lasts longer");
    stage.live.last_typing = None;
    stage.wait(Duration::from_millis(1));
    assert_eq!(stage.tick()[0], "bot_said: Tack!");
    assert_eq!(stage.tick(), Vec::<String>::new());
    assert!(matches!(stage.journal.last().unwrap().event, Event::Queued { .. }), "a handover does not wait");
}

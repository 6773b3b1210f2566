//! Trap 7 and 8: nothing is lost by a client's clock or its reconnects, and nothing goes round for ever.

use serde_json::json;
use switchboard_core::session::Event;
use switchboard_core::{Content, Party, Recorded};

use super::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

fn after(seconds: u64) -> Timestamp {
    NOW + Duration::from_secs(seconds)
}

struct Stage {
    chat: Chat,
    deliveries: Deliveries,
}

impl Stage {
    fn new() -> Self {
        let session = "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap();
        Self { chat: Chat::new(session), deliveries: Deliveries::default() }
    }

    fn says(&mut self, text: &str, at: Timestamp) {
        let event: Event = serde_json::from_value(json!({"kind": "agent_said", "agent": "anna"})).unwrap();
        let actor = Party::Agent("anna".parse().unwrap());
        let seq = self.chat.seq() + 1;
        let content = Some(Content::text(text));
        self.chat.take(&Recorded { seq, public: None, at, actor, event, content });
    }

    /// Opens a stream, and sends what is due: what that was.
    fn opens(&mut self, cursor: Timestamp, now: Timestamp) -> Vec<String> {
        let due = self.deliveries.due(&self.chat, Some(cursor), now);
        let texts = due.iter().map(|message| message.content.clone()).collect();
        self.deliveries.sent(self.chat.session, due, now);
        texts
    }
}

#[test]
fn trap_7_what_was_never_sent_goes_out_though_the_customers_clock_runs_ahead() {
    let mut stage = Stage::new();
    stage.says("a", NOW);
    assert_eq!(stage.opens(after(3_600), NOW), ["a"]);
    stage.says("b", after(20));
    assert_eq!(stage.opens(after(3_600), after(20)), ["b"], "and what was sent long ago does not");
}

#[test]
fn trap_7_what_went_into_a_stream_that_was_being_dropped_goes_out_again() {
    let mut stage = Stage::new();
    stage.says("a", NOW);
    // Streams whose clients are gone take frames too, and as many as there are.
    for _ in 0..20 {
        stage.deliveries.handed_out(stage.chat.session, stage.chat.messages(), NOW);
    }
    assert_eq!(stage.opens(after(30), NOW), ["a"]);
}

#[test]
fn trap_8_a_client_that_reconnects_after_every_frame_comes_to_rest() {
    for cursor in [after(3_600), Timestamp(0)] {
        let mut stage = Stage::new();
        stage.says("a", NOW);
        let frames = (0..100).take_while(|_| !stage.opens(cursor, NOW).is_empty()).count();
        assert!((1..=usize::from(IN_ALL)).contains(&frames), "{frames} frames");
    }
}

#[test]
fn an_edit_is_a_version_of_its_own() {
    let mut stage = Stage::new();
    stage.says("a", NOW);
    while !stage.opens(after(60), NOW).is_empty() {}
    let event = serde_json::from_value(json!({"kind": "amended", "message": 1, "rating": "liked"})).unwrap();
    stage.chat.take(&Recorded {
        seq: 2,
        public: None,
        at: after(1),
        actor: Party::Customer,
        event,
        content: None,
    });
    assert_eq!(stage.opens(after(60), after(1)), ["a"]);
}

#[test]
fn a_second_tab_is_told_what_the_first_was_told_while_it_loaded() {
    let mut stage = Stage::new();
    stage.says("a", after(5));
    while !stage.opens(after(60), after(5)).is_empty() {}
    assert_eq!(stage.opens(NOW, after(6)), ["a"]);
}

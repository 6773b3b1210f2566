//! What staff do with sessions through the console's door: giving on, standing beside, writing about, looking on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::client::Socket;
use doors::staff::Console;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_core::SessionId;

/// A customer whom Anna serves.
struct Stage {
    center: Center,
    customer: Socket,
    anna: Console,
    session: String,
}

impl Stage {
    async fn set() -> Self {
        let center = Center::open(settings()).await;
        let (mut customer, _) = center.customer("u1").await;
        let mut anna = Console::of(&center, "demo-anna").await;
        let text =
            json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "m1", "text": "hello"});
        customer.send(&text).await;
        let session = anna.serve().await;
        Self { center, customer, anna, session }
    }

    /// A frame about the session.
    fn about(&self, mut frame: Value) -> Value {
        frame["session"] = json!(self.session);
        frame
    }

    /// The kinds of all its events.
    fn kinds(&self) -> Vec<String> {
        let subject = switchboard_core::Subject::Session(self.session.parse::<SessionId>().unwrap());
        let events = self.center.views.transcript(&subject, 0, 1_000).unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }

    /// What was audited about the session: who, and what.
    fn audited(&self) -> Vec<(String, String)> {
        let workspace = "demo".parse().unwrap();
        let entries = self.center.views.audit(Some(&workspace), None, 1_000).unwrap();
        let about = format!("session/{}", self.session);
        let entries = entries.into_iter().rev().filter(|audited| audited.entry.subject == about);
        entries.map(|audited| (audited.entry.who, audited.entry.what)).collect()
    }
}

#[actix_web::test]
async fn s20_whispers_and_notes_never_reach_the_customer() {
    let mut stage = Stage::set().await;
    let mut sven = Console::of(&stage.center, "demo-sven").await;
    stage.anna.ok(stage.about(json!({"type": "open"}))).await;
    for command in
        [json!({"type": "whisper", "text": "CANARY-whisper"}), json!({"type": "note", "text": "CANARY-note"})]
    {
        sven.ok(stage.about(command)).await;
    }
    let whispered = stage.anna.event("whispered").await;
    assert_eq!(whispered["content"]["text"], "CANARY-whisper");
    assert_eq!(whispered["event"]["agent"], "sven");
    let noted = stage.anna.event("note_added").await;
    assert_eq!(noted["content"]["name"], "SVEN");
    stage.anna.ok(stage.about(json!({"type": "note", "text": "CANARY-own"}))).await;
    stage.anna.ok(stage.about(json!({"type": "wrap_up", "code": "invoice", "note": "CANARY-wrap"}))).await;
    stage
        .anna
        .ok(stage.about(json!({"type": "transfer", "queue": "support", "note": "CANARY-transfer"})))
        .await;
    stage.anna.serve().await;
    stage.anna.ok(stage.about(json!({"type": "say", "text": "the end"}))).await;
    loop {
        let frame = stage.customer.next().await;
        assert!(!frame.to_string().contains("CANARY"), "{frame}");
        if frame["text"] == "the end" {
            break;
        }
    }
    // Nor does a resume bring it.
    let (mut again, hello) = stage.center.customer("u1").await;
    assert!(hello["session"].is_null(), "without the token it is somebody else: {hello}");
    again.hears_nothing(Duration::from_millis(50)).await;
    let session: SessionId = stage.session.parse().unwrap();
    let public = stage.center.views.public_transcript(session, 0, 1_000).unwrap();
    assert!(!public.is_empty() && !format!("{public:?}").contains("CANARY"));
    stage.center.close().await;
}

#[actix_web::test]
async fn an_agent_gives_on_what_they_serve_and_is_told_why_it_ended() {
    let mut stage = Stage::set().await;
    let cases = [
        (json!({"type": "transfer", "queue": "nowhere"}), "unknown_queue"),
        (json!({"type": "transfer", "agent": "nobody"}), "unknown_agent"),
        (json!({"type": "transfer", "agent": "bo"}), "agent_serves_no_queue"),
        (json!({"type": "transfer", "agent": "anna"}), "serves_already"),
        (json!({"type": "hand_to_bot"}), "no_bot"),
        (json!({"type": "take_over"}), "not_allowed"),
        (json!({"type": "watch"}), "not_allowed"),
        (json!({"type": "step_in"}), "not_allowed"),
    ];
    for (command, code) in cases {
        assert_eq!(stage.anna.refused(stage.about(command.clone())).await, code, "{command}");
    }
    let note = "ask for the number";
    stage.anna.ok(stage.about(json!({"type": "transfer", "queue": "support", "note": note}))).await;
    let ended = stage.anna.wait_for("session_ended").await;
    assert_eq!((&ended["session"], &ended["why"]), (&json!(stage.session), &json!("transferred")));
    assert_eq!(stage.anna.serve().await, stage.session, "she serves that queue herself");
    stage.anna.ok(stage.about(json!({"type": "open"}))).await;
    assert_eq!(stage.anna.event("transferred").await["content"]["note"], note);
    stage.anna.ok(stage.about(json!({"type": "put_back"}))).await;
    assert_eq!(stage.anna.wait_for("session_ended").await["why"], "put_back");
    stage.center.close().await;
}

#[actix_web::test]
async fn s19_what_is_not_served_is_moved_by_supervisors_alone() {
    let mut stage = Stage::set().await;
    let mut sven = Console::of(&stage.center, "demo-sven").await;
    sven.ok(stage.about(json!({"type": "put_back", "note": "Anna is ill"}))).await;
    assert_eq!(stage.anna.wait_for("session_ended").await["why"], "put_back");
    // It is offered to her again, so she may see it; it is not hers to move.
    for command in [json!({"type": "transfer", "queue": "support"}), json!({"type": "put_back"})] {
        assert_eq!(stage.anna.refused(stage.about(command.clone())).await, "not_allowed", "{command}");
    }
    sven.ok(stage.about(json!({"type": "transfer", "agent": "anna"}))).await;
    assert_eq!(stage.anna.serve().await, stage.session);
    assert_eq!(
        sven.refused(stage.about(json!({"type": "transfer", "queue": "support"}))).await,
        "not_serving"
    );
    let kinds = stage.kinds();
    assert!(kinds.contains(&"put_back".to_owned()) && kinds.contains(&"transferred".to_owned()), "{kinds:?}");
    stage.center.close().await;
}

#[actix_web::test]
async fn who_steps_in_is_heard_and_seen_by_the_customer() {
    let mut stage = Stage::set().await;
    let mut sven = Console::of(&stage.center, "demo-sven").await;
    assert_eq!(sven.refused(stage.about(json!({"type": "say", "text": "psst"}))).await, "not_serving");
    sven.ok(stage.about(json!({"type": "step_in"}))).await;
    sven.ok(stage.about(json!({"type": "say", "text": "I am here too"}))).await;
    let mut frames = Vec::new();
    loop {
        let frame = stage.customer.next().await;
        let is_said = frame["text"] == "I am here too";
        frames.push(frame);
        if is_said {
            break;
        }
    }
    let stepped_in = frames.iter().rev().nth(1).unwrap();
    assert!(stepped_in.to_string().contains("SVEN"), "the line before tells of him: {stepped_in}");
    sven.ok(stage.about(json!({"type": "step_out"}))).await;
    assert_eq!(sven.refused(stage.about(json!({"type": "say", "text": "psst"}))).await, "not_serving");
    stage.anna.ok(stage.about(json!({"type": "say", "text": "still mine"}))).await;
    stage.center.close().await;
}

#[actix_web::test]
async fn s40_whoever_looks_into_anothers_session_is_on_record_before_a_word_is_shown() {
    let mut stage = Stage::set().await;
    stage.anna.ok(stage.about(json!({"type": "open"}))).await;
    assert_eq!(stage.audited(), [], "her own");
    let mut sven = Console::of(&stage.center, "demo-sven").await;
    sven.ok(stage.about(json!({"type": "open"}))).await;
    sven.event("opened").await;
    let watched = ("person:sven".to_owned(), "session_watched".to_owned());
    assert_eq!(stage.audited(), std::slice::from_ref(&watched));
    assert_eq!(stage.anna.event("watch_began").await["event"]["agent"], "sven");
    sven.ok(stage.about(json!({"type": "watch"}))).await;
    assert_eq!(stage.audited().len(), 1, "looking on already");

    let mut second = Console::of(&stage.center, "demo-sven").await;
    second.ok(stage.about(json!({"type": "watch", "after": 2}))).await;
    assert_eq!(second.wait_for("event").await["seq"], 3);
    sven.ok(stage.about(json!({"type": "unwatch"}))).await;
    // The other window still looks on, and says so.
    stage.anna.event("watch_ended").await;
    stage.anna.event("watch_began").await;
    drop(second);
    stage.anna.event("watch_ended").await;

    stage
        .customer
        .send(&json!({"type": "client_left", "platformId": "demo-web", "userId": "u1", "id": "bye"}))
        .await;
    stage.anna.event("closed").await;
    assert_eq!(sven.refused(stage.about(json!({"type": "watch"}))).await, "closed");
    sven.ok(stage.about(json!({"type": "open"}))).await;
    sven.event("closed").await;
    let read = ("person:sven".to_owned(), "transcript_read".to_owned());
    assert_eq!(stage.audited(), [watched.clone(), watched, read]);
    assert_eq!(stage.kinds().iter().filter(|kind| *kind == "watch_began").count(), 2);
    stage.center.close().await;
}

#[actix_web::test]
async fn a_supervisor_makes_others_ready_or_away() {
    let mut stage = Stage::set().await;
    let mut sven = Console::of(&stage.center, "demo-sven").await;
    sven.ok(json!({"type": "force", "agent": "anna", "ready": false, "reason": "lunch"})).await;
    let state = loop {
        let state = stage.anna.wait_for("state").await;
        if state["ready"] == false {
            break state;
        }
    };
    assert_eq!((&state["reason"], &state["by"]), (&json!("lunch"), &json!("sven")));
    assert_eq!(
        sven.refused(json!({"type": "force", "agent": "nobody", "ready": true})).await,
        "unknown_agent"
    );
    let forced = json!({"type": "force", "agent": "bo", "ready": true});
    assert_eq!(stage.anna.refused(forced).await, "not_allowed");
    stage.center.close().await;
}

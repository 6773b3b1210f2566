//! The agent's side, frame by frame.

use super::*;

fn agent() -> Agent {
    let mut agent = Agent::new("secret".to_owned(), || "id".to_owned());
    agent.heard(&json!({"type": "hello", "agent": "anna", "name": "Anna", "ready": true, "agentSeq": 3, "position": 5}));
    agent
}

fn with_chat(session: &str) -> Agent {
    let mut agent = agent();
    agent.heard(&json!({"type": "assigned", "session": session, "offer": "q:1", "seq": 6}));
    agent
}

fn event(session: &str, seq: u64, kind: &str, words: &str) -> Value {
    json!({"type": "event", "session": session, "seq": seq, "event": {"kind": kind, "agent": "anna"},
           "content": {"text": words}})
}

#[test]
fn an_agent_who_is_not_ready_becomes_ready_on_signing_in() {
    let mut agent = Agent::new("secret".to_owned(), || "id".to_owned());
    assert_eq!(agent.hello(), json!({"type": "hello", "token": "secret"}));
    let reaction = agent.heard(&json!({"type": "hello", "agent": "anna", "name": "Anna", "ready": false}));
    assert_eq!(reaction.send, [json!({"type": "ready", "id": "id"})]);
    assert!(agent.heard(&json!({"type": "ack", "id": "id", "seq": 1})).show[0].contains("Ready"));
}

#[test]
fn enter_takes_the_oldest_offer() {
    let mut agent = agent();
    assert_eq!(agent.typed(""), Reaction::default());
    let offer = json!({"type": "offer", "offer": "q:1", "session": "s", "queue": "kundservice", "seq": 4});
    assert!(agent.heard(&offer).show[0].contains("kundservice"));
    assert!(agent.heard(&offer).show.is_empty(), "shown again after a resume, but no news");
    assert_eq!(agent.typed("").send, [json!({"type": "accept", "offer": "q:1", "id": "id"})]);
    assert!(agent.typed("/accept").show[0].starts_with('!'));
}

#[test]
fn an_assigned_chat_is_opened_and_written_to() {
    let mut agent = agent();
    let reaction = agent.heard(&json!({"type": "assigned", "session": "s", "offer": "q:1", "seq": 6}));
    assert_eq!(reaction.send, [json!({"type": "open", "session": "s", "id": "id"})]);
    assert_eq!(agent.typed("Hej").send, [json!({"type": "say", "session": "s", "text": "Hej", "id": "id"})]);
    assert!(
        agent.heard(&event("s", 1, "agent_said", "Hej")).show.is_empty(),
        "one's own words are not shown twice"
    );
    assert_eq!(agent.heard(&event("s", 2, "agent_said", "Hej")).show, ["[1] Agent: Hej"], "said elsewhere");
}

#[test]
fn several_chats_have_numbers() {
    let mut agent = with_chat("a");
    agent.heard(&json!({"type": "assigned", "session": "b", "offer": "q:2", "seq": 7}));
    assert_eq!(agent.heard(&event("b", 1, "message_received", "hi")).show, ["[2] Customer: hi"]);
    assert_eq!(agent.typed("x").send[0]["session"], "a");
    agent.typed("/2");
    assert_eq!(agent.typed("x").send[0]["session"], "b");
    assert!(agent.typed("/9").show[0].starts_with("! there is no chat 9"));
    let over = agent.heard(&json!({"type": "session_ended", "session": "b", "seq": 8}));
    assert_eq!(over.show.len(), 2, "it says where words go now: {over:?}");
    assert_eq!(
        over.send,
        [json!({"type": "shut", "session": "b", "id": "id"})],
        "or a return would show nothing"
    );
    let again = agent.heard(&json!({"type": "assigned", "session": "b", "seq": 9}));
    assert_eq!(again.send, [json!({"type": "open", "session": "b", "id": "id"})]);
    agent.heard(&json!({"type": "session_ended", "session": "b", "seq": 10}));
    assert_eq!(agent.typed("/done").send[0]["session"], "a");
}

#[test]
fn it_resumes_what_it_read_and_resends_what_was_not_answered() {
    let mut agent = with_chat("s");
    agent.heard(&json!({"type": "row", "position": 9, "row": {"standing": "bot"}}));
    agent.heard(&event("s", 1, "opened", ""));
    agent.typed("Hej");
    assert_eq!(
        agent.hello(),
        json!({"type": "hello", "token": "secret", "resume": {"list": 9, "agent": 6, "open": {"s": 1}}})
    );
    let again =
        agent.heard(&json!({"type": "hello", "agent": "anna", "name": "Anna", "ready": true, "agentSeq": 6}));
    assert_eq!(again.send, [json!({"type": "say", "session": "s", "text": "Hej", "id": "id"})]);
    assert!(agent.heard(&event("s", 1, "message_received", "x")).show.is_empty(), "read before");
}

#[test]
fn a_chat_held_from_before_is_found_in_the_list() {
    let mut agent = agent();
    let row =
        json!({"type": "row", "position": 6, "row": {"session": "s", "standing": "agent", "agent": "anna"}});
    assert_eq!(agent.heard(&row).send[0]["type"], "open");
    assert!(agent.heard(&row).send.is_empty());
}

#[test]
fn the_customers_typing_is_told_once_a_message() {
    let mut agent = with_chat("s");
    let typing =
        json!({"type": "typing", "session": "s", "party": "customer", "on": true, "preview": "Hej, ja"});
    assert_eq!(agent.heard(&typing).show, ["[1] …the customer is writing: Hej, ja"]);
    assert!(agent.heard(&typing).show.is_empty());
    agent.heard(&event("s", 1, "message_received", "Hej, ja"));
    assert_eq!(agent.heard(&typing).show.len(), 1);
}

#[test]
fn away_is_kept_over_a_reconnect() {
    let mut agent = agent();
    assert_eq!(agent.typed("/away").send[0]["type"], "away");
    agent.heard(&json!({"type": "ack", "id": "id"}));
    let again = agent.heard(&json!({"type": "hello", "agent": "anna", "name": "Anna", "ready": false}));
    assert!(again.send.is_empty());
    assert!(agent.typed("nobody hears").show[0].starts_with("! no chat is open"));
}

fn row(session: &str, standing: &str, agent: &str) -> Value {
    json!({"type": "row", "position": 7, "row": {"session": session, "standing": standing, "agent": agent, "queue": "q"}})
}

#[test]
fn what_is_typed_about_a_chat_names_the_current_one() {
    let mut agent = with_chat("a");
    assert_eq!(
        agent.typed("/transfer @bo call him").send,
        [json!({"type": "transfer", "agent": "bo", "note": "call him", "session": "a", "id": "id"})]
    );
    let ended = agent.heard(&json!({"type": "session_ended", "session": "a", "why": "taken_over", "seq": 9}));
    assert_eq!(ended.show, ["[1] * The chat is over for you (taken over)."]);
    assert!(agent.typed("/note x").show[0].starts_with('!'));
}

#[test]
fn a_supervisor_looks_on_at_a_session_of_the_list() {
    let mut agent = agent();
    agent.heard(&row("a", "queued", ""));
    agent.heard(&row("b", "agent", "bo"));
    assert_eq!(agent.typed("/list").show, ["* Chats:\n  1  waits in q\n  2  served by bo"]);
    assert!(agent.typed("/watch 3").show[0].starts_with('!'));
    assert_eq!(agent.typed("/watch 2").send, [json!({"type": "watch", "session": "b", "id": "id"})]);
    assert_eq!(agent.typed("/whisper hi").send[0]["session"], "b");
    let whispered = json!({"type": "event", "session": "b", "seq": 1, "event": {"kind": "whispered", "agent": "anna"},
                           "content": {"text": "hi", "name": "Anna"}});
    assert_eq!(agent.heard(&whispered).show, ["[1] (whisper) Anna: hi"]);
    assert_eq!(agent.typed("/unwatch").send, [json!({"type": "shut", "session": "b", "id": "id"})]);
    agent.heard(&json!({"type": "gone", "position": 9, "session": "b"}));
    assert_eq!(agent.typed("/list").show, ["* Chats:\n  1  waits in q"]);
}

#[test]
fn whoever_waits_is_picked_by_number() {
    let mut agent = agent();
    agent.heard(&row("b", "queued", ""));
    assert_eq!(agent.typed("/pick 1").send, [json!({"type": "pick", "session": "b", "id": "id"})]);
    assert!(agent.typed("/pick 2").show[0].contains("nobody waits under 2"));
    let refused =
        json!({"type": "pick_refused", "session": "b", "queue": "inkorg", "why": "at_capacity", "seq": 7});
    assert_eq!(agent.heard(&refused).show, ["! not taken (at_capacity)"]);
    agent.heard(&json!({"type": "gone", "position": 10, "session": "b"}));
    assert!(agent.typed("/pick 1").show[0].starts_with('!'));
}

#[test]
fn away_has_a_reason_and_somebody_else_may_say_so() {
    let mut agent = agent();
    assert_eq!(agent.typed("/away").send, [json!({"type": "away", "id": "id"})]);
    let away = json!({"type": "away", "reason": "lunch at noon", "id": "id"});
    assert_eq!(agent.typed("/away lunch at noon").send, [away]);
    let own = json!({"type": "state", "ready": false, "reason": "lunch", "seq": 8});
    assert!(agent.heard(&own).show.is_empty());
    let forced = json!({"type": "state", "ready": false, "reason": "training", "by": "sven", "seq": 9});
    assert_eq!(agent.heard(&forced).show, ["* sven has set you away: training."]);
}

#[test]
fn a_chat_is_written_up_until_it_is_said_to_be() {
    let mut agent = with_chat("a");
    assert!(agent.typed("/wrapped").show[0].starts_with('!'));
    let ended =
        json!({"type": "session_ended", "session": "a", "wrapUpUntil": "2026-01-01T00:00:00.000Z", "seq": 8});
    assert!(agent.heard(&ended).show.iter().any(|line| line.contains("/wrapped")));
    let wrapped = json!({"type": "finish_wrap_up", "session": "a", "id": "id"});
    assert_eq!(agent.typed("/wrapped").send, [wrapped]);
    agent.heard(&json!({"type": "wrap_up_ended", "session": "a", "seq": 9}));
    assert!(agent.typed("/wrapped").show[0].starts_with('!'), "once");
}

//! The customer's side, frame by frame.

use super::*;

fn customer() -> Customer {
    let mut customer = Customer::new("demo-web".to_owned(), None, None, || "id".to_owned());
    customer.heard(
        &json!({"type": "hello", "userId": "u1", "token": "t1", "heartbeatEvery": 5000, "session": null}),
    );
    customer
}

#[test]
fn what_is_typed_becomes_a_text_with_an_id() {
    let reaction = customer().typed("Hej!");
    assert_eq!(
        reaction.send,
        [json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "Hej!", "id": "id"})]
    );
}

#[test]
fn who_speaks_is_shown_and_choices_are_numbered() {
    let mut customer = customer();
    let reaction = customer.heard(
        &json!({"type": "text", "text": "Vad?", "agent": {"id": "bot", "name": "Boten"}, "choices": ["A", "B"], "seq": 2, "session": "s"}),
    );
    assert_eq!(reaction.show, ["Boten: Vad?", "    1) A", "    2) B"]);
    let reaction = customer.typed("2");
    assert_eq!(reaction.send[0]["text"], "B");
    assert_eq!(customer.typed("2").send[0]["text"], "2", "the choices were answered");
}

#[test]
fn place_and_wait_are_shown() {
    let mut customer = customer();
    let reaction =
        customer.heard(&json!({"type": "queue_number", "queueNumber": 3, "estimatedWait": 61_000}));
    assert_eq!(reaction.show, ["* Your place in line: 3, about 61 s to wait"]);
    assert!(customer.heard(&json!({"type": "queue_number", "queueNumber": 3})).show.is_empty(), "no news");
    assert_eq!(customer.heard(&json!({"type": "queue_number", "queueNumber": 2})).show.len(), 1);
}

#[test]
fn after_a_reconnect_it_resumes_and_resends_what_was_not_acknowledged() {
    let mut customer = customer();
    customer.typed("one");
    let echo = json!({"type": "text", "direction": "inbound", "text": "one", "seq": 1, "session": "s"});
    assert!(customer.heard(&echo).show.is_empty(), "one's own words are not shown twice");
    assert_eq!(
        customer.hello(),
        json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": "t1", "session": "s", "after": 1})
    );
    let again = customer.heard(&json!({"type": "hello", "userId": "u1"}));
    assert_eq!(again.send.len(), 1);
    assert_eq!(again.send[0]["id"], "id");
    customer.heard(&json!({"type": "ack", "id": "id", "seq": 1, "session": "s"}));
    assert!(customer.heard(&json!({"type": "hello", "userId": "u1"})).send.is_empty());
}

#[test]
fn a_frame_seen_before_is_not_shown_again() {
    let mut customer = customer();
    let line = json!({"type": "system_text", "text": "x", "seq": 4, "session": "s"});
    assert_eq!(customer.heard(&line).show.len(), 1);
    assert!(customer.heard(&line).show.is_empty());
    let other = json!({"type": "system_text", "text": "x", "seq": 1, "session": "s2"});
    assert_eq!(customer.heard(&other).show.len(), 1, "another session counts anew");
}

#[test]
fn a_refusal_says_what_was_not_sent() {
    let mut customer = customer();
    customer.typed("too much");
    let reaction = customer.heard(
        &json!({"type": "refused", "id": "id", "code": "rate_limited", "detail": "slow down", "retryAfter": 2}),
    );
    assert_eq!(reaction.show, ["! refused: slow down (try again in 2 s) — not sent: too much"]);
    assert!(customer.heard(&json!({"type": "hello"})).send.is_empty(), "a refused text is not sent again");
}

#[test]
fn leaving_ends_with_the_servers_word() {
    let mut customer = customer();
    customer.heard(&json!({"type": "system_text", "text": "x", "seq": 1, "session": "s"}));
    let left = customer.typed("/leave");
    assert_eq!(left.send[0]["type"], "client_left");
    assert!(!left.quit);
    assert!(
        customer
            .heard(&json!({"type": "end_session", "reasonText": "Hej då", "seq": 2, "session": "s"}))
            .quit
    );
}

#[test]
fn unknown_frames_are_tolerated_and_unknown_commands_explained() {
    let mut customer = customer();
    assert_eq!(customer.heard(&json!({"type": "confetti"})), Reaction::default());
    assert!(customer.typed("/dance").show[0].contains("/leave"));
    assert!(customer.typed("/quit").quit);
}

#[test]
fn after_a_resync_everything_is_news_again() {
    let mut customer = customer();
    let line = json!({"type": "system_text", "text": "x", "seq": 4, "session": "s"});
    customer.heard(&line);
    customer.heard(&json!({"type": "hello", "userId": "u1", "resync": true}));
    assert_eq!(customer.heard(&line).show.len(), 1);
}

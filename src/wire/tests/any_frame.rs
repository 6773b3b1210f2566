//! Whatever a client sends, decoding answers; whatever the model says, the frame is one line of JSON.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use switchboard_core::effect::OfferEnd;
use switchboard_core::flow::Cursor;
use switchboard_core::session::{AppWhat, ClosedWhy, Event, Notice};
use switchboard_core::{
    AgentId, Content, CustomerKey, OfferId, Party, PlatformId, Recorded, SessionId, Timestamp, agent,
};
use switchboard_wire::sermo::feed::{self, Posted, Word};
use switchboard_wire::{CLIENT_ID_LIMIT, Customer, DIALECTS, Heard, Said, TEXT_LIMIT, Words, console};

/// Values as wrong as they come.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[a-z0-9-]{1,20}".prop_map(Value::from),
        Just(json!("018f6b1e-7c3a-7000-8000-0000000000a7")),
        Just(json!("2020-02-18T12:14:11.386Z")),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,10}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Frames that look like events, with any of their fields wrong.
fn almost_an_event() -> impl Strategy<Value = String> {
    let kind = prop::sample::select(vec![
        "hello",
        "text",
        "heartbeat",
        "typing",
        "typing_on",
        "identify",
        "messages_read",
        "client_left",
        "client_unload",
        "ready",
        "away",
        "accept",
        "decline",
        "say",
        "done",
        "open",
        "shut",
        "force",
        "transfer",
        "put_back",
        "hand_to_bot",
        "take_over",
        "watch",
        "whisper",
        "wrap_up",
        "system_text",
        "handover_to",
        "handover_to_agent",
        "queue_number",
        "end_session",
        "else",
    ]);
    let key = prop::sample::select(vec![
        "id",
        "platformId",
        "userId",
        "text",
        "image",
        "agent",
        "choices",
        "queueNumber",
        "queueId",
        "flowGroupId",
        "reasonText",
        "at",
        "token",
        "session",
        "after",
        "offer",
        "on",
        "reason",
        "resume",
    ]);
    (kind, prop::collection::btree_map(key, any_value(), 0..8)).prop_map(|(kind, fields)| {
        let mut frame: serde_json::Map<String, Value> =
            fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        frame.insert("type".to_owned(), Value::from(kind));
        Value::Object(frame).to_string()
    })
}

fn decode_all(frame: &str) {
    for dialect in DIALECTS {
        if let Ok(Said::Event(spoken)) = dialect.decode(frame) {
            assert!(spoken.id.is_none_or(|id| (1..=CLIENT_ID_LIMIT).contains(&id.len())));
            if let Words::Text { text, .. } = spoken.words {
                assert!(text.len() <= TEXT_LIMIT && text.chars().any(|c| !c.is_whitespace()));
            }
        }
    }
    let _ = console::decode(frame);
    if let Ok(Posted { word: Word::Does { what: AppWhat::Say { text, .. }, .. }, .. }) = feed::decode(frame) {
        assert!(text.len() <= TEXT_LIMIT && text.chars().any(|c| !c.is_whitespace()));
    }
}

fn public_events() -> impl Strategy<Value = Event> {
    let agent = || AgentId::new("anna").unwrap();
    prop_oneof![
        Just(Event::MessageReceived { silent_until: Timestamp(0), authored_at: None }),
        any::<u64>().prop_map(|typing_ms| Event::BotSaid {
            typing_ms,
            cursor: Cursor { node: String::new(), waits: false, steps: 0 }
        }),
        any::<u32>().prop_map(|place| Event::PlaceTold { entry: 1, place, estimated_wait_ms: None }),
        Just(Event::SystemSaid { notice: Notice::Queued }),
        Just(Event::AgentSaid { agent: agent(), silent_at: None, authored_at: None }),
        Just(Event::AgentDone { agent: agent(), close_at: Timestamp(0) }),
        Just(Event::Closed { why: ClosedWhy::Released }),
    ]
}

fn contents() -> impl Strategy<Value = Option<Content>> {
    let content =
        (any::<Option<String>>(), any::<Option<String>>(), prop::collection::vec(any::<String>(), 0..3))
            .prop_map(|(text, name, choices)| Content { text, name, choices, ..Content::default() });
    prop::option::of(content)
}

fn one_line_of_json(frame: &str) -> Value {
    assert!(!frame.contains('\n'));
    serde_json::from_str(frame).expect("JSON")
}

proptest! {
    #[test]
    fn any_text_is_answered(frame in any::<String>()) {
        decode_all(&frame);
    }

    #[test]
    fn any_json_is_answered(value in any_value()) {
        decode_all(&value.to_string());
    }

    #[test]
    fn anything_like_an_event_is_answered(frame in almost_an_event(), cut in any::<prop::sample::Index>()) {
        decode_all(&frame);
        let end = (0..=cut.index(frame.len())).rev().find(|end| frame.is_char_boundary(*end)).unwrap_or(0);
        decode_all(&frame[..end]);
    }

    #[test]
    fn a_public_event_is_one_frame_with_its_number(
        event in public_events(),
        content in contents(),
        public in 1u64..,
        at in any::<i64>(),
    ) {
        let to = Customer {
            platform: PlatformId::new("demo-web").unwrap(),
            key: CustomerKey::new("u \"1\" å").unwrap(),
        };
        let session: SessionId = "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap();
        let at = Timestamp(at);
        let recorded = Recorded { seq: public, public: Some(public), at, actor: Party::System, event, content };
        let text = recorded.content.as_ref().and_then(|content| content.text.clone()).unwrap_or_default();
        let heard = Heard::Event { session, event: Arc::new(recorded.clone()), image: None };
        for dialect in DIALECTS {
            let frame = one_line_of_json(&dialect.encode(Some(&to), &heard).expect("a public event has a frame"));
            prop_assert_eq!(&frame["seq"], &json!(public));
            prop_assert_eq!(&frame["userId"], &json!(to.key));
            if frame["type"] == "text" {
                prop_assert_eq!(&frame["text"], &json!(text));
            }
        }
        let shown = console::encode(1, &console::Heard::Event { session, event: Arc::new(recorded) });
        let frame = one_line_of_json(&shown.expect("staff see every event"));
        prop_assert_eq!(&frame["n"], &json!(1));
    }

    #[test]
    fn an_agents_own_word_cannot_leave_its_field(text in any::<String>(), number in any::<u64>()) {
        let offer = OfferId { queue: "support".parse().unwrap(), number };
        let session: SessionId = "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap();
        let events = [
            agent::Event::IntentChanged { ready: false, reason: Some(text.clone()), by: None },
            agent::Event::OfferEnded { offer, session, why: OfferEnd::Declined },
        ];
        for event in events {
            let recorded = Recorded {
                seq: 1, public: None, at: Timestamp(0), actor: Party::System, event, content: None,
            };
            let frame = console::encode(7, &console::Heard::Agent(Arc::new(recorded))).expect("a frame");
            prop_assert_eq!(&one_line_of_json(&frame)["n"], &json!(7));
        }
    }
}

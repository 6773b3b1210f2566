//! Slots by channel, and how they are written.

use switchboard_core::agent::Event;
use switchboard_core::effect::{AgentValues, AgentView, Capacity, Channel};

#[test]
fn a_capacity_is_a_number_of_chats_or_a_map_of_channels() {
    let both = Capacity::chats(3).and(Channel::Message, 10);
    for (written, capacity) in [
        ("3", Capacity::chats(3)),
        ("0", Capacity::default()),
        (r#"{"chat":3,"message":10}"#, both.clone()),
        (r#"{"chat":3,"voice":0}"#, Capacity::chats(3)),
        ("{}", Capacity::default()),
    ] {
        assert_eq!(serde_json::from_str::<Capacity>(written).unwrap(), capacity, "{written}");
    }
    for refused in [r#"{"fax":1}"#, "-1", r#"{"chat":-1}"#, r#""3""#, "null", "[3]"] {
        assert!(serde_json::from_str::<Capacity>(refused).is_err(), "{refused}");
    }
    assert_eq!(serde_json::to_string(&both).unwrap(), r#"{"chat":3,"message":10}"#);
    assert_eq!((both.of(Channel::Chat), both.of(Channel::Message), both.of(Channel::Voice)), (3, 10, 0));
}

/// Lines of journals written before agents had slots by channel.
#[test]
fn what_was_journaled_with_one_number_still_reads() {
    let stored = r#"{"kind":"configured","version":1,"values":{"name":"Anna","queues":["sales"],"capacity":3,"wrap_up_ms":0}}"#;
    let Event::Configured { values, .. } = serde_json::from_str(stored).unwrap() else {
        panic!("configured")
    };
    assert_eq!(values.capacity, Capacity::chats(3));
    let stored = r#"{"kind":"held","offer":"sales:1","session":"018f6b1e-7c3a-7000-8000-0000000000a7","entry":1,"way":"offer","since":5,"accept_by":9}"#;
    assert!(matches!(serde_json::from_str(stored), Ok(Event::Held { channel: Channel::Chat, .. })));
    let stored = r#"{"serves":true,"ready":true,"reachable":true,"load":1,"capacity":3,"idle_since":0}"#;
    let view: AgentView = serde_json::from_str(stored).unwrap();
    assert_eq!((view.load, view.capacity), (Capacity::chats(1), Capacity::chats(3)));
    for stored in [
        r#"{"kind":"intent_changed","ready":false,"reason":"lunch"}"#,
        r#"{"kind":"hold_refused","offer":"sales:1","why":"at_capacity"}"#,
    ] {
        let read: Event = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
    let values: AgentValues =
        serde_json::from_str(r#"{"name":"A","queues":[],"capacity":{"voice":1}}"#).unwrap();
    assert_eq!(values.capacity.of(Channel::Voice), 1);
}

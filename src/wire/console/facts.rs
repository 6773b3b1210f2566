//! A session's facts as a console reads them: the journal's own form is free to change, this one is a promise.
//!
//! `kind` is the fact's stable name. Instants are RFC 3339, durations milliseconds, keys camelCase.

use serde_json::{Map, Value, json};
use switchboard_core::session::Event;
use switchboard_core::{Fact, Timestamp};

/// The fact as an object with its `kind`.
pub(super) fn fact(event: &Event) -> Value {
    let mut object = match fields(event) {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    object.retain(|_, value| !value.is_null());
    object.insert("kind".to_owned(), Value::from(event.describe().0));
    Value::Object(object)
}

/// Everything but the kind; null for what is not set.
fn fields(event: &Event) -> Value {
    match event {
        Event::Opened { platform, language, queue, flow, .. } => {
            json!({ "platform": platform, "language": language, "queue": queue, "flow": flow })
        }
        Event::MessageReceived { .. } => Value::Null,
        Event::PresenceChanged { presence, close_at } => {
            json!({ "presence": presence, "closeAt": instant(*close_at) })
        }
        Event::BotStarted { flow, .. } => json!({ "flow": flow }),
        Event::BotSaid { typing_ms, .. } => json!({ "typing": typing_ms }),
        Event::FlowMoved { cursor } => json!({ "node": cursor.node }),
        Event::FlowBroken { node } => json!({ "node": node }),
        Event::Queued { entry, queue, since, priority, why, .. } => json!({
            "entry": entry, "queue": queue, "since": since.to_rfc3339(), "priority": priority, "why": why,
        }),
        Event::QueueAskedAgain { entry, .. } => json!({ "entry": entry }),
        Event::PlaceTold { entry, place, estimated_wait_ms } => {
            json!({ "entry": entry, "place": place, "estimatedWait": estimated_wait_ms })
        }
        Event::TurnedAway { entry, why, close_at } => {
            json!({ "entry": entry, "why": why, "closeAt": close_at.to_rfc3339() })
        }
        Event::SystemSaid { notice } => json!({ "notice": notice }),
        Event::Assigned { entry, agent, offer } => {
            json!({ "entry": entry, "agent": agent, "offer": offer })
        }
        Event::AssignmentRefused { agent, offer } => json!({ "agent": agent, "offer": offer }),
        Event::AgentSaid { agent } | Event::AgentVanished { agent } => json!({ "agent": agent }),
        Event::AgentDone { agent, close_at } => {
            json!({ "agent": agent, "closeAt": close_at.to_rfc3339() })
        }
        Event::DeadlinesMoved { not_before } => json!({ "notBefore": not_before.to_rfc3339() }),
        Event::Closed { why } => json!({ "why": why }),
    }
}

fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::to_rfc3339)
}

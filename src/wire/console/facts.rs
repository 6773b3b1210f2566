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
        Event::PresenceChanged { presence, close_at, unloaded } => json!({
            "presence": presence, "closeAt": instant(*close_at), "unloaded": unloaded.then_some(true),
        }),
        Event::BotStarted { flow, .. } => json!({ "flow": flow }),
        Event::BotSaid { typing_ms, .. } => json!({ "typing": typing_ms }),
        Event::FlowMoved { cursor } => json!({ "node": cursor.node }),
        Event::FlowBroken { node } => json!({ "node": node }),
        Event::Queued { entry, queue, since, priority, why, wish, .. } => json!({
            "entry": entry, "queue": queue, "since": since.to_rfc3339(), "priority": priority, "why": why,
            "wish": wish.as_ref().map(|wish| json!({
                "agent": wish.agent, "until": wish.until.to_rfc3339(), "bind": wish.bind,
            })),
        }),
        Event::QueueAskedAgain { entry, .. } => json!({ "entry": entry }),
        Event::PlaceTold { entry, place, estimated_wait_ms } => {
            json!({ "entry": entry, "place": place, "estimatedWait": estimated_wait_ms })
        }
        Event::TurnedAway { entry, why, close_at, .. } => {
            json!({ "entry": entry, "why": why, "closeAt": close_at.to_rfc3339() })
        }
        Event::SystemSaid { notice } => json!({ "notice": notice }),
        Event::Assigned { entry, agent, offer } => {
            json!({ "entry": entry, "agent": agent, "offer": offer })
        }
        Event::AssignmentRefused { agent, offer } => json!({ "agent": agent, "offer": offer }),
        Event::AgentSaid { agent, .. }
        | Event::AgentVanished { agent }
        | Event::SteppedIn { agent }
        | Event::SteppedOut { agent }
        | Event::WatchBegan { agent }
        | Event::WatchEnded { agent }
        | Event::Whispered { agent } => json!({ "agent": agent }),
        Event::NoteAdded { agent } => json!({ "agent": agent }),
        Event::AgentDone { agent, close_at } => {
            json!({ "agent": agent, "closeAt": close_at.to_rfc3339() })
        }
        Event::MessageLeft => Value::Null,
        Event::ReadMarked { up_to, at } => json!({ "upTo": up_to, "at": instant(*at) }),
        Event::Overflowed { entry, to } => json!({ "entry": entry, "to": to }),
        Event::PlatformClosed { opens_at, close_at } => {
            json!({ "opensAt": instant(*opens_at), "closeAt": instant(*close_at) })
        }
        Event::Transferred { to_queue, to_agent } => json!({ "toQueue": to_queue, "toAgent": to_agent }),
        Event::HandedToBot { group, flow, unknown_group, .. } => json!({
            "group": group, "flow": flow, "unknownGroup": unknown_group.then_some(true),
        }),
        Event::HandedToDesk { queue, .. } => json!({ "queue": queue }),
        Event::ApplicationSaid { typing_ms, bot, .. } => json!({ "typing": typing_ms, "bot": bot }),
        Event::DeskNumberTold { number } => json!({ "number": number }),
        Event::DeskDone { close_at } | Event::SilenceWarned { close_at } => {
            json!({ "closeAt": close_at.to_rfc3339() })
        }
        Event::ReleasedForSilence { agent, close_at } => {
            json!({ "agent": agent, "closeAt": close_at.to_rfc3339() })
        }
        Event::PutBack { agent, from } => json!({ "agent": agent, "from": from }),
        Event::TakenOver { by, from } => json!({ "by": by, "from": from }),
        Event::WrappedUp { agent, code } => json!({ "agent": agent, "code": code }),
        Event::DeadlinesMoved { not_before } => json!({ "notBefore": not_before.to_rfc3339() }),
        Event::Closed { why } => json!({ "why": why }),
    }
}

fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::to_rfc3339)
}

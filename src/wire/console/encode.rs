//! The frames a console is sent.

use serde_json::{Map, Value, json};
use switchboard_core::effect::{Channel, OfferEnd, WayOfWork};
use switchboard_core::machine::{AgentRow, QueueRow, SessionRow};
use switchboard_core::{Recorded, SessionId, Signal, Timestamp, agent, session};

use super::facts::fact;
use super::{Heard, Welcome};

/// The frame that says so; none for events that concern only the queues. `n` is the frame's number on this
/// connection: it is used up only where the frame [`is_numbered`], so count on after a numbered frame alone.
pub fn encode(n: u64, heard: &Heard<'_>) -> Option<String> {
    let Value::Object(mut frame) = frame(heard)? else { return None };
    frame.retain(|_, value| !value.is_null());
    if heard.is_numbered() {
        frame.insert("n".to_owned(), Value::from(n));
    }
    serde_json::to_string(&Value::Object(frame)).ok()
}

impl Heard<'_> {
    /// Answers are named by the command they answer; everything else is counted.
    pub fn is_numbered(&self) -> bool {
        !matches!(self, Self::Welcome(_) | Self::Ack { .. } | Self::Refused { .. })
    }
}

/// The frame without its number; null stands for what is left out.
fn frame(heard: &Heard<'_>) -> Option<Value> {
    Some(match heard {
        Heard::Welcome(welcome) => hello(welcome),
        Heard::Ack { id, seq, delayed } => {
            json!({ "type": "ack", "id": id, "seq": seq, "delayed": delayed.then_some(true) })
        }
        Heard::Refused { id, code, detail, retry_after } => {
            json!({ "type": "refused", "id": id, "code": code, "detail": detail, "retryAfter": retry_after })
        }
        Heard::Agent(event) => agent_frame(event)?,
        Heard::Event { session, event } => event_frame(*session, event),
        Heard::Row { position, row } => json!({ "type": "row", "position": position, "row": line(row) }),
        Heard::Gone { position, session } => {
            json!({ "type": "gone", "position": position, "session": session })
        }
        Heard::Queue { position, row } => {
            json!({ "type": "queue", "position": position, "row": queue_line(row) })
        }
        Heard::Colleague { position, row } => {
            json!({ "type": "agent", "position": position, "row": agent_line(row) })
        }
        Heard::Signal { session, signal } => signal_frame(*session, signal),
    })
}

fn hello(welcome: &Welcome) -> Value {
    json!({
        "type": "hello",
        "connectionId": welcome.connection,
        "workspace": welcome.workspace,
        "agent": welcome.agent,
        "name": welcome.name,
        "role": welcome.role,
        "heartbeatEvery": welcome.heartbeat_every_ms,
        "ready": welcome.ready,
        "reason": welcome.reason,
        "since": welcome.since.map(Timestamp::to_rfc3339),
        "capacity": welcome.capacities.of(Channel::Chat),
        "load": welcome.loads.of(Channel::Chat),
        "capacities": welcome.capacities,
        "loads": welcome.loads,
        "breakReasons": welcome.break_reasons,
        "wrapUpCodes": welcome.wrap_up_codes,
        "agentSeq": welcome.agent_seq,
        "position": welcome.position,
    })
}

/// An assigned session, and one the agent picked, needs no answer, so its hold is not shown: `assigned` follows.
fn agent_frame(recorded: &Recorded<agent::Event>) -> Option<Value> {
    use agent::Event;
    let frame = match &recorded.event {
        Event::Configured { values, .. } => json!({
            "type": "configured", "name": values.name, "capacity": values.capacity.of(Channel::Chat),
            "capacities": values.capacity,
        }),
        Event::IntentChanged { ready, reason, by } => json!({
            "type": "state", "ready": ready, "reason": reason, "by": by,
            "since": recorded.at.to_rfc3339(),
        }),
        Event::Reachable => json!({ "type": "reachable" }),
        Event::Unreachable { give_up_at, .. } => {
            json!({ "type": "unreachable", "giveUpAt": give_up_at.to_rfc3339() })
        }
        Event::Held { way: WayOfWork::Assign | WayOfWork::Pick, .. } => return None,
        Event::Held { offer, session, since, accept_by, way: WayOfWork::Offer, .. } => json!({
            "type": "offer", "offer": offer, "session": session, "queue": offer.queue,
            "since": since.to_rfc3339(), "acceptBy": accept_by.to_rfc3339(),
        }),
        Event::OfferAccepted { offer, session, .. } => {
            json!({ "type": "offer_accepted", "offer": offer, "session": session })
        }
        Event::OfferEnded { offer, session, why } => {
            json!({ "type": "offer_ended", "offer": offer, "session": session, "why": why })
        }
        Event::AssignmentLost { offer, session } => json!({
            "type": "offer_ended", "offer": offer, "session": session, "why": OfferEnd::Withdrawn,
        }),
        Event::Confirmed { offer, session } => {
            json!({ "type": "assigned", "offer": offer, "session": session })
        }
        Event::SessionEnded { session, wrap_up_until, why } => json!({
            "type": "session_ended", "session": session, "why": why,
            "wrapUpUntil": wrap_up_until.map(|until| until.to_rfc3339()),
        }),
        Event::WrapUpEnded { session } => json!({ "type": "wrap_up_ended", "session": session }),
        Event::SessionGivenUp { session } => json!({ "type": "session_given_up", "session": session }),
        Event::HoldRefused { offer, why, picked: Some(session) } => json!({
            "type": "pick_refused", "offer": offer, "session": session, "queue": offer.queue, "why": why,
        }),
        Event::HoldRefused { picked: None, .. }
        | Event::CompanyJoined { .. }
        | Event::CompanyLeft { .. }
        | Event::CompanyGivenUp { .. }
        | Event::DeadlinesMoved { .. } => return None,
    };
    Some(with_seq(frame, recorded.seq))
}

fn with_seq(frame: Value, seq: u64) -> Value {
    let mut object = match frame {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    object.insert("seq".to_owned(), Value::from(seq));
    Value::Object(object)
}

fn event_frame(session: SessionId, recorded: &Recorded<session::Event>) -> Value {
    json!({
        "type": "event",
        "session": session,
        "seq": recorded.seq,
        "public": recorded.public,
        "at": recorded.at.to_rfc3339(),
        "actor": recorded.actor.to_string(),
        "event": fact(&recorded.event),
        "content": recorded.content,
    })
}

fn line(row: &SessionRow) -> Value {
    json!({
        "session": row.session,
        "platform": row.platform,
        "customer": row.customer,
        "standing": row.standing,
        "queue": row.queue,
        "agent": row.agent,
        "since": row.since.to_rfc3339(),
        "openedAt": row.opened_at.to_rfc3339(),
        "presence": row.presence,
        "channel": row.channel,
    })
}

fn queue_line(row: &QueueRow) -> Value {
    json!({
        "queue": row.queue,
        "waiting": row.waiting,
        "oldest": row.oldest.map(Timestamp::to_rfc3339),
        "open": row.open,
        "changesAt": row.changes_at.map(Timestamp::to_rfc3339),
        "working": row.working,
        "maxLength": row.max_length,
        "estimatedWait": row.estimated_wait_ms,
    })
}

fn agent_line(row: &AgentRow) -> Value {
    json!({
        "agent": row.agent,
        "ready": row.ready,
        "reason": row.reason,
        "reachable": row.reachable,
        "since": row.since.to_rfc3339(),
        "loads": row.loads,
        "capacities": row.capacities,
    })
}

fn signal_frame(session: SessionId, signal: &Signal) -> Value {
    match signal {
        Signal::Typing { party, on, preview } => json!({
            "type": "typing", "session": session, "party": party.to_string(), "on": on, "preview": preview,
        }),
        Signal::Place { place, estimated_wait_ms, .. } => json!({
            "type": "place", "session": session, "place": place, "estimatedWait": estimated_wait_ms,
        }),
    }
}

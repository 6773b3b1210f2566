//! The frames a console is sent.

use std::fmt::Write as _;

use switchboard_core::effect::{Channel, OfferEnd, WayOfWork};
use switchboard_core::level::Slice;
use switchboard_core::machine::{AgentRow, CallActor, CallRow, QueueRow, SessionRow};
use switchboard_core::{Recorded, SessionId, Signal, Timestamp, agent, session};

use super::frames::{AgentLine, CallActorLine, CallLine, Frame, QueueLine, SessionLine, WaitsLine};
use super::{Heard, Welcome};

/// The frame that says so; none for events that concern only the queues. `n` is the frame's number on this
/// connection: it is used up only where the frame [`is_numbered`], so count on after a numbered frame alone.
pub fn encode(n: u64, heard: &Heard<'_>) -> Option<String> {
    let mut text = serde_json::to_string(&frame(heard)?).ok()?;
    if heard.is_numbered() && text.pop() == Some('}') {
        // Every frame has its `type` before this, hence the comma.
        let _ = write!(text, ",\"n\":{n}}}");
    }
    Some(text)
}

impl Heard<'_> {
    /// Answers are named by the command they answer; everything else is counted.
    pub fn is_numbered(&self) -> bool {
        !matches!(self, Self::Welcome(_) | Self::Ack { .. } | Self::Refused { .. })
    }
}

fn frame(heard: &Heard<'_>) -> Option<Frame> {
    Some(match heard {
        Heard::Welcome(welcome) => hello(welcome.clone()),
        Heard::Ack { id, seq, delayed } => {
            Frame::Ack { id: id.clone(), seq: *seq, delayed: delayed.then_some(true) }
        }
        Heard::Refused { id, code, detail, retry_after } => Frame::Refused {
            id: id.clone(),
            code: code.clone().into_owned(),
            detail: detail.clone().into_owned(),
            retry_after: *retry_after,
        },
        Heard::Agent(event) => agent_frame(event)?,
        Heard::Event { session, event } => event_frame(*session, event),
        Heard::Row { position, row } => {
            Frame::Row { position: *position, row: line(row.clone().into_owned()) }
        }
        Heard::Gone { position, session } => Frame::Gone { position: *position, session: *session },
        Heard::Queue { position, row } => {
            Frame::Queue { position: *position, row: queue_line(row.clone().into_owned()) }
        }
        Heard::Colleague { position, row } => {
            Frame::Agent { position: *position, row: agent_line(row.clone().into_owned()) }
        }
        Heard::Call { position, row } => {
            Frame::Call { position: *position, row: call_line(row.clone().into_owned()) }
        }
        Heard::CallGone { position, call } => Frame::CallGone { position: *position, call: call.clone() },
        Heard::Signal { session, signal } => signal_frame(*session, signal.clone().into_owned())?,
    })
}

fn hello(welcome: Welcome) -> Frame {
    Frame::Hello {
        connection_id: welcome.connection,
        workspace: welcome.workspace,
        agent: welcome.agent,
        name: welcome.name,
        role: welcome.role,
        heartbeat_every: welcome.heartbeat_every_ms,
        ready: welcome.ready,
        reason: welcome.reason,
        since: welcome.since.map(Timestamp::to_rfc3339),
        capacity: welcome.capacities.of(Channel::Chat),
        load: welcome.loads.of(Channel::Chat),
        capacities: welcome.capacities,
        loads: welcome.loads,
        break_reasons: welcome.break_reasons,
        wrap_up_codes: welcome.wrap_up_codes,
        agent_seq: welcome.agent_seq,
        position: welcome.position,
    }
}

/// An assigned session, and one the agent picked, needs no answer, so its hold is not shown: `assigned` follows.
fn agent_frame(recorded: &Recorded<agent::Event>) -> Option<Frame> {
    use agent::Event;
    let seq = recorded.seq;
    Some(match recorded.event.clone() {
        Event::Configured { values, .. } => Frame::Configured {
            name: values.name,
            capacity: values.capacity.of(Channel::Chat),
            capacities: values.capacity,
            seq,
        },
        Event::IntentChanged { ready, reason, by } => {
            Frame::State { ready, reason, by, since: recorded.at.to_rfc3339(), seq }
        }
        Event::Reachable => Frame::Reachable { seq },
        Event::Unreachable { give_up_at, .. } => {
            Frame::Unreachable { give_up_at: give_up_at.to_rfc3339(), seq }
        }
        Event::Held { way: WayOfWork::Assign | WayOfWork::Pick, .. } => return None,
        Event::Held { offer, session, since, accept_by, way: WayOfWork::Offer, .. } => {
            let (since, accept_by) = (since.to_rfc3339(), accept_by.to_rfc3339());
            Frame::Offer { queue: offer.queue.clone(), offer, session, since, accept_by, seq }
        }
        Event::OfferAccepted { offer, session, .. } => Frame::OfferAccepted { offer, session, seq },
        Event::OfferEnded { offer, session, why } => Frame::OfferEnded { offer, session, why, seq },
        Event::AssignmentLost { offer, session } => {
            Frame::OfferEnded { offer, session, why: OfferEnd::Withdrawn, seq }
        }
        Event::Confirmed { offer, session } => Frame::Assigned { offer, session, seq },
        Event::SessionEnded { session, wrap_up_until, why } => {
            Frame::SessionEnded { session, why, wrap_up_until: wrap_up_until.map(Timestamp::to_rfc3339), seq }
        }
        Event::WrapUpEnded { session } => Frame::WrapUpEnded { session, seq },
        Event::SessionGivenUp { session } => Frame::SessionGivenUp { session, seq },
        Event::HoldRefused { offer, why, picked: Some(session) } => {
            Frame::PickRefused { queue: offer.queue.clone(), offer, session, why, seq }
        }
        Event::CallJoined { call, takes } => Frame::CallJoined { call, takes, seq },
        Event::CallLeft { call } => Frame::CallLeft { call, seq },
        Event::HoldRefused { picked: None, .. }
        | Event::CompanyJoined { .. }
        | Event::CompanyLeft { .. }
        | Event::CompanyGivenUp { .. }
        | Event::DeadlinesMoved { .. } => return None,
    })
}

fn event_frame(session: SessionId, recorded: &Recorded<session::Event>) -> Frame {
    Frame::Event {
        session,
        seq: recorded.seq,
        public: recorded.public,
        at: recorded.at.to_rfc3339(),
        actor: recorded.actor.to_string(),
        event: (&recorded.event).into(),
        content: recorded.content.clone().map(Box::new),
    }
}

fn line(row: SessionRow) -> SessionLine {
    SessionLine {
        session: row.session,
        platform: row.platform,
        customer: row.customer,
        standing: row.standing,
        queue: row.queue,
        agent: row.agent,
        since: row.since.to_rfc3339(),
        opened_at: row.opened_at.to_rfc3339(),
        presence: row.presence,
        channel: row.channel,
    }
}

fn queue_line(row: QueueRow) -> QueueLine {
    QueueLine {
        queue: row.queue,
        waiting: row.waiting,
        oldest: row.oldest.map(Timestamp::to_rfc3339),
        open: row.open,
        changes_at: row.changes_at.map(Timestamp::to_rfc3339),
        working: row.working,
        max_length: row.max_length,
        estimated_wait: row.estimated_wait_ms,
        estimate_ends: row.estimate_ends.map(Timestamp::to_rfc3339),
        answer_within: row.answer_within_ms,
        ended: row.ended.into_iter().map(waits_line).collect(),
    }
}

fn waits_line(slice: Slice) -> WaitsLine {
    let Slice { from, in_time, late, gave_up, gone_soon } = slice;
    WaitsLine { from: from.to_rfc3339(), in_time, late, gave_up, gone_soon }
}

fn agent_line(row: AgentRow) -> AgentLine {
    AgentLine {
        agent: row.agent,
        ready: row.ready,
        reason: row.reason,
        reachable: row.reachable,
        since: row.since.to_rfc3339(),
        loads: row.loads,
        capacities: row.capacities,
    }
}

fn call_line(row: CallRow) -> CallLine {
    let actor = |actor: CallActor| CallActorLine {
        name: actor.name,
        extension: actor.extension,
        agent: actor.agent,
        since: actor.since.to_rfc3339(),
    };
    CallLine {
        call: row.call,
        state: row.state,
        since: row.since.to_rfc3339(),
        created_at: row.created_at.to_rfc3339(),
        updated_at: row.updated_at.to_rfc3339(),
        direction: row.direction,
        our_number: row.our_number,
        their_number: row.their_number,
        provider_queue: row.queue,
        queue: row.our_queue,
        actors: row.actors.into_iter().map(actor).collect(),
        recordings: row.recordings,
        abandoned: row.abandoned,
        lost_sight: row.lost_sight,
    }
}

fn signal_frame(session: SessionId, signal: Signal) -> Option<Frame> {
    Some(match signal {
        Signal::Typing { party, on, preview } => {
            Frame::Typing { session, party: party.to_string(), on, preview }
        }
        Signal::Place { place, estimated_wait_ms, .. } => {
            Frame::Place { session, place, estimated_wait: estimated_wait_ms }
        }
        Signal::Page { address, title } => Frame::Page { session, address, title },
        Signal::Received { up_to } => Frame::Received { session, up_to },
        // Staff see it by the session's line in the list.
        Signal::OutOfLine => return None,
    })
}

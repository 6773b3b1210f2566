//! Sermo's outbound events: what the bot, the agents and the house do; and our own answers.

use serde::Serialize;
use switchboard_core::machine::Standing;
use switchboard_core::session::{Event, Notice};
use switchboard_core::{Content, Party, Recorded, SessionId, Signal};

use crate::{Customer, Heard, Welcome};

pub(super) fn encode(to: Option<&Customer>, heard: &Heard<'_>) -> Option<String> {
    let frame = match heard {
        Heard::Welcome(welcome) => return json(&welcome_frame(to?, welcome)),
        Heard::Ack { id, session, seq, delayed } => {
            return json(&Ack {
                kind: "ack",
                id: id.as_deref(),
                seq: *seq,
                session: *session,
                delayed: *delayed,
            });
        }
        Heard::Refused { id, code, detail, retry_after } => {
            let (id, retry_after) = (id.as_deref(), *retry_after);
            return json(&Refused { kind: "refused", id, code, detail, retry_after });
        }
        Heard::Event { session, event, image } => {
            Frame { image: image.as_deref(), ..event_frame(to?, *session, event)? }
        }
        Heard::Signal(signal) => signal_frame(to?, signal)?,
    };
    json(&frame)
}

/// The types of outbound events.
#[derive(Debug, Default, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "ToldType"))]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    #[default]
    Text,
    QueueNumber,
    SystemText,
    AgentDone,
    PlatformClosed,
    EndSession,
    TypingOn,
    TypingOff,
    OutOfLine,
}

/// One outbound event: the requirement's fields, then ours.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Told", optional_fields))]
#[serde(rename_all = "camelCase")]
pub(super) struct Frame<'a> {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional, type = "\"inbound\""))]
    direction: Option<&'static str>,
    platform_id: &'a str,
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// Which of our lines it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    notice: Option<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typing: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<Speaker<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    choices: &'a [String],
    /// The picture shown with the text, as a data URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    /// The same picture's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue_number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_wait: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    session: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Speaker"))]
pub(super) struct Speaker<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"bot\" | \"human\""))]
    kind: &'static str,
}

/// A public event has exactly one frame, also when its content was erased: then with an empty text.
fn event_frame<'a>(to: &'a Customer, session: SessionId, event: &'a Recorded<Event>) -> Option<Frame<'a>> {
    let seq = event.public?;
    let said = Parts::of(event.content.as_ref());
    let frame = Frame {
        seq: Some(seq),
        session: Some(session),
        at: Some(event.at.to_rfc3339()),
        image_id: said.image_id,
        ..Frame::of(Kind::Text, to)
    };
    Some(match &event.event {
        Event::MessageReceived { .. } | Event::MessageLeft => {
            Frame { direction: Some("inbound"), text: Some(said.text), ..frame }
        }
        Event::BotSaid { typing_ms, .. } => Frame {
            text: Some(said.text),
            typing: Some(*typing_ms),
            agent: Some(Speaker { id: "bot", name: said.name.unwrap_or("Bot"), kind: "bot" }),
            choices: said.choices,
            ..frame
        },
        Event::AgentSaid { agent, .. } => {
            let name = said.name.unwrap_or(agent.as_str());
            let agent = Some(Speaker { id: agent.as_str(), name, kind: "human" });
            Frame { text: Some(said.text), agent, ..frame }
        }
        Event::ApplicationSaid { typing_ms, bot, .. } => Frame {
            text: Some(said.text),
            typing: Some(*typing_ms).filter(|typing| *typing > 0),
            agent: Some(outside_speaker(*bot, &said)),
            choices: said.choices,
            ..frame
        },
        Event::DeskNumberTold { number } => {
            Frame { kind: Kind::QueueNumber, queue_number: Some(*number), ..frame }
        }
        Event::PlatformClosed { .. } => Frame { kind: Kind::PlatformClosed, ..frame },
        Event::PlaceTold { place, estimated_wait_ms, .. } => Frame {
            kind: Kind::QueueNumber,
            queue_number: Some(*place),
            estimated_wait: *estimated_wait_ms,
            ..frame
        },
        Event::SystemSaid { notice } => {
            Frame { kind: Kind::SystemText, text: Some(said.text), notice: Some(*notice), ..frame }
        }
        Event::AgentDone { .. } | Event::DeskDone { .. } => Frame { kind: Kind::AgentDone, ..frame },
        Event::Closed { .. } => Frame { kind: Kind::EndSession, reason_text: Some(said.text), ..frame },
        // Numbered for the customer but without a word in Sermo: said as a system line, never swallowed, so that the
        // numbers a client sees have no hole.
        _ => Frame { kind: Kind::SystemText, text: Some(said.text), ..frame },
    })
}

/// Who spoke over there; a person without an id is the desk itself.
fn outside_speaker<'a>(bot: bool, said: &Parts<'a>) -> Speaker<'a> {
    let (kind, id) = if bot { ("bot", "bot") } else { ("human", "desk") };
    let id = said.speaker.unwrap_or(id);
    Speaker { id, name: said.name.unwrap_or(id), kind }
}

/// What was said, in parts; all empty once it was erased.
struct Parts<'a> {
    text: &'a str,
    name: Option<&'a str>,
    speaker: Option<&'a str>,
    choices: &'a [String],
    image_id: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(content: Option<&'a Content>) -> Self {
        let Some(content) = content else {
            return Self { text: "", name: None, speaker: None, choices: &[], image_id: None };
        };
        Self {
            text: content.text.as_deref().unwrap_or(""),
            name: content.name.as_deref(),
            speaker: content.speaker.as_deref(),
            choices: &content.choices,
            image_id: content.attachment.as_ref().map(|attachment| attachment.id.as_str()),
        }
    }
}

impl<'a> Frame<'a> {
    fn of(kind: Kind, to: &'a Customer) -> Self {
        Self { kind, platform_id: to.platform.as_str(), user_id: to.key.as_str(), ..Self::default() }
    }
}

/// Signals have no number. A customer's own typing is for staff only, and so is what their client tells of itself.
fn signal_frame<'a>(to: &'a Customer, signal: &Signal) -> Option<Frame<'a>> {
    match signal {
        Signal::Typing { party: Party::Customer, .. } | Signal::Page { .. } | Signal::Received { .. } => None,
        Signal::OutOfLine => Some(Frame::of(Kind::OutOfLine, to)),
        Signal::Typing { on: true, .. } => Some(Frame::of(Kind::TypingOn, to)),
        Signal::Typing { on: false, .. } => Some(Frame::of(Kind::TypingOff, to)),
        Signal::Place { place, estimated_wait_ms, .. } => Some(Frame {
            queue_number: Some(*place),
            estimated_wait: *estimated_wait_ms,
            ..Frame::of(Kind::QueueNumber, to)
        }),
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Welcome", optional_fields))]
#[serde(rename_all = "camelCase")]
pub(super) struct WelcomeFrame<'a> {
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"hello\""))]
    kind: &'static str,
    platform_id: &'a str,
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    /// Null, not absent, where no session is open.
    #[cfg_attr(test, ts(type = "string | null", optional = false))]
    session: Option<SessionId>,
    seq: u64,
    /// Where that session stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    standing: Option<Standing>,
    heartbeat_every: u64,
    connection_id: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    resync: bool,
}

fn welcome_frame<'a>(to: &'a Customer, welcome: &'a Welcome) -> WelcomeFrame<'a> {
    WelcomeFrame {
        kind: "hello",
        platform_id: to.platform.as_str(),
        user_id: to.key.as_str(),
        token: welcome.token.as_deref(),
        session: welcome.session,
        seq: welcome.seq,
        standing: welcome.standing,
        heartbeat_every: welcome.heartbeat_every_ms,
        connection_id: &welcome.connection,
        resync: welcome.resync,
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Ack", optional_fields))]
pub(super) struct Ack<'a> {
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"ack\""))]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<String>"))]
    session: Option<SessionId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    delayed: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Refused", optional_fields))]
#[serde(rename_all = "camelCase")]
pub(super) struct Refused<'a> {
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"refused\""))]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    code: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// None of these types can fail to serialise: their keys are strings and their numbers finite.
fn json(frame: &impl Serialize) -> Option<String> {
    serde_json::to_string(frame).ok()
}

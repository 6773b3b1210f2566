//! What a report says: of which call, what happened, who and where.

use serde::Serialize;
use switchboard_core::call::Report;
use switchboard_core::machine::Direction;
use switchboard_core::{CallId, Timestamp};
use uuid::Uuid;

use super::whole::Whole;

/// How reports are read and answered (protocols/teravoz 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything is kept as it was sent.
    Tolerant,
    /// As the reference does: known fields only, in its database's order.
    Strict,
}

/// Every type of report that is known (protocols/teravoz 1.2). Others are kept all the same.
pub const KNOWN: &[&str] = &[
    "call.new",
    "call.standby",
    "call.waiting",
    "call.ongoing",
    "call.on-going",
    "call.overflow",
    "call.follow-me",
    "call.finished",
    "call.queue-abandon",
    "call.recording-available",
    "call.data-provided",
    "call.cpf-provided",
    "call.cnpj-provided",
    "called.blind-transfer",
    "called.attended-transfer-request",
    "actor.entered",
    "actor.left",
    "actor.ringing",
    "actor.noanswer",
    "actor.logged-in",
    "actor.logged-out",
    "actor.paused",
    "actor.unpaused",
    "peer.ringing",
    "service.command",
    "dialer.attempt",
    "dialer.success",
    "dialer.failure",
    "dialer.expired",
    "dialer.exceeded",
];

/// A type as figures name it: one of a fixed set.
pub fn label(name: &str) -> &'static str {
    KNOWN.iter().copied().find(|known| *known == name).unwrap_or("other")
}

/// What the reference keeps of a call's event, and of an actor's (protocols/teravoz 2.4).
const OF_CALLS: &[&str] = &[
    "type",
    "call_id",
    "code",
    "direction",
    "our_number",
    "their_number",
    "their_number_type",
    "timestamp",
    "queue",
    "url",
];
const OF_ACTORS: &[&str] = &["type", "call_id", "code", "actor", "number", "timestamp", "queue"];

/// A report as it was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// Whose call it is; the blank one where it names none.
    pub call: CallId,
    /// What the call is told.
    pub report: Report,
    /// Two reports of the same call with the same mark are one; none for what may truly happen twice
    /// (protocols/teravoz 5.3).
    pub mark: Option<String>,
}

impl Posted {
    /// What a body says; none where it has no type. `uuid` names the report for readers.
    pub fn of(whole: Whole, mode: Mode, uuid: Uuid) -> Option<Self> {
        let name = whole.word("type").filter(|name| !name.is_empty() || mode == Mode::Strict)?;
        let call = CallId::new(whole.text("call_id").unwrap_or_default());
        let is_actor = name.starts_with("actor.");
        // An actor's number is their extension; a call's own are ours and theirs.
        let actors = |key| whole.text(key).filter(|_| is_actor);
        // Whom a dialer calls is the other side.
        let dialled = || whole.text("number").filter(|_| name.starts_with("dialer."));
        let report = Report {
            uuid,
            sent_at: whole.word("timestamp").as_deref().and_then(Timestamp::parse_rfc3339),
            queue: whole.text("queue").filter(|queue| !queue.is_empty()),
            actor: actors("actor"),
            extension: actors("number"),
            direction: whole.word("direction").as_deref().and_then(direction),
            our_number: whole.text("our_number"),
            their_number: whole.text("their_number").or_else(dialled),
            recording: whole.word("url").filter(|_| name == "call.recording-available"),
            event: String::new(),
            name,
        };
        let mark = mark(&report.name, &whole).filter(|_| mode == Mode::Tolerant);
        let kept = match mode {
            Mode::Tolerant => whole,
            Mode::Strict => whole.only(if is_actor { OF_ACTORS } else { OF_CALLS }),
        };
        Some(Self { call, report: Report { event: kept.to_json(), ..report }, mark })
    }
}

fn direction(word: &str) -> Option<Direction> {
    match word {
        "inbound" => Some(Direction::Inbound),
        "outbound" => Some(Direction::Outbound),
        "internal" => Some(Direction::Internal),
        _ => None,
    }
}

/// The provider's own id of an event counts once for each type: one source event may be told as two. Without it, what can
/// happen to a call only once counts once.
fn mark(name: &str, whole: &Whole) -> Option<String> {
    if let Some(sid) = whole.text("sid").filter(|sid| !sid.is_empty()) {
        return Some(format!("{name} sid {sid}"));
    }
    let once = matches!(name, "call.new" | "call.standby" | "call.finished");
    (once && whole.text("call_id").is_some()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::whole::Body;
    use super::*;

    fn posted(json: &str, mode: Mode) -> Option<Posted> {
        Posted::of(Whole::read(Body::Json(json)).unwrap(), mode, Uuid::nil())
    }

    #[test]
    fn what_has_no_type_is_no_report() {
        for json in [r#"{"call_id":"1"}"#, r#"{"type":7}"#, r#"{"type":null}"#, r#"{"type":""}"#, "{}"] {
            assert_eq!(posted(json, Mode::Tolerant), None, "{json}");
        }
    }

    #[test]
    fn the_reference_keeps_known_fields_in_its_databases_order() {
        let sent = r#"{"type":"call.new","call_id":7,"sid":"x","code":"1","their_number_type":"mobile",
            "their_number":"2","our_number":"3","timestamp":null,"direction":"inbound","Step":"y"}"#;
        assert_eq!(
            posted(sent, Mode::Strict).unwrap().report.event,
            r#"{"code":"1","type":"call.new","call_id":7,"direction":"inbound","timestamp":null,"our_number":"3","their_number":"2","their_number_type":"mobile"}"#
        );
        let sent = r#"{"type":"actor.entered","their_number":"2","number":"200","actor":"a","call_id":"1"}"#;
        assert_eq!(
            posted(sent, Mode::Strict).unwrap().report.event,
            r#"{"type":"actor.entered","actor":"a","number":"200","call_id":"1"}"#
        );
    }

    #[test]
    fn one_source_event_may_be_told_as_two() {
        let marks = |json| posted(json, Mode::Tolerant).unwrap().mark;
        let entered = marks(r#"{"type":"actor.entered","call_id":"1","sid":"s"}"#);
        let ongoing = marks(r#"{"type":"call.ongoing","call_id":"1","sid":"s"}"#);
        assert!(entered.is_some() && ongoing.is_some() && entered != ongoing);
        assert_eq!(marks(r#"{"type":"call.new","call_id":"1"}"#).as_deref(), Some("call.new"));
        for twice in ["call.waiting", "call.ongoing", "actor.entered", "what.ever"] {
            let json = format!(r#"{{"type":"{twice}","call_id":"1"}}"#);
            assert_eq!(posted(&json, Mode::Tolerant).unwrap().mark, None, "{twice}");
        }
        assert_eq!(
            posted(r#"{"type":"call.new","call_id":"1","sid":"s"}"#, Mode::Strict).unwrap().mark,
            None
        );
    }
}

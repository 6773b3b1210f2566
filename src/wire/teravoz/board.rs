//! What the call board's client is told over its socket (protocols/teravoz 2.5): always `data`, `event` and `status`.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use switchboard_core::Timestamp;
use switchboard_core::machine::{CallRow, CallState};
use uuid::Uuid;

use super::report::Mode;
use super::whole::{Body, Whole};

/// The first frame of every socket.
pub const WELCOME: &str = r#"{"data":"Welcome","event":"Welcome","status":"Ok"}"#;

/// Something has changed; clients ask again.
pub const DATA_CHANGED: &str = r#"{"data":{},"event":"DataChanged","status":"Ok"}"#;

#[derive(Serialize)]
struct Told<'a, D> {
    data: D,
    event: &'a str,
    status: &'static str,
}

#[derive(Serialize)]
struct Failure<'a> {
    success: bool,
    error: &'a str,
}

/// A call as the board's client knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallLine {
    /// Dense from 1.
    pub id: u64,
    /// The provider's id of the call.
    pub aggregate_id: String,
    /// In capitals.
    pub state: &'static str,
    /// When it was first heard of, with exactly three decimals.
    pub created_at: String,
    /// When it was last heard of; under the strict machine, when it was first.
    pub updated_at: String,
}

impl CallLine {
    /// A call's line. The reference counts whole seconds.
    pub fn of(id: u64, row: &CallRow, mode: Mode) -> Self {
        let told = |at: Timestamp| match mode {
            Mode::Tolerant => at.to_rfc3339(),
            Mode::Strict => Timestamp(at.micros() - at.micros().rem_euclid(1_000_000)).to_rfc3339(),
        };
        Self {
            id,
            aggregate_id: row.call.to_string(),
            state: state(row.state),
            created_at: told(row.created_at),
            updated_at: told(row.updated_at),
        }
    }
}

/// A state in the reference's capitals.
pub(super) fn state(state: CallState) -> &'static str {
    match state {
        CallState::New => "NEW",
        CallState::Standby => "STANDBY",
        CallState::Waiting => "WAITING",
        CallState::Ongoing => "ONGOING",
        CallState::Finished => "FINISHED",
    }
}

/// A report as the board's client knows it, with its event as it was kept.
#[derive(Debug, Clone, Serialize)]
pub struct ReportLine {
    /// Dense from 1, in the order in which reports were taken in.
    pub id: u64,
    /// The provider's id of the call.
    pub aggregate_id: String,
    /// Its name for readers.
    #[serde(serialize_with = "hyphenated")]
    pub uuid: Uuid,
    /// The report itself.
    pub event: Whole,
}

impl ReportLine {
    /// A report; without its event once the person was erased.
    pub fn new(id: u64, call: &str, uuid: Uuid, event: Option<&str>) -> Self {
        let event = event.and_then(|event| Whole::read(Body::Json(event)).ok()).unwrap_or_default();
        Self { id, aggregate_id: call.to_owned(), uuid, event }
    }

    /// The same for somebody who may not see everything.
    pub fn shown_to(mut self, sight: Sight) -> Self {
        self.event = sight.of(self.event);
        self
    }
}

fn hyphenated<S: Serializer>(uuid: &Uuid, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&uuid.hyphenated())
}

/// What of a call somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// Numbers of those who call, and what they keyed in.
    pub numbers: bool,
    /// Where recordings are.
    pub recordings: bool,
}

/// What is said of a caller's own keying and belongs to the provider, not to the caller.
const SAFE: &[&str] = &[
    "type",
    "call_id",
    "code",
    "timestamp",
    "direction",
    "our_number",
    "their_number",
    "queue",
    "sid",
    "tag",
];

impl Sight {
    /// Everything.
    pub const FULL: Self = Self { numbers: true, recordings: true };

    /// A report as this one may see it.
    pub fn of(self, whole: Whole) -> Whole {
        let is = |said: fn(&str) -> bool| whole.word("type").is_some_and(|name| said(&name));
        let keyed = is(|name| name.ends_with("-provided"));
        let dialled = is(|name| name.starts_with("dialer."));
        whole.each_shown(|key, value| match key {
            "number" if dialled && !self.numbers => text(&masked(&plain(&value))),
            "their_number" if !self.numbers => text(&masked(&plain(&value))),
            "url" if !self.recordings => None,
            key if keyed && !self.numbers && !SAFE.contains(&key) => text("***"),
            _ => Some(value),
        })
    }
}

fn plain(value: &RawValue) -> String {
    serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().to_owned())
}

fn text(text: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(serde_json::to_string(text).ok()?).ok()
}

/// A number of which only the last three digits are shown, and none of a short one.
pub fn masked(number: &str) -> String {
    let length = number.chars().count();
    let shown = if length > 5 { 3 } else { 0 };
    number
        .chars()
        .enumerate()
        .map(|(place, digit)| if place + shown < length { '*' } else { digit })
        .collect()
}

/// The calls asked for.
pub fn calls(lines: &[CallLine]) -> String {
    told(lines, "ListCalls")
}

/// The reports of the call asked for.
pub fn events(lines: &[ReportLine]) -> String {
    told(lines, "ListCallEvents")
}

/// Whoever asked is let in.
pub fn authenticated(agent: &str) -> String {
    #[derive(Serialize)]
    struct In<'a> {
        agent: &'a str,
    }
    told(In { agent }, "Authenticate")
}

/// What was asked for cannot be given, and why.
pub fn failed(event: &str, error: &str) -> String {
    json(&Told { data: Failure { success: false, error }, event, status: "Failed" })
}

/// Nobody knows this event.
pub fn invalid_event() -> String {
    failed("InvalidEvent", "no suitable eventHandler for this event")
}

/// Not a message at all.
pub fn invalid_message() -> String {
    failed("InvalidMessage", "invalid body")
}

fn told(data: impl Serialize, event: &str) -> String {
    json(&Told { data, event, status: "Ok" })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_the_references_byte_for_byte() {
        assert_eq!(
            invalid_event(),
            r#"{"data":{"success":false,"error":"no suitable eventHandler for this event"},"event":"InvalidEvent","status":"Failed"}"#
        );
        assert_eq!(
            invalid_message(),
            r#"{"data":{"success":false,"error":"invalid body"},"event":"InvalidMessage","status":"Failed"}"#
        );
        assert_eq!(calls(&[]), r#"{"data":[],"event":"ListCalls","status":"Ok"}"#);
        assert_eq!(events(&[]), r#"{"data":[],"event":"ListCallEvents","status":"Ok"}"#);
    }

    #[test]
    fn numbers_are_masked_and_what_callers_key_in() {
        assert_eq!(masked("11999990000"), "********000");
        assert_eq!((masked("12345"), masked("")), ("*****".to_owned(), String::new()));
        let sent =
            r#"{"type":"call.data-provided","their_number":11999990000,"data":"123","Step":"x","tag":"t"}"#;
        let whole = || Whole::read(Body::Json(sent)).unwrap();
        let nobody = Sight { numbers: false, recordings: false };
        assert_eq!(
            nobody.of(whole()).to_json(),
            r#"{"type":"call.data-provided","their_number":"********000","data":"***","Step":"***","tag":"t"}"#
        );
        assert_eq!(Sight::FULL.of(whole()).to_json(), sent);
        let dialled = r#"{"type":"dialer.failure","number":"11999990000"}"#;
        let whole = Whole::read(Body::Json(dialled)).unwrap();
        assert_eq!(nobody.of(whole).to_json(), r#"{"type":"dialer.failure","number":"********000"}"#);
        let recorded = r#"{"type":"call.recording-available","url":"https://api/1.wav"}"#;
        let whole = Whole::read(Body::Json(recorded)).unwrap();
        assert_eq!(nobody.of(whole).to_json(), r#"{"type":"call.recording-available"}"#);
    }
}

//! A scenario as a file of JSON lines: one step each, `#` and empty lines left out.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

/// How long an expectation waits when the step does not say.
const USUAL_PATIENCE: Duration = Duration::from_secs(10);

/// A scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Its steps; step 1 is the first.
    pub steps: Vec<Step>,
}

/// One step: who does what.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `customer`, `customer:two`, `agent:anna`, `app:robot`.
    pub party: String,
    /// What happens.
    pub action: Action,
}

/// What happens in a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Opens a connection; the fields go into the hello frame.
    Connect(Map<String, Value>),
    /// Closes it.
    Disconnect,
    /// Sends a frame.
    Send(Value),
    /// Waits for a frame that has at least these fields.
    Expect {
        /// The fields, with `"$name"` for captures.
        what: Value,
        /// How long to wait.
        within: Duration,
    },
}

/// Why a file is not a scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// A line is not a step.
    #[error("line {line} is not a step: {why}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// No steps at all.
    #[error("there are no steps in it")]
    Empty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    r#as: String,
    connect: Option<Map<String, Value>>,
    disconnect: Option<bool>,
    send: Option<Value>,
    expect: Option<Value>,
    within_ms: Option<u64>,
    /// What the step shows, for readers of the file.
    #[serde(rename = "note")]
    _note: Option<String>,
}

impl Script {
    /// Reads JSON lines.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut steps = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let step = read_step(line).map_err(|why| ScriptError::Line { line: number + 1, why })?;
            steps.push(step);
        }
        if steps.is_empty() { Err(ScriptError::Empty) } else { Ok(Self { steps }) }
    }
}

fn read_step(line: &str) -> Result<Step, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    if !["customer", "agent:", "app:"].iter().any(|kind| line.r#as.starts_with(kind)) {
        return Err(format!(
            "\"as\" is \"customer\", \"customer:<name>\", \"agent:<id>\" or \"app:<name>\", not {:?}",
            line.r#as
        ));
    }
    let within = line.within_ms.map_or(USUAL_PATIENCE, Duration::from_millis);
    let action = match (line.connect, line.disconnect, line.send, line.expect) {
        (Some(fields), None, None, None) => Action::Connect(fields),
        (None, Some(true), None, None) => Action::Disconnect,
        (None, None, Some(frame), None) => Action::Send(frame),
        (None, None, None, Some(what)) => Action::Expect { what, within },
        _ => {
            return Err(
                "a step has one of \"connect\", \"disconnect\": true, \"send\" and \"expect\"".to_owned()
            );
        }
    };
    Ok(Step { party: line.r#as, action })
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, kind) = match &self.action {
            Action::Connect(_) => ("connects", ""),
            Action::Disconnect => ("disconnects", ""),
            Action::Send(frame) => ("sends", kind_of(frame)),
            Action::Expect { what, .. } => ("expects", kind_of(what)),
        };
        write!(f, "{:<12} {verb} {kind}", self.party)
    }
}

/// What a frame is, for people: its `type`, and the event's `kind` or `type` if it carries one.
pub fn kind_of(frame: &Value) -> &str {
    let kind = ["/event/kind", "/event/type", "/type"].iter().find_map(|place| frame.pointer(place));
    kind.and_then(Value::as_str).unwrap_or("a frame")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_kinds_of_steps() {
        let script = Script::parse(
            r#"
            # a comment
            {"as":"customer","connect":{"platformId":"demo-web"},"note":"opens the page"}
            {"as":"customer","send":{"type":"text","text":"hej"}}
            {"as":"agent:anna","expect":{"type":"offer"},"within_ms":9}
            {"as":"customer","disconnect":true}
            "#,
        )
        .unwrap();
        assert_eq!(script.steps.len(), 4);
        let Action::Expect { within, .. } = &script.steps[2].action else { panic!("an expectation") };
        assert_eq!(*within, Duration::from_millis(9));
        assert_eq!(script.steps[1].to_string(), "customer     sends text");
    }

    #[test]
    fn what_is_not_a_step_is_told_by_its_line() {
        for (text, said) in [
            ("{\"as\":\"customer\"}", "line 1"),
            ("\n{\"as\":\"bot\",\"disconnect\":true}", "line 2"),
            ("{\"as\":\"customer\",\"send\":{},\"expect\":{}}", "has one of"),
            ("{\"as\":\"customer\",\"sends\":{}}", "sends"),
            ("nonsense", "line 1"),
            ("# only words", "no steps"),
        ] {
            let error = Script::parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text:?}: {error}");
        }
    }

    #[test]
    fn the_written_scenarios_can_be_read() {
        Script::parse(include_str!("../../tests/scenarios/sermo-standard-flow.jsonl")).unwrap();
        Script::parse(include_str!("../../tests/scenarios/sermo-every-event.jsonl")).unwrap();
        Script::parse(include_str!("../../tests/scenarios/sermo-outside.jsonl")).unwrap();
    }
}

//! Whether a frame is the one expected, and what is to be remembered from it. Pure.
//!
//! Every field given must be there and match, deeply; further fields may be there. The string `"$name"` matches
//! anything the first time and is remembered; afterwards it must be the same again. In frames to be sent, `"$name"` is
//! replaced by what was remembered, and `${name}` within a longer string likewise.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What was remembered, by name.
pub type Captures = BTreeMap<String, Value>;

/// A name that was never captured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing was captured as ${0} before")]
pub struct UnknownCapture(pub String);

/// The captures after a match, or none where the frame is another one.
pub fn matched(pattern: &Value, frame: &Value, captures: &Captures) -> Option<Captures> {
    let mut captures = captures.clone();
    fits(pattern, frame, &mut captures).then_some(captures)
}

fn fits(pattern: &Value, found: &Value, captures: &mut Captures) -> bool {
    match (pattern, found) {
        (Value::String(text), _) if text.starts_with('$') && !text.starts_with("${") => {
            let name = text.trim_start_matches('$');
            match captures.get(name) {
                Some(before) => before == found,
                None => {
                    captures.insert(name.to_owned(), found.clone());
                    true
                }
            }
        }
        (Value::String(text), Value::String(found)) if text.contains("${") => {
            fill_text(text, captures).is_ok_and(|text| text == *found)
        }
        (Value::Object(wanted), Value::Object(found)) => wanted
            .iter()
            .all(|(key, wanted)| found.get(key).is_some_and(|found| fits(wanted, found, captures))),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len()
                && wanted.iter().zip(found).all(|(wanted, found)| fits(wanted, found, captures))
        }
        _ => pattern == found,
    }
}

/// A frame to be sent, with everything captured put in.
pub fn filled(value: &Value, captures: &Captures) -> Result<Value, UnknownCapture> {
    match value {
        Value::String(text) if text.starts_with('$') && !text.starts_with("${") => {
            let name = text.trim_start_matches('$');
            captures.get(name).cloned().ok_or_else(|| UnknownCapture(name.to_owned()))
        }
        Value::String(text) => fill_text(text, captures).map(Value::String),
        Value::Array(items) => {
            items.iter().map(|item| filled(item, captures)).collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| Ok((key.clone(), filled(value, captures)?)))
            .collect::<Result<Map<_, _>, _>>()
            .map(Value::Object),
        other => Ok(other.clone()),
    }
}

fn fill_text(text: &str, captures: &Captures) -> Result<String, UnknownCapture> {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = captures.get(name).ok_or_else(|| UnknownCapture(name.to_owned()))?;
        done.push_str(before);
        match value {
            Value::String(text) => done.push_str(text),
            other => done.push_str(&other.to_string()),
        }
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known(name: &str, value: Value) -> Captures {
        Captures::from([(name.to_owned(), value)])
    }

    #[test]
    fn what_matches_and_what_does_not() {
        let frame =
            json!({"type": "text", "agent": {"id": "bot", "name": "Bo"}, "choices": ["a", "b"], "seq": 3});
        for (pattern, fits) in [
            (json!({}), true),
            (json!({"type": "text"}), true),
            (json!({"agent": {"id": "bot"}}), true),
            (json!({"agent": {"id": "anna"}}), false),
            (json!({"missing": "$any"}), false),
            (json!({"choices": ["a", "b"]}), true),
            (json!({"choices": ["a"]}), false),
            (json!({"choices": ["$x", "$x"]}), false),
            (json!({"seq": 3, "type": "$kind"}), true),
            (json!({"seq": "3"}), false),
        ] {
            assert_eq!(matched(&pattern, &frame, &Captures::new()).is_some(), fits, "{pattern}");
        }
    }

    #[test]
    fn a_capture_is_made_once_and_compared_afterwards() {
        let pattern = json!({"session": "$session"});
        let captures = matched(&pattern, &json!({"session": "s1"}), &Captures::new()).unwrap();
        assert_eq!(captures["session"], "s1");
        assert!(matched(&pattern, &json!({"session": "s1"}), &captures).is_some());
        assert!(matched(&pattern, &json!({"session": "s2"}), &captures).is_none());
    }

    #[test]
    fn a_failed_match_captures_nothing() {
        let captures = Captures::new();
        assert!(matched(&json!({"a": "$a", "b": 1}), &json!({"a": 5, "b": 2}), &captures).is_none());
        assert!(captures.is_empty());
    }

    #[test]
    fn captures_are_filled_in_whole_and_within_texts() {
        let captures = known("run", json!("r7"));
        let filled_in = filled(&json!({"id": "${run}-accept", "offer": ["$run"]}), &captures).unwrap();
        assert_eq!(filled_in, json!({"id": "r7-accept", "offer": ["r7"]}));
        assert!(matched(&json!({"id": "${run}-accept"}), &filled_in, &captures).is_some());
        assert_eq!(filled(&json!("$nobody"), &captures), Err(UnknownCapture("nobody".to_owned())));
    }
}

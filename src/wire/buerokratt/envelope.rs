//! What wraps every answer and every frame. The first member of `data` is what counts, whatever its name (trap 1).

use serde_json::{Map, Value, json};

/// The two generations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Generation {
    /// The names of the requirement, as its clients of 2023 use them.
    V1,
    /// Since December 2023.
    V2,
}

/// A v1 answer: the value under the name of the last step, as the original called it.
pub fn v1(name: &str, value: Value) -> Value {
    let mut data = Map::new();
    data.insert(name.to_owned(), value);
    json!({ "data": data, "error": null })
}

/// A v1 answer that refuses; told with a status that refuses as well.
pub fn v1_error(why: &str) -> Value {
    json!({ "data": {}, "error": why })
}

/// A v2 answer, and the one of the newer router within v1.
pub fn v2(value: Value) -> Value {
    json!({ "response": value })
}

/// A v1 frame: a whole answer, with the status it would have had. Unnamed (trap 2).
pub fn v1_frame(name: &str, value: Value) -> String {
    v1_frame_of(name, &value.to_string())
}

/// The same of a value that is written out already, as for every page that shows the same list.
pub fn v1_frame_of(name: &str, written: &str) -> String {
    format!(
        r#"data: {{"body":{{"data":{{"{name}":{written}}},"error":null}},"headers":{{}},"statusCode":"OK","statusCodeValue":200}}"#
    ) + "\n\n"
}

/// A v2 frame: a hint to fetch.
pub fn v2_frame(hint: &Value) -> String {
    format!("data: {hint}\n\n")
}

/// Keeps a stream alive: a comment, never data (trap 6).
pub const HEARTBEAT: &str = ": still here\n\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_1_a_value_is_the_first_member_of_data_in_answers_and_frames() {
        assert_eq!(v1("x", json!([1])).to_string(), r#"{"data":{"x":[1]},"error":null}"#);
        let frame = v1_frame("x", json!({"a": 1}));
        let data: Value = serde_json::from_str(frame.strip_prefix("data: ").unwrap().trim_end()).unwrap();
        assert_eq!(data["statusCodeValue"], 200);
        assert_eq!(data["body"], v1("x", json!({"a": 1})));
    }

    #[test]
    fn a_written_value_is_framed_as_any_other() {
        assert_eq!(v1_frame_of("x", "[1,2]"), v1_frame("x", json!([1, 2])));
    }

    #[test]
    fn trap_2_and_6_frames_are_unnamed_and_heartbeats_are_comments() {
        let frame = v1_frame("x", json!("a\nb"));
        assert!(frame.starts_with("data: ") && frame.ends_with("\n\n"));
        assert_eq!(frame.trim_end().lines().count(), 1, "a break within a text is escaped");
        assert!(HEARTBEAT.starts_with(':') && HEARTBEAT.ends_with("\n\n"));
    }
}

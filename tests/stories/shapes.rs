//! Whether an answer is as a page prints it: the same fields with the same values, where it is not a matter of the run.
//!
//! `…` stands for what a page leaves out: the rest of a text, further items of a list, further fields of an object.
//! Ids, instants and sequence numbers differ from run to run; of them only the form is compared.

use serde_json::{Deserializer, Map, Value};

/// The JSON values of a text, one after another.
pub fn values(text: &str) -> Vec<Value> {
    let text = text.split_once("\n\n").filter(|_| text.starts_with("HTTP/")).map_or(text, |(_, body)| body);
    Deserializer::from_str(text).into_iter().map(|value| value.expect("JSON")).collect()
}

/// Whether printed JSON is as shown.
pub fn json(shown: &str, printed: &str) -> Result<(), String> {
    let read: Result<Vec<Value>, _> = Deserializer::from_str(printed).into_iter().collect();
    let printed = read.map_err(|why| format!("not JSON: {why}"))?;
    items(&values(shown), &printed, "")
}

/// Whether a whole answer is as shown: status, the headers that are named, body.
pub fn http(shown: &str, printed: &str) -> Result<(), String> {
    let printed = printed.replace("\r\n", "\n");
    let (printed_head, printed_body) = printed.split_once("\n\n").ok_or("no head")?;
    let (shown_head, shown_body) = shown.split_once("\n\n").ok_or("the page shows no head")?;
    for line in shown_head.lines() {
        let name = line.split_once(": ").map_or(line, |(name, _)| name);
        let there =
            printed_head.lines().find(|other| other.split_once(": ").map_or(*other, |(it, _)| it) == name);
        let there = there.ok_or(format!("{name} is missing"))?;
        let value = |line: &str| line.split_once(": ").map(|(_, value)| value.to_owned()).unwrap_or_default();
        text(&value(line), &value(there), name)?;
    }
    json(shown_body, printed_body)
}

fn same(shown: &Value, printed: &Value, at: &str) -> Result<(), String> {
    match (shown, printed) {
        (Value::Object(shown), Value::Object(printed)) => fields(shown, printed, at),
        (Value::Array(shown), Value::Array(printed)) => items(shown, printed, at),
        (Value::String(shown), Value::String(printed)) => text(shown, printed, at),
        (Value::Number(_), Value::Number(_)) if at.ends_with("seq") || is_instant(shown) => Ok(()),
        _ if shown == printed => Ok(()),
        _ => Err(format!("{at}: shown as {shown}, is {printed}")),
    }
}

fn fields(shown: &Map<String, Value>, printed: &Map<String, Value>, at: &str) -> Result<(), String> {
    for (name, value) in shown.iter().filter(|(name, _)| *name != "…") {
        let there = printed.get(name).ok_or(format!("{at}.{name} is shown and not there"))?;
        same(value, there, &format!("{at}.{name}"))?;
    }
    match printed.keys().find(|name| !shown.contains_key(*name)) {
        Some(name) if !shown.contains_key("…") => Err(format!("{at}.{name} is there and not shown")),
        _ => Ok(()),
    }
}

fn items(shown: &[Value], printed: &[Value], at: &str) -> Result<(), String> {
    let goes_on = shown.last().is_some_and(|last| last == "…");
    let shown = if goes_on { &shown[..shown.len() - 1] } else { shown };
    if printed.len() < shown.len() || (printed.len() > shown.len() && !goes_on) {
        return Err(format!("{at}: shown with {} items, has {}", shown.len(), printed.len()));
    }
    let mut pairs = shown.iter().zip(printed).enumerate();
    pairs.try_for_each(|(place, (shown, printed))| same(shown, printed, &format!("{at}[{place}]")))
}

fn text(shown: &str, printed: &str, at: &str) -> Result<(), String> {
    let fits = match shown.split_once('…') {
        Some((begins, _)) => printed.starts_with(begins) && printed.len() > begins.len(),
        None if at.ends_with("next") || at.ends_with("seq") => true,
        None => shown == printed || (form(shown) == form(printed) && is_of_the_run(shown)),
    };
    if fits { Ok(()) } else { Err(format!("{at}: shown as {shown:?}, is {printed:?}")) }
}

/// A text with its digits alike: two ids, or two instants, have the same.
fn form(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_hexdigit() { '0' } else { letter }).collect()
}

/// An id, an instant, or a name with an id in it.
fn is_of_the_run(text: &str) -> bool {
    let form = form(text);
    form.ends_with("00000000-0000-0000-0000-000000000000") || form == "0000-00-00T00:00:00.000Z"
}

/// Microseconds since 1970, of this century.
fn is_instant(value: &Value) -> bool {
    value.as_u64().is_some_and(|number| number > 1_000_000_000_000_000)
}

#[test]
fn what_differs_is_found() {
    let shown =
        r#"{"id": "a", "version": 1, "at": "2026-11-20T20:30:41.437Z", "secret": "sbk_…", "list": [1, "…"]}"#;
    let as_shown =
        r#"{"id": "a", "version": 1, "at": "2031-01-02T03:04:05.006Z", "secret": "sbk_xyz", "list": [1, 2]}"#;
    assert_eq!(json(shown, as_shown), Ok(()));
    for (what, other) in [
        ("\"a\"", "\"b\""),
        ("\"version\": 1", "\"version\": 2"),
        ("\"version\": 1", "\"version\": \"1\""),
        ("\"version\": 1, ", ""),
        ("\"version\": 1", "\"version\": 1, \"more\": 1"),
        ("2031-01-02T", "2031-01-02 "),
        ("sbk_xyz", "sbk_"),
        ("[1, 2]", "[]"),
        ("[1, 2]", "[2, 2]"),
    ] {
        assert!(json(shown, &as_shown.replace(what, other)).is_err(), "{what} → {other}");
    }
}

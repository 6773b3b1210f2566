//! A body as it was sent: one flat object whose keys keep their order and whose values keep their spelling.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// How a body is to be read, by its content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// JSON.
    Json(&'a str),
    /// A form's fields.
    Form(&'a str),
    /// Nothing, or of a type nobody reads: as an object without a key.
    Nothing,
}

/// Why a body is no report at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// Not JSON, or a scalar.
    #[error("the body is not a JSON object")]
    NotJson,
    /// JSON, and a list.
    #[error("the body is a list; reports are sent one by one")]
    List,
}

/// One object. A key that comes twice keeps its place and its last value, as in the sender's language.
#[derive(Debug, Clone, Default)]
pub struct Whole(Vec<(String, Box<RawValue>)>);

impl Whole {
    /// Reads a body.
    pub fn read(body: Body<'_>) -> Result<Self, Unread> {
        match body {
            Body::Nothing => Ok(Self::default()),
            Body::Form(text) => Ok(Self::of_form(text)),
            Body::Json(text) if text.trim_start().starts_with('[') => {
                let list: Result<Vec<&RawValue>, _> = serde_json::from_str(text);
                Err(if list.is_ok() { Unread::List } else { Unread::NotJson })
            }
            Body::Json(text) => serde_json::from_str(text).map_err(|_| Unread::NotJson),
        }
    }

    /// The fields of a form; all of them are texts.
    fn of_form(text: &str) -> Self {
        let mut whole = Self::default();
        for field in text.split('&').filter(|field| !field.is_empty()) {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            let quoted = serde_json::to_string(&plain(value)).unwrap_or_default();
            if let Ok(value) = RawValue::from_string(quoted) {
                whole.set(plain(key), value);
            }
        }
        whole
    }

    fn set(&mut self, key: String, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    /// A value as text: a text itself, a number or a truth as it is spelled; none for null and for what is not there.
    pub fn text(&self, key: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        match value.get() {
            "null" => None,
            text if text.starts_with('"') => serde_json::from_str(text).ok(),
            other => Some(other.to_owned()),
        }
    }

    /// The same, of a value that is a text and nothing else.
    pub fn word(&self, key: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        serde_json::from_str(value.get()).ok()
    }

    /// Only these fields, shorter keys first and equal lengths by the alphabet: the order in which the reference's database
    /// gives an object back (protocols/teravoz 2.4).
    pub(super) fn only(mut self, known: &[&str]) -> Self {
        self.0.retain(|(key, _)| known.contains(&key.as_str()));
        self.0.sort_by(|(one, _), (other, _)| (one.len(), one).cmp(&(other.len(), other)));
        self
    }

    /// The same with some values replaced by what `shown` makes of them; none leaves a value out.
    pub(super) fn each_shown(self, shown: impl Fn(&str, Box<RawValue>) -> Option<Box<RawValue>>) -> Self {
        let fields = self.0.into_iter().filter_map(|(key, value)| {
            let value = shown(&key, value)?;
            Some((key, value))
        });
        Self(fields.collect())
    }

    /// As JSON, without blanks between its fields.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Whole, A::Error> {
        let mut whole = Whole::default();
        while let Some((key, value)) = access.next_entry::<String, Box<RawValue>>()? {
            whole.set(key, value);
        }
        Ok(whole)
    }
}

/// A form's text without its escapes.
fn plain(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digits = ahead.next().zip(ahead.next());
                match digits.and_then(|(high, low)| hex(high).zip(hex(low))) {
                    Some((high, low)) => {
                        bytes.push(high * 16 + low);
                        rest = ahead;
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_kept_as_it_was_sent() {
        let sent = r#"{"z":"1","call_id":1463669263.30040,"a":null,"nested":{"b":[1, 2]},"n":007e,"z":"2"}"#;
        assert!(Whole::read(Body::Json(sent)).is_err(), "no JSON at all");
        let sent = sent.replace("007e", "1.50");
        let whole = Whole::read(Body::Json(&sent)).unwrap();
        let kept = r#"{"z":"2","call_id":1463669263.30040,"a":null,"nested":{"b":[1, 2]},"n":1.50}"#;
        assert_eq!(whole.to_json(), kept);
        assert_eq!(whole.text("call_id").as_deref(), Some("1463669263.30040"), "no digit is lost");
        assert_eq!((whole.text("a"), whole.text("b"), whole.word("call_id")), (None, None, None));
    }

    #[test]
    fn forms_are_read_as_texts_in_their_order() {
        let sent = "type=call.new&call_id=1463669263.30033&their_number=%2B55+11&x=%zz&=&flag";
        let whole = Whole::read(Body::Form(sent)).unwrap();
        assert_eq!(
            whole.to_json(),
            r#"{"type":"call.new","call_id":"1463669263.30033","their_number":"+55 11","x":"%zz","":"","flag":""}"#
        );
    }

    #[test]
    fn what_is_no_object_is_told_apart() {
        for (sent, why) in [
            ("[]", Unread::List),
            (" [1]", Unread::List),
            ("[", Unread::NotJson),
            ("7", Unread::NotJson),
            ("\"text\"", Unread::NotJson),
            ("null", Unread::NotJson),
            ("{", Unread::NotJson),
            ("", Unread::NotJson),
        ] {
            assert_eq!(Whole::read(Body::Json(sent)).unwrap_err(), why, "{sent}");
        }
        assert_eq!(Whole::read(Body::Nothing).unwrap().to_json(), "{}");
    }
}

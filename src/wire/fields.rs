//! Reads one JSON object strictly: no key twice, and whatever is wrong is said with the field's name.
//!
//! Problems never quote values, since details end up in logs and support mails.

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use switchboard_core::Timestamp;

use crate::{CLIENT_ID_LIMIT, TEXT_LIMIT};

/// Names of types and fields are repeated in answers up to this many characters.
const NAME_SHOWN: usize = 64;

/// Why a frame says nothing the house understands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct DecodeError {
    /// The client's id of the event, when at least that could be read.
    pub id: Option<String>,
    /// What is wrong.
    pub fault: Fault,
}

impl DecodeError {
    /// The stable code for clients.
    pub fn code(&self) -> &'static str {
        match self.fault {
            Fault::BadJson(_) => "bad_json",
            Fault::BadEvent { .. } => "bad_event",
            Fault::EmptyText => "empty_text",
            Fault::TextTooLong => "text_too_long",
        }
    }
}

/// What is wrong with a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not JSON, or nested too deeply, or a key twice.
    #[error("the frame is not readable as JSON: {0}")]
    BadJson(String),
    /// JSON, but not an event: a field is missing or of the wrong kind.
    #[error("{field}: {problem}")]
    BadEvent {
        /// The field at fault.
        field: String,
        /// What should be there.
        problem: &'static str,
    },
    /// A text without a visible character.
    #[error("text: needs at least one visible character")]
    EmptyText,
    /// A text above the limit.
    #[error("text: at most {TEXT_LIMIT} bytes")]
    TextTooLong,
}

/// One JSON object and the client id it was sent with.
#[derive(Debug)]
pub(crate) struct Fields {
    id: Option<String>,
    map: Map<String, Value>,
}

impl Fields {
    /// Reads a frame; its `id`, if any, is checked first so that later complaints can name it.
    pub(crate) fn read(frame: &str) -> Result<Self, DecodeError> {
        let unreadable =
            |why: serde_json::Error| DecodeError { id: None, fault: Fault::BadJson(why.to_string()) };
        let Strict(value) = serde_json::from_str(frame).map_err(unreadable)?;
        let Value::Object(map) = value else {
            return Err(DecodeError { id: None, fault: bad("frame", "must be one JSON object") });
        };
        let mut fields = Self { id: None, map };
        fields.id = fields.optional_text("id")?;
        let fits = fields.id.as_ref().is_none_or(|id| (1..=CLIENT_ID_LIMIT).contains(&id.len()));
        if fits {
            return Ok(fields);
        }
        fields.id = None;
        Err(fields.wrong("id", "must have 1 to 128 bytes"))
    }

    /// The client's id.
    pub(crate) fn id(&self) -> Option<String> {
        self.id.clone()
    }

    /// The client's id where there must be one.
    pub(crate) fn required_id(&self) -> Result<String, DecodeError> {
        self.id().ok_or_else(|| self.wrong("id", "is missing"))
    }

    /// A complaint about a field.
    pub(crate) fn wrong(&self, field: &str, problem: &'static str) -> DecodeError {
        DecodeError { id: self.id(), fault: bad(field, problem) }
    }

    fn value(&self, field: &str) -> Option<&Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    /// A text that may be left out; null counts as left out.
    pub(crate) fn optional_text(&self, field: &str) -> Result<Option<String>, DecodeError> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.wrong(field, "must be a string")),
        }
    }

    /// A text that must be there.
    pub(crate) fn text(&self, field: &str) -> Result<String, DecodeError> {
        self.optional_text(field)?.ok_or_else(|| self.wrong(field, "is missing"))
    }

    /// A text of at most [`TEXT_LIMIT`] bytes, possibly empty.
    pub(crate) fn bounded_text(&self, field: &str) -> Result<String, DecodeError> {
        let text = self.text(field)?;
        if text.len() > TEXT_LIMIT {
            return Err(DecodeError { id: self.id(), fault: Fault::TextTooLong });
        }
        Ok(text)
    }

    /// The text of a message: bounded, with something to see in it.
    pub(crate) fn message(&self, field: &str) -> Result<String, DecodeError> {
        let text = self.bounded_text(field)?;
        if text.chars().all(char::is_whitespace) {
            return Err(DecodeError { id: self.id(), fault: Fault::EmptyText });
        }
        Ok(text)
    }

    /// Texts, at most so many; none when left out.
    pub(crate) fn optional_texts(&self, field: &str, most: usize) -> Result<Vec<String>, DecodeError> {
        let items = match self.value(field) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= most => items,
            Some(Value::Array(_)) => return Err(self.wrong(field, "has too many items")),
            Some(_) => return Err(self.wrong(field, "must be a list of strings")),
        };
        let texts = items.iter().map(|item| item.as_str().filter(|text| text.len() <= TEXT_LIMIT));
        let texts: Option<Vec<String>> = texts.map(|text| text.map(str::to_owned)).collect();
        texts.ok_or_else(|| self.wrong(field, "must be a list of strings"))
    }

    /// A whole number from 0 that may be left out.
    pub(crate) fn optional_count(&self, field: &str) -> Result<Option<u64>, DecodeError> {
        let Some(value) = self.value(field) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| self.wrong(field, "must be a whole number from 0"))
    }

    /// Yes or no.
    pub(crate) fn flag(&self, field: &str) -> Result<bool, DecodeError> {
        let value = self.value(field).ok_or_else(|| self.wrong(field, "is missing"))?;
        value.as_bool().ok_or_else(|| self.wrong(field, "must be true or false"))
    }

    /// An instant that may be left out.
    pub(crate) fn optional_instant(&self, field: &str) -> Result<Option<Timestamp>, DecodeError> {
        let Some(text) = self.optional_text(field)? else { return Ok(None) };
        let at = Timestamp::parse_rfc3339(&text);
        at.map(Some).ok_or_else(|| self.wrong(field, "must be a time as in RFC 3339"))
    }

    /// A text that is read as something else; `problem` says what it should have been.
    pub(crate) fn parsed<T: TryFrom<String>>(
        &self,
        field: &str,
        problem: &'static str,
    ) -> Result<T, DecodeError> {
        T::try_from(self.text(field)?).map_err(|_| self.wrong(field, problem))
    }

    /// An object inside this one; complaints about it carry the same id.
    pub(crate) fn optional_object(&self, field: &str) -> Result<Option<Fields>, DecodeError> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields { id: self.id(), map: map.clone() })),
            Some(_) => Err(self.wrong(field, "must be an object")),
        }
    }

    /// The keys of this object.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.map.keys().map(String::as_str)
    }
}

/// A name from outside, short enough to be repeated in an answer.
pub(crate) fn shown(name: &str) -> String {
    name.chars().take(NAME_SHOWN).collect()
}

fn bad(field: &str, problem: &'static str) -> Fault {
    Fault::BadEvent { field: shown(field), problem }
}

/// A JSON value in which no object has a key twice: with two, reader and sender may each mean another one.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = access.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {:?} stands twice", shown(&key))));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

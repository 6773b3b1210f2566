//! What persons said: the erasable half of an event, and who said it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, CustomerKey};

/// The erasable half of an event: texts, names, addresses. The journal keeps only its salted hash when a person is
/// erased, so `apply` of a closed session must not need it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What was said, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The speaker's name as the reader shall see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The customer on this platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerKey>,
    /// Answers held out to the customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What a flow remembered from this answer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
    /// A picture or file shown with the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// Who spoke at an outside application, by its own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// How to reach a customer who left a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// A word from staff to staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where a telephone call's recording is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
}

/// What was sent along with a text: stored once under the hash of its bytes, checked before it came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// SHA-256 of the bytes in hex, the name of the blob.
    pub id: String,
    /// Its media type (`image/png`).
    pub media: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// How to reach a person outside the chat. All as the person wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Content {
    /// A text and nothing else.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The same content under a speaker's name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same content with what was sent along.
    pub fn attached(mut self, attachment: Option<Attachment>) -> Self {
        self.attachment = attachment;
        self
    }

    /// Only a name.
    pub fn name(name: impl Into<String>) -> Self {
        Self::default().named(name)
    }

    /// The same content with a word from staff to staff; an empty one is none.
    pub fn noted(mut self, note: Option<&str>) -> Self {
        self.note = note.filter(|note| !note.trim().is_empty()).map(str::to_owned);
        self
    }
}

/// Who caused an event; stored beside it, without names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The session's customer.
    Customer,
    /// The platform's flow or an outside bot.
    Bot,
    /// An agent of the workspace.
    Agent(AgentId),
    /// An outside application, by its key's id.
    Application(String),
    /// The machine itself: a timer, a routing decision.
    System,
}

impl Party {
    /// The agent, if it is one.
    pub fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Agent(agent) => Some(agent),
            _ => None,
        }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "customer" => Some(Self::Customer),
            "bot" => Some(Self::Bot),
            "system" => Some(Self::System),
            other => match other.strip_prefix("application:") {
                Some(key) => {
                    Some(key).filter(|key| !key.is_empty()).map(|key| Self::Application(key.to_owned()))
                }
                None => {
                    other.strip_prefix("agent:").and_then(|agent| AgentId::new(agent).ok()).map(Self::Agent)
                }
            },
        }
    }
}

impl std::fmt::Display for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Customer => f.write_str("customer"),
            Self::Bot => f.write_str("bot"),
            Self::Agent(agent) => write!(f, "agent:{agent}"),
            Self::Application(key) => write!(f, "application:{key}"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A language tag of a platform (`sv`, `en`); texts fall back to the platform's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Language(pub String);

impl Default for Language {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

/// One text in several languages, with `{name}` places to fill.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Texts(pub BTreeMap<Language, String>);

impl Texts {
    /// The text in the wanted language, else in English, else in any.
    pub fn in_language(&self, language: &Language) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.get(&Language::default()))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// The text in the wanted language with every `{key}` replaced; unknown keys stay as they are. What is filled in is
    /// not looked at again, so a customer's answer that spells `{key}` stays what it is.
    pub fn filled(&self, language: &Language, values: &BTreeMap<String, String>) -> String {
        let mut rest = self.in_language(language);
        let mut text = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let place = after.split_once('}').and_then(|(key, tail)| Some((values.get(key)?, tail)));
            let (filler, tail) = place.map_or(("{", after), |(value, tail)| (value.as_str(), tail));
            text.push_str(filler);
            rest = tail;
        }
        text.push_str(rest);
        text
    }
}

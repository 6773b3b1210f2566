//! Names of things: slugs for what is configured, UUIDs for what happens, and `Subject`, the address of an actor.
//!
//! Only session ids are random; they are minted at the doors. Everything inside a stream is named by its sequence. Names
//! that go with every message share their text: a copy of one allocates nothing.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A slug is 1 to 64 characters of `a-z A-Z 0-9 . _ -`.
    #[error("{0:?} is not a slug: 1 to 64 characters of letters, digits, '.', '_' and '-'")]
    Slug(String),
    /// A customer key is 1 to 128 bytes without control characters.
    #[error("a customer key has 1 to 128 bytes and no control characters")]
    CustomerKey,
    /// A session id is a UUID.
    #[error("{0:?} is not a session id")]
    Session(String),
    /// A customer's id is a UUID.
    #[error("{0:?} is not a customer's id")]
    Customer(String),
    /// A subject reads `session/<id>`, or `agent`, `queue` or `call` with `/<workspace>/<name>`.
    #[error("{0:?} does not name a session, an agent, a queue or a call")]
    Subject(String),
    /// An offer id reads `<queue>:<number>`.
    #[error("{0:?} is not an offer id")]
    Offer(String),
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Za-z0-9._-]{1,64}$"))]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the form: 1 to 64 characters of letters, digits, `.`, `_`, `-`.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                let fits = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
                if fits { Ok(Self(text.into())) } else { Err(IdError::Slug(text)) }
            }

            /// The text of the slug.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug!(
    /// A tenant.
    WorkspaceId
);
slug!(
    /// An entry point, a site and its purpose; unique in the installation (Sermo's `platformId`).
    PlatformId
);
slug!(
    /// A queue of one workspace.
    QueueId
);
slug!(
    /// An agent of one workspace.
    AgentId
);
slug!(
    /// A team of one workspace.
    TeamId
);
slug!(
    /// A bot's script; its versions share the id.
    FlowId
);

/// Who the customer is on one platform, in the dialect's own words (Sermo: `userId`). Personal: it lives in content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub struct CustomerKey(Arc<str>);

impl CustomerKey {
    /// Checks the form: 1 to 128 bytes, no control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
        let text = text.into();
        let fits = (1..=128).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.into())) } else { Err(IdError::CustomerKey) }
    }

    /// The key as the dialect spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CustomerKey {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::new(text)
    }
}

impl From<CustomerKey> for String {
    fn from(key: CustomerKey) -> String {
        key.as_str().to_owned()
    }
}

/// One conversation. A UUID version 7 whose last byte is the virtual shard, so the id alone finds the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f-]{36}$"))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub struct SessionId(Uuid);

impl SessionId {
    /// Stamps the shard into freshly minted bytes of a UUID.
    pub fn placed(uuid: Uuid, shard: ShardId) -> Self {
        let mut bytes = uuid.into_bytes();
        if let Some(last) = bytes.last_mut() {
            *last = shard.0;
        }
        Self(Uuid::from_bytes(bytes))
    }

    /// The id before all others: where a range of sessions begins.
    pub fn lowest() -> Self {
        Self(Uuid::nil())
    }

    /// The virtual shard that owns the session.
    pub fn shard(&self) -> ShardId {
        ShardId(self.0.as_bytes().last().copied().unwrap_or_default())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for SessionId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::parse_str(text).map(Self).map_err(|_| IdError::Session(text.to_owned()))
    }
}

/// A customer as a record of a workspace, whoever they are on which platform. A UUID version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(Uuid);

impl CustomerId {
    /// Takes freshly minted bytes of a UUID.
    pub fn minted(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for CustomerId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::parse_str(text).map(Self).map_err(|_| IdError::Customer(text.to_owned()))
    }
}

/// A telephone call, by its provider's own id: any text, compared as it is. The blank one stands for what belongs to no
/// call. A provider's ids are not personal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub struct CallId(String);

impl CallId {
    /// The id as the provider spells it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What a provider reports that belongs to no call.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether it is no call's.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The id as the provider spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in the name of a stream: whatever could be mistaken there is written as `%` and two hex digits.
    fn escaped(&self) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let mut text = String::with_capacity(self.0.len());
        for byte in self.0.bytes() {
            if plain(byte) {
                text.push(char::from(byte));
            } else {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
        text
    }

    fn unescaped(text: &str) -> Option<Self> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let (high, low) = (char::from(rest.next()?), char::from(rest.next()?));
                    u8::try_from(high.to_digit(16)? * 16 + low.to_digit(16)?).ok()?
                }
                other => other,
            });
        }
        String::from_utf8(bytes).ok().map(Self)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CallId {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}

/// A session held out to an agent: numbered by the queue that offers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub struct OfferId {
    /// The queue that holds the session out.
    pub queue: QueueId,
    /// Counted from 1 within the queue.
    pub number: u64,
}

impl fmt::Display for OfferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.queue, self.number)
    }
}

impl From<OfferId> for String {
    fn from(offer: OfferId) -> String {
        offer.to_string()
    }
}

impl TryFrom<String> for OfferId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl FromStr for OfferId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (queue, number) = text.split_once(':').ok_or_else(|| IdError::Offer(text.to_owned()))?;
        let number = number.parse().map_err(|_| IdError::Offer(text.to_owned()))?;
        Ok(Self { queue: QueueId::new(queue)?, number })
    }
}

/// One of 256 virtual shards; a growing machine re-maps shards, never subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShardId(pub u8);

impl ShardId {
    /// Where the sessions of one customer on one platform live.
    pub fn of_customer(workspace: &WorkspaceId, platform: &PlatformId, key: &CustomerKey) -> Self {
        Self::of_parts(&[workspace.as_str(), platform.as_str(), key.as_str()])
    }

    fn of_parts(parts: &[&str]) -> Self {
        Self((fixed_hash(parts) >> 56) as u8)
    }
}

/// A hash that never changes between versions, machines or runs (FNV-1a with a final mix); parts cannot run together.
pub fn fixed_hash(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}

/// The address of one actor, and the name of its stream in the journal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A conversation.
    Session(SessionId),
    /// An agent of a workspace.
    Agent(WorkspaceId, AgentId),
    /// A queue of a workspace.
    Queue(WorkspaceId, QueueId),
    /// A telephone call of a workspace.
    Call(WorkspaceId, CallId),
}

impl Subject {
    /// The virtual shard that owns the subject.
    pub fn shard(&self) -> ShardId {
        match self {
            Self::Session(id) => id.shard(),
            Self::Agent(..) | Self::Queue(..) | Self::Call(..) => ShardId::of_parts(&[&self.to_string()]),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "session/{id}"),
            Self::Agent(workspace, agent) => write!(f, "agent/{workspace}/{agent}"),
            Self::Queue(workspace, queue) => write!(f, "queue/{workspace}/{queue}"),
            Self::Call(workspace, call) => write!(f, "call/{workspace}/{}", call.escaped()),
        }
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> String {
        subject.to_string()
    }
}

impl TryFrom<String> for Subject {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl FromStr for Subject {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let unknown = || IdError::Subject(text.to_owned());
        let (kind, name) = text.split_once('/').ok_or_else(unknown)?;
        if kind == "session" {
            return name.parse().map(Self::Session);
        }
        let (workspace, slug) = name.split_once('/').ok_or_else(unknown)?;
        let workspace = WorkspaceId::new(workspace)?;
        match kind {
            "agent" => Ok(Self::Agent(workspace, AgentId::new(slug)?)),
            "queue" => Ok(Self::Queue(workspace, QueueId::new(slug)?)),
            "call" => CallId::unescaped(slug).map(|call| Self::Call(workspace, call)).ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }
}

//! What a customer's client says and hears, in no dialect's words.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};
use switchboard_core::machine::Standing;
use switchboard_core::session::Event;
use switchboard_core::{CustomerKey, PlatformId, Recorded, SessionId, Signal, Timestamp};

/// One frame of a customer's client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The first frame: who, where, and what was seen last.
    Hello(Hello),
    /// An event in somebody's name; the door checks that the name is the connection's own.
    Event(Spoken),
    /// A type this dialect does not know, and tolerates.
    Ignored {
        /// The type as written, cut to a sensible length.
        kind: String,
    },
}

/// A customer's client introduces itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hello {
    /// The entry point.
    pub platform: PlatformId,
    /// Who the client says it is: a label, never authority.
    pub customer: Option<CustomerKey>,
    /// The token the server once gave out; this is the authority.
    pub token: Option<String>,
    /// The session the client last saw.
    pub session: Option<SessionId>,
    /// The last public number the client saw of it.
    pub after: Option<u64>,
}

/// An event of a customer, in the name it was said in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    /// The client's own id of this event; a resend with it is harmless.
    pub id: Option<String>,
    /// Where.
    pub platform: PlatformId,
    /// In whose name.
    pub customer: CustomerKey,
    /// What.
    pub words: Words,
}

/// What a customer may say or show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Words {
    /// A message: at least one visible character, at most [`crate::TEXT_LIMIT`].
    Text {
        /// As written.
        text: String,
        /// A picture shown with it, as a data URL, unchecked.
        image: Option<String>,
        /// Or one that was uploaded before, by its id, unchecked.
        #[serde(skip_serializing_if = "Option::is_none")]
        image_id: Option<String>,
    },
    /// Pressed the cross and confirmed it: definitive.
    Left,
    /// Closed or reloaded the page: perhaps back in a moment.
    Unload,
    /// Still there.
    Heartbeat,
    /// The text written so far and not sent; empty when it was deleted.
    Typing {
        /// As it stands.
        text: String,
    },
    /// The site says who this is, by a token it signed.
    Identify {
        /// The token, unchecked.
        token: String,
    },
    /// Has read what was shown.
    Read {
        /// When, by the customer's own clock: kept as said, never trusted.
        at: Timestamp,
        /// Everything up to this public number; none means whatever was told on that connection.
        #[serde(skip_serializing_if = "Option::is_none")]
        up_to: Option<u64>,
    },
    /// Is on this page of the site.
    Page {
        /// Its address, http or https.
        address: String,
        /// Its title.
        title: String,
    },
    /// The client has what it was told; nobody has read it yet.
    Received {
        /// Of which session.
        session: SessionId,
        /// Everything up to this public number.
        up_to: u64,
    },
    /// How a conversation was: the open one, or one that is over.
    Rating {
        /// Which, unchecked.
        session: SessionId,
        /// From 1, very poor, to 5, very good.
        score: u8,
        /// What they would tell besides.
        text: Option<String>,
    },
    /// Begins without a word.
    Start,
}

/// Whom a frame goes to. Dialects repeat it in each of their frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Where.
    pub platform: PlatformId,
    /// Who.
    pub key: CustomerKey,
}

/// What a customer's client is told.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard<'a> {
    /// The answer to its hello.
    Welcome(Welcome),
    /// A public event of its session: exactly one frame.
    Event {
        /// Which session.
        session: SessionId,
        /// The event with its numbers.
        #[serde(deserialize_with = "shared")]
        event: Arc<Recorded<Event>>,
        /// The picture shown with it, as a data URL, where the client gets it whole.
        #[serde(default)]
        image: Option<Cow<'a, str>>,
    },
    /// Something fleeting: no number, of no consequence when lost.
    Signal(Signal),
    /// What it said is remembered.
    Ack {
        /// The client's id, if it gave one.
        id: Option<String>,
        /// The session it was said in.
        session: Option<SessionId>,
        /// Its public number.
        seq: Option<u64>,
        /// Stored, and carried out later.
        #[serde(default)]
        delayed: bool,
    },
    /// What it said had no effect.
    Refused {
        /// The client's id, if it gave one.
        id: Option<String>,
        /// A stable word in snake_case.
        code: Cow<'a, str>,
        /// For people who write clients.
        detail: Cow<'a, str>,
        /// Worth another try after so many seconds.
        retry_after: Option<u64>,
    },
}

/// The answer to a customer's hello.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Welcome {
    /// A token minted just now; shown this once.
    pub token: Option<String>,
    /// The open session, if there is one.
    pub session: Option<SessionId>,
    /// Its last public number; 0 for none.
    pub seq: u64,
    /// Where that session stands; none without one.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Send a heartbeat this often, in milliseconds.
    pub heartbeat_every_ms: u64,
    /// This connection's name in logs and support.
    pub connection: String,
    /// What the client had seen is not what is known here: it begins anew.
    pub resync: bool,
}

/// Reads a value that is shared from then on.
pub(crate) fn shared<'de, D, T>(deserializer: D) -> Result<Arc<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Arc::new)
}

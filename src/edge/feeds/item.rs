//! What stands in a feed: one event in the words of the dialect, and where it stands.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use switchboard_actors::read::read_session_event;
use switchboard_actors::{Live, ShownLive};
use switchboard_core::session::Event;
use switchboard_core::{Attachment, CustomerKey, PlatformId, Recorded, SessionId, Subject};
use switchboard_journal::{JournalError, StoredEvent};
use switchboard_wire::Customer;
use switchboard_wire::sermo::feed::{self, Direction};

use super::cursor::Cursor;
use crate::pictures;

/// One event.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// Where it stands; none for what is live and not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    direction: &'static str,
    event: Box<RawValue>,
}

/// An event of a session, as it is kept.
pub(super) struct Kept {
    about: Customer,
    session: SessionId,
    event: Arc<Recorded<Event>>,
    position: u64,
}

impl Kept {
    /// What was stored, if it is a session's.
    pub(super) fn read(
        platform: &PlatformId,
        customer: CustomerKey,
        stored: &StoredEvent,
    ) -> Result<Option<Self>, JournalError> {
        let Subject::Session(session) = stored.subject else { return Ok(None) };
        let event = read_session_event(stored)?;
        let about = Customer { platform: platform.clone(), key: customer };
        Ok(Some(Self { about, session, event, position: stored.position }))
    }

    /// The picture it shows.
    pub(super) fn picture(&self) -> Option<&Attachment> {
        pictures::shown::of(&self.event)
    }

    /// As it stands in this feed, if it belongs there; with its picture, as a data URL.
    pub(super) fn item(&self, wanted: Direction, image: Option<&str>) -> Option<Item> {
        let (direction, frame) = feed::encode(&self.about, self.session, &self.event, image)?;
        let cursor = Cursor::after(&self.about.platform, self.position).to_string();
        if direction == wanted { Item::of(Some(cursor), direction, frame) } else { None }
    }
}

impl Item {
    /// What is live, if it belongs into this feed.
    pub(super) fn live(wanted: Direction, shown: &ShownLive) -> Option<Self> {
        let about = Customer { platform: shown.platform.clone(), key: shown.customer.clone() };
        let (direction, frame) = match &shown.live {
            Live::Heartbeat => (Direction::Inbound, Some(feed::heartbeat(&about))),
            Live::Typing(text) => (Direction::Inbound, Some(feed::typing(&about, text))),
            Live::AgentTyping(on) => (Direction::Outbound, Some(feed::agent_typing(&about, *on))),
            Live::Relayed { inbound: true, event } => (Direction::Inbound, Some(event.clone())),
            Live::Relayed { inbound: false, event } => (Direction::Outbound, Some(event.clone())),
        };
        if direction != wanted { None } else { Self::of(None, direction, frame?) }
    }

    fn of(cursor: Option<String>, direction: Direction, frame: String) -> Option<Self> {
        let direction = name(direction);
        Some(Self { cursor, direction, event: RawValue::from_string(frame).ok()? })
    }
}

/// A direction's name in addresses and items.
pub(super) fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

//! What stands in a feed: one event in the words of the dialect, and where it stands.

use serde::Serialize;
use serde_json::value::RawValue;
use switchboard_actors::{Live, ShownLive};
use switchboard_core::{AnyEvent, CustomerKey, PlatformId, Subject};
use switchboard_journal::{JournalError, StoredEvent};
use switchboard_wire::Customer;
use switchboard_wire::sermo::feed::{self, Direction};

use super::cursor::Cursor;

/// One event.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// Where it stands; none for what is live and not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    direction: &'static str,
    event: Box<RawValue>,
}

impl Item {
    /// What is kept, if it belongs into this feed.
    pub(super) fn kept(
        platform: &PlatformId,
        wanted: Direction,
        customer: CustomerKey,
        stored: &StoredEvent,
    ) -> Result<Option<Self>, JournalError> {
        let Subject::Session(session) = stored.subject else { return Ok(None) };
        let recorded = switchboard_actors::read::read_event(stored)?;
        let AnyEvent::Session(event) = &recorded.event else { return Ok(None) };
        let about = Customer { platform: platform.clone(), key: customer };
        let recorded = crate::connection::with_event(&recorded, event.clone());
        let Some((direction, frame)) = feed::encode(&about, session, &recorded) else { return Ok(None) };
        let cursor = Cursor::after(platform, stored.position).to_string();
        Ok((direction == wanted).then(|| Self::of(Some(cursor), direction, frame)).flatten())
    }

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

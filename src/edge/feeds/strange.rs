//! Events of types the house does not know: to whoever listens, live and untouched, and to nobody else.

use serde_json::Value;
use switchboard_actors::{House, Live};
use switchboard_core::session::Opening;
use switchboard_wire::sermo::feed::{self, MESSAGE_LEFT, Posted, Word};

/// Hands on an event about this customer, on one line; not if it is no JSON.
pub(super) fn hand_on(house: &House, about: &Opening, frame: &str, inbound: bool) -> Option<()> {
    let event: Value = serde_json::from_str(frame).ok()?;
    let live = Live::Relayed { inbound, event: event.to_string() };
    house.directory.show_live(&about.platform, &about.customer, live);
    Some(())
}

/// The same of what a customer's own client said: about themselves alone, and nothing that applications could take for a
/// word of ours. Where a workspace redacts what is written, nothing is handed on that nobody can read.
pub(crate) fn from_customer(house: &House, who: &Opening, frame: &str) {
    let Ok(Posted { platform, customer, word: Word::Unknown { kind }, .. }) = feed::decode(frame) else {
        return;
    };
    let is_theirs = platform == who.platform && customer == who.customer;
    if is_theirs && kind != MESSAGE_LEFT && house.book.redactor(&who.workspace).is_none() {
        hand_on(house, who, frame, true);
    }
}

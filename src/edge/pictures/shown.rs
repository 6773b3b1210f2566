//! Pictures on their way out: whole, as a data URL within the text they are shown with, as Sermo's clients expect them.
//!
//! A picture can have megabytes, so each goes alone: it is read and spelt off the actors' threads, and only while there
//! is a seat for it, which is kept until the client has taken what it was told. Until then what follows waits in the
//! journal, not in memory.

use data_encoding::BASE64;
use switchboard_core::session::Event;
use switchboard_core::{Attachment, Recorded};
use switchboard_journal::{JournalError, Views};

use super::hash;

/// The picture an event shows.
pub(crate) fn of(event: &Recorded<Event>) -> Option<&Attachment> {
    event.content.as_ref()?.attachment.as_ref()
}

/// The picture its customer is shown whole. Their own words come back with its id alone: whoever sent a picture need not
/// be sent it again.
pub(crate) fn to_customer(event: &Recorded<Event>) -> Option<&Attachment> {
    of(event).filter(|_| !matches!(event.event, Event::MessageReceived { .. }))
}

/// A picture as a data URL; none when it was forgotten meanwhile.
pub(crate) fn data_url(views: &Views, picture: &Attachment) -> Result<Option<String>, JournalError> {
    let Some(hash) = hash(&picture.id) else { return Ok(None) };
    let Some((media, bytes)) = views.blob(&hash)? else { return Ok(None) };
    let mut url = format!("data:{media};base64,");
    BASE64.encode_append(&bytes, &mut url);
    Ok(Some(url))
}

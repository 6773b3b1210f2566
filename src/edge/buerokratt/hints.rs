//! The streams of v2: hints to fetch, on a base of their own and without cookies, so a chat is named by its id.
//!
//! Whoever connects is told the last hint of the chat at once: what happened just before is not missed (trap 28). A chat whose
//! customer has one open is theirs still, whatever a page said that was being closed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::HttpResponse;
use serde_json::{Value, json};
use switchboard_actors::{Shown, Topic};
use switchboard_core::machine::Row;
use switchboard_core::{SessionId, Signal};
use switchboard_wire::buerokratt::instants::millis;
use switchboard_wire::buerokratt::{Chat, envelope, message};

use super::bot;
use super::call::{Call, No};
use super::ear::{Heard, Watch};
use super::following::{Following, News, topic};
use super::held;
use super::pass;
use super::stream::{self, Out, Turn};
use crate::doors::Doors;

/// The chats somebody listens to, and how many do.
#[derive(Debug, Default)]
pub(super) struct Listeners(Mutex<HashMap<SessionId, usize>>);

impl Listeners {
    /// Whether somebody listens to the chat now.
    pub(super) fn hears(&self, session: SessionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
    }

    fn count(&self, session: SessionId, more: bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(session).or_default();
        *count = if more { count.saturating_add(1) } else { count.saturating_sub(1) };
        if *count == 0 {
            all.remove(&session);
        }
    }
}

/// Somebody who listens, while it is kept.
struct Listener {
    doors: Doors,
    session: SessionId,
}

impl Listener {
    fn begin(doors: &Doors, session: SessionId) -> Self {
        held(doors).listeners.count(session, true);
        Self { doors: doors.clone(), session }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        held(&self.doors).listeners.count(self.session, false);
    }
}

/// The chat in the address, if it is one of the workspace's.
async fn named(call: &Call) -> Result<SessionId, No> {
    let session: SessionId =
        call.request.match_info().get("chat").and_then(|id| id.parse().ok()).ok_or_else(No::absent)?;
    let row = call.doors.reader.read(move |records| records.session_row(session)).await?;
    row.filter(|row| row.workspace == *call.workspace()).map(|_| session).ok_or_else(No::absent)
}

/// Opens the hints of one chat: a message came, or changed, or is being written.
pub(super) async fn chat(call: Call) -> Result<HttpResponse, No> {
    let session = named(&call).await?;
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let doors = call.doors.clone();
    // What was said before a restart may have had no answer.
    bot::heed(&doors, session);
    Ok(stream::open(seat, move |out| async move {
        let _listener = Listener::begin(&doors, session);
        let watch = Watch::begin(&doors, vec![topic(session)]).counted(doors.number());
        let Some(following) = Following::begin(&doors, session, watch).await else { return };
        hint(&doors, following, out).await;
    }))
}

async fn hint(doors: &Doors, mut following: Following, mut out: Out) {
    let mut told_to = 0;
    loop {
        if following.told_to() > told_to {
            told_to = following.told_to();
            if !out.say(envelope::v2_frame(&newest(&following.chat))).await {
                return;
            }
        }
        match following.next(doors, &mut out).await {
            News::Over => return,
            News::Typing(_) => {
                let preview = json!({ "type": "preview", "messageId": "" });
                if !out.say(envelope::v2_frame(&preview)).await {
                    return;
                }
            }
            News::Changed | News::Beat | News::Nothing => {}
        }
    }
}

/// The message that came or changed last.
fn newest(chat: &Chat) -> Value {
    let newest = chat.messages().iter().max_by_key(|message| millis(message.updated));
    let id = newest.map(|newest| message::id(chat.session, newest.number)).unwrap_or_default();
    json!({ "type": "message", "messageId": id })
}

/// Opens the hints of the list: some chat began, came to somebody else, or ended. Which one is told by a name that is none
/// of its own: whoever listens needs no cookie, and by its id a chat is listened to, and ended.
pub(super) async fn list(call: Call) -> Result<HttpResponse, No> {
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let (doors, workspace) = (call.doors.clone(), call.workspace().clone());
    Ok(stream::open(seat, move |mut out| async move {
        let mut watch = Watch::begin(&doors, vec![Topic::Desk(workspace)]).counted(doors.number());
        loop {
            let changed = match out.turn(&mut watch).await {
                Turn::Over | Turn::Heard(Heard::Leave) => return,
                Turn::Beat => continue,
                Turn::Heard(Heard::Missed) => String::new(),
                Turn::Heard(Heard::Shown(Shown::Row(shown))) => match &shown.row {
                    Row::Session(row) => pass::alias(&doors.sealer, row.session),
                    Row::Agent(_) | Row::Queue(_) | Row::Call(_) => continue,
                },
                Turn::Heard(Heard::Shown(_)) => continue,
            };
            let hint = json!({ "status": "Chat Status Changed", "chatId": changed });
            if !out.say(envelope::v2_frame(&hint)).await {
                return;
            }
        }
    }))
}

/// Opens the places of a chat in its line: an object, which the widget takes for a reason to ask (trap 27).
pub(super) async fn queue(call: Call) -> Result<HttpResponse, No> {
    let session = named(&call).await?;
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let doors = call.doors.clone();
    Ok(stream::open(seat, move |mut out| async move {
        let mut watch = Watch::begin(&doors, vec![Topic::Line(session)]).counted(doors.number());
        loop {
            let place = match out.turn(&mut watch).await {
                Turn::Over | Turn::Heard(Heard::Leave) => return,
                Turn::Heard(Heard::Shown(Shown::Signal { signal: Signal::Place { place, .. }, .. })) => place,
                Turn::Heard(_) | Turn::Beat => continue,
            };
            if !out.say(envelope::v2_frame(&json!({ "order": place }))).await {
                return;
            }
        }
    }))
}

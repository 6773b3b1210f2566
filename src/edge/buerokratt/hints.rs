//! The streams of v2: hints to fetch, on a base of their own and without cookies, so a chat is named by its id.
//!
//! Whoever connects is told the last hint of the chat at once: what happened just before is not missed (trap 28). A chat whose
//! customer has one open is theirs still, whatever a page said that was being closed.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use serde_json::{Value, json};
use switchboard_actors::{Shown, Topic};
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{SessionId, Signal, WorkspaceId};
use switchboard_wire::buerokratt::instants::millis;
use switchboard_wire::buerokratt::{Chat, envelope, message};
use tokio::sync::watch;

use super::bot;
use super::call::{Call, No};
use super::ear::{Heard, Watch};
use super::following::{Following, News, topic};
use super::held;
use super::pass;
use super::stream::{self, Out, Turn};
use crate::doors::Doors;

/// A list in a rush hints so often.
const APART: Duration = Duration::from_secs(1);

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

/// What the list hints at, for everybody who listens to it.
#[derive(Debug, Default)]
pub(super) struct ListHints(OnceLock<watch::Sender<Bytes>>);

impl ListHints {
    /// Told of each hint from now on; the first who asks begins it.
    fn listen(&self, doors: &Doors, workspace: &WorkspaceId) -> watch::Receiver<Bytes> {
        let begin = || {
            let hints = watch::Sender::new(Bytes::new());
            actix_web::rt::spawn(keep(doors.clone(), workspace.clone(), hints.clone()));
            hints
        };
        self.0.get_or_init(begin).subscribe()
    }
}

/// Writes a hint once for all who listen: some chat began, came to somebody else, or ended. Which one is told by a name that is
/// none of its own: whoever listens needs no cookie, and by its id a chat is listened to, and ended.
async fn keep(doors: Doors, workspace: WorkspaceId, hints: watch::Sender<Bytes>) {
    let mut heard = Watch::begin(&doors, vec![Topic::Desk(workspace)]);
    let mut stands = HashMap::new();
    loop {
        let changed = match heard.next().await {
            Heard::Leave => return,
            // Some chat or other: clients look whether there is a name, and fetch.
            Heard::Missed => pass::alias(&doors.sealer, SessionId::lowest()),
            Heard::Shown(Shown::Row(shown)) => match &shown.row {
                Row::Session(row) => {
                    let now = Some((row.standing, row.agent.clone()));
                    let before = match row.standing {
                        Standing::Closed => stands.remove(&row.session),
                        _ => stands.insert(row.session, (row.standing, row.agent.clone())),
                    };
                    if before == now {
                        continue;
                    }
                    pass::alias(&doors.sealer, row.session)
                }
                Row::Agent(_) | Row::Queue(_) | Row::Call(_) => continue,
            },
            Heard::Shown(_) => continue,
        };
        let hint = json!({ "status": "Chat Status Changed", "chatId": changed });
        hints.send_replace(Bytes::from(envelope::v2_frame(&hint)));
    }
}

/// Opens the hints of the list: at once after a rest, once a second in a rush, since each makes every client fetch.
pub(super) async fn list(call: Call) -> Result<HttpResponse, No> {
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let doors = call.doors.clone();
    let mut hints = held(&doors).list_hints.listen(&doors, call.workspace());
    hints.mark_unchanged();
    Ok(stream::open(seat, move |mut out| async move {
        let mut watch = Watch::begin(&doors, Vec::new()).counted(doors.number());
        loop {
            tokio::select! {
                biased;
                turn = out.turn(&mut watch) => if matches!(turn, Turn::Over | Turn::Heard(Heard::Leave)) { return },
                changed = hints.changed() => {
                    let hint = hints.borrow_and_update().clone();
                    if changed.is_err() || !out.send(hint).await {
                        return;
                    }
                    tokio::time::sleep(APART).await;
                }
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

//! An agent's streams: the list of chats, and the messages of one. An open stream is the agent's connection: they are
//! reachable while it is open.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use serde_json::Value;
use switchboard_core::{SessionId, Timestamp};
use switchboard_wire::buerokratt::instants::millis;
use switchboard_wire::buerokratt::{Chat, Holder, Message, batch, envelope, instants, told};
use tokio::time::Instant;

use super::agent::{self as agents, Agent};
use super::board::Board;
use super::call::{Call, No};
use super::ear::{Heard, Watch};
use super::following::{Following, News, topic};
use super::held;
use super::stream::{self, Out, Turn};
use crate::accounts::standing;
use crate::doors::Doors;

/// What v1 calls what is new of a chat.
pub(super) const NEW_MESSAGES: &str = "cs_get_new_messages";

/// A list in a rush is told so often.
const APART: Duration = Duration::from_secs(1);

/// The sign-in of an open stream is looked up this often; what ends it meanwhile is told (`ear.rs`).
const LOOKED_UP_EVERY: Duration = Duration::from_secs(60);

/// The agent's connection while a stream is open.
struct Presence {
    doors: Doors,
    agent: Agent,
    number: u64,
    looked_up: Instant,
}

impl Presence {
    fn begin(doors: &Doors, agent: Agent) -> Self {
        let presence =
            Self { doors: doors.clone(), agent, number: doors.number(), looked_up: Instant::now() };
        presence.assert();
        presence
    }

    /// Still there, and the sign-in is in use; false where that has ended by itself.
    async fn goes_on(&mut self) -> bool {
        let has_ended = self.agent.standing.until.is_some_and(|until| until <= self.doors.house.clock.now());
        if has_ended {
            return false;
        }
        if self.looked_up.elapsed() >= LOOKED_UP_EVERY {
            self.looked_up = Instant::now();
            let standing = standing::of(&self.doors, self.agent.standing.token).await;
            if !matches!(standing, Ok(Some(_))) {
                return false;
            }
        }
        self.assert();
        true
    }

    fn assert(&self) {
        let now = self.doors.house.clock.now();
        let until = now + self.doors.settings.agent_lease;
        let (workspace, agent) = (self.agent.workspace(), self.agent.id());
        self.doors.house.agent_connection(workspace, agent, self.number, Some(until));
        standing::used(&self.doors, self.agent.standing.token, now);
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let (workspace, agent) = (self.agent.workspace(), self.agent.id());
        self.doors.house.agent_connection(workspace, agent, self.number, None);
    }
}

/// Opens the list of chats.
pub(super) async fn list(call: Call) -> Result<HttpResponse, No> {
    let agent = agents::of(&call).await?;
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let board = held(&call.doors).board(&call.doors, agent.workspace()).await?;
    let doors = call.doors.clone();
    Ok(stream::open(seat, move |out| async move {
        let presence = Presence::begin(&doors, agent);
        let mut watch = Watch::begin(&doors, Vec::new());
        watch = watch.of_agent(presence.number, &presence.agent.standing);
        tell_list(presence, &board, watch, out).await;
    }))
}

async fn tell_list(mut presence: Presence, board: &Board, mut watch: Watch, mut out: Out) {
    let mut changes = board.changes();
    let mut before = Bytes::new();
    loop {
        let state = *changes.borrow_and_update();
        let frame = board.frame(state, &|row| presence.agent.lists(row));
        if frame != before {
            before = frame.clone();
            if !out.send(frame).await {
                return;
            }
        }
        let next = Instant::now() + APART;
        loop {
            tokio::select! {
                // However much changes, the agent is there.
                biased;
                turn = out.turn(&mut watch) => match turn {
                    Turn::Beat if presence.goes_on().await => {}
                    Turn::Heard(Heard::Shown(_) | Heard::Missed) => {}
                    _ => return,
                },
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    break;
                }
            }
        }
        tokio::time::sleep_until(next).await;
    }
}

/// Opens the stream of one chat's messages, from what the page shows already.
pub(super) async fn messages(call: Call) -> Result<HttpResponse, No> {
    let agent = agents::of(&call).await?;
    let session: SessionId =
        call.query("chatId").and_then(|id| id.parse().ok()).ok_or(No::bad("bad_field"))?;
    let last_read = call.query("lastRead").and_then(|text| instants::read(&text));
    agents::chat(&call, &agent, session).await?;
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let doors = call.doors.clone();
    Ok(stream::open(seat, move |out| async move {
        let presence = Presence::begin(&doors, agent);
        let watch = Watch::begin(&doors, vec![topic(session)]);
        let watch = watch.of_agent(presence.number, &presence.agent.standing);
        let Some(following) = Following::begin(&doors, session, watch).await else { return };
        tell_messages(presence, following, last_read, out).await;
    }))
}

/// The cursor is our own clock, and no two versions of a chat share a millisecond: strictly later is exact (trap 8).
async fn tell_messages(
    mut presence: Presence,
    mut following: Following,
    last_read: Option<Timestamp>,
    mut out: Out,
) {
    let mut told_to = last_read.map_or(0, millis);
    let mut preview = String::new();
    let mut holder = following.chat.holder.clone();
    loop {
        for frame in batch::frames(following.chat.messages(), told_to) {
            let rows = frame.iter().map(|one| row(&following.chat, one, &preview)).collect();
            if !out.say(envelope::v1_frame(NEW_MESSAGES, Value::Array(rows))).await {
                return;
            }
        }
        told_to = following.told_to().max(told_to);
        match following.next(&presence.doors, &mut out).await {
            News::Over => return,
            News::Typing(text) => preview = text,
            News::Beat if presence.goes_on().await => {}
            News::Beat => return,
            News::Changed | News::Nothing => {}
        }
        if following.chat.holder != holder {
            holder = following.chat.holder.clone();
            if !may_still_read(&presence, following.chat.session, &holder).await {
                return;
            }
        }
    }
}

/// A message as a row of this stream: with what the customer is writing, and the chat's id as it was once spelled there.
pub(super) fn row(chat: &Chat, message: &Message, preview: &str) -> Value {
    let mut row = told::message(chat, message, told::Missing::Null);
    if let Value::Object(row) = &mut row {
        row.insert("chatid".to_owned(), Value::from(chat.session.to_string()));
        row.insert("preview".to_owned(), Value::from(preview));
    }
    row
}

async fn may_still_read(presence: &Presence, session: SessionId, holder: &Holder) -> bool {
    let is_mine = matches!(holder, Holder::Agent { id, .. } if id == presence.agent.id().as_str());
    if is_mine {
        return true;
    }
    let agent = presence.agent.clone();
    let reads = presence.doors.reader.read(move |records| match records.session_row(session)? {
        Some(row) => agents::reads(records, &agent, &row),
        None => Ok(false),
    });
    reads.await.unwrap_or(false)
}

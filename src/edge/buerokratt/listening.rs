//! A customer's streams: the messages of their chat as they come, and the chat itself when it changes.

use std::time::Duration;

use actix_web::HttpResponse;
use serde_json::{Value, json};
use switchboard_actors::CustomerSign;
use switchboard_core::SessionId;
use switchboard_core::session::Opening;
use switchboard_wire::buerokratt::instants::millis;
use switchboard_wire::buerokratt::{Chat, Message, envelope, told};

use super::bot;
use super::call::{Call, No};
use super::chatting::VALIDATED;
use super::customer;
use super::deliveries::is_told;
use super::ear::Watch;
use super::following::{Following, News, topic};
use super::held;
use super::stream::{self, Out};
use crate::doors::Doors;

/// A client that hears of the end listens to nothing any more: what was said before it goes first, on the other stream.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Opens the stream of messages. Which chat is the cookie's to say, and what was sent the server's to remember.
pub(super) async fn messages(call: Call) -> Result<HttpResponse, No> {
    let customer = customer::of(&call).await?;
    let cursor = customer::cursor(&call, "timeRangeBegin");
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let visitor = call.doors.visitor(&customer.opening()).ok_or_else(|| No::paced(5))?;
    let (doors, session) = (call.doors.clone(), customer.session);
    // What was said before a restart may have had no answer.
    bot::heed(&doors, session);
    let opening = customer.opening();
    Ok(stream::open(seat, move |out| async move {
        let _visitor = visitor;
        let presence = Presence::begin(&doors, opening);
        let watch = watch(&doors, session);
        let Some(following) = Following::begin(&doors, session, watch).await else { return };
        tell_messages(&presence, following, cursor, out).await;
    }))
}

fn watch(doors: &Doors, session: SessionId) -> Watch {
    Watch::begin(doors, vec![topic(session)]).counted(doors.number())
}

/// The customer is there while their stream is open, as far as the platform counts heartbeats at all.
struct Presence {
    doors: Doors,
    opening: Opening,
    number: u64,
}

impl Presence {
    fn begin(doors: &Doors, opening: Opening) -> Self {
        let presence = Self { doors: doors.clone(), opening, number: doors.number() };
        presence.sign(CustomerSign::Connected);
        presence
    }

    fn sign(&self, sign: CustomerSign) {
        self.doors.house.sign(self.opening.clone(), self.number, sign);
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.sign(CustomerSign::Disconnected);
    }
}

async fn tell_messages(
    presence: &Presence,
    mut following: Following,
    cursor: Option<switchboard_core::Timestamp>,
    mut out: Out,
) {
    let doors = &presence.doors;
    let held = held(doors);
    let deliveries = &held.deliveries;
    let session = following.chat.session;
    let now = || doors.house.clock.now();
    let due = deliveries.due(&following.chat, cursor, now());
    let mut told_to = following.told_to();
    if !due.is_empty() {
        let frame = frame(&following.chat, &due);
        deliveries.sent(session, due, now());
        if !out.say(frame).await {
            return;
        }
    }
    loop {
        match following.next(doors, &mut out).await {
            News::Changed => {
                let is_new = |message: &&Message| is_told(message) && millis(message.updated) > told_to;
                let new: Vec<_> = following.chat.messages().iter().filter(is_new).collect();
                told_to = following.told_to();
                if new.is_empty() {
                    continue;
                }
                let frame = frame(&following.chat, &new);
                deliveries.handed_out(session, new, now());
                if !out.say(frame).await {
                    break;
                }
            }
            News::Typing(_) | News::Nothing => {}
            News::Beat => presence.sign(CustomerSign::Alive),
            News::Over => break,
        }
    }
    if following.chat.ended.is_some() && following.chat.left {
        deliveries.forget(session);
    }
}

fn frame(chat: &Chat, messages: &[&Message]) -> String {
    let told = messages.iter().map(|one| told::to_customer(chat, one, told::Missing::Null)).collect();
    envelope::v1_frame(VALIDATED, Value::Array(told))
}

/// Opens the stream of the chat: as it is now, and whenever what its client looks at changes (trap 19).
pub(super) async fn chat(call: Call) -> Result<HttpResponse, No> {
    let customer = customer::of(&call).await?;
    let seat = call.doors.seat(call.guest.address).ok_or_else(|| No::paced(5))?;
    let visitor = call.doors.visitor(&customer.opening()).ok_or_else(|| No::paced(5))?;
    let (doors, session) = (call.doors.clone(), customer.session);
    Ok(stream::open(seat, move |mut out| async move {
        let _visitor = visitor;
        let watch = watch(&doors, session);
        let Some(mut following) = Following::begin(&doors, session, watch).await else { return };
        let mut before = Value::Null;
        loop {
            let seen = looked_at(&following.chat);
            if seen != before {
                before = seen;
                if following.chat.ended.is_some() {
                    tokio::time::sleep(LAST_WORDS).await;
                }
                let frame = envelope::v1_frame(VALIDATED, told::chat(&following.chat, false));
                if !out.say(frame).await {
                    return;
                }
            }
            if matches!(following.next(&doors, &mut out).await, News::Over) {
                return;
            }
        }
    }))
}

/// What clients take out of a chat; its last message they have from the other stream.
fn looked_at(chat: &Chat) -> Value {
    json!([told::holder(chat), told::status(chat, false), chat.end_user.id])
}

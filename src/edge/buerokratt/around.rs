//! What a customer is told and asked around their chat: greeting, wait, feedback, health.

use serde_json::{Value, json};
use switchboard_actors::read::read_session_event;
use switchboard_core::machine::{QueueRow, Standing};
use switchboard_core::session::{Command, Event, OnScale, Remark};
use switchboard_core::{Signal, Subject};
use switchboard_wire::buerokratt::{said, told, words};

use super::call::{Call, No, Outcome, Told};
use super::chatting::VALIDATED;
use super::customer;

/// The words before the first ones.
pub(super) async fn greeting(call: Call) -> Outcome {
    let greeting = call.doors.settings.buerokratt.greeting.as_deref();
    // Breaks within the text are escaped once more for the widget, which undoes that.
    let text = greeting.unwrap_or_default().replace('\n', "\\n");
    let value = json!({ "isActive": greeting.is_some(), "est": text });
    Ok(Told::new("return_first_greeting_from_array", value))
}

/// How long it will take, and how many are before: measured by the queue itself.
struct Wait {
    seconds: Option<u64>,
    place: u64,
}

async fn queue(call: &Call) -> Result<Option<QueueRow>, No> {
    let (workspace, queue) = (call.workspace().clone(), call.platform.values.queue.clone());
    Ok(call.doors.reader.read(move |records| records.views().queue(&workspace, &queue)).await?)
}

fn seconds(ms: u64) -> u64 {
    ms.div_ceil(1_000)
}

/// Of a newcomer, or of the chat that is named.
async fn wait(call: &Call) -> Result<Wait, No> {
    let named = call.query("chatId").and_then(|id| id.parse().ok()).or_else(|| call.body.chat("chatId"));
    let chat = match named {
        Some(chat) => Some(chat),
        None => customer::of(call).await.ok().map(|customer| customer.session),
    };
    let line = call.doors.house.directory.place(chat.unwrap_or(switchboard_core::SessionId::lowest()));
    if let Some(Signal::Place { place, estimated_wait_ms, .. }) = line {
        return Ok(Wait { seconds: estimated_wait_ms.map(seconds), place: u64::from(place) });
    }
    let row = queue(call).await?;
    Ok(Wait { seconds: row.and_then(|row| row.estimated_wait_ms).map(seconds), place: 0 })
}

/// In the shape of the requirement, which was the newer router's in v1 too.
pub(super) async fn estimated_wait(call: Call) -> Outcome {
    let Wait { seconds, place } = wait(&call).await?;
    Ok(Told::new("response", told::waiting_time(seconds, place)).newer())
}

/// The same for the widget of January 2023: whether to show it, and minutes.
pub(super) async fn wait_in_minutes(call: Call) -> Outcome {
    let Wait { seconds, .. } = wait(&call).await?;
    let shows = call.doors.settings.buerokratt.shows_wait;
    let minutes = seconds.map_or(0, |seconds| seconds.div_ceil(60));
    let value = json!({ "isActive": shows && minutes > 0, "time": minutes.to_string() });
    Ok(Told::new("return_first_estimated_time_from_array", value))
}

/// How the customer found the chat, from 0 to 10 (or as v2's widget may be set, from 1 to 5); also after its end, whoever
/// ended it. Kept as they said it, and as the house's own rating.
pub(super) async fn rate(call: Call) -> Outcome {
    let value = said::feedback_rating(&call.body)?;
    let is_five = call.is_v2()
        && call.doors.settings.buerokratt.widget.get("isFiveRatingScale").is_some_and(|is| is == "true");
    let (least, most) = if is_five { (1, 5) } else { (0, 10) };
    if !(least..=most).contains(&value) {
        return Err(No::bad("bad_field"));
    }
    let on_scale = OnScale { value, least, most };
    let customer = customer::of(&call).await?;
    let command = Command::CustomerRated { score: on_scale.score(), on_scale: Some(on_scale), text: None };
    call.ask(customer.session, command, None).await?;
    Ok(Told::done(VALIDATED))
}

/// What the customer says besides, with the rating; without one it is a remark on a chat that is still open.
pub(super) async fn comment(call: Call) -> Outcome {
    let text = said::feedback_text(&call.body)?;
    let customer = customer::of(&call).await?;
    let subject = Subject::Session(customer.session);
    let rated = call.doors.reader.read(move |records| {
        let rated = records.views().events_of_kinds(&subject, &["rated"], 0, 1_000)?;
        let last = rated.last().map(read_session_event).transpose()?;
        Ok(last.and_then(|last| match &last.event {
            Event::Rated { score, on_scale } => Some((*score, *on_scale)),
            _ => None,
        }))
    });
    let command = match rated.await? {
        Some((score, on_scale)) => Command::CustomerRated { score, on_scale, text: Some(text) },
        None if customer.row.standing == Standing::Closed => return Err(No::refused("not_rated")),
        None => {
            let remark = Remark { label: words::FEEDBACK.to_owned(), text: Some(text), ..Remark::default() };
            Command::Remark { by: customer::BY, name: None, remark }
        }
    };
    call.ask(customer.session, command, None).await?;
    Ok(Told::done(VALIDATED))
}

/// Another institution has none of our chats: the chat is what it was, under no other id. Clients look into the first of the
/// list without asking whether there is one.
pub(super) async fn no_forwards(call: Call) -> Outcome {
    let (_, chat) = customer::with_chat(&call).await?;
    Ok(Told::new("get_chats", json!([told::chat(&chat, call.is_v2())])))
}

/// There was nothing to take back.
pub(super) async fn forward_refused(call: Call) -> Outcome {
    customer::of(&call).await?;
    Ok(Told::done(VALIDATED))
}

/// The four parts that clients know and then our own, each only while it is well.
pub(super) async fn health(call: Call) -> Outcome {
    let version = env!("CARGO_PKG_VERSION");
    let is_well = call.doors.vitals.iter().all(|vital| !vital.is_essential() || vital.is_well());
    let store = call.doors.reader.read(|records| records.position()).await.is_ok();
    let known = [
        ("TIM", store),
        ("RUUTER", !call.doors.is_draining()),
        ("DMAPPER", true),
        ("RESQL", store && is_well),
    ];
    let own = call.doors.vitals.iter().map(|vital| (vital.name(), vital.is_well()));
    let parts: Vec<_> =
        known.into_iter().chain(own).filter(|(_, well)| *well).map(|(name, _)| (name, version)).collect();
    let value: Value = told::health(&parts);
    Ok(Told::new("set_healthz_response", value))
}

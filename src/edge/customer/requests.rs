//! Customers where sockets are blocked: what they say, one event a request, with the answers of the socket.
//!
//! `POST <base>/hello` is the first frame of a socket, `POST <base>/events` is any later one. What they hear comes as a
//! stream (`stream.rs`).

use actix_web::http::StatusCode;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use switchboard_actors::{Answer, Ask, CustomerAsk, CustomerSign, CustomerWord, ReplyTo};
use switchboard_core::Subject;
use switchboard_core::session::Opening;
use switchboard_journal::ClientStamp;
use switchboard_wire::{Customer, DecodeError, Dialect, Heard, Said, Spoken, Welcome, Words};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::acknowledged;
use super::answer::{denied, heard, refuse, told};
use super::entry;
use super::hello::start;
use super::identify::identify;
use super::image;
use super::rating::rate;
use super::speaker::{Mark, Next, Wanted};
use super::visits::{Visit, Visits};
use crate::auth::{self, Admitted};
use crate::connection::Refusing;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::guest::Guest;

type Heeded = Result<HttpResponse, Refusing>;

/// A customer introduces itself, and is given a token if it has none.
pub(crate) async fn hello(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    greeted(dialect, &request, body, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn greeted(dialect: &dyn Dialect, request: &HttpRequest, body: Payload, doors: &Doors) -> Heeded {
    let guest = entry::knock(doors, request)?;
    let frame = entry::json(doors, request, body).await?;
    let hello = match dialect.decode(&frame).map_err(|error| misread(&error))? {
        Said::Hello(hello) => hello,
        _ => return Err(Refusing::new(None, "bad_event", "type: must be hello here")),
    };
    let Admitted { platform, opening, token, seat: _ } =
        auth::customer(doors, &hello, &guest).await.map_err(|why| denied(&why))?;
    let asked = opening.clone();
    let begun = doors.reader.read(move |records| start(records, &asked, &hello)).await;
    let begun = begun.map_err(|why| denied(&Denied::Journal(why)))?;
    let welcome = Welcome {
        token,
        heartbeat_every_ms: platform.values.times.heartbeat_every_ms,
        connection: Uuid::now_v7().simple().to_string(),
        ..begun.welcome()
    };
    let to = Customer { platform: opening.platform, key: opening.customer };
    Ok(told(dialect, Some(&to), &Heard::Welcome(welcome), StatusCode::OK))
}

/// A customer says something; answered once it is durable.
pub(crate) async fn event(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    said(dialect, &request, body, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn said(dialect: &'static dyn Dialect, request: &HttpRequest, body: Payload, doors: &Doors) -> Heeded {
    let guest = entry::knock(doors, request)?;
    let known = entry::known(doors, request, &guest).await?;
    let visit = entry::visit(doors, &known.opening, request)?;
    if let Err(seconds) = visit.frames.keep() {
        return Err(Refusing::new(None, "rate_limited", "too many events at once").again(seconds));
    }
    let frame = entry::json_with_picture(doors, &guest, request, body).await?;
    let decoded = dialect.decode(&frame);
    if image::is_too_large(&frame, decoded.as_ref().ok(), doors.settings.frame_bytes) {
        return Err(Refusing::new(None, "frame_too_large", "the body is larger than this door takes"));
    }
    match decoded.map_err(|error| misread(&error))? {
        Said::Hello(_) => Err(Refusing::new(None, "bad_event", "type: hello has a door of its own")),
        Said::Ignored { .. } => {
            visit.speaker().strange(&frame, &doors.house);
            Ok(heard())
        }
        Said::Event(spoken) if is_last_word_of_socket(doors, &known.opening, request, &spoken) => Ok(heard()),
        Said::Event(spoken) => answered(dialect, doors, &guest, visit, spoken).await,
    }
}

/// The page goes, and with it the socket whose name the request brings: a frame on it might not arrive any more.
fn is_last_word_of_socket(doors: &Doors, opening: &Opening, request: &HttpRequest, spoken: &Spoken) -> bool {
    let is_theirs = spoken.platform == opening.platform && spoken.customer == opening.customer;
    if spoken.words != Words::Unload || !is_theirs {
        return false;
    }
    let Some(number) = Visits::at(doors).socket(opening, entry::tab(request)) else { return false };
    doors.house.sign(opening.clone(), number, CustomerSign::Unloaded);
    true
}

pub(crate) async fn answered(
    dialect: &'static dyn Dialect,
    doors: &Doors,
    guest: &Guest,
    visit: std::sync::Arc<Visit>,
    spoken: Spoken,
) -> Heeded {
    let next = visit.speaker().spoken(spoken, &doors.house);
    let wanted = match next {
        Next::Nothing => return Ok(heard()),
        Next::Refuse(refusing) => return Err(refusing),
        Next::ShowLater(rest) => {
            let house = doors.house.clone();
            actix_web::rt::spawn(async move {
                tokio::time::sleep(rest).await;
                visit.speaker().show_later(&house);
            });
            return Ok(heard());
        }
        Next::Identify { id, token } => {
            let opening = visit.speaker().opening().clone();
            identify(doors, &opening, id.clone(), &token).await?;
            let heard = Heard::Ack { id, session: None, seq: None, delayed: false };
            return Ok(told(dialect, None, &heard, StatusCode::OK));
        }
        Next::Read(mark) => {
            let opening = visit.speaker().opening().clone();
            return read(dialect, doors, opening, mark).await;
        }
        Next::Rate(rating) => {
            let opening = visit.speaker().opening().clone();
            return Ok(told(dialect, None, &rate(doors, opening, rating).await?, StatusCode::OK));
        }
        Next::Ask(wanted) => wanted,
        Next::Keep { id, text, picture } => {
            let opening = visit.speaker().opening().clone();
            match image::take(doors, guest.address, &opening, &picture).await {
                Ok(attachment) => visit.speaker().said(id, text, Some(attachment)),
                Err(refusing) => return Err(Refusing { id, ..refusing }),
            }
        }
    };
    let opening = visit.speaker().opening().clone();
    asked(dialect, doors, opening, wanted).await
}

/// Marks what was read of the customer's open session. A request was told nothing itself, so a client that reads its
/// stream elsewhere names the number.
async fn read(dialect: &dyn Dialect, doors: &Doors, opening: Opening, mark: Mark) -> Heeded {
    let found = doors.reader.read(move |records| {
        let Some(session) = records.open_session(&opening.platform, &opening.customer)? else {
            return Ok(None);
        };
        Ok(Some((session, records.ends(&Subject::Session(session))?.public)))
    });
    let Some((session, last)) = found.await.map_err(|error| denied(&Denied::Journal(error)))? else {
        return Err(Refusing::new(mark.id, "not_open", "there is no open conversation"));
    };
    let (tell, answer) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // The client went away meanwhile; what it marked stands all the same.
        let _ = tell.send(answer);
    });
    doors.house.ask(Subject::Session(session), Ask::from_client(mark.command(last), None, reply));
    let heard = acknowledged(mark.id, answer.await.unwrap_or(Answer::Unknown))?;
    Ok(told(dialect, None, &heard, StatusCode::OK))
}

/// Asks the house and waits for its word: nothing is acknowledged before it is durable.
pub(super) async fn asked(dialect: &dyn Dialect, doors: &Doors, opening: Opening, wanted: Wanted) -> Heeded {
    let Wanted { id, word, client } = wanted;
    let answer = answer_of(doors, opening, word, client).await;
    let heard = acknowledged(id, answer)?;
    let is_delayed = matches!(heard, Heard::Ack { delayed: true, .. });
    let status = if is_delayed { StatusCode::ACCEPTED } else { StatusCode::OK };
    Ok(told(dialect, None, &heard, status))
}

/// What the house answers, once it is durable.
pub(crate) async fn answer_of(
    doors: &Doors,
    opening: Opening,
    what: CustomerWord,
    client: Option<ClientStamp>,
) -> Answer {
    let (tell, told) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // The client went away meanwhile; what it said stands all the same.
        let _ = tell.send(answer);
    });
    doors.house.customer(CustomerAsk { opening, what, fresh: Uuid::now_v7(), client, reply });
    told.await.unwrap_or(Answer::Unknown)
}

pub(super) fn misread(error: &DecodeError) -> Refusing {
    Refusing::new(error.id.clone(), error.code(), error.to_string())
}

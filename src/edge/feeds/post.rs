//! What an application says: outbound as the bot or the desk that serves, inbound for a customer of its own channel.

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use switchboard_actors::{Answer, CustomerWord};
use switchboard_core::machine::Standing;
use switchboard_core::session::{AppWhat, BotKind, DeskKind, Opening};
use switchboard_core::{CustomerKey, Party, SessionId, Signal};
use switchboard_wire::sermo::Sermo;
use switchboard_wire::sermo::feed::{self, Direction, Posted, Word};
use switchboard_wire::{DecodeError, Dialect, Said, Spoken};

use super::{Application, strange};
use crate::auth;
use crate::connection::{Refusing, refused};
use crate::customer::{self, Visits, answer, entry, image, requests};
use crate::doors::Doors;
use crate::problem::{Failed, Problem};
use crate::tokens;

/// Takes one event into one of the feeds.
pub(super) async fn take(
    doors: &Doors,
    application: Application,
    request: &HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Failed> {
    let frame = entry::json_with_picture(doors, &application.guest, request, body).await.map_err(failed)?;
    match application.direction {
        Direction::Outbound => outbound(doors, &application, &frame).await,
        Direction::Inbound => inbound(doors, &application, &frame).await,
    }
}

async fn outbound(doors: &Doors, application: &Application, frame: &str) -> Result<HttpResponse, Failed> {
    let Posted { id, platform, customer, word } = feed::decode(frame).map_err(|error| misread(&error))?;
    if platform != application.platform {
        return Err(Problem::InvalidBody.because("platformId: must be the feed's own"));
    }
    let opening = application.about(customer);
    let (mut what, picture) = match word {
        Word::Does { what, image } => (what, image),
        Word::Typing { on } => return typing(doors, application, opening, on).await,
        Word::Unknown { .. } => return relay(doors, &opening, frame, false),
    };
    let mut shown = String::new();
    if let (AppWhat::Say { attachment, .. }, Some(picture)) = (&mut what, picture) {
        let kept = image::keep(doors, application.guest.address, &picture).await.map_err(failed)?;
        shown.clone_from(&kept.id);
        *attachment = Some(kept);
    }
    if what.opens() {
        auth::reserve(doors, &opening).await?;
    }
    let told = serde_json::to_string(&what).unwrap_or_default();
    let sender = ["key", application.key.as_str(), opening.platform.as_str(), opening.customer.as_str()];
    let client = id.as_deref().map(|id| tokens::stamp(&sender, id, &[&told, &shown]));
    let word = CustomerWord::Application { key: application.key.clone(), what };
    acknowledged(id, requests::answer_of(doors, opening, word, client).await)
}

fn acknowledged(id: Option<String>, answered: Answer) -> Result<HttpResponse, Failed> {
    let status = if answered == Answer::Delayed { StatusCode::ACCEPTED } else { StatusCode::OK };
    match customer::acknowledged(id.clone(), answered.clone()) {
        Ok(heard) => Ok(answer::told(&Sermo, None, &heard, status)),
        Err(_) => Err(failed(refused(id, answered))),
    }
}

/// Shown, not kept; and only from who serves.
async fn typing(
    doors: &Doors,
    application: &Application,
    opening: Opening,
    on: bool,
) -> Result<HttpResponse, Failed> {
    let session = serves(doors, application, opening).await?.ok_or(Problem::Refused("not_serving"))?;
    let party = Party::Application(application.key.clone());
    doors.house.agent_typing(session, Signal::Typing { party, on, preview: None });
    Ok(HttpResponse::new(StatusCode::ACCEPTED))
}

/// The customer's session, if this application serves it.
async fn serves(
    doors: &Doors,
    application: &Application,
    opening: Opening,
) -> Result<Option<SessionId>, Failed> {
    let Some(platform) = doors.house.book.platform(&opening.platform) else { return Ok(None) };
    let found = doors.reader.read(move |records| {
        let Some(session) = records.open_session(&opening.platform, &opening.customer)? else {
            return Ok(None);
        };
        records.session_row(session)
    });
    let key = &application.key;
    let is_bot = matches!(&platform.values.bot, BotKind::Key { key: bot } if bot == key);
    let is_desk = matches!(&platform.values.desk, DeskKind::Key { key: desk } if desk == key);
    Ok(found.await?.and_then(|row| match row.standing {
        Standing::Bot if is_bot => Some(row.session),
        Standing::Desk if is_desk => Some(row.session),
        _ => None,
    }))
}

fn relay(doors: &Doors, opening: &Opening, frame: &str, inbound: bool) -> Result<HttpResponse, Failed> {
    strange::hand_on(&doors.house, opening, frame, inbound).ok_or(Problem::InvalidJson)?;
    Ok(HttpResponse::new(StatusCode::ACCEPTED))
}

async fn inbound(doors: &Doors, application: &Application, frame: &str) -> Result<HttpResponse, Failed> {
    let said = Sermo.decode(frame).map_err(|error| misread(&error))?;
    if image::is_too_large(frame, Some(&said), doors.settings.frame_bytes) {
        return Err(Problem::TooLarge.into());
    }
    let spoken = match said {
        Said::Event(spoken) => spoken,
        Said::Ignored { .. } => {
            let Posted { platform, customer, .. } = feed::decode(frame).map_err(|error| misread(&error))?;
            if platform != application.platform {
                return Err(Problem::InvalidBody.because("platformId: must be the feed's own"));
            }
            return relay(doors, &application.about(customer), frame, true);
        }
        Said::Hello(_) => return Err(Problem::InvalidBody.because("type: a channel says no hello")),
    };
    speak(doors, application, spoken).await
}

/// A channel's own customer: believed by the key, and from then on nobody else's name on this platform.
async fn speak(doors: &Doors, application: &Application, spoken: Spoken) -> Result<HttpResponse, Failed> {
    let Spoken { platform, customer, .. } = &spoken;
    if *platform != application.platform {
        return Err(Problem::InvalidBody.because("platformId: must be the feed's own"));
    }
    let opening = application.about(customer.clone());
    auth::reserve(doors, &opening).await?;
    let name = format!("key:{}", application.key);
    let visit = Visits::at(doors).of(doors, &opening, &name).ok_or(Problem::TooManyConnections)?;
    requests::answered(&Sermo, doors, &application.guest, visit, spoken).await.map_err(failed)
}

impl Application {
    fn about(&self, customer: CustomerKey) -> Opening {
        Opening { workspace: self.workspace.clone(), platform: self.platform.clone(), customer }
    }
}

fn misread(error: &DecodeError) -> Failed {
    match error.code() {
        "bad_json" => Problem::InvalidJson.because(error.to_string()),
        _ => Problem::InvalidBody.because(error.to_string()),
    }
}

/// What a customer's door would refuse, as a problem.
fn failed(refusing: Refusing) -> Failed {
    let Refusing { code, detail, retry_after, .. } = refusing;
    let problem = match code {
        "not_json" => Problem::UnsupportedMedia,
        "frame_too_large" | "image_too_large" => Problem::TooLarge,
        "too_slow" => Problem::TooSlow,
        "bad_json" | "invalid_utf8" => Problem::InvalidJson,
        "rate_limited" => Problem::RateLimited,
        "busy" | "unknown" | "journal_failed" => Problem::Busy,
        "faulted" => Problem::Internal,
        "disk_full" => Problem::DiskFull,
        "not_serving" | "not_open" | "closed" | "id_reused" => Problem::Refused(code),
        code => Problem::Unprocessable(code),
    };
    let failed = problem.because(detail);
    retry_after.map_or(failed.clone(), |seconds| failed.again(seconds))
}

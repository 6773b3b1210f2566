//! One call: what it brings, how it is answered or refused in the dialect's shapes, and how the house is asked.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use std::sync::Arc;
use switchboard_actors::{Answer, Ask, Platform, ReplyTo};
use switchboard_core::session::Command;
use switchboard_core::{AnyCommand, SessionId, Subject, Timestamp, WorkspaceId};
use switchboard_journal::{ClientStamp, JournalError};
use switchboard_wire::buerokratt::{Body, Generation, Malformed, envelope};
use tokio::sync::oneshot;

use super::cookies::Cookie;
use super::held;
use crate::accounts::sign_in::TurnedAway;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::guest::Guest;

/// A call, let in as far as the pace of its address goes.
pub(super) struct Call {
    pub(super) doors: Doors,
    pub(super) request: HttpRequest,
    pub(super) body: Body,
    /// As it came, for those that are no JSON.
    pub(super) raw: Bytes,
    pub(super) guest: Guest,
    pub(super) generation: Generation,
    pub(super) platform: Arc<Platform>,
    pub(super) now: Timestamp,
}

/// A value to answer with.
#[derive(Debug)]
pub(super) struct Told {
    /// What v1 calls it.
    pub(super) name: &'static str,
    pub(super) value: Value,
    pub(super) cookies: Vec<Cookie>,
    /// The envelope of the newer router, also within v1.
    pub(super) newer: bool,
}

impl Told {
    pub(super) fn new(name: &'static str, value: Value) -> Self {
        Self { name, value, cookies: Vec::new(), newer: false }
    }

    /// Nothing anybody looks at; never empty (trap 15).
    pub(super) fn done(name: &'static str) -> Self {
        Self::new(name, json!("OK"))
    }

    pub(super) fn with(mut self, cookie: Cookie) -> Self {
        self.cookies.push(cookie);
        self
    }

    pub(super) fn newer(self) -> Self {
        Self { newer: true, ..self }
    }
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct No {
    pub(super) status: StatusCode,
    /// A stable word.
    pub(super) why: &'static str,
    /// Worth another try after so many seconds.
    pub(super) again: Option<u64>,
}

impl No {
    /// Not allowed, or not so.
    pub(super) fn refused(why: &'static str) -> Self {
        Self { status: StatusCode::FORBIDDEN, why, again: None }
    }

    /// Not what it should be.
    pub(super) fn bad(why: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, why, again: None }
    }

    /// Nobody knows who calls.
    pub(super) fn unknown() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, why: "not_authenticated", again: None }
    }

    /// The bot did not answer, and nobody else can; as today's widget knows it.
    pub(super) fn bot_failed() -> Self {
        let status = StatusCode::from_u16(420).unwrap_or(StatusCode::BAD_GATEWAY);
        Self { status, why: "Bot error", again: None }
    }

    /// Not here.
    pub(super) fn absent() -> Self {
        Self { status: StatusCode::NOT_FOUND, why: "not_found", again: None }
    }

    /// Not now.
    pub(super) fn later() -> Self {
        Self { status: StatusCode::SERVICE_UNAVAILABLE, why: "busy", again: Some(1) }
    }

    /// Too much.
    pub(super) fn paced(seconds: u64) -> Self {
        Self { status: StatusCode::TOO_MANY_REQUESTS, why: "rate_limited", again: Some(seconds) }
    }
}

impl From<JournalError> for No {
    fn from(error: JournalError) -> Self {
        tracing::warn!(%error, "a call of the buerokratt dialect could not be answered");
        Self::later()
    }
}

impl From<Malformed> for No {
    fn from(fault: Malformed) -> Self {
        Self::bad(match fault {
            Malformed::NotJson => "not_json",
            Malformed::Field(_) => "bad_field",
            Malformed::Length(_) => "bad_length",
        })
    }
}

impl From<Denied> for No {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Journal(error) => error.into(),
            _ => Self::unknown(),
        }
    }
}

impl From<TurnedAway> for No {
    fn from(away: TurnedAway) -> Self {
        match away {
            TurnedAway::Wrong => Self::unknown(),
            TurnedAway::CodeNeeded => Self::refused("second_factor_needed"),
            TurnedAway::TooMany(seconds) => Self::paced(seconds),
            TurnedAway::Busy => Self::later(),
            TurnedAway::Journal(error) => error.into(),
            TurnedAway::Fault => {
                Self { status: StatusCode::INTERNAL_SERVER_ERROR, why: "faulted", again: None }
            }
        }
    }
}

pub(super) type Outcome = Result<Told, No>;

impl Call {
    /// Lets a call in; who calls is the handler's question.
    pub(super) fn enter(
        doors: &Data<Doors>,
        request: HttpRequest,
        raw: Bytes,
        generation: Generation,
    ) -> Result<Self, No> {
        let doors = Doors::clone(doors);
        if doors.is_draining() {
            return Err(No::later());
        }
        let guest = Guest::of(&request, &doors.settings);
        if !doors.hears_request(guest.address) {
            return Err(No::paced(1));
        }
        let id = doors.settings.buerokratt.platform.as_ref().ok_or_else(No::absent)?;
        let platform = doors.house.book.platform(id).ok_or_else(No::absent)?;
        // One call sends a bare word; what needs a body finds its fields missing in what is no JSON.
        let body = Body::read(&raw).unwrap_or_default();
        let now = doors.house.clock.now();
        held(&doors).begin(&doors, &platform.values.workspace);
        Ok(Self { doors, request, body, raw, guest, generation, platform, now })
    }

    /// The tenant whose customers and agents these are.
    pub(super) fn workspace(&self) -> &WorkspaceId {
        &self.platform.values.workspace
    }

    /// The pages of v2 know a chat that was given on.
    pub(super) fn is_v2(&self) -> bool {
        self.generation == Generation::V2
    }

    /// A value of the address's query.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let query =
            actix_web::web::Query::<Vec<(String, String)>>::from_query(self.request.query_string()).ok()?;
        query.into_inner().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Asks a session, and waits until what it leads to is durable.
    pub(super) async fn ask(
        &self,
        session: SessionId,
        command: Command,
        client: Option<ClientStamp>,
    ) -> Result<(), No> {
        self.ask_any(Subject::Session(session), AnyCommand::Session(command), client).await
    }

    /// The same of any subject.
    pub(super) async fn ask_any(
        &self,
        subject: Subject,
        command: AnyCommand,
        client: Option<ClientStamp>,
    ) -> Result<(), No> {
        settled(answer_of(&self.doors, self.workspace(), subject, command, client).await)
    }
}

/// What the house answers to a command.
pub(super) async fn answer_of(
    doors: &Doors,
    workspace: &WorkspaceId,
    subject: Subject,
    command: AnyCommand,
    client: Option<ClientStamp>,
) -> Answer {
    let (tell, told) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // The client went away meanwhile; what it asked stands all the same.
        let _ = tell.send(answer);
    });
    doors.house.say(workspace, subject, Ask::from_client(command, client, reply));
    told.await.unwrap_or(Answer::Unknown)
}

/// An answer of the house as the dialect refuses.
pub(super) fn settled(answer: Answer) -> Result<(), No> {
    match answer {
        Answer::Accepted { .. } | Answer::Delayed => Ok(()),
        Answer::Unknown => Err(No::later()),
        Answer::Refused(refused) => Err(match refused.code {
            "closed" => No::refused("chat_has_ended"),
            _ => match refused.retry_after {
                Some(rest) => No { again: Some(rest.as_secs().max(1)), ..No::later() },
                None => No::refused(refused.code),
            },
        }),
    }
}

/// Spells an outcome out.
pub(super) fn respond(outcome: Outcome, doors: &Doors, generation: Generation) -> HttpResponse {
    match outcome {
        Ok(Told { name, value, cookies, newer }) => {
            let body = match generation {
                Generation::V1 if !newer => envelope::v1(name, value),
                _ => envelope::v2(value),
            };
            let mut answer = HttpResponse::Ok().json(body);
            for cookie in cookies {
                let spelled = cookie.spelled(&doors.settings.buerokratt.cookies);
                if let Ok(value) = HeaderValue::from_str(&spelled) {
                    answer.headers_mut().append(header::SET_COOKIE, value);
                }
            }
            answer
        }
        Err(No { status, why, again }) => {
            // v2 tells what is refused as a bad request.
            let status = match generation {
                Generation::V2 if status == StatusCode::FORBIDDEN => StatusCode::BAD_REQUEST,
                _ => status,
            };
            let body = match generation {
                Generation::V1 => envelope::v1_error(why),
                Generation::V2 => envelope::v2(json!(why)),
            };
            let mut answer = HttpResponse::build(status);
            if let Some(seconds) = again {
                answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
            }
            answer.json(body)
        }
    }
}

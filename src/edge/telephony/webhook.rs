//! Reports of a telephony provider, one a request. Nobody sends a report twice, so a house that is busy for a moment is
//! waited for, and nothing is left unanswered.

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::StreamExt;
use switchboard_actors::{Answer, Ask, ReplyTo};
use switchboard_core::{AnyCommand, Subject, WorkspaceId, call};
use switchboard_journal::ClientStamp;
use switchboard_wire::teravoz::{self, Body, CORS, Mode, Posted, Unread, Whole};
use tokio::time::Instant;
use uuid::Uuid;

use super::entry::may_report;
use super::line::line;
use super::workspace;
use crate::doors::Doors;
use crate::figures;
use crate::tokens;

/// The largest report.
const MOST_BYTES: usize = 256 * 1024;
/// A house that is busy is asked again for so long,
const PATIENCE: Duration = Duration::from_secs(10);
/// first after this long, then after twice as long each time, up to the second.
const SOON: Duration = Duration::from_millis(10);
const LATEST: Duration = Duration::from_millis(500);

/// What a sender is told.
struct Told {
    status: u16,
    body: String,
    kind: &'static str,
}

const JSON: &str = "application/json; charset=utf-8";

impl Told {
    fn json(status: u16, body: String) -> Self {
        Self { status, body, kind: JSON }
    }

    fn refused(status: u16, why: &str) -> Self {
        Self::json(status, teravoz::refused(status, why, false))
    }
}

/// A report on the main port.
pub(super) async fn report(request: HttpRequest, body: Payload, doors: web::Data<Doors>) -> HttpResponse {
    let told = answer(&request, body, &doors).await;
    let head = HttpResponse::build(status(&told));
    let mut head = if doors.settings.telephony.strict { with_cors(head) } else { head };
    head.insert_header((header::CONTENT_TYPE, told.kind)).body(told.body)
}

/// The same on the reference's own port.
pub(super) async fn report_from_anywhere(
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    let told = answer(&request, body, &doors).await;
    let mut head = with_cors(HttpResponse::build(status(&told)));
    head.insert_header((header::CONTENT_TYPE, told.kind)).body(told.body)
}

/// A page asks whether it may report.
pub(super) async fn preflight(doors: web::Data<Doors>) -> HttpResponse {
    if doors.settings.telephony.strict {
        return with_cors(HttpResponse::Ok()).finish();
    }
    HttpResponse::MethodNotAllowed().finish()
}

/// An answer that any page may read.
pub(super) fn with_cors(mut head: HttpResponseBuilder) -> HttpResponseBuilder {
    for (name, value) in CORS {
        head.insert_header((name, value));
    }
    head
}

fn status(told: &Told) -> StatusCode {
    StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn answer(request: &HttpRequest, body: Payload, doors: &Doors) -> Told {
    let Ok(workspace) = workspace(doors) else {
        return Told::refused(404, "no workspace here has telephony");
    };
    if !may_report(doors, request) {
        return Told::refused(401, "the secret is missing or wrong");
    }
    let mode = doors.settings.telephony.mode();
    let whole = match read(request, body, mode).await {
        Ok(whole) => whole,
        Err(told) => return told,
    };
    match Posted::of(whole, mode, Uuid::now_v7()) {
        Some(posted) => reported(doors, &workspace, posted, mode).await,
        None if mode == Mode::Strict => Told::refused(500, "no suitable handler"),
        None => Told::refused(422, "type: must be a text"),
    }
}

/// Reads a body as its content type says.
async fn read(request: &HttpRequest, mut body: Payload, mode: Mode) -> Result<Whole, Told> {
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        let Ok(piece) = piece else { return Err(Told::refused(400, "the body was cut short")) };
        if bytes.len().saturating_add(piece.len()) > MOST_BYTES {
            return Err(Told::refused(413, "the report is too large"));
        }
        bytes.extend_from_slice(&piece);
    }
    let text = String::from_utf8_lossy(&bytes);
    let kind = request.content_type().to_ascii_lowercase();
    let body = match kind.as_str() {
        _ if bytes.is_empty() => Body::Nothing,
        "application/x-www-form-urlencoded" => Body::Form(&text),
        "application/json" => Body::Json(&text),
        // A sender that does not say what it sends most often sends JSON.
        "" if mode == Mode::Tolerant => Body::Json(&text),
        _ => Body::Nothing,
    };
    Whole::read(body).map_err(|why| match (mode, why) {
        (Mode::Tolerant, why) => Told::json(400, teravoz::malformed(&why.to_string())),
        (Mode::Strict, Unread::List) => Told::refused(500, "no suitable handler"),
        (Mode::Strict, Unread::NotJson) => {
            let page = teravoz::malformed_page().to_owned();
            Told { status: 400, body: page, kind: "text/html; charset=utf-8" }
        }
    })
}

async fn reported(doors: &Doors, workspace: &WorkspaceId, posted: Posted, mode: Mode) -> Told {
    let Posted { call, report, mark } = posted;
    let (label, is_new) = (teravoz::label(&report.name), report.name == "call.new");
    let subject = Subject::Call(workspace.clone(), call.clone());
    let stamp = stamp(workspace, &call, &report, mark.as_deref());
    let command = call::Command::Report(Box::new(report));
    let told = match asked(doors, &subject, command, stamp).await {
        Answer::Accepted { seq, .. } => {
            figures::reported(label, "accepted");
            return accepted(doors, subject, call.as_str(), seq).await;
        }
        Answer::Delayed => Told::json(200, teravoz::stored_for_later()),
        Answer::Refused(refused) if refused.retry_after.is_none() => {
            let bare = is_new && mode == Mode::Strict;
            Told::json(500, teravoz::refused(500, &refused.detail, bare))
        }
        Answer::Refused(refused) => Told::refused(503, &refused.detail),
        Answer::Unknown => Told::refused(503, "it is not known whether this was stored"),
    };
    figures::reported(label, if told.status == 200 { "delayed" } else { "refused" });
    told
}

/// By what a report is known that comes again: its mark, or only this request, which is asked again while the house is
/// busy.
fn stamp(
    workspace: &WorkspaceId,
    call: &switchboard_core::CallId,
    report: &call::Report,
    mark: Option<&str>,
) -> ClientStamp {
    let once = report.uuid.to_string();
    tokens::stamp(&["teravoz", workspace.as_str(), call.as_str()], mark.unwrap_or(&once), &[])
}

/// Asks the call, and again while there is no room. Under its stamp a report counts once, however often it is asked.
async fn asked(doors: &Doors, subject: &Subject, command: call::Command, stamp: ClientStamp) -> Answer {
    let until = Instant::now() + PATIENCE;
    let mut pause = SOON;
    loop {
        let (tell, told) = tokio::sync::oneshot::channel();
        let reply = ReplyTo::new(move |answer| {
            // Nobody waits any more when the request was given up; what was stored stands.
            let _ = tell.send(answer);
        });
        let command = AnyCommand::Call(command.clone());
        doors.house.ask(subject.clone(), Ask::from_client(command, Some(stamp), reply));
        let answer = told.await.unwrap_or(Answer::Unknown);
        let again = match &answer {
            Answer::Refused(refused) => refused.code == "busy",
            Answer::Unknown => true,
            Answer::Accepted { .. } | Answer::Delayed => false,
        };
        if !again || Instant::now() + pause >= until {
            return answer;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LATEST);
    }
}

/// The stored report as its readers see it.
async fn accepted(doors: &Doors, subject: Subject, call: &str, seq: u64) -> Told {
    let after = seq.saturating_sub(1);
    let found = doors.reader.read(move |records| records.views().reports(&subject, after, Some(1))).await;
    let stored = found.ok().and_then(|found| found.into_iter().next());
    match stored.and_then(|stored| line(&stored, call)) {
        Some(line) => Told::json(200, teravoz::accepted(&line)),
        // It is stored; it only cannot be shown just now.
        None => Told::json(200, teravoz::stored_for_later()),
    }
}

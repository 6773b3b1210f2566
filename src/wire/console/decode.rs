//! What a console's frames ask for.

use switchboard_core::{OfferId, SessionId};

use super::handling::handling;
use super::{Command, Hello, REASON_LIMIT, RESUME_LIMIT, Resume, Said};
use crate::DecodeError;
use crate::fields::Fields;

const OPEN: &str = "must map session ids to whole numbers from 0";

/// What a frame says. Never panics, whatever the frame is.
pub fn decode(frame: &str) -> Result<Said, DecodeError> {
    let fields = Fields::read(frame)?;
    let kind = fields.text("type")?;
    let command = match kind.as_str() {
        "hello" => return hello(&fields).map(Said::Hello),
        "heartbeat" if fields.id().is_none() => return Ok(Said::Heartbeat),
        "heartbeat" => return Ok(Said::Ping { id: fields.required_id()? }),
        "typing" => return Ok(Said::Typing { session: session(&fields)?, on: fields.flag("on")? }),
        "ready" => Command::Ready,
        "away" => Command::Away { reason: reason(&fields)? },
        "force" => Command::Force {
            agent: fields.parsed("agent", "must be an agent's id")?,
            ready: fields.flag("ready")?,
            reason: reason(&fields)?,
        },
        "accept" => Command::Accept { offer: offer(&fields)? },
        "decline" => Command::Decline { offer: offer(&fields)? },
        "pick" => Command::Pick { session: session(&fields)? },
        "finish_wrap_up" => Command::FinishWrapUp { session: session(&fields)? },
        "say" => Command::Say {
            session: session(&fields)?,
            text: fields.message("text")?,
            image: fields.optional_text("imageId")?,
        },
        "done" => Command::Done { session: session(&fields)? },
        "open" => Command::Open { session: session(&fields)?, after: fields.optional_count("after")? },
        "shut" => Command::Shut { session: session(&fields)? },
        other => match handling(other, &fields)? {
            Some(what) => Command::Handle { session: session(&fields)?, what },
            None => return Err(fields.wrong("type", "is none of the console's commands")),
        },
    };
    Ok(Said::Command { id: fields.required_id()?, command })
}

fn hello(fields: &Fields) -> Result<Hello, DecodeError> {
    let resume = fields.optional_object("resume")?.map(|resume| read_resume(&resume)).transpose()?;
    Ok(Hello { token: fields.text("token")?, resume: resume.unwrap_or_default() })
}

fn read_resume(fields: &Fields) -> Result<Resume, DecodeError> {
    let mut resume = Resume {
        list: fields.optional_count("list")?,
        agent: fields.optional_count("agent")?,
        ..Resume::default()
    };
    let Some(open) = fields.optional_object("open")? else { return Ok(resume) };
    for key in open.keys() {
        let id: SessionId = key.parse().map_err(|_| fields.wrong("open", OPEN))?;
        let after = open.optional_count(key).ok().flatten().ok_or_else(|| fields.wrong("open", OPEN))?;
        resume.open.insert(id, after);
    }
    if resume.open.len() > RESUME_LIMIT {
        return Err(fields.wrong("open", "names at most 64 sessions"));
    }
    Ok(resume)
}

fn session(fields: &Fields) -> Result<SessionId, DecodeError> {
    fields.text("session")?.parse().map_err(|_| fields.wrong("session", "must be a session id"))
}

fn offer(fields: &Fields) -> Result<OfferId, DecodeError> {
    fields.parsed("offer", "must be an offer id")
}

fn reason(fields: &Fields) -> Result<Option<String>, DecodeError> {
    let reason = fields.optional_text("reason")?;
    if reason.as_ref().is_some_and(|reason| reason.len() > REASON_LIMIT) {
        return Err(fields.wrong("reason", "has at most 256 bytes"));
    }
    Ok(reason)
}

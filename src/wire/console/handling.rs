//! What staff ask about a session beyond talking in it: giving it on, standing beside it, writing about it.

use serde::Serialize;
use switchboard_core::{AgentId, QueueId};

use crate::fields::{Fault, Fields};
use crate::{DecodeError, TEXT_LIMIT};

/// The longest wrap-up code or name of a bot's group, in bytes.
pub const WORD_LIMIT: usize = 64;

/// What is to become of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// Gives it on, at its age.
    Transfer {
        /// Where to.
        to: Onto,
        /// A word for whoever takes it up.
        note: Option<String>,
    },
    /// Back to its place in the queue.
    PutBack {
        /// A word for whoever takes it up.
        note: Option<String>,
    },
    /// To the bot.
    HandToBot {
        /// A group of its scripts, `end` for a polite end; none for the platform's own.
        group: Option<String>,
    },
    /// To the one who asks.
    TakeOver,
    /// Speaks beside the serving agent.
    StepIn,
    /// Speaks there no longer.
    StepOut,
    /// Looks on; the customer does not see it.
    Watch {
        /// Only events after this sequence.
        after: Option<u64>,
    },
    /// Looks on no longer.
    Unwatch,
    /// A word to staff only.
    Whisper {
        /// What.
        text: String,
    },
    /// A note kept with it.
    Note {
        /// What.
        text: String,
    },
    /// What it was about.
    WrapUp {
        /// One of the workspace's codes.
        code: String,
        /// More, for staff.
        note: Option<String>,
    },
}

/// Where a session is given on to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Onto {
    /// To whoever serves this queue.
    Queue(QueueId),
    /// To this agent, for a while to nobody else.
    Agent(AgentId),
}

/// Reads a frame of this kind; none for a kind that is none of these.
pub(super) fn handling(kind: &str, fields: &Fields) -> Result<Option<Handling>, DecodeError> {
    Ok(Some(match kind {
        "transfer" => Handling::Transfer { to: onto(fields)?, note: note(fields)? },
        "put_back" => Handling::PutBack { note: note(fields)? },
        "hand_to_bot" => Handling::HandToBot { group: optional_word(fields, "group")? },
        "take_over" => Handling::TakeOver,
        "step_in" => Handling::StepIn,
        "step_out" => Handling::StepOut,
        "watch" => Handling::Watch { after: fields.optional_count("after")? },
        "unwatch" => Handling::Unwatch,
        "whisper" => Handling::Whisper { text: fields.message("text")? },
        "note" => Handling::Note { text: fields.message("text")? },
        "wrap_up" => {
            let code = optional_word(fields, "code")?.ok_or_else(|| fields.wrong("code", "is missing"))?;
            Handling::WrapUp { code, note: note(fields)? }
        }
        _ => return Ok(None),
    }))
}

fn onto(fields: &Fields) -> Result<Onto, DecodeError> {
    let named = |field| fields.optional_text(field).map(|name| name.is_some());
    match (named("queue")?, named("agent")?) {
        (true, false) => fields.parsed("queue", "must be a queue's id").map(Onto::Queue),
        (false, true) => fields.parsed("agent", "must be an agent's id").map(Onto::Agent),
        _ => Err(fields.wrong("queue", "must be named, or an agent instead: one of the two")),
    }
}

fn note(fields: &Fields) -> Result<Option<String>, DecodeError> {
    let note = fields.optional_text("note")?;
    if note.as_ref().is_some_and(|note| note.len() > TEXT_LIMIT) {
        return Err(DecodeError { id: fields.id(), fault: Fault::TextTooLong });
    }
    Ok(note)
}

fn optional_word(fields: &Fields, field: &str) -> Result<Option<String>, DecodeError> {
    let word = fields.optional_text(field)?;
    if word.as_ref().is_some_and(|word| !(1..=WORD_LIMIT).contains(&word.len())) {
        return Err(fields.wrong(field, "has 1 to 64 bytes"));
    }
    Ok(word)
}

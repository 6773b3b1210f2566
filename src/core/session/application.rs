//! What an outside bot or desk may say. What the session answers is in `outside.rs`.

use serde::{Deserialize, Serialize};

use super::Opening;
use crate::ids::{AgentId, QueueId};
use crate::message::Attachment;

/// An outside application's word in one session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApplicationWord {
    /// The id of the key it came with.
    pub key: String,
    /// Who and where, should a handover open the session.
    pub opening: Option<Opening>,
    /// What.
    pub what: AppWhat,
}

/// What an outside application says or does. Only who serves may: a bot while the platform's bot is that key and serves,
/// a desk likewise. What has had its effect already is accepted without another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum AppWhat {
    /// Says something to the customer.
    Say {
        /// At least one character.
        text: String,
        /// The speaker's name for the customer.
        name: Option<String>,
        /// The speaker's id over there.
        speaker: Option<String>,
        /// How long the client shows them as typing before the text, in milliseconds.
        typing_ms: u64,
        /// Answers held out.
        choices: Vec<String>,
        /// Shown with it; checked and stored before.
        attachment: Option<Attachment>,
    },
    /// A line to the customer in nobody's name.
    System {
        /// At least one character.
        text: String,
    },
    /// The bot gives the session to people.
    HandToAgent {
        /// Which queue; none for the platform's primary one.
        queue: Option<QueueId>,
    },
    /// The desk gives the session to the bot.
    HandToBot {
        /// The group of flows.
        group: Option<String>,
    },
    /// The bot gives the session to one person.
    HandToNamed {
        /// Whom.
        agent: AgentId,
    },
    /// The desk's agent is done; the customer may write on.
    Done,
    /// Over for good.
    End {
        /// The line the customer sees.
        reason: String,
    },
    /// The customer's place in the desk's own line.
    QueueNumber {
        /// 1 is next; 0 means that it is their turn.
        number: u32,
    },
    /// The desk takes nobody in now.
    PlatformClosed,
}

impl AppWhat {
    /// Shows every text in it, to be changed in its place.
    pub fn each_text(&mut self, seen: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Say { text, choices, .. } => {
                seen(text);
                choices.iter_mut().for_each(seen);
            }
            Self::System { text } => seen(text),
            Self::End { reason } => seen(reason),
            Self::HandToAgent { .. }
            | Self::HandToBot { .. }
            | Self::HandToNamed { .. }
            | Self::Done
            | Self::QueueNumber { .. }
            | Self::PlatformClosed => {}
        }
    }

    /// Whether it can open a session.
    pub fn opens(&self) -> bool {
        matches!(self, Self::HandToAgent { .. } | Self::HandToBot { .. } | Self::HandToNamed { .. })
    }
}

//! What one may ask of a session, and why it may say no. What it is given to decide with is in `policy.rs`.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Amendment, ApplicationWord, OnScale, Remark};
use crate::effect::ToSession;
use crate::ids::{AgentId, CustomerKey, PlatformId, QueueId, WorkspaceId};
use crate::machine::{Clockwork, Reason};
use crate::message::{Attachment, Contact, Party};
use crate::signal::Presence;
use crate::time::Timestamp;

/// What a session may be asked. Who may do what by their role is decided at the doors; here only the state counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// The customer says something; opens the session if it is new.
    CustomerText {
        /// Who and where, should it open.
        opening: Opening,
        /// At least one character, at most what the door allows.
        text: String,
        /// Shown with it; checked and stored before.
        #[serde(default)]
        attachment: Option<Attachment>,
        /// When, by the customer's own clock: kept as said, never trusted.
        #[serde(default)]
        authored_at: Option<Timestamp>,
    },
    /// The customer begins without a word: the bot speaks first, or the queue is next.
    CustomerStart {
        /// Who and where, should it open.
        opening: Opening,
    },
    /// The customer leaves a message and does not wait: work for the platform's queue of messages.
    LeaveMessage {
        /// Who and where, should it open.
        opening: Opening,
        /// At least one character, at most what the door allows.
        text: String,
        /// How to reach them.
        contact: Contact,
    },
    /// The customer has read what was shown. Also after the end.
    CustomerRead {
        /// Everything up to this public number.
        up_to: u64,
        /// When, by the customer's own clock: kept as said, never trusted.
        at: Option<Timestamp>,
    },
    /// The customer says how it was. Also after the end; the last word counts.
    CustomerRated {
        /// From 1, very poor, to 5, very good.
        score: u8,
        /// As they said it, where they were asked on another scale.
        #[serde(default)]
        on_scale: Option<OnScale>,
        /// What they would tell besides.
        text: Option<String>,
    },
    /// The customer left and confirmed it.
    CustomerLeft,
    /// The shard, which sees heartbeats and connections, noticed a transition.
    PresenceChanged {
        /// As it is now.
        presence: Presence,
        /// Lost because the page was closed or reloaded: they may be back in a moment.
        #[serde(default)]
        unloaded: bool,
    },
    /// The serving agent, or somebody who stepped in, says something.
    AgentText {
        /// Who speaks.
        agent: AgentId,
        /// Their name for the customer.
        name: String,
        /// The text.
        text: String,
        /// Shown with it; checked and stored before.
        #[serde(default)]
        attachment: Option<Attachment>,
        /// When, by their own clock: kept as said, never trusted.
        #[serde(default)]
        authored_at: Option<Timestamp>,
    },
    /// Something said in the terms of a dialect.
    Remark {
        /// Who.
        by: Party,
        /// Their name for the customer, where they have one.
        #[serde(default)]
        name: Option<String>,
        /// What.
        remark: Remark,
    },
    /// Something that was said is changed.
    Amend {
        /// Who.
        by: Party,
        /// What of it.
        amendment: Amendment,
    },
    /// Over at once, for a reason told in the terms of a dialect.
    End {
        /// Who ends it.
        by: Party,
        /// Their name for the customer, where they have one.
        #[serde(default)]
        name: Option<String>,
        /// Why.
        remark: Remark,
    },
    /// The serving agent is done.
    AgentDone {
        /// Who.
        agent: AgentId,
    },
    /// Gives the session on, at its original age: the serving agent, or somebody moving one that nobody serves.
    Transfer {
        /// Who does it.
        #[serde(alias = "agent", deserialize_with = "party")]
        by: Party,
        /// Their name.
        name: String,
        /// Where to.
        to: TransferTo,
        /// A word for whoever takes it up.
        note: Option<String>,
    },
    /// Gives the session to the bot: the serving agent, or somebody asking one who waits whether they are still there.
    HandToBot {
        /// Who does it.
        by: Party,
        /// The group of flows; none for the platform's own script, `end` for a polite end.
        group: Option<String>,
    },
    /// Takes it from whoever serves and puts it back at its place in the queue.
    PutBack {
        /// Who does it.
        #[serde(alias = "agent", deserialize_with = "party")]
        by: Party,
        /// A word for whoever takes it up.
        note: Option<String>,
        /// Only if this agent serves it; none for whoever does.
        #[serde(default)]
        from: Option<AgentId>,
    },
    /// Wants to serve it, whoever does now.
    TakeOver {
        /// Who.
        agent: AgentId,
        /// Their name.
        name: String,
    },
    /// Speaks beside the serving agent from now on; the customer is told.
    StepIn {
        /// Who.
        agent: AgentId,
        /// Their name for the customer.
        name: String,
    },
    /// Speaks no longer beside them.
    StepOut {
        /// Who.
        agent: AgentId,
    },
    /// Looks on; staff see that.
    Watch {
        /// Who.
        agent: AgentId,
    },
    /// Looks on no longer.
    Unwatch {
        /// Who.
        agent: AgentId,
    },
    /// A word for staff only, while the session lives.
    Whisper {
        /// Who.
        agent: AgentId,
        /// Their name.
        name: String,
        /// The text.
        text: String,
    },
    /// A note for staff, kept with the session. Also after the end.
    AddNote {
        /// Who.
        #[serde(alias = "agent", deserialize_with = "party")]
        by: Party,
        /// Their name.
        name: String,
        /// The text.
        text: String,
    },
    /// What it was about, in the words of whoever served last. Also after the end.
    WrapUp {
        /// Who.
        agent: AgentId,
        /// One of the workspace's codes.
        code: String,
        /// More, for staff.
        note: Option<String>,
    },
    /// An outside bot or desk says or does something.
    Application(ApplicationWord),
    /// The person behind it is erased: over, if it was not. Harmless when it was.
    Erase,
    /// Another subject owed it this.
    Told(ToSession),
    /// The clock.
    Clock(Clockwork),
}

/// Reads who does something; commands parked by earlier versions name an agent alone.
fn party<'de, D: Deserializer<'de>>(from: D) -> Result<Party, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Agent(AgentId),
        Party(Party),
    }
    Ok(match Written::deserialize(from)? {
        Written::Agent(agent) => Party::Agent(agent),
        Written::Party(party) => party,
    })
}

impl Command {
    /// Who and where, of a command that can open a session.
    pub fn opening(&self) -> Option<&Opening> {
        match self {
            Self::CustomerText { opening, .. }
            | Self::CustomerStart { opening }
            | Self::LeaveMessage { opening, .. } => Some(opening),
            Self::Application(word) => word.opening.as_ref(),
            _ => None,
        }
    }
}

impl Command {
    /// Shows every text a person or a program wrote in it, to be changed in its place. Names, and how to reach who left a
    /// message, are no such texts.
    pub fn each_text(&mut self, seen: &mut dyn FnMut(&mut String)) {
        match self {
            Self::CustomerText { text, .. }
            | Self::LeaveMessage { text, .. }
            | Self::AgentText { text, .. }
            | Self::Whisper { text, .. }
            | Self::AddNote { text, .. } => seen(text),
            Self::Transfer { note, .. }
            | Self::PutBack { note, .. }
            | Self::WrapUp { note, .. }
            | Self::CustomerRated { text: note, .. } => {
                if let Some(note) = note {
                    seen(note);
                }
            }
            Self::Application(word) => word.what.each_text(seen),
            Self::Remark { remark: Remark { text, .. }, .. }
            | Self::End { remark: Remark { text, .. }, .. }
            | Self::Amend { amendment: Amendment { text, .. }, .. } => {
                if let Some(text) = text {
                    seen(text);
                }
            }
            Self::CustomerStart { .. }
            | Self::CustomerRead { .. }
            | Self::CustomerLeft
            | Self::PresenceChanged { .. }
            | Self::AgentDone { .. }
            | Self::HandToBot { .. }
            | Self::TakeOver { .. }
            | Self::StepIn { .. }
            | Self::StepOut { .. }
            | Self::Watch { .. }
            | Self::Unwatch { .. }
            | Self::Erase
            | Self::Told(_)
            | Self::Clock(_) => {}
        }
    }
}

/// Where a session is given on to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum TransferTo {
    /// To a queue.
    Queue {
        /// Which.
        queue: QueueId,
    },
    /// To an agent, until a deadline to nobody else.
    Agent {
        /// Who.
        agent: AgentId,
        /// The queue it waits in meanwhile; none for the one it is in or came from.
        #[serde(default)]
        queue: Option<QueueId>,
        /// They get it without being asked, also while they are away; they need a connection and a free slot.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        at_once: bool,
    },
}

/// Who opens a session, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The entry point.
    pub platform: PlatformId,
    /// The customer there.
    pub customer: CustomerKey,
}

/// Why a session says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is over; a text is retried by the shard as an opening.
    #[error("the session is closed")]
    Closed,
    /// Nothing was ever said in it.
    #[error("there is no such session")]
    NotOpen,
    /// Only who serves may do this.
    #[error("only who serves the session may do this")]
    NotServing,
    /// A text needs at least one visible character.
    #[error("the text is empty")]
    EmptyText,
    /// Not one of the workspace's codes.
    #[error("this is none of the workspace's codes")]
    UnknownCode,
    /// Nothing to hand over to.
    #[error("this platform has no bot")]
    NoBot,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::NotOpen => "not_open",
            Self::NotServing => "not_serving",
            Self::EmptyText => "empty_text",
            Self::UnknownCode => "unknown_code",
            Self::NoBot => "no_bot",
        }
    }
}

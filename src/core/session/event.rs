//! What a session remembers. Facts here hold no personal data; texts, names and the customer's key are content.

use serde::{Deserialize, Serialize};

use crate::effect::{Priority, TurnedAway, Wish};
use crate::flow::{Cursor, FlowPin};
use crate::ids::{AgentId, OfferId, PlatformId, QueueId, WorkspaceId};
use crate::machine::{Audience, Fact};
use crate::message::Language;
use crate::planted::{self, Defect};
use crate::signal::Presence;
use crate::time::Timestamp;

use super::why::{ClosedWhy, Notice, OnScale, QueuedWhy};

/// A fact of one conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// The first event. Content: the customer's key.
    Opened {
        /// The tenant.
        workspace: WorkspaceId,
        /// The entry point.
        platform: PlatformId,
        /// The customer's language.
        language: Language,
        /// The version of the settings it was opened under.
        policy: u64,
        /// The bot's script, pinned for the session's life; none where no bot answers.
        flow: Option<FlowPin>,
        /// The queue a handover without a name goes to.
        queue: QueueId,
        /// Ends a session nobody says anything in.
        silent_until: Timestamp,
        /// The outside bot that answers first, by its key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bot_key: Option<String>,
        /// The outside desk that answers for people, by its key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk_key: Option<String>,
    },
    /// The customer said something. Content: text, attachment.
    MessageReceived {
        /// Ends a session left with the bot then.
        silent_until: Timestamp,
        /// When, by the customer's own clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authored_at: Option<Timestamp>,
    },
    /// Whether the customer is there changed.
    PresenceChanged {
        /// As it is now.
        presence: Presence,
        /// When lost: closes then unless the customer returns.
        close_at: Option<Timestamp>,
        /// Lost because the page was closed or reloaded.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unloaded: bool,
    },
    /// The bot begins, or is given the session back.
    BotStarted {
        /// The script and its version.
        flow: FlowPin,
        /// Where it stands.
        cursor: Cursor,
    },
    /// The bot said something. Content: text, name, choices.
    BotSaid {
        /// How long the client shows the bot as typing before the text, in milliseconds.
        typing_ms: u64,
        /// Where the script stands now.
        cursor: Cursor,
    },
    /// The script moved without saying anything. Content: answers remembered.
    FlowMoved {
        /// Where it stands now.
        cursor: Cursor,
    },
    /// The script could not go on (a missing node, a loop); the session goes to its queue.
    FlowBroken {
        /// The node at fault; empty when the whole script was missing at its beginning.
        node: String,
    },
    /// Given to a queue. Answers of the queue name the entry.
    Queued {
        /// Counted from 1 within the session.
        entry: u32,
        /// Which queue.
        queue: QueueId,
        /// Since when it counts as waiting.
        since: Timestamp,
        /// Its class.
        priority: Priority,
        /// An agent wished for.
        wish: Option<Wish>,
        /// How it came to wait.
        why: QueuedWhy,
        /// Waits although the queue is closed or full.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        patient: bool,
        /// Asks the queue again if it has not answered by then.
        guard_at: Timestamp,
    },
    /// The queue did not answer in time and is asked again.
    QueueAskedAgain {
        /// The entry.
        entry: u32,
        /// Asks once more then.
        guard_at: Timestamp,
    },
    /// The queue took it in: the first number the customer is told. Content: the queue's name.
    PlaceTold {
        /// The entry.
        entry: u32,
        /// 1 is next.
        place: u32,
        /// Estimated wait in milliseconds, when known.
        estimated_wait_ms: Option<u64>,
    },
    /// The queue did not take it in: back to the bot, which begins anew at the customer's next word, or released where
    /// there is none.
    TurnedAway {
        /// The entry.
        entry: u32,
        /// Why.
        why: TurnedAway,
        /// Closes then unless the customer writes.
        close_at: Timestamp,
        /// It stood in line already, and leaves it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        leave: bool,
    },
    /// The queue is full and sends it to another; a `Queued` follows.
    Overflowed {
        /// The entry that ended so.
        entry: u32,
        /// Where to.
        to: QueueId,
    },
    /// The platform's primary queue is closed; said once a closing. Content: none, a line of ours follows.
    PlatformClosed {
        /// When it opens again, if that is known.
        opens_at: Option<Timestamp>,
        /// When the session leaves people with it: closes then unless the customer writes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        close_at: Option<Timestamp>,
    },
    /// A line of ours to the customer. Content: the text.
    SystemSaid {
        /// Which of our lines.
        notice: Notice,
    },
    /// An agent serves now. Content: the agent's name.
    Assigned {
        /// The entry that ended so.
        entry: u32,
        /// The agent.
        agent: AgentId,
        /// The offer accepted.
        offer: OfferId,
    },
    /// An acceptance that came too late.
    AssignmentRefused {
        /// The agent.
        agent: AgentId,
        /// The offer.
        offer: OfferId,
    },
    /// The agent said something, or somebody who stepped in. Content: text, name, attachment.
    AgentSaid {
        /// Who.
        agent: AgentId,
        /// A customer who says nothing until then is warned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        silent_at: Option<Timestamp>,
        /// When, by their own clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authored_at: Option<Timestamp>,
    },
    /// Something said in the terms of a dialect. Content: text, name, contact, more by the dialect's own names as answers.
    Remarked {
        /// The dialect's word for it, as it was spelled.
        label: String,
        /// When, by its author's own clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authored_at: Option<Timestamp>,
    },
    /// Something that was said is changed; it keeps its place. Content: its text from now on, where that is changed.
    Amended {
        /// The sequence of the event that said it.
        message: u64,
        /// Its label from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// How a reader finds it, in the dialect's word; empty takes that back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rating: Option<String>,
        /// When, by the clock of who changed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authored_at: Option<Timestamp>,
    },
    /// The agent clicked the chat away; the customer may write on.
    AgentDone {
        /// The agent.
        agent: AgentId,
        /// Closes then unless the customer writes.
        close_at: Timestamp,
    },
    /// The agent who served is gone; a `Queued` follows.
    AgentVanished {
        /// The agent.
        agent: AgentId,
    },
    /// The customer has read everything up to here.
    ReadMarked {
        /// A public number.
        up_to: u64,
        /// When, by the customer's own clock, but not in the future.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// The customer said how it was. Content: what they told besides, if anything.
    Rated {
        /// From 1, very poor, to 5, very good.
        score: u8,
        /// As they said it, where they were asked on another scale.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_scale: Option<OnScale>,
    },
    /// The customer left a message and does not wait. Content: text, contact. A `Queued` follows.
    MessageLeft,
    /// Given on; a `Queued` follows. Content: the giver's name, a note.
    Transferred {
        /// To this queue.
        to_queue: QueueId,
        /// To this agent, for a while to nobody else.
        to_agent: Option<AgentId>,
    },
    /// Given to the bot by whoever served. A `BotStarted` follows, unless the bot is an outside one.
    HandedToBot {
        /// The group of flows asked for.
        group: Option<String>,
        /// The script that was found; none for an outside bot.
        flow: Option<FlowPin>,
        /// No such group is configured: the platform's own script runs instead.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unknown_group: bool,
        /// Ends the session then if the customer says nothing.
        silent_until: Timestamp,
    },
    /// Given to the outside desk.
    HandedToDesk {
        /// The queue the bot named, for whatever it is worth over there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        queue: Option<QueueId>,
        /// Ends the session then if neither side says anything.
        silent_until: Timestamp,
    },
    /// An outside application said something. Content: text, name, speaker, choices, attachment.
    ApplicationSaid {
        /// How long the client shows the speaker as typing before the text, in milliseconds.
        typing_ms: u64,
        /// The bot, not a person at the desk.
        bot: bool,
        /// From the desk: ends the session then if neither side says anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        silent_until: Option<Timestamp>,
    },
    /// The place in the outside desk's own line.
    DeskNumberTold {
        /// 1 is next, 0 that it is their turn.
        number: u32,
    },
    /// The outside desk's agent is done; the customer may write on.
    DeskDone {
        /// Closes then unless the customer writes.
        close_at: Timestamp,
    },
    /// The customer has said nothing for long. A line of ours follows.
    SilenceWarned {
        /// The agent is free again then.
        close_at: Timestamp,
    },
    /// The customer said nothing to the warning either: the agent is free again.
    ReleasedForSilence {
        /// The agent who served.
        agent: AgentId,
        /// Closes then unless the customer writes.
        close_at: Timestamp,
    },
    /// Put back into its queue; a `Queued` follows. Content: a note.
    PutBack {
        /// Who did it; none where it was no agent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        /// Who served.
        from: Option<AgentId>,
    },
    /// Somebody takes it over; a `Queued` follows. Content: their name.
    TakenOver {
        /// Who.
        by: AgentId,
        /// Who served.
        from: Option<AgentId>,
    },
    /// Somebody speaks beside the agent. Content: the line the customer sees, their name.
    SteppedIn {
        /// Who.
        agent: AgentId,
    },
    /// They speak no longer. Content: the line the customer sees, their name.
    SteppedOut {
        /// Who.
        agent: AgentId,
    },
    /// Somebody looks on.
    WatchBegan {
        /// Who.
        agent: AgentId,
    },
    /// They look on no longer.
    WatchEnded {
        /// Who.
        agent: AgentId,
    },
    /// A word for staff. Content: text, name.
    Whispered {
        /// Who.
        agent: AgentId,
    },
    /// A note kept with the session. Content: text, name.
    NoteAdded {
        /// Who; none where it was no agent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
    },
    /// What it was about. Content: a note.
    WrappedUp {
        /// Who.
        agent: AgentId,
        /// One of the workspace's codes.
        code: String,
    },
    /// The process was away; what is due about people waits a little longer.
    DeadlinesMoved {
        /// Nothing about people is due before this.
        not_before: Timestamp,
    },
    /// Over. Content: the line the customer sees.
    Closed {
        /// Why.
        why: ClosedWhy,
    },
}

impl Fact for Event {
    fn describe(&self) -> (&'static str, Audience) {
        match self {
            Self::Opened { .. } => ("opened", Audience::Staff),
            Self::MessageReceived { .. } => ("message_received", Audience::Everyone),
            Self::PresenceChanged { .. } => ("presence_changed", Audience::Staff),
            Self::BotStarted { .. } => ("bot_started", Audience::Staff),
            Self::BotSaid { .. } => ("bot_said", Audience::Everyone),
            Self::FlowMoved { .. } => ("flow_moved", Audience::Staff),
            Self::FlowBroken { .. } => ("flow_broken", Audience::Staff),
            Self::Queued { .. } => ("queued", Audience::Staff),
            Self::QueueAskedAgain { .. } => ("queue_asked_again", Audience::Staff),
            Self::PlaceTold { .. } => ("place_told", Audience::Everyone),
            Self::TurnedAway { .. } => ("turned_away", Audience::Staff),
            Self::SystemSaid { .. } => ("system_said", Audience::Everyone),
            Self::Assigned { .. } => ("assigned", Audience::Staff),
            Self::AssignmentRefused { .. } => ("assignment_refused", Audience::Staff),
            Self::AgentSaid { .. } => ("agent_said", Audience::Everyone),
            Self::AgentDone { .. } => ("agent_done", Audience::Everyone),
            Self::AgentVanished { .. } => ("agent_vanished", Audience::Staff),
            Self::Overflowed { .. } => ("overflowed", Audience::Staff),
            Self::PlatformClosed { .. } => ("platform_closed", Audience::Everyone),
            Self::ReadMarked { .. } => ("read_marked", Audience::Staff),
            Self::Rated { .. } => ("rated", Audience::Staff),
            Self::MessageLeft => ("message_left", Audience::Everyone),
            Self::Transferred { .. } => ("transferred", Audience::Staff),
            Self::HandedToBot { .. } => ("handed_to_bot", Audience::Staff),
            Self::HandedToDesk { .. } => ("handed_to_desk", Audience::Staff),
            Self::ApplicationSaid { .. } => ("application_said", Audience::Everyone),
            Self::DeskNumberTold { .. } => ("desk_number_told", Audience::Everyone),
            Self::DeskDone { .. } => ("desk_done", Audience::Everyone),
            Self::SilenceWarned { .. } => ("silence_warned", Audience::Staff),
            Self::ReleasedForSilence { .. } => ("released_for_silence", Audience::Staff),
            Self::PutBack { .. } => ("put_back", Audience::Staff),
            Self::TakenOver { .. } => ("taken_over", Audience::Staff),
            Self::SteppedIn { .. } => ("stepped_in", Audience::Everyone),
            Self::SteppedOut { .. } => ("stepped_out", Audience::Everyone),
            Self::WatchBegan { .. } => ("watch_began", Audience::Staff),
            Self::WatchEnded { .. } => ("watch_ended", Audience::Staff),
            Self::Remarked { .. } => ("remarked", Audience::Staff),
            Self::Amended { .. } => ("amended", Audience::Staff),
            Self::Whispered { .. } if planted::is(Defect::WhisperShown) => ("whispered", Audience::Everyone),
            Self::Whispered { .. } => ("whispered", Audience::Staff),
            Self::NoteAdded { .. } => ("note_added", Audience::Staff),
            Self::WrappedUp { .. } => ("wrapped_up", Audience::Staff),
            Self::DeadlinesMoved { .. } => ("deadlines_moved", Audience::Staff),
            Self::Closed { .. } => ("closed", Audience::Everyone),
        }
    }
}

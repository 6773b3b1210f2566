//! The reasons in a session's events: how it came to wait, which of our lines was said, how it ended.

use serde::{Deserialize, Serialize};

/// How a session came to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum QueuedWhy {
    /// The bot handed over, or broke.
    HandedOver,
    /// The platform has no bot.
    NoBot,
    /// The customer wrote again after the agent was done.
    WroteAgain,
    /// The agent vanished.
    AgentVanished,
    /// Given on by somebody.
    Transferred,
    /// Put back by somebody.
    PutBack,
    /// Somebody wants to serve it.
    TakenOver,
    /// The bot has done what it was asked for.
    BackFromBot,
    /// A message was left.
    MessageLeft,
    /// Another queue was full.
    Overflowed,
}

/// Which of our own lines was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Placed in a queue.
    Queued,
    /// Given an agent.
    Assigned,
    /// The queue takes nobody in.
    TurnedAway,
    /// The agent vanished, another one is looked for.
    AgentVanished,
    /// The platform's primary queue is closed.
    PlatformClosed,
    /// Put back into the queue.
    PutBack,
    /// Nothing was said for long; the agent goes soon.
    SilenceWarning,
    /// The message was taken in.
    MessageLeft,
    /// An outside application's line.
    Application,
}

/// A rating as it was said, on the scale it was asked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OnScale {
    /// What was said; within the scale.
    pub value: u8,
    /// The scale's lowest.
    pub least: u8,
    /// The scale's highest.
    pub most: u8,
}

impl OnScale {
    /// The nearest of the five steps everything else here is rated in; a scale without a length is its own middle.
    pub fn score(self) -> u8 {
        let length = u32::from(self.most.saturating_sub(self.least));
        let above = u32::from(self.value.clamp(self.least, self.most.max(self.least)) - self.least);
        let step = (above * 8 + length).checked_div(length * 2).unwrap_or(2);
        u8::try_from(step.min(4)).map_or(5, |step| step + 1)
    }
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClosedWhy {
    /// The customer left and confirmed it.
    CustomerLeft,
    /// The customer was lost and did not return.
    CustomerLost,
    /// The customer said nothing for too long.
    Silent,
    /// The agent was done and nobody wrote again.
    Released,
    /// Who served ended it.
    AgentEnded,
    /// The bot's script came to its end.
    FlowEnded,
    /// The outside application that served ended it.
    Application,
    /// The person was erased.
    Erased,
}

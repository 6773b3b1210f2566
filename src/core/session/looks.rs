//! What can be seen of a session from outside: its line in the list, who serves, which script it runs.

use crate::flow::FlowPin;
use crate::ids::{AgentId, PlatformId, QueueId, WorkspaceId};
use crate::machine::{Row, SessionRow, Standing};

use super::state::{Last, Opened, Phase, Session, Waiting};

impl Session {
    /// The script's version it runs now, or would; the host gives it in `Given::flow`.
    pub fn pinned(&self) -> Option<&FlowPin> {
        let own = self.opened.as_ref()?.flow.as_ref();
        match &self.phase {
            Phase::Bot(bot) => bot.pin.as_ref().or(own),
            _ => own,
        }
    }

    /// The platform it was opened on, whose settings the host gives it; none before it opens.
    pub fn platform(&self) -> Option<&PlatformId> {
        Some(&self.opened.as_ref()?.platform)
    }

    /// Its tenant; none before it opens.
    pub fn workspace(&self) -> Option<&WorkspaceId> {
        Some(&self.opened.as_ref()?.workspace)
    }

    /// The agent who serves now.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.phase {
            Phase::Agent(serving) => Some(&serving.agent),
            _ => None,
        }
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed(_))
    }

    /// The queue it waits in or last came from.
    pub(super) fn queue(&self) -> Option<&QueueId> {
        match &self.phase {
            Phase::Queued(waiting) => Some(&waiting.queue),
            Phase::Agent(serving) => Some(&serving.queue),
            Phase::Released(released) => match &released.last {
                Last::Agent(_, queue) => Some(queue),
                Last::Nobody | Last::Desk => None,
            },
            Phase::Closed(ended) => ended.queue.as_ref(),
            Phase::Bot(bot) => bot.back.as_ref().map(|back| &back.queue),
            Phase::Fresh | Phase::Desk(_) => None,
        }
    }

    pub(super) fn waiting(&self) -> Option<&Waiting> {
        match &self.phase {
            Phase::Queued(waiting) => Some(waiting),
            _ => None,
        }
    }

    /// None once the person was erased: the line has nobody to name.
    pub(super) fn line(&self) -> Option<Row> {
        let opened = self.opened.as_ref()?;
        let standing = match &self.phase {
            Phase::Fresh => return None,
            Phase::Bot(_) => Standing::Bot,
            Phase::Queued(_) => Standing::Queued,
            Phase::Agent(_) => Standing::Agent,
            Phase::Desk(_) => Standing::Desk,
            Phase::Released(_) => Standing::Released,
            Phase::Closed(_) => Standing::Closed,
        };
        Some(Row::Session(SessionRow {
            session: self.id,
            workspace: opened.workspace.clone(),
            platform: opened.platform.clone(),
            customer: opened.customer.clone()?,
            standing,
            queue: self.queue().cloned(),
            agent: self.agent().cloned(),
            since: self.since,
            opened_at: opened.at,
            presence: self.attendance.presence,
            channel: self.channel,
        }))
    }
}

impl Opened {
    /// Whether somebody other than a person can answer.
    pub(super) fn has_bot(&self) -> bool {
        self.flow.is_some() || self.bot_key.is_some()
    }
}

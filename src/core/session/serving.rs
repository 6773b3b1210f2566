//! What the serving agent says and does, and what is kept with the session after them.

use crate::ids::AgentId;
use crate::machine::{Ctx, Draft};
use crate::message::{Attachment, Content, Party};
use crate::time::Timestamp;

use super::decide::{Drafts, said};
use super::state::Session;
use super::{Event, Refusal};

impl Session {
    /// A customer who does not answer it is warned after a while.
    pub(super) fn agent_text(
        &self,
        ctx: &Ctx<'_, Self>,
        agent: &AgentId,
        name: &str,
        text: &str,
        attachment: &Option<Attachment>,
        authored_at: Option<Timestamp>,
    ) -> Drafts {
        self.alive()?;
        if !self.speaks(agent) {
            return Err(Refusal::NotServing);
        }
        let patience = ctx.given.policy.warn_silent_after;
        let silent_at = (!patience.is_zero()).then(|| ctx.now + patience);
        let content = Content::text(said(text)?).named(name).attached(attachment.clone());
        let said = Event::AgentSaid { agent: agent.clone(), silent_at, authored_at };
        Ok(vec![mine(agent, said).with(content)])
    }

    pub(super) fn agent_done(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Drafts {
        self.served_by(agent)?;
        let close_at = ctx.now + ctx.given.policy.released_for;
        Ok(vec![mine(agent, Event::AgentDone { agent: agent.clone(), close_at })])
    }

    /// An agent who served says what it was about for them; also after they gave it on, and after the end.
    pub(super) fn wrap_up(
        &self,
        ctx: &Ctx<'_, Self>,
        agent: &AgentId,
        code: &str,
        note: Option<&str>,
    ) -> Drafts {
        if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        if !self.served.contains(agent) {
            return Err(Refusal::NotServing);
        }
        if !ctx.given.policy.wrap_up_codes.allow(code) {
            return Err(Refusal::UnknownCode);
        }
        let wrapped = Event::WrappedUp { agent: agent.clone(), code: code.to_owned() };
        Ok(vec![mine(agent, wrapped).with(Content::default().noted(note))])
    }

    /// Whether the customer hears them: who serves, or who stepped in beside.
    pub(super) fn speaks(&self, agent: &AgentId) -> bool {
        self.agent() == Some(agent) || self.company.speaking.contains_key(agent)
    }
}

/// A fact this person caused.
pub(super) fn mine(agent: &AgentId, event: Event) -> Draft<Event> {
    Draft::of(event).by(Party::Agent(agent.clone()))
}

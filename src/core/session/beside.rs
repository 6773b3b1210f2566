//! Staff beside whoever serves: they look on, whisper, keep notes, or step in and are heard by the customer.

use crate::ids::AgentId;
use crate::machine::{Ctx, Draft};
use crate::message::{Content, Party, Texts};

use super::decide::{Drafts, said};
use super::serving::mine;
use super::state::{Phase, Session};
use super::{Event, Refusal};

impl Session {
    /// Beside an agent only: where nobody serves one takes over instead.
    pub(super) fn step_in(&self, ctx: &Ctx<'_, Self>, agent: &AgentId, name: &str) -> Drafts {
        self.alive()?;
        if self.speaks(agent) {
            return Ok(Vec::new());
        }
        if !matches!(self.phase, Phase::Agent(_)) {
            return Err(Refusal::NotServing);
        }
        let line = self.line_about(&ctx.given.policy.notices.stepped_in, name);
        Ok(vec![mine(agent, Event::SteppedIn { agent: agent.clone() }).with(line)])
    }

    pub(super) fn step_out(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Drafts {
        self.alive()?;
        let Some(name) = self.company.speaking.get(agent) else { return Ok(Vec::new()) };
        let line = self.line_about(&ctx.given.policy.notices.stepped_out, name);
        Ok(vec![mine(agent, Event::SteppedOut { agent: agent.clone() }).with(line)])
    }

    pub(super) fn watch(&self, agent: &AgentId) -> Drafts {
        self.alive()?;
        let begins = !self.company.watching.contains(agent);
        let began = begins.then(|| mine(agent, Event::WatchBegan { agent: agent.clone() }));
        Ok(began.into_iter().collect())
    }

    pub(super) fn unwatch(&self, agent: &AgentId) -> Drafts {
        if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        let ends = self.company.watching.contains(agent);
        let ended = ends.then(|| mine(agent, Event::WatchEnded { agent: agent.clone() }));
        Ok(ended.into_iter().collect())
    }

    /// They were not seen for too long, whichever way they were company.
    pub(super) fn company_gone(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Vec<Draft<Event>> {
        let spoke = self.company.speaking.get(agent).map(|name| {
            let line = self.line_about(&ctx.given.policy.notices.stepped_out, name);
            Draft::of(Event::SteppedOut { agent: agent.clone() }).with(line)
        });
        let watched = self.company.watching.contains(agent);
        let looked = watched.then(|| Draft::of(Event::WatchEnded { agent: agent.clone() }));
        spoke.into_iter().chain(looked).collect()
    }

    pub(super) fn whisper(&self, agent: &AgentId, name: &str, text: &str) -> Drafts {
        self.alive()?;
        let content = Content::text(said(text)?).named(name);
        Ok(vec![mine(agent, Event::Whispered { agent: agent.clone() }).with(content)])
    }

    pub(super) fn add_note(&self, by: &Party, name: &str, text: &str) -> Drafts {
        if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        let content = Content::text(said(text)?).named(name);
        let added = Event::NoteAdded { agent: by.agent().cloned() };
        Ok(vec![Draft::of(added).by(by.clone()).with(content)])
    }

    /// The customer sees a frame in any case: where the line is switched off, the name alone.
    fn line_about(&self, line: &Texts, name: &str) -> Content {
        let text = self.in_their_language(line, &[("agent", name)]);
        let text = if text.trim().is_empty() { name.to_owned() } else { text };
        Content::text(text).named(name)
    }
}

//! The sets beside a queue's plain maps, kept so that a choice costs no walk through the line or the agents.

use super::Verdict;
use super::state::{Entry, Known, Queue};
use crate::effect::Bind;
use crate::ids::{AgentId, SessionId};
use crate::planted::{self, Defect};

/// How somebody in line is to be given to an agent.
enum Stand {
    /// To anybody who is free.
    Open,
    /// With a wish, or with somebody who said no.
    Picky,
    /// To the one who asked for them.
    Taken,
}

impl Queue {
    /// Changes one entry (none before, or none after, for coming and leaving) and keeps the indexes.
    pub(super) fn change_entry(
        &mut self,
        session: SessionId,
        change: impl FnOnce(Option<Entry>) -> Option<Entry>,
    ) {
        let before = self.entries.remove(&session);
        if let Some(entry) = &before {
            let key = entry.key(session);
            if !planted::is(Defect::PlaceAfterLeave) {
                self.line.remove(&key);
            }
            self.open.remove(&key);
            self.picky.remove(&key);
            self.taken.remove(&key);
        }
        let Some(entry) = change(before) else {
            return;
        };
        let key = entry.key(session);
        self.line.insert(key);
        let set = match self.stand(&entry) {
            Some(Stand::Open) => Some(&mut self.open),
            Some(Stand::Picky) => Some(&mut self.picky),
            Some(Stand::Taken) => Some(&mut self.taken),
            None => None,
        };
        if let Some(set) = set {
            set.insert(key);
        }
        self.entries.insert(session, entry);
    }

    /// How this one is to be given away now, if at all. From a list agents pick from nobody is, unless they are meant
    /// for somebody.
    fn stand(&self, entry: &Entry) -> Option<Stand> {
        if entry.absent || entry.offer.is_some() {
            return None;
        }
        let bind = entry.wish.as_ref().map(|wish| wish.bind);
        if bind == Some(Bind::Take) {
            return Some(Stand::Taken);
        }
        if entry.held_back || (self.is_picked_from() && bind != Some(Bind::Only)) {
            return None;
        }
        let plain = bind.is_none() && entry.noes.is_empty();
        Some(if plain { Stand::Open } else { Stand::Picky })
    }

    /// Changes what is known of one agent and keeps the indexes.
    pub(super) fn change_agent(
        &mut self,
        agent: &AgentId,
        change: impl FnOnce(Option<Known>) -> Option<Known>,
    ) {
        let before = self.take_agent(agent);
        let Some(known) = change(before) else {
            return;
        };
        if known.view.serves {
            match known.bar(self.channel()) {
                None => {
                    self.free.insert((known.view.idle_since, agent.clone()));
                }
                Some(bar) => *self.barred.entry(bar).or_default() += 1,
            }
        }
        self.agents.insert(agent.clone(), known);
    }

    /// Takes out what is known of one agent; whoever does it puts it back by `change_agent`.
    pub(super) fn take_agent(&mut self, agent: &AgentId) -> Option<Known> {
        let before = self.agents.remove(agent);
        if let Some(known) = before.as_ref().filter(|known| known.view.serves) {
            match known.bar(self.channel()) {
                None => {
                    self.free.remove(&(known.view.idle_since, agent.clone()));
                }
                Some(bar) => self.unbar(bar),
            }
        }
        before
    }

    fn unbar(&mut self, bar: Verdict) {
        if let Some(count) = self.barred.get_mut(&bar) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.barred.remove(&bar);
            }
        }
    }
}

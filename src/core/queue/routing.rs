//! Who is asked next: the first in line for whom somebody can be asked gets the longest idle agent.
//!
//! Looks at the indexes only. Entries with a wish or a no are walked through in order as far as the first plain one;
//! with nobody free nothing is walked at all. The same instants answer *who now* and *when could somebody be*, so the
//! timer of a wish or of a no fires only when a choice follows from it.

use std::collections::BTreeSet;
use std::time::Duration;

use super::state::{Entry, Key, No, Queue};
use super::{Event, Record, Verdict};
use crate::effect::{Bind, WayOfWork, Wish};
use crate::ids::{AgentId, OfferId, SessionId};
use crate::machine::Draft;
use crate::time::Timestamp;

/// An agent's actor answers within this, or the next is asked; also what it has beyond its own deadline.
pub(super) const GUARD: Duration = Duration::from_secs(10);

/// Agents named with full facts in a record.
const BEST: usize = 10;

impl Queue {
    /// The next offer, or the word that nobody can be asked; nothing when all of that was said.
    pub(super) fn next(&self, now: Timestamp) -> Option<Draft<Event>> {
        let draft = match (self.asked_for(), self.choice(now)) {
            (Some((session, agent)), _) => self.picked(session, agent, now),
            (None, Some((key, agent))) => self.chosen(key, agent, now),
            (None, None) => self.nobody(now),
        };
        draft.map(Draft::of)
    }

    /// Who asks for a session themselves gets it at once, whatever is known of them here: they decide.
    fn asked_for(&self) -> Option<(SessionId, &AgentId)> {
        let (_, _, session) = self.taken.first()?;
        Some((*session, &self.entries.get(session)?.wish.as_ref()?.agent))
    }

    fn choice(&self, now: Timestamp) -> Option<(&Key, &AgentId)> {
        let (_, longest_idle) = self.free.first()?;
        let plain = self.open.first();
        let before = self.picky.iter().take_while(|key| plain.is_none_or(|plain| *key < plain));
        let mut picks = before.filter_map(|key| Some((key, self.whom(self.entries.get(&key.2)?, now)?)));
        picks.next().or_else(|| Some((plain?, longest_idle)))
    }

    /// The longest idle of those who may be asked for this entry now; who said no comes last.
    fn whom<'a>(&'a self, entry: &'a Entry, now: Timestamp) -> Option<&'a AgentId> {
        let picked_from = self.is_picked_from();
        if let Some(wish) = self.binding_wish(entry).filter(|wish| picked_from || now < wish.until) {
            let askable = self.is_free(&wish.agent) && self.askable_from(entry, &wish.agent) <= now;
            return askable.then_some(&wish.agent);
        }
        if picked_from {
            return None;
        }
        let mut again = None;
        for (_, agent) in &self.free {
            if !entry.noes.contains_key(agent) {
                return Some(agent);
            }
            if again.is_none() && self.askable_from(entry, agent) <= now {
                again = Some(agent);
            }
        }
        again
    }

    fn is_free(&self, agent: &AgentId) -> bool {
        self.agents.get(agent).is_some_and(|known| known.view.serves && known.bar(self.channel()).is_none())
    }

    /// From when on a free agent may be asked for this entry, as things stand.
    fn askable_from(&self, entry: &Entry, agent: &AgentId) -> Timestamp {
        let wished = self.binding_wish(entry).filter(|wish| wish.agent != *agent).map(|wish| wish.until);
        let no = entry.noes.get(agent).filter(|no| self.stands(no, agent)).map(|no| no.until);
        wished.max(no).unwrap_or_default()
    }

    /// A wish for somebody binds as long as they are there to be waited for; a session meant for them waits even while
    /// they are not, but no longer once they said no. Nobody waits for an agent who does not serve here.
    pub(super) fn binding_wish<'a>(&self, entry: &'a Entry) -> Option<&'a Wish> {
        let wish = entry.wish.as_ref()?;
        let known = self.agents.get(&wish.agent).filter(|known| known.view.serves)?;
        let gone = || matches!(known.bar(self.channel()), Some(Verdict::Unreachable | Verdict::Resting));
        let binds = match wish.bind {
            Bind::Prefer => !gone(),
            Bind::Only => !entry.noes.contains_key(&wish.agent),
            Bind::Take => true,
        };
        binds.then_some(wish)
    }

    /// A no stands until the agent may have another mind: went and came back, or got other settings. Mere load does not
    /// count, or saying no to one would bring back the other.
    fn stands(&self, no: &No, agent: &AgentId) -> bool {
        self.agents.get(agent).is_some_and(|known| known.renewed <= no.renewed)
    }

    /// Whether somebody waits here for a reason although this agent is free: they are held out to somebody, are wished for
    /// by somebody else, or were said no to.
    pub fn waits_for_a_reason(&self, session: SessionId, agent: &AgentId, now: Timestamp) -> bool {
        let Some(entry) = self.entries.get(&session) else { return false };
        let out = entry.offer.and_then(|number| self.offers.get(&number)).map(|offer| offer.guard_at);
        let until = out.max(Some(self.askable_from(entry, agent)));
        entry.absent || entry.held_back || until.is_some_and(|until| until > now)
    }

    /// When a choice follows from time alone.
    pub(super) fn next_choice_at(&self) -> Option<Timestamp> {
        let entries = self.picky.iter().filter_map(|(_, _, session)| self.entries.get(session));
        entries.filter_map(|entry| self.somebody_at(entry)).min()
    }

    fn somebody_at(&self, entry: &Entry) -> Option<Timestamp> {
        let wished = self.binding_wish(entry).map(|wish| &wish.agent).filter(|agent| self.is_free(agent));
        let mut earliest = wished.map(|agent| self.askable_from(entry, agent));
        if self.is_picked_from() {
            return earliest;
        }
        for (_, agent) in self.free.iter().filter(|(_, agent)| wished != Some(agent)) {
            let from = self.askable_from(entry, agent);
            earliest = Some(earliest.map_or(from, |at| at.min(from)));
            // Nobody further on can be asked sooner than one who is not wished for and never said no.
            if !entry.noes.contains_key(agent) {
                break;
            }
        }
        earliest
    }

    fn chosen(&self, (_, _, session): &Key, agent: &AgentId, now: Timestamp) -> Option<Event> {
        let (_, queue) = self.address.as_ref()?;
        let entry = self.entries.get(session)?;
        Some(Event::Chosen {
            offer: OfferId { queue: queue.clone(), number: self.last_offer + 1 },
            session: *session,
            entry: entry.entry,
            agent: agent.clone(),
            way: Some(self.way_to(entry)),
            record: self.record(entry, Some(agent), now),
            guard_at: now + GUARD,
        })
    }

    /// From a list agents pick from, what is meant for somebody is held out to them.
    fn way_to(&self, entry: &Entry) -> WayOfWork {
        let way = self.settings.as_ref().map(|settings| settings.values.way).unwrap_or_default();
        let meant = entry.wish.as_ref().is_some_and(|wish| wish.bind == Bind::Only);
        if meant && way == WayOfWork::Pick { WayOfWork::Offer } else { way }
    }

    /// Said of the first in line only, and again when the reasons are others.
    fn nobody(&self, now: Timestamp) -> Option<Event> {
        if self.is_picked_from() {
            return None;
        }
        let (_, _, session) = self.open.first().into_iter().chain(self.picky.first()).min()?;
        let entry = self.entries.get(session)?;
        if entry.nobody.as_ref().is_some_and(|told| *told == self.reasons(entry, now)) {
            return None;
        }
        let record = self.record(entry, None, now);
        Some(Event::NobodyEligible { session: *session, entry: entry.entry, record })
    }

    /// The kinds of reasons why nobody can be asked.
    fn reasons(&self, entry: &Entry, now: Timestamp) -> BTreeSet<Verdict> {
        let free = self.free.iter().map(|(_, agent)| self.verdict(entry, agent, None, now));
        self.barred.keys().copied().chain(free).collect()
    }

    fn record(&self, entry: &Entry, chosen: Option<&AgentId>, now: Timestamp) -> Record {
        let mut record = Record::default();
        for (agent, known) in self.agents.iter().filter(|(_, known)| known.view.serves) {
            let verdict =
                known.bar(self.channel()).unwrap_or_else(|| self.verdict(entry, agent, chosen, now));
            record.verdicts.entry(verdict).or_default().push(agent.clone());
        }
        let askable = self.free.iter().filter(|(_, agent)| self.askable_from(entry, agent) <= now);
        let (first, again): (Vec<_>, Vec<_>) =
            askable.partition(|(_, agent)| !entry.noes.contains_key(agent));
        let best = first.into_iter().chain(again).take(BEST);
        record.best = best
            .filter_map(|(_, agent)| Some((agent.clone(), self.agents.get(agent)?.view.clone())))
            .collect();
        record
    }

    /// The verdict on an agent who is free.
    fn verdict(&self, entry: &Entry, agent: &AgentId, chosen: Option<&AgentId>, now: Timestamp) -> Verdict {
        if chosen == Some(agent) {
            return Verdict::Chosen;
        }
        if entry.noes.contains_key(agent) {
            return Verdict::SaidNo;
        }
        if self.askable_from(entry, agent) > now { Verdict::NotWished } else { Verdict::LessIdle }
    }
}

//! How an event changes a call.

use super::Event;
use super::Kind;
use super::state::{Call, Inside, Known};
use crate::machine::{CallState, Recorded};
use crate::time::Timestamp;

impl Call {
    /// Takes a fact in.
    pub(super) fn take(&mut self, recorded: &Recorded<Event>) {
        let at = recorded.at;
        match &recorded.event {
            Event::Reported { .. } => self.hear(recorded),
            Event::AgentJoined { agent, who, .. } => {
                self.agents.entry(agent.clone()).or_default().insert(*who);
                if let Some(inside) = self.inside.get_mut(who) {
                    inside.agent = Some(agent.clone());
                }
            }
            Event::AgentLeft { agent } => {
                self.agents.remove(agent);
            }
            Event::AgentPhone { .. } => {}
            Event::LostSight { .. } => {
                self.inside.clear();
                if let Some(known) = &mut self.known {
                    known.lost_sight = true;
                    known.step(CallState::Finished, at);
                    known.updated_at = at;
                }
            }
            // What was kept before goes with its contents: until then the call is found by it.
            Event::Erased => self.erased = true,
            Event::Delegated { .. } => {
                if let Some(known) = &mut self.known {
                    known.delegate_by = None;
                }
            }
        }
    }

    fn hear(&mut self, recorded: &Recorded<Event>) {
        let Event::Reported {
            report,
            moved,
            sent_at,
            queue,
            our_queue,
            who,
            extension,
            direction,
            our_number,
            expires_at,
            delegate_by,
            strict,
            ..
        } = &recorded.event
        else {
            return;
        };
        let (at, kind) = (recorded.at, Kind::of(report));
        self.reports += 1;
        let content = recorded.content.as_ref();
        self.walk(kind, *who, extension.clone(), content.and_then(|content| content.name.clone()), at);
        if let Some(state) = moved {
            let known = self.known.get_or_insert_with(|| Known::since(at));
            known.talked_at = if *state == CallState::Ongoing { *sent_at } else { known.talked_at };
            let went_back = known.state == CallState::Ongoing && *state == CallState::Waiting;
            known.requeued_at = if went_back { *sent_at } else { known.requeued_at };
            known.step(*state, at);
            known.expires_at = *expires_at;
        }
        let Some(known) = &mut self.known else { return };
        if !strict {
            known.updated_at = at;
        }
        known.delegate_by = delegate_by.or(known.delegate_by);
        known.direction = known.direction.or(*direction);
        let phone = content.and_then(|content| content.contact.as_ref()?.phone.clone());
        known.their_number = known.their_number.take().or(phone);
        known.our_number = known.our_number.take().or_else(|| our_number.clone());
        if queue.is_some() {
            known.queue.clone_from(queue);
            known.our_queue.clone_from(our_queue);
        }
        known.recordings.extend(content.and_then(|content| content.recording.clone()));
        known.abandoned |= kind == Kind::QueueAbandon;
        if known.state == CallState::Finished {
            self.inside.clear();
        }
    }

    /// Who comes and who goes. Nobody enters what belongs to no call.
    fn walk(
        &mut self,
        kind: Kind,
        who: Option<u32>,
        extension: Option<String>,
        name: Option<String>,
        at: Timestamp,
    ) {
        let Some(who) = who.filter(|_| !self.is_line()) else { return };
        match kind {
            Kind::Entered => {
                self.entered = self.entered.max(who);
                let inside = Inside { name, extension, agent: None, since: at };
                self.inside.entry(who).or_insert(inside);
            }
            Kind::Left => {
                self.inside.remove(&who);
            }
            _ => {}
        }
    }
}

impl Known {
    fn since(at: Timestamp) -> Self {
        Self {
            state: CallState::New,
            since: at,
            created_at: at,
            updated_at: at,
            direction: None,
            our_number: None,
            their_number: None,
            queue: None,
            our_queue: None,
            talked_at: None,
            requeued_at: None,
            recordings: Vec::new(),
            abandoned: false,
            lost_sight: false,
            expires_at: None,
            delegate_by: None,
        }
    }

    fn step(&mut self, state: CallState, at: Timestamp) {
        if self.state != state {
            self.since = at;
        }
        self.state = state;
        if state == CallState::Finished {
            self.expires_at = None;
        }
    }
}

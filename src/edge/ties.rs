//! What ties somebody to sessions besides the sessions' own lines: offers that stand now, and sessions served before.
//!
//! What was offered and declined, or not answered in time, ties nobody. `permissions.rs` says what a tie allows.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_actors::read::{read_event, read_session_event};
use switchboard_core::{AgentId, AnyRecorded, OfferId, SessionId, Subject, WorkspaceId, agent, session};
use switchboard_journal::JournalError;

use crate::permissions::Tie;
use crate::records::Records;

/// Offers that stand are found among so many last events of an agent: an offer lives for seconds.
pub(crate) const TAIL: u32 = 500;

/// Sessions served before that are remembered; of older ones the session's own journal is asked.
const SERVED: usize = 1_000;

/// How often one session was given to an agent, at most, as far as it is looked at.
const ASSIGNMENTS: u32 = 1_000;

/// One person's ties.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ties {
    offers: BTreeMap<OfferId, SessionId>,
    served: BTreeSet<SessionId>,
}

impl Ties {
    /// Takes in what the person's own stream says next.
    pub(crate) fn follow(&mut self, event: &agent::Event) {
        match event {
            agent::Event::Held { offer, session, .. } => {
                self.offers.insert(offer.clone(), *session);
            }
            agent::Event::OfferEnded { offer, .. } | agent::Event::AssignmentLost { offer, .. } => {
                self.offers.remove(offer);
            }
            agent::Event::Confirmed { offer, session } => {
                self.offers.remove(offer);
                self.note_served(*session);
            }
            _ => {}
        }
    }

    /// The session's journal says that they served it.
    pub(crate) fn note_served(&mut self, session: SessionId) {
        self.served.insert(session);
        if self.served.len() > SERVED {
            // Ids grow with time: the oldest goes.
            self.served.pop_first();
        }
    }

    /// What ties them to this session.
    pub(crate) fn to(&self, session: SessionId) -> Tie {
        Tie {
            offered: self.offers.values().any(|offered| *offered == session),
            served: self.served.contains(&session),
        }
    }
}

/// What ties this person to a session, by the journal alone.
pub(crate) fn of(
    records: &dyn Records,
    workspace: &WorkspaceId,
    agent: &AgentId,
    session: SessionId,
) -> Result<Tie, JournalError> {
    let Tie { offered, served } = lately(records, workspace, agent)?.to(session);
    Ok(Tie { offered, served: served || has_served(records, session, agent)? })
}

/// The person's ties by the newest part of their own stream.
fn lately(records: &dyn Records, workspace: &WorkspaceId, agent: &AgentId) -> Result<Ties, JournalError> {
    let subject = Subject::Agent(workspace.clone(), agent.clone());
    let after = records.ends(&subject)?.seq.saturating_sub(u64::from(TAIL));
    let mut ties = Ties::default();
    for stored in records.page(&subject, after, TAIL)? {
        if let AnyRecorded::Agent(recorded) = read_event(&stored)? {
            ties.follow(&recorded.event);
        }
    }
    Ok(ties)
}

/// The offer by which this session is held out to them now.
pub(crate) fn offer(
    records: &dyn Records,
    workspace: &WorkspaceId,
    agent: &AgentId,
    session: SessionId,
) -> Result<Option<OfferId>, JournalError> {
    let ties = lately(records, workspace, agent)?;
    Ok(ties.offers.into_iter().find(|(_, offered)| *offered == session).map(|(offer, _)| offer))
}

/// Whether this agent ever served the session.
pub(crate) fn has_served(
    records: &dyn Records,
    session: SessionId,
    agent: &AgentId,
) -> Result<bool, JournalError> {
    let assigned =
        records.views().events_of_kinds(&Subject::Session(session), &["assigned"], 0, ASSIGNMENTS)?;
    for stored in &assigned {
        if let session::Event::Assigned { agent: served, .. } = &read_session_event(stored)?.event
            && served == agent
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;
    use switchboard_core::effect::{Channel, OfferEnd, Priority, WayOfWork};

    use super::*;

    fn session() -> SessionId {
        "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap()
    }

    fn offer(number: u64) -> OfferId {
        OfferId { queue: "support".parse().unwrap(), number }
    }

    fn held(number: u64) -> agent::Event {
        agent::Event::Held {
            offer: offer(number),
            session: session(),
            entry: 1,
            way: WayOfWork::Offer,
            channel: Channel::Chat,
            priority: Priority::Normal,
            since: Timestamp(0),
            accept_by: Timestamp(1),
        }
    }

    #[test]
    fn an_offer_ties_while_it_stands_and_service_for_ever() {
        let mut ties = Ties::default();
        let mut tie = |event: agent::Event| {
            ties.follow(&event);
            let Tie { offered, served } = ties.to(session());
            (offered, served)
        };
        let ended = |why| agent::Event::OfferEnded { offer: offer(1), session: session(), why };
        assert_eq!(tie(held(1)), (true, false));
        assert_eq!(tie(ended(OfferEnd::Declined)), (false, false), "what was declined");
        assert_eq!(tie(held(1)), (true, false));
        assert_eq!(tie(ended(OfferEnd::Expired)), (false, false), "what was not answered");
        assert_eq!(tie(held(2)), (true, false));
        assert_eq!(
            tie(agent::Event::AssignmentLost { offer: offer(2), session: session() }),
            (false, false),
            "what was accepted too late"
        );
        assert_eq!(tie(held(3)), (true, false));
        assert_eq!(tie(agent::Event::Confirmed { offer: offer(3), session: session() }), (false, true));
        let over = agent::Event::SessionEnded { session: session(), wrap_up_until: None, why: None };
        assert_eq!(tie(over), (false, true));
    }
}

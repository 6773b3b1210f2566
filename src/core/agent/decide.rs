//! What an agent's actor answers: to the person at the console, to queues that ask, to sessions that decide.

use std::time::Duration;

use super::state::{Agent, Offer};
use super::{Command, Event, Given, Live, Refusal};
use crate::effect::{
    AgentValues, Channel, Effect, HoldRefusal, OfferEnd, Parting, Priority, ToAgent, WayOfWork,
};
use crate::ids::{AgentId, OfferId, SessionId, Subject};
use crate::machine::{Clockwork, Ctx, Draft, Machine, Recorded, Row};
use crate::message::Party;
use crate::planted::{self, Defect};
use crate::time::{Deadline, Timestamp};

impl Machine for Agent {
    const SNAPSHOT: u32 = 4;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Given = Given;
    type Live = Live;

    fn blank(subject: &Subject) -> Self {
        Self::new(subject)
    }

    fn decide(&self, ctx: &Ctx<'_, Self>, command: &Command) -> Result<Vec<Draft<Event>>, Refusal> {
        match command {
            Command::Told(told) => Ok(self.told(ctx, told)),
            Command::ConnectionsChanged | Command::Clock(Clockwork::Tick) => Ok(self.due(ctx)),
            Command::Clock(Clockwork::Resumed { up_at, .. }) => Ok(self.resumed(*up_at)),
            _ if self.settings.is_none() => Err(Refusal::Unknown),
            Command::BecomeReady { by } => self.intend(ctx, true, None, by.as_ref()),
            Command::BecomeAway { reason, by } => self.intend(ctx, false, reason.as_deref(), by.as_ref()),
            Command::FinishWrapUp { session } => self.finish_wrap_up(*session),
            Command::Accept { offer } => self.accept(ctx, offer),
            Command::Decline { offer } => self.decline(ctx, offer),
        }
    }

    /// A command may make something due at once: a session confirmed to somebody given up in the meantime.
    fn follow(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        self.due(ctx).into_iter().next()
    }

    fn apply(&mut self, event: &Recorded<Event>) {
        self.take(event);
    }

    fn deadline(&self) -> Option<Deadline> {
        self.next_due()
    }

    fn live_deadline(&self, ctx: &Ctx<'_, Self>) -> Option<Deadline> {
        self.next_live_due(ctx)
    }

    fn effects(&self, event: &Recorded<Event>) -> Vec<Effect> {
        self.asks(event)
    }

    fn row(&self) -> Option<Row> {
        self.line().map(Row::Agent)
    }

    /// Leases are volatile: whoever is reachable, or holds an offer that ends with the connection, is watched.
    fn may_rest(&self) -> bool {
        !self.reachable && self.held().next().is_none()
    }
}

/// What a `Hold` says.
struct Hold<'a> {
    offer: &'a OfferId,
    session: SessionId,
    entry: u32,
    way: WayOfWork,
    channel: Channel,
    accept_within: Duration,
    /// The session's class in line, and since when it waits.
    rank: (Priority, Timestamp),
}

/// Queues that hear of a free slot at the same moment ask within this; whoever has looked at an offer for longer keeps it.
const OUTBID_WITHIN: Duration = Duration::from_secs(2);

impl Agent {
    fn told(&self, ctx: &Ctx<'_, Self>, told: &ToAgent) -> Vec<Draft<Event>> {
        match told {
            ToAgent::Configured { version, values } => self.configured(*version, values),
            ToAgent::Hold { offer, session, entry, way, channel, accept_within, since, priority } => self
                .answer(
                    ctx,
                    &Hold {
                        offer,
                        session: *session,
                        entry: *entry,
                        way: *way,
                        channel: *channel,
                        accept_within: *accept_within,
                        rank: (*priority, *since),
                    },
                ),
            ToAgent::Withdraw { offer } => self.withdraw(offer),
            ToAgent::Confirmed { offer, session } => self.confirmed(offer, *session),
            ToAgent::AssignRefused { offer, session } => self.lost(offer, *session),
            ToAgent::SessionEnded { session, why } => self.session_ended(ctx, *session, *why),
            ToAgent::CompanyJoined { session } => self.joined(ctx, *session),
            ToAgent::CompanyLeft { session } => self.left(*session),
            ToAgent::CallJoined { call, takes } => self.call_joined(call, *takes),
            ToAgent::CallLeft { call } => self.call_left(call),
            ToAgent::Phone { phone } => self.phone(*phone),
        }
    }

    fn configured(&self, version: u64, values: &AgentValues) -> Vec<Draft<Event>> {
        if self.settings.as_ref().is_some_and(|settings| settings.version >= version) {
            return Vec::new();
        }
        vec![Draft::of(Event::Configured { version, values: values.clone() })]
    }

    /// The last explicit word wins; saying it twice changes nothing.
    fn intend(
        &self,
        ctx: &Ctx<'_, Self>,
        ready: bool,
        reason: Option<&str>,
        by: Option<&AgentId>,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        if self.ready == ready && self.reason.as_deref() == reason {
            return Ok(Vec::new());
        }
        if reason.is_some_and(|reason| !ctx.given.break_reasons.allow(reason)) {
            return Err(Refusal::UnknownReason);
        }
        let reason = reason.map(str::to_owned);
        let somebody_else = by.filter(|by| self.address.as_ref().is_none_or(|(_, me)| me != *by)).cloned();
        let intent = |by| Event::IntentChanged { ready, reason, by };
        Ok(vec![match somebody_else {
            Some(by) => Draft::of(intent(Some(by.clone()))).by(Party::Agent(by)),
            None => self.mine(intent(None)),
        }])
    }

    fn finish_wrap_up(&self, session: SessionId) -> Result<Vec<Draft<Event>>, Refusal> {
        let writes = self.wrap_ups.contains_key(&session);
        writes.then(|| vec![self.mine(Event::WrapUpEnded { session })]).ok_or(Refusal::NotWritingUp)
    }

    fn accept(&self, ctx: &Ctx<'_, Self>, id: &OfferId) -> Result<Vec<Draft<Event>>, Refusal> {
        if self.serves_by(id) {
            return Ok(Vec::new());
        }
        let offer = self.offers.get(id).ok_or(Refusal::OfferGone)?;
        if offer.accepted {
            return Ok(Vec::new());
        }
        if self.expires_at(offer) <= ctx.now {
            return Err(Refusal::OfferGone);
        }
        Ok(vec![self.mine(accepted(id, offer.session, offer.entry))])
    }

    fn decline(&self, ctx: &Ctx<'_, Self>, id: &OfferId) -> Result<Vec<Draft<Event>>, Refusal> {
        let offer = self.offers.get(id).ok_or(Refusal::OfferGone)?;
        if offer.accepted || self.expires_at(offer) <= ctx.now {
            return Err(Refusal::OfferGone);
        }
        Ok(vec![self.mine(ended(id, offer, OfferEnd::Declined))])
    }

    /// A queue asks for a slot. It is reserved here and now, so that nobody else can be promised it.
    fn answer(&self, ctx: &Ctx<'_, Self>, hold: &Hold<'_>) -> Vec<Draft<Event>> {
        if self.serves_by(hold.offer) {
            return Vec::new();
        }
        if let Some(offer) = self.offers.get(hold.offer) {
            return vec![Draft::of(held(hold, offer.accept_by))];
        }
        let outbid = self.outbid_by(ctx, hold);
        let refused =
            self.why_not(ctx, hold).filter(|why| outbid.is_none() || *why != HoldRefusal::AtCapacity);
        if let Some(why) = refused {
            let picked = (hold.way == WayOfWork::Pick).then_some(hold.session);
            return vec![Draft::of(Event::HoldRefused { offer: hold.offer.clone(), why, picked })];
        }
        let mut drafts: Vec<_> = self.shown_up(ctx).into_iter().collect();
        drafts.extend(outbid.map(|(id, offer)| Draft::of(ended(id, offer, OfferEnd::Outbid))));
        drafts.push(Draft::of(held(hold, ctx.now + hold.accept_within)));
        match hold.way {
            WayOfWork::Offer => {}
            WayOfWork::Assign => drafts.push(Draft::of(accepted(hold.offer, hold.session, hold.entry))),
            WayOfWork::Pick => drafts.push(self.mine(accepted(hold.offer, hold.session, hold.entry))),
        }
        drafts
    }

    /// Who asked for a session themselves is there for it, whatever they say of others; the queue let them ask.
    fn why_not(&self, ctx: &Ctx<'_, Self>, hold: &Hold<'_>) -> Option<HoldRefusal> {
        let picked = hold.way == WayOfWork::Pick;
        if !picked && !self.serves(&hold.offer.queue) {
            return Some(HoldRefusal::NotServing);
        }
        if !picked && !self.ready {
            return Some(HoldRefusal::NotReady);
        }
        if !ctx.live.connected(ctx.now) {
            return Some(HoldRefusal::NotConnected);
        }
        let is_full = self.loads().of(hold.channel) >= self.capacities().of(hold.channel);
        (is_full && !planted::is(Defect::CapacityIgnored)).then_some(HoldRefusal::AtCapacity)
    }

    /// Of an agent's queues, all of which ask when a slot is free, the first to ask would always win. So an offer gives way
    /// to a session of another queue that comes before it in the order of any line: the least of those just held out.
    fn outbid_by(&self, ctx: &Ctx<'_, Self>, hold: &Hold<'_>) -> Option<(&OfferId, &Offer)> {
        let is_full = self.loads().of(hold.channel) == self.capacities().of(hold.channel);
        let gives_way = |(id, offer): &(&OfferId, &Offer)| {
            offer.channel == hold.channel
                && id.queue != hold.offer.queue
                && offer.rank > hold.rank
                && ctx.now.since(offer.held_at) < OUTBID_WITHIN
        };
        let least = self.held().filter(gives_way).max_by_key(|(_, offer)| offer.rank);
        least.filter(|_| is_full && hold.way != WayOfWork::Pick)
    }

    /// Too late once accepted: the session decides then.
    fn withdraw(&self, id: &OfferId) -> Vec<Draft<Event>> {
        let held = self.offers.get(id).filter(|offer| !offer.accepted);
        held.map(|offer| Draft::of(ended(id, offer, OfferEnd::Withdrawn))).into_iter().collect()
    }

    /// A session that comes back during its own wrap-up takes one slot, not two.
    fn confirmed(&self, offer: &OfferId, session: SessionId) -> Vec<Draft<Event>> {
        if !self.offers.contains_key(offer) {
            return Vec::new();
        }
        let wrapped = self.wrap_ups.contains_key(&session);
        let mut drafts: Vec<_> =
            wrapped.then(|| Draft::of(Event::WrapUpEnded { session })).into_iter().collect();
        drafts.push(Draft::of(Event::Confirmed { offer: offer.clone(), session }));
        drafts
    }

    fn lost(&self, offer: &OfferId, session: SessionId) -> Vec<Draft<Event>> {
        let known = self.offers.contains_key(offer);
        known
            .then(|| Draft::of(Event::AssignmentLost { offer: offer.clone(), session }))
            .into_iter()
            .collect()
    }

    fn session_ended(
        &self,
        ctx: &Ctx<'_, Self>,
        session: SessionId,
        why: Option<Parting>,
    ) -> Vec<Draft<Event>> {
        if !self.serving.contains_key(&session) {
            return Vec::new();
        }
        let millis = self.settings.as_ref().map_or(0, |settings| settings.values.wrap_up_ms);
        let wrap_up_until = (millis > 0).then(|| ctx.now + Duration::from_millis(millis));
        vec![Draft::of(Event::SessionEnded { session, wrap_up_until, why })]
    }

    /// A fact the person caused.
    pub(super) fn mine(&self, event: Event) -> Draft<Event> {
        let party = self.address.as_ref().map_or(Party::System, |(_, agent)| Party::Agent(agent.clone()));
        Draft::of(event).by(party)
    }
}

fn held(hold: &Hold<'_>, accept_by: Timestamp) -> Event {
    Event::Held {
        offer: hold.offer.clone(),
        session: hold.session,
        entry: hold.entry,
        way: hold.way,
        channel: hold.channel,
        priority: hold.rank.0,
        since: hold.rank.1,
        accept_by,
    }
}

fn accepted(offer: &OfferId, session: SessionId, entry: u32) -> Event {
    Event::OfferAccepted { offer: offer.clone(), session, entry }
}

/// The offer is over without an acceptance.
pub(super) fn ended(id: &OfferId, offer: &Offer, why: OfferEnd) -> Event {
    Event::OfferEnded { offer: id.clone(), session: offer.session, why }
}

//! What is due for an agent: deadlines of offers, missing connections, sessions to be given up, wrap-up.
//!
//! Each instant is computed in one place and used twice: to say when to wake, and to decide what is due. So a timer
//! that fires finds something to do, and a stray one finds nothing.

use std::time::Duration;

use super::Event;
use super::decide::ended;
use super::state::{Agent, Offer};
use crate::effect::OfferEnd;
use crate::machine::{Ctx, Draft};
use crate::time::{Deadline, Timestamp};

/// After a restart nothing about people is due for this long: they need time to come back.
const GRACE: Duration = Duration::from_secs(30);

impl Agent {
    /// Everything due now, by the clock or by the connections.
    pub(super) fn due(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let mut drafts: Vec<_> = self.shown_up(ctx).into_iter().collect();
        drafts.extend(self.offers_due(ctx));
        drafts.extend(self.wrap_ups_due(ctx.now));
        drafts.extend(self.gone(ctx));
        drafts.extend(self.given_up(ctx));
        drafts.extend(self.company_given_up(ctx));
        drafts
    }

    /// A connection shows: news for whoever was told otherwise.
    pub(super) fn shown_up(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        let news = !self.reachable || self.missed;
        (news && ctx.live.connected(ctx.now)).then(|| Draft::of(Event::Reachable))
    }

    fn offers_due(&self, ctx: &Ctx<'_, Self>) -> impl Iterator<Item = Draft<Event>> {
        let cut_at = self.alone_since(ctx).map(|since| self.grant(since + ctx.given.patience.offer));
        self.held().filter_map(move |(id, offer)| {
            let gone = cut_at.filter(|at| *at <= ctx.now).map(|at| (at, OfferEnd::ConnectionGone));
            let expires = self.expires_at(offer);
            let expired = (expires <= ctx.now).then_some((expires, OfferEnd::Expired));
            let (_, why) = [gone, expired].into_iter().flatten().min_by_key(|(at, _)| *at)?;
            Some(Draft::of(ended(id, offer, why)))
        })
    }

    fn wrap_ups_due(&self, now: Timestamp) -> impl Iterator<Item = Draft<Event>> {
        self.wrap_ups
            .iter()
            .filter(move |(_, wrap_up)| self.grant(wrap_up.until) <= now)
            .map(|(session, _)| Draft::of(Event::WrapUpEnded { session: *session }))
    }

    fn gone(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        let since = self.alone_since(ctx)?;
        let at = self.grant(since + ctx.given.patience.reach);
        let unreachable = || Event::Unreachable {
            give_up_at: ctx.now + ctx.given.patience.sessions,
            leave_at: Some(self.leaves_after(ctx, since)),
        };
        (self.reachable && at <= ctx.now).then(|| Draft::of(unreachable()))
    }

    /// Whoever is back in the very last moment keeps the sessions.
    fn given_up(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let due = self.give_up_at.is_some_and(|at| self.grant(at) <= ctx.now);
        if !due || ctx.live.connected(ctx.now) {
            return Vec::new();
        }
        self.serving.keys().map(|session| Draft::of(Event::SessionGivenUp { session: *session })).collect()
    }

    /// Since when nobody is there, if nobody is.
    fn alone_since(&self, ctx: &Ctx<'_, Self>) -> Option<Timestamp> {
        ctx.live.alone_since(ctx.now)
    }

    /// When an offer expires.
    pub(super) fn expires_at(&self, offer: &Offer) -> Timestamp {
        self.grant(offer.accept_by)
    }

    /// The instant, or later if the process was away.
    pub(super) fn grant(&self, at: Timestamp) -> Timestamp {
        at.max(self.not_before)
    }

    /// The process was away: people get time to return before anything about them is due.
    pub(super) fn resumed(&self, up_at: Timestamp) -> Vec<Draft<Event>> {
        let not_before = up_at + GRACE;
        let early = self.next_due().is_some_and(|due| due.at < not_before);
        early.then(|| Draft::of(Event::DeadlinesMoved { not_before })).into_iter().collect()
    }

    /// The earliest thing due by the clock.
    pub(super) fn next_due(&self) -> Option<Deadline> {
        let expiry = self.held().map(|(_, offer)| self.expires_at(offer)).min();
        let wrap_up = self.wrap_ups.values().map(|wrap_up| self.grant(wrap_up.until)).min();
        let give_up = self.give_up_at.filter(|_| !self.serving.is_empty()).map(|at| self.grant(at));
        Deadline::earliest([
            Deadline::when(expiry, "offer expires"),
            Deadline::when(wrap_up, "wrap-up ends"),
            Deadline::when(give_up, "sessions are given up"),
            Deadline::when(self.leaves_at(), "company is given up"),
        ])
    }

    /// The earliest thing due if no connection renews its lease.
    pub(super) fn next_live_due(&self, ctx: &Ctx<'_, Self>) -> Option<Deadline> {
        let alone = ctx.live.lease_end(ctx.now).or_else(|| self.alone_since(ctx))?;
        let offers = self.held().next().map(|_| self.grant(alone + ctx.given.patience.offer));
        let reach = self.reachable.then(|| self.grant(alone + ctx.given.patience.reach));
        Deadline::earliest([
            Deadline::when(offers, "offers end without a connection"),
            Deadline::when(reach, "agent is unreachable"),
        ])
    }
}

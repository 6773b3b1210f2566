//! Sessions in which an agent is company: looks on, or speaks beside whoever serves. The session says when that begins
//! and ends; here is kept only what must end when nobody is at the console any more.

use super::Event;
use super::state::Agent;
use crate::ids::SessionId;
use crate::machine::{Ctx, Draft};
use crate::time::Timestamp;

impl Agent {
    /// A session has them as company. Who was never seen to be connected must show soon.
    pub(super) fn joined(&self, ctx: &Ctx<'_, Self>, session: SessionId) -> Vec<Draft<Event>> {
        if self.company.contains(&session) {
            return Vec::new();
        }
        let unseen = !self.reachable && self.leave_at.is_none();
        let leave_at = unseen.then(|| ctx.now + ctx.given.patience.company);
        vec![Draft::of(Event::CompanyJoined { session, leave_at })]
    }

    /// A session no longer has them as company.
    pub(super) fn left(&self, session: SessionId) -> Vec<Draft<Event>> {
        let known = self.company.contains(&session);
        known.then(|| Draft::of(Event::CompanyLeft { session })).into_iter().collect()
    }

    /// Whoever is back in the very last moment stays.
    pub(super) fn company_given_up(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let due = self.leaves_at().is_some_and(|at| at <= ctx.now);
        if !due || ctx.live.connected(ctx.now) {
            return Vec::new();
        }
        self.company.iter().map(|session| Draft::of(Event::CompanyGivenUp { session: *session })).collect()
    }

    /// When they count as gone from where they are company, if they are gone and it matters.
    pub(super) fn leaves_at(&self) -> Option<Timestamp> {
        self.leave_at.filter(|_| !self.company.is_empty()).map(|at| self.grant(at))
    }

    /// When whoever lost their last connection at this instant leaves.
    pub(super) fn leaves_after(&self, ctx: &Ctx<'_, Self>, alone_since: Timestamp) -> Timestamp {
        ctx.now.max(alone_since + ctx.given.patience.company)
    }
}

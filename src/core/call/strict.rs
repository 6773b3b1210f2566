//! The reference's machine: strictly linear, and what it refuses is not kept (protocols/teravoz 2.3).

use super::state::Call;
use super::{Event, Kind, Refusal, Report};
use crate::machine::{CallState, Ctx, Draft};

impl Call {
    /// Call events step by step, actor events always.
    pub(super) fn strictly(
        &self,
        ctx: &Ctx<'_, Self>,
        report: &Report,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        let kind = Kind::of(&report.name);
        if self.is_line() && kind.is_handled(&report.name) {
            return Err(if kind == Kind::New { Refusal::Duplicate } else { Refusal::NotRegistered });
        }
        let moved = match (kind, self.state()) {
            _ if !kind.is_handled(&report.name) => return Err(Refusal::NoHandler),
            (Kind::Entered | Kind::Left, _) => None,
            (Kind::New, None) => Some(CallState::New),
            (Kind::New, Some(_)) => return Err(Refusal::Duplicate),
            (Kind::Standby | Kind::Waiting | Kind::Ongoing | Kind::Finished, None) => {
                return Err(Refusal::NotRegistered);
            }
            (Kind::Standby, Some(CallState::New)) => Some(CallState::Standby),
            (Kind::Waiting, Some(CallState::Standby)) => Some(CallState::Waiting),
            (Kind::Ongoing, Some(CallState::Waiting)) => Some(CallState::Ongoing),
            (Kind::Finished, Some(CallState::Ongoing)) => Some(CallState::Finished),
            (Kind::Standby | Kind::Waiting | Kind::Ongoing | Kind::Finished, Some(_)) => {
                return Err(Refusal::NotAllowed);
            }
            (Kind::QueueAbandon | Kind::Recording | Kind::Phone(_) | Kind::Other, _) => {
                return Err(Refusal::NoHandler);
            }
        };
        let mut drafts = vec![self.reported(ctx, report, moved)];
        drafts.extend(self.of_agents(ctx, report, moved.or(self.state())));
        Ok(drafts)
    }
}

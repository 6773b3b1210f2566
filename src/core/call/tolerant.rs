//! The machine a contact center runs: whatever a provider leaves out, repeats or sends late, no call is lost
//! (protocols/teravoz 5.1).

use super::state::{Call, Known};
use super::{Event, Kind, Report};
use crate::machine::{CallState, Ctx, Draft};
use crate::planted::{self, Defect};

impl Call {
    /// Every report is kept. Its state moves forward to what was reported, and back only when it returns into a queue.
    pub(super) fn tolerantly(&self, ctx: &Ctx<'_, Self>, report: &Report) -> Vec<Draft<Event>> {
        let kind = Kind::of(&report.name);
        let moved = match &self.known {
            _ if self.is_line() => None,
            None => Some(kind.opens_as()),
            Some(known) => moves(known, kind, report),
        };
        let after = moved.or(self.state());
        let mut drafts = vec![self.reported(ctx, report, moved)];
        drafts.extend(self.of_agents(ctx, report, after));
        drafts
    }
}

/// Where a report takes a call that is known, if it moves it.
fn moves(known: &Known, kind: Kind, report: &Report) -> Option<CallState> {
    let implied = kind.implies()?;
    if implied == CallState::Waiting && known.state == CallState::Ongoing {
        let later = report.sent_at.zip(known.talked_at).is_some_and(|(sent, talked)| sent > talked);
        return later.then_some(CallState::Waiting);
    }
    // Said of the time before it went back into the queue.
    let is_old = report.sent_at.zip(known.requeued_at).is_some_and(|(sent, requeued)| sent < requeued);
    if implied == CallState::Ongoing && is_old {
        return None;
    }
    let moves_back = implied != known.state && planted::is(Defect::CallMovesBack);
    (implied > known.state || moves_back).then_some(implied)
}

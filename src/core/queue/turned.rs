//! Whom the queue has turned away lately: asked again for the same stay, it says the same again.
//!
//! A session that was not answered in time asks again. Were the second ask taken in after the first was turned away,
//! the session, having heard the first answer, would wait no longer, and a place in line would belong to nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::effect::TurnedAway;
use crate::ids::{QueueId, SessionId};
use crate::time::Timestamp;

/// Sessions ask again within seconds, or after a restart within minutes.
const LATELY: Duration = Duration::from_secs(10 * 60);

/// A flood must not grow the queue without bound; a place that slips through ends with whoever accepts it.
const MOST: usize = 2_000;

/// The latest answers of that kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Turned {
    answers: BTreeMap<SessionId, Answer>,
    by_age: BTreeSet<(Timestamp, SessionId)>,
}

/// Why, and where to instead.
pub(super) type Outcome = (TurnedAway, Option<QueueId>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Answer {
    entry: u32,
    outcome: Outcome,
    at: Timestamp,
}

impl Turned {
    /// Notes an answer and forgets old ones.
    pub(super) fn note(&mut self, session: SessionId, entry: u32, outcome: Outcome, at: Timestamp) {
        self.forget(&session);
        self.answers.insert(session, Answer { entry, outcome, at });
        self.by_age.insert((at, session));
        while let Some((oldest, session)) = self.by_age.first().copied() {
            if at.since(oldest) <= LATELY && self.by_age.len() <= MOST {
                break;
            }
            self.forget(&session);
        }
    }

    /// Once the session is taken in, or turned away anew.
    pub(super) fn forget(&mut self, session: &SessionId) {
        if let Some(answer) = self.answers.remove(session) {
            self.by_age.remove(&(answer.at, *session));
        }
    }

    /// What this stay was told.
    pub(super) fn answer(&self, session: SessionId, entry: u32) -> Option<Outcome> {
        let answer = self.answers.get(&session).filter(|answer| answer.entry == entry)?;
        Some(answer.outcome.clone())
    }
}

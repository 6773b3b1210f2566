//! Looks at a running house again and again, and tells what has looked wrong at every look for a while, once.
//!
//! *The same* oddity means: the session waits as it did, and the free agent beside it has not moved. A busy house has
//! somebody free and somebody waiting at every look, and neither of them long.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::moment::{Ground, Load, Moment, Oddity};
use super::{Invariant, Violation};
use crate::ids::Subject;
use crate::time::Timestamp;

/// What is said of an oddity that has lasted, by who can look closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closer {
    /// There is no reason for it.
    Wrong,
    /// It is in order: somebody said no, or something is due later than it seemed.
    InOrder,
    /// Nobody had time to look: it will be asked again.
    Unseen,
}

/// What a look brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Wrong from now on.
    pub broken: Vec<Violation>,
    /// Wrong so far, and since when; not any more.
    pub healed: Vec<(Invariant, Subject, Timestamp)>,
}

/// Since when what looks wrong.
#[derive(Debug, Default)]
pub struct Watch {
    odd: BTreeMap<(Invariant, Subject), Lasting>,
    loads: BTreeMap<Subject, Load>,
}

#[derive(Debug, Clone)]
struct Lasting {
    since: Timestamp,
    grounds: BTreeSet<Ground>,
    told: bool,
}

impl Watch {
    /// One look. What has been wrong for at least `patience`, was not told yet, and is wrong also when looked at more
    /// closely, is broken.
    pub fn look(
        &mut self,
        moment: &Moment,
        now: Timestamp,
        patience: Duration,
        mut closer: impl FnMut(&Oddity) -> Closer,
    ) -> Seen {
        let loads = moment.loads();
        let before = std::mem::replace(&mut self.loads, loads.clone());
        let mut known = std::mem::take(&mut self.odd);
        let mut seen = Seen::default();
        for mut oddity in moment.oddities() {
            let key = (oddity.violation.invariant, oddity.violation.subject.clone());
            let new = || Lasting { since: now, grounds: oddity.grounds.clone(), told: false };
            let mut lasting = match known.get(&key).and_then(|lasting| lasting.still(&oddity)) {
                Some(lasting) => {
                    known.remove(&key);
                    lasting
                }
                None => new(),
            };
            let ripe = match key.0 {
                Invariant::Capacity => grew(before.get(&key.1), loads.get(&key.1)),
                _ => now.since(lasting.since) >= patience,
            };
            if ripe || lasting.told {
                oddity.grounds.clone_from(&lasting.grounds);
                match (closer(&oddity), lasting.told) {
                    (Closer::Wrong, false) => {
                        lasting.told = true;
                        seen.broken.push(oddity.violation);
                    }
                    (Closer::InOrder, false) => lasting.since = now,
                    (Closer::InOrder, true) => {
                        seen.healed.push((key.0, key.1.clone(), lasting.since));
                        (lasting.since, lasting.told) = (now, false);
                    }
                    (Closer::Wrong, true) | (Closer::Unseen, _) => {}
                }
            }
            self.odd.insert(key, lasting);
        }
        let over = known.into_iter().filter(|(_, lasting)| lasting.told);
        seen.healed.extend(over.map(|((invariant, subject), lasting)| (invariant, subject, lasting.since)));
        seen
    }

    /// Time passed in which nothing could be put right, or nobody looked: what was not told begins anew.
    pub fn pause(&mut self) {
        self.odd.retain(|_, lasting| lasting.told);
    }

    /// What was told and lasts, and since when.
    pub fn lasting(&self) -> impl Iterator<Item = (Invariant, &Subject, Timestamp)> {
        let told = self.odd.iter().filter(|(_, lasting)| lasting.told);
        told.map(|((invariant, subject), lasting)| (*invariant, subject, lasting.since))
    }
}

impl Lasting {
    /// The same as before on the grounds that are left, if any are. What was told lasts on whatever grounds.
    fn still(&self, oddity: &Oddity) -> Option<Self> {
        if self.told {
            return Some(Self { grounds: oddity.grounds.clone(), ..*self });
        }
        let grounds: BTreeSet<_> = self.grounds.intersection(&oddity.grounds).cloned().collect();
        (!grounds.is_empty()).then_some(Self { grounds, ..*self })
    }
}

/// More slots are in use than at the last look, by the same settings.
fn grew(before: Option<&Load>, now: Option<&Load>) -> bool {
    matches!((before, now), (Some(before), Some(now))
        if now.used > before.used && now.slots == before.slots && now.given == before.given)
}

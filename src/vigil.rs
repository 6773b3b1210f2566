//! The server looks at itself: every so often one consistent moment of the committed lines is held against what must hold
//! (`switchboard_core::invariants`). What stays odd for a while is an alarm: a line of the log that names the subject's
//! last events, a figure, a warning of `/status`. When it is over, a line says so. Nothing is repaired here.
//!
//! It must never cry wolf. Time in which nothing can be put right (a full disk, a writer that is stuck, a process that
//! stood still) counts for nothing, and before something is told it is looked at more closely (`closer`).

mod closer;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use metrics::{counter, histogram};
use switchboard_core::invariants::watch::Watch;
use switchboard_core::invariants::{Invariant, Violation};
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::{JournalError, SqliteJournal, Views};

use crate::disk::Disk;
use closer::Closely;

/// What can be seen of a moment.
const WATCHED: [Invariant; 4] =
    [Invariant::SomebodyWaits, Invariant::NoOwner, Invariant::Capacity, Invariant::TimerOverdue];
/// A look this much later than it should be knows nothing of the time before: the process stood still.
const LATE: Duration = Duration::from_secs(5);
/// So many of a subject's last events are named.
const NAMED: u32 = 3;

/// How it looks.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often.
    pub every: Duration,
    /// How long something may look wrong before it is told.
    pub patience: Duration,
}

/// What it looks at.
pub struct Sight {
    /// The lines.
    pub views: Views,
    /// The writer: whether anything can be put right at all.
    pub journal: Arc<SqliteJournal>,
    /// The room, for the same.
    pub disk: Disk,
    /// The house's clock.
    pub now: Box<dyn Fn() -> Timestamp + Send>,
}

/// The one who looks, as others see it. Clones share it; it ends with the last of them.
#[derive(Clone)]
pub struct Vigil(Arc<Told>);

/// What was told and lasts.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// What is wrong, and with whom.
    pub violation: Violation,
    /// It looked wrong first.
    pub since: Timestamp,
    /// It was told.
    pub told: Timestamp,
    /// Numbers and kinds of the subject's last events when it was told: nobody's words.
    pub events: Vec<(u64, String)>,
}

#[derive(Default)]
struct Told {
    /// What is wrong now.
    lasting: Mutex<BTreeMap<(Invariant, Subject), Alarm>>,
    ended: AtomicBool,
}

impl Vigil {
    /// Begins to look, on a thread of its own.
    pub fn keep(sight: Sight, pace: Pace) -> std::io::Result<Self> {
        for invariant in WATCHED {
            counter!("switchboard_invariant_violations_total", "invariant" => invariant.name()).increment(0);
        }
        let vigil = Self(Arc::default());
        let kept = Arc::downgrade(&vigil.0);
        let mut looking =
            Looking { sight, pace, watch: Watch::default(), looked: Instant::now(), position: 0 };
        std::thread::Builder::new().name("vigil".to_owned()).spawn(move || {
            loop {
                std::thread::sleep(pace.every);
                let Some(told) = kept.upgrade().filter(|told| !told.ended.load(Ordering::Relaxed)) else {
                    return;
                };
                if let Err(error) = looking.look(&told) {
                    tracing::warn!(%error, "the vigil could not look");
                    looking.watch.pause();
                }
            }
        })?;
        Ok(vigil)
    }

    /// What is wrong now.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.0.lock().values().cloned().collect()
    }

    /// How much is wrong now, by invariant.
    pub fn lasting(&self) -> BTreeMap<&'static str, u64> {
        let mut counted = BTreeMap::new();
        for (invariant, _) in self.0.lock().keys() {
            *counted.entry(invariant.name()).or_default() += 1;
        }
        counted
    }

    /// Nothing is.
    pub fn is_quiet(&self) -> bool {
        self.0.lock().is_empty()
    }

    /// Looks no more: the house is being closed.
    pub fn end(&self) {
        self.0.ended.store(true, Ordering::Relaxed);
    }
}

impl Told {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Invariant, Subject), Alarm>> {
        self.lasting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's own.
struct Looking {
    sight: Sight,
    pace: Pace,
    watch: Watch,
    looked: Instant,
    position: u64,
}

impl Looking {
    fn look(&mut self, told: &Told) -> Result<(), JournalError> {
        if !self.could_be_put_right()? {
            self.watch.pause();
        }
        let now = (self.sight.now)();
        let began = Instant::now();
        let moment = self.sight.views.moment(now)?;
        let mut closely = Closely::new(&self.sight.views, &moment, now, self.pace.patience);
        let seen = self.watch.look(&moment, now, self.pace.patience, |odd| closely.look(odd));
        histogram!("switchboard_vigil_seconds").record(began.elapsed().as_secs_f64());
        if told.ended.load(Ordering::Relaxed) {
            return Ok(());
        }
        for (invariant, subject, since) in seen.healed {
            let lasted_s = now.since(since).as_secs();
            tracing::info!(invariant = invariant.name(), %subject, lasted_s, "the invariant holds again");
            told.lock().remove(&(invariant, subject));
        }
        let since: BTreeMap<_, _> = self
            .watch
            .lasting()
            .map(|(invariant, subject, since)| ((invariant, subject.clone()), since))
            .collect();
        for violation in seen.broken {
            let of = (violation.invariant, violation.subject.clone());
            let since = since.get(&of).copied().unwrap_or(now);
            let alarm = self.alarm(violation, since, now);
            told.lock().insert(of, alarm);
        }
        Ok(())
    }

    /// Whether the house could work since the last look: the process ran, there was room, and the writer wrote if there was
    /// something to write.
    fn could_be_put_right(&mut self) -> Result<bool, JournalError> {
        let apart = std::mem::replace(&mut self.looked, Instant::now()).elapsed();
        let before = std::mem::replace(&mut self.position, self.sight.views.position()?);
        let journal = &self.sight.journal;
        let stuck = journal.depth() > 0 && before == self.position;
        let full = self.sight.disk.is_short()
            || journal.is_refusing()
            || !switchboard_journal::Journal::has_room(journal.as_ref());
        Ok(apart < self.pace.every + LATE && !stuck && !full)
    }

    fn alarm(&self, violation: Violation, since: Timestamp, told: Timestamp) -> Alarm {
        let Violation { invariant, subject, says, .. } = &violation;
        counter!("switchboard_invariant_violations_total", "invariant" => invariant.name()).increment(1);
        let events = self.last_events(subject).unwrap_or_default();
        let named: Vec<String> = events.iter().map(|(seq, kind)| format!("#{seq} {kind}")).collect();
        tracing::error!(
            invariant = invariant.name(),
            %subject,
            says,
            events = named.join(", "),
            "an invariant is broken: report it with this line and the log around it"
        );
        Alarm { violation, since, told, events }
    }

    fn last_events(&self, subject: &Subject) -> Result<Vec<(u64, String)>, JournalError> {
        let head = self.sight.views.head(subject)?;
        let last = self.sight.views.transcript(subject, head.seq.saturating_sub(NAMED.into()), NAMED)?;
        Ok(last.into_iter().map(|event| (event.seq, event.kind)).collect())
    }
}

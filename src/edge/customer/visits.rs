//! Customers who speak over HTTP: what must be remembered of them from one request to the next.
//!
//! A visit is a tab or window, named by the connection id of its hello; a client that names none shares one with all its
//! others. It keeps the pace of what is said and whether the customer is there, as a socket's connection does. It is
//! forgotten a while after its last request and its last stream.
//!
//! A tab that speaks over a socket says its last word by a request, since a request outlives its page and a frame may not:
//! which socket such a word is about is remembered here too (DECISIONS 35).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId, Timestamp};

use super::speaker::Speaker;
use crate::doors::Doors;
use crate::limits::{Pace, Seat};

/// Visits nobody used for so long are forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(120);

/// How often that is looked after.
const SWEEP: Duration = Duration::from_secs(5);

/// The longest name a client may give its connection.
const NAME_LIMIT: usize = 64;

type Name = (PlatformId, CustomerKey, String);

/// One tab or window.
pub(crate) struct Visit {
    speaker: Mutex<Speaker>,
    /// Requests of any kind.
    pub frames: Pace,
    _seat: Seat<(PlatformId, CustomerKey)>,
}

impl Visit {
    /// Its customer, as they speak.
    pub(crate) fn speaker(&self) -> MutexGuard<'_, Speaker> {
        self.speaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every visit. The doors keep it ([`Doors::annex`]).
#[derive(Default)]
pub(crate) struct Visits(Mutex<Known>);

#[derive(Default)]
struct Known {
    visits: HashMap<Name, (Arc<Visit>, Timestamp)>,
    /// Each with its connection's number, and since when it is closed.
    sockets: HashMap<Name, (u64, Option<Timestamp>)>,
    swept_at: Timestamp,
}

impl Visits {
    /// Those of these doors.
    pub(crate) fn at(doors: &Doors) -> Arc<Self> {
        doors.annex()
    }

    /// This customer's visit of this name; none when they have too many.
    pub(crate) fn of(&self, doors: &Doors, opening: &Opening, name: &str) -> Option<Arc<Visit>> {
        let now = doors.house.clock.now();
        let mut known = self.lock();
        known.sweep(now, doors);
        let name = named(opening, name);
        if let Some((visit, used)) = known.visits.get_mut(&name) {
            *used = now;
            return Some(Arc::clone(visit));
        }
        let seat = doors.visitor(opening)?;
        let settings = &doors.settings;
        let visit = Arc::new(Visit {
            speaker: Mutex::new(Speaker::new(opening.clone(), doors.number(), settings)),
            frames: Pace::new(settings.frames_per_second, settings.frames_at_once),
            _seat: seat,
        });
        known.visits.insert(name, (Arc::clone(&visit), now));
        Some(visit)
    }

    /// This customer has a socket open under this name.
    pub(super) fn socket_opened(&self, opening: &Opening, name: &str, number: u64) {
        self.lock().sockets.insert(named(opening, name), (number, None));
    }

    /// It is closed; its last word may be under way still.
    pub(super) fn socket_closed(&self, doors: &Doors, opening: &Opening, name: &str) {
        let now = doors.house.clock.now();
        let mut known = self.lock();
        known.sweep(now, doors);
        if let Some((_, closed)) = known.sockets.get_mut(&named(opening, name)) {
            *closed = Some(now);
        }
    }

    /// The number of this customer's socket of this name, open or just closed.
    pub(super) fn socket(&self, opening: &Opening, name: &str) -> Option<u64> {
        self.lock().sockets.get(&named(opening, name)).map(|(number, _)| *number)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn named(opening: &Opening, name: &str) -> Name {
    (opening.platform.clone(), opening.customer.clone(), name.chars().take(NAME_LIMIT).collect())
}

impl Known {
    fn sweep(&mut self, now: Timestamp, doors: &Doors) {
        if now.since(self.swept_at) < SWEEP {
            return;
        }
        self.swept_at = now;
        self.sockets.retain(|_, (_, closed)| closed.is_none_or(|closed| now.since(closed) < FORGOTTEN_AFTER));
        self.visits.retain(|_, (visit, used)| {
            // Somebody else holds it: a request, or an open stream.
            let is_kept = Arc::strong_count(visit) > 1 || now.since(*used) < FORGOTTEN_AFTER;
            if !is_kept {
                visit.speaker().gone(&doors.house);
            }
            is_kept
        });
    }
}

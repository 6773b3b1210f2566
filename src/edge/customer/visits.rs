//! Customers who speak over HTTP: what must be remembered of them from one request to the next.
//!
//! A visit is a tab or window, named by the connection id of its hello; a client that names none shares one with all its
//! others. It keeps the pace of what is said and whether the customer is there, as a socket's connection does. It is
//! forgotten a while after its last request and its last stream.

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

/// Every visit.
#[derive(Default)]
pub(crate) struct Visits(Mutex<Known>);

#[derive(Default)]
struct Known {
    visits: HashMap<Name, (Arc<Visit>, Timestamp)>,
    swept_at: Timestamp,
}

impl Visits {
    /// This customer's visit of this name; none when they have too many.
    pub(crate) fn of(&self, doors: &Doors, opening: &Opening, name: &str) -> Option<Arc<Visit>> {
        let now = doors.house.clock.now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.sweep(now, doors);
        let name = name.chars().take(NAME_LIMIT).collect();
        let name = (opening.platform.clone(), opening.customer.clone(), name);
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
}

impl Known {
    fn sweep(&mut self, now: Timestamp, doors: &Doors) {
        if now.since(self.swept_at) < SWEEP {
            return;
        }
        self.swept_at = now;
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

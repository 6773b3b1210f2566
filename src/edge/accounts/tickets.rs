//! Tickets: what opens one socket, once, soon. A page fetches one with its cookie, since a cookie must not open sockets by
//! itself and a script must not hold a lasting token.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use switchboard_core::Timestamp;
use switchboard_journal::Digest;

use crate::denied::Denied;
use crate::tokens;

/// How long a ticket counts.
pub(crate) const GOOD_FOR: Duration = Duration::from_secs(30);
/// How tickets begin, so that they are not taken for lasting tokens.
const PREFIX: &str = "sbt_";
/// Tickets at once; more are refused.
const MOST: usize = 20_000;

/// Tickets issued and not used, by their hash: each with the hash of what it was issued for.
#[derive(Default)]
pub(crate) struct Tickets {
    issued: Mutex<HashMap<Digest, (Digest, Timestamp)>>,
}

impl Tickets {
    /// A ticket that lets in whom this token lets in; none when too many are out.
    pub(crate) fn issue(&self, token: Digest, now: Timestamp) -> Result<Option<String>, Denied> {
        let (ticket, hash) = tokens::mint_as(PREFIX)?;
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued.retain(|_, (_, until)| *until > now);
        if issued.len() >= MOST {
            return Ok(None);
        }
        issued.insert(hash, (token, now + GOOD_FOR));
        Ok(Some(ticket))
    }

    /// The hash of the token behind what a client shows: that of the ticket's, which counts no longer; or its own.
    pub(crate) fn redeem(&self, shown: &str, now: Timestamp) -> Option<Digest> {
        let hash = tokens::hash(shown);
        if !shown.starts_with(PREFIX) {
            return Some(hash);
        }
        let taken = self.issued.lock().unwrap_or_else(PoisonError::into_inner).remove(&hash);
        taken.filter(|(_, until)| *until > now).map(|(token, _)| token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s14_a_ticket_counts_once_and_for_half_a_minute() {
        let (tickets, now) = (Tickets::default(), Timestamp(1_000_000));
        let first = tickets.issue([1; 32], now).unwrap().unwrap();
        assert_eq!(tickets.redeem(&first, now), Some([1; 32]));
        assert_eq!(tickets.redeem(&first, now), None, "once");
        let late = tickets.issue([1; 32], now).unwrap().unwrap();
        assert_eq!(tickets.redeem(&late, now + GOOD_FOR), None, "too late");
        assert_eq!(tickets.redeem("sbt_made-up", now), None);
        assert_eq!(tickets.redeem("a token", now), Some(tokens::hash("a token")));
    }
}

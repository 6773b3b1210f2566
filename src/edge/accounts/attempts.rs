//! How often one may try to sign in: five wrong tries, then a pause that doubles with each further one.
//!
//! Counted three ways: one account from one address; one address, whatever the account; one account, from all addresses
//! it was never used from. So a guesser is slowed down however they spread their tries, and cannot keep out the account's
//! owner, whose own address is counted apart. An owner who comes from somewhere new in the middle of an attack asks an
//! administrator, or whoever runs the server, for a one-time link. In memory: a restart forgives. An unknown name is
//! counted as one that is known.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use switchboard_core::Timestamp;

use crate::limits::network;

/// Wrong tries before there is a pause.
const FREE: u32 = 5;
/// The longest pause; for a whole address (an office may be behind it) a shorter one.
const LONGEST: Duration = Duration::from_secs(900);
const LONGEST_OF_ADDRESS: Duration = Duration::from_secs(60);
/// Forgotten after so long without a wrong try.
const FORGOTTEN: Duration = Duration::from_secs(1_800);
/// Counts kept at most; then the old ones are forgotten, and if there are none, nobody new is let try.
const MOST: usize = 50_000;
/// And so many more of who comes from where the account was used before: a crowd of strangers fills no place of theirs.
const KEPT_FREE: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
    Pair(String, IpAddr),
    Address(IpAddr),
    Account(String),
}

#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    last: Timestamp,
    open_at: Timestamp,
}

/// Counts tries.
#[derive(Default)]
pub(crate) struct Attempts {
    counts: Mutex<HashMap<Counted, Count>>,
    /// The second in which old counts were forgotten last.
    swept: AtomicI64,
    /// Accounts and the networks they were used from, since the start.
    used: Mutex<HashSet<(String, IpAddr)>>,
}

/// One try: counted as wrong until it is known to be right, so that many at once are no way around.
#[derive(Debug)]
pub(crate) struct Attempt {
    account: String,
    address: IpAddr,
}

impl Attempts {
    /// Begins a try, or says after how many seconds there may be another. `familiar`: the account was used from this
    /// address before.
    pub(crate) fn begin(
        &self,
        account: &str,
        address: IpAddr,
        familiar: bool,
        now: Timestamp,
    ) -> Result<Attempt, u64> {
        let address = network(address);
        let attempt = Attempt { account: account.to_owned(), address };
        let counted = attempt.counted(familiar);
        let mut counts = self.lock();
        let most = if familiar { MOST + KEPT_FREE } else { MOST };
        if counts.len() >= most {
            // Looking at all of them at every try would make a crowd costly as well.
            let second = now.micros() / 1_000_000;
            if self.swept.swap(second, Ordering::Relaxed) != second {
                counts.retain(|_, count| now.since(count.last) < FORGOTTEN);
            }
            if counts.len() >= most {
                return Err(LONGEST_OF_ADDRESS.as_secs());
            }
        }
        let open_at = counted.iter().filter_map(|key| counts.get(key)).map(|count| count.open_at).max();
        if let Some(open_at) = open_at.filter(|open_at| *open_at > now) {
            return Err(open_at.since(now).as_secs().saturating_add(1));
        }
        for key in counted {
            let longest = if matches!(key, Counted::Address(_)) { LONGEST_OF_ADDRESS } else { LONGEST };
            let count = counts.entry(key).or_insert(Count { wrong: 0, last: now, open_at: now });
            if now.since(count.last) >= FORGOTTEN {
                count.wrong = 0;
            }
            count.wrong = count.wrong.saturating_add(1);
            count.last = now;
            if let Some(beyond) = count.wrong.checked_sub(FREE) {
                let pause = Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(beyond));
                count.open_at = now + pause.min(longest);
            }
        }
        Ok(attempt)
    }

    /// Whether the account was used from this network since the start.
    pub(crate) fn is_familiar(&self, account: &str, address: IpAddr) -> bool {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.contains(&(account.to_owned(), network(address)))
    }

    /// The account was used from here: from now on its owner's tries from here are counted apart from others'.
    pub(crate) fn used(&self, account: &str, address: IpAddr) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() < MOST {
            used.insert((account.to_owned(), network(address)));
        }
    }

    /// The try was right: what counted against it is forgotten, but not what others tried elsewhere.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        self.used(&attempt.account, attempt.address);
        let mut counts = self.lock();
        counts.remove(&Counted::Pair(attempt.account.clone(), attempt.address));
        counts.remove(&Counted::Address(attempt.address));
        let account = Counted::Account(attempt.account.clone());
        if let Some(count) = counts.get_mut(&account) {
            count.wrong = count.wrong.saturating_sub(1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Counted, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt {
    fn counted(&self, familiar: bool) -> Vec<Counted> {
        let pair = Counted::Pair(self.account.clone(), self.address);
        let address = Counted::Address(self.address);
        if familiar {
            vec![pair, address]
        } else {
            vec![pair, address, Counted::Account(self.account.clone())]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn from(last: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, last])
    }

    #[test]
    fn s8_five_wrong_tries_are_free_then_the_pause_doubles() {
        let attempts = Attempts::default();
        let mut now = NOW;
        for _ in 0..5 {
            attempts.begin("anna", from(1), false, now).unwrap();
        }
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let wait = attempts.begin("anna", from(1), false, now).unwrap_err();
            pauses.push(wait - 1);
            now = now + Duration::from_secs(wait);
            attempts.begin("anna", from(1), false, now).unwrap();
        }
        assert_eq!(pauses[..8], [1, 2, 4, 8, 16, 32, 64, 128]);
        assert_eq!(pauses[11], 900, "the longest");
    }

    #[test]
    fn s8_many_tries_at_once_are_no_way_around() {
        let attempts = Attempts::default();
        let begun = (0..100).filter(|_| attempts.begin("anna", from(1), false, NOW).is_ok()).count();
        assert_eq!(begun, 5);
    }

    #[test]
    fn s8_neither_many_accounts_nor_many_addresses_are_a_way_around() {
        let attempts = Attempts::default();
        let begun =
            (0..100).filter(|n| attempts.begin(&format!("a{n}"), from(1), false, NOW).is_ok()).count();
        assert_eq!(begun, 5, "one address");
        let attempts = Attempts::default();
        let begun = (0..100).filter(|n| attempts.begin("anna", from(*n), false, NOW).is_ok()).count();
        assert_eq!(begun, 5, "one account");
        let attempts = Attempts::default();
        let of_network = |n: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]);
        let begun = (0..100).filter(|n| attempts.begin("x", of_network(*n), true, NOW).is_ok()).count();
        assert_eq!(begun, 5, "one network");
    }

    #[test]
    fn s8_nobody_is_locked_out_by_others() {
        let attempts = Attempts::default();
        for number in 2..200 {
            let _ = attempts.begin("olle", from(number), false, NOW);
        }
        assert!(attempts.begin("olle", from(1), false, NOW).is_err(), "from somewhere new");
        attempts.used("olle", from(1));
        let familiar = attempts.is_familiar("olle", from(1));
        let owner = attempts.begin("olle", from(1), familiar, NOW).unwrap();
        attempts.succeeded(&owner);
        attempts.begin("olle", from(1), familiar, NOW).unwrap();
        assert!(!attempts.is_familiar("olle", from(2)), "a try alone makes nobody familiar");
    }

    #[test]
    fn s8_a_crowd_that_fills_the_counts_keeps_out_strangers_alone() {
        let attempts = Attempts::default();
        let stranger = |n: usize| {
            let n = u32::try_from(n).unwrap();
            IpAddr::V6(std::net::Ipv6Addr::from((0x2001_0db8_u128 << 96) | (u128::from(n) << 64) | 1))
        };
        let came =
            (0..MOST).filter(|n| attempts.begin(&format!("guess-{n}"), stranger(*n), false, NOW).is_ok());
        assert!(came.count() < MOST / 2, "each is counted three times");
        let home = IpAddr::from([192, 0, 2, 1]);
        assert!(attempts.begin("anna", home, false, NOW).is_err(), "bounded");
        assert!(attempts.begin("anna", home, true, NOW).is_ok(), "she was here before");
        assert!(attempts.begin("anna", home, false, NOW + FORGOTTEN).is_ok(), "and the crowd is forgotten");
    }

    #[test]
    fn s8_a_right_try_and_time_forgive() {
        let attempts = Attempts::default();
        for _ in 0..4 {
            attempts.begin("anna", from(1), true, NOW).unwrap();
        }
        let right = attempts.begin("anna", from(1), true, NOW).unwrap();
        attempts.succeeded(&right);
        for _ in 0..5 {
            attempts.begin("anna", from(1), true, NOW).unwrap();
        }
        assert!(attempts.begin("anna", from(1), true, NOW).is_err());
        let later = NOW + FORGOTTEN;
        let begun = (0..100).filter(|_| attempts.begin("anna", from(1), true, later).is_ok()).count();
        assert_eq!(begun, 5);
    }
}

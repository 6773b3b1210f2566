//! The first person: until somebody with the bootstrap token has founded a workspace, nothing else is answered.
//!
//! The token is made at the start of a server whose folder is empty, shown to whoever started it, and kept in memory
//! only. A server restarted makes another.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use subtle::ConstantTimeEq;
use switchboard_core::Timestamp;
use switchboard_journal::Digest;

use crate::denied::Denied;
use crate::tokens;

/// How long the bootstrap token counts.
pub(crate) const GOOD_FOR: Duration = Duration::from_secs(15 * 60);
/// Wrong tokens, after which the right one counts no longer either.
const TRIES: u32 = 20;

/// Whether a founder is awaited.
#[derive(Default)]
pub(crate) struct Founding {
    awaited: AtomicBool,
    token: Mutex<Option<Token>>,
}

#[derive(Clone, Copy)]
struct Token {
    hash: Digest,
    until: Timestamp,
    wrong: u32,
}

impl Founding {
    /// Awaits a founder from here on; their token.
    pub(crate) fn begin(&self, now: Timestamp) -> Result<String, Denied> {
        let (token, hash) = tokens::mint_as("sbb_")?;
        *self.lock() = Some(Token { hash, until: now + GOOD_FOR, wrong: 0 });
        self.awaited.store(true, Ordering::SeqCst);
        Ok(token)
    }

    /// Whether nobody has founded a workspace yet.
    pub(crate) fn is_awaited(&self) -> bool {
        self.awaited.load(Ordering::SeqCst)
    }

    /// Takes the token: the right one, in time, once. It is given back when nothing comes of it.
    pub(crate) fn take(&self, shown: &str, now: Timestamp) -> Option<Taken<'_>> {
        let mut kept = self.lock();
        let token = kept.as_mut()?;
        if !bool::from(token.hash.ct_eq(&tokens::hash(shown))) {
            token.wrong = token.wrong.saturating_add(1);
            if token.wrong >= TRIES {
                *kept = None;
            }
            return None;
        }
        let token = kept.take().filter(|token| token.until > now)?;
        Some(Taken { founding: self, token: Some(token) })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Token>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The token while it is being used.
pub(crate) struct Taken<'a> {
    founding: &'a Founding,
    token: Option<Token>,
}

impl Taken<'_> {
    /// The workspace is founded.
    pub(crate) fn founded(mut self) {
        self.token = None;
        self.founding.awaited.store(false, Ordering::SeqCst);
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            *self.founding.lock() = Some(token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn s1_the_token_is_random_counts_once_and_for_a_quarter_of_an_hour() {
        let founding = Founding::default();
        assert!(!founding.is_awaited());
        let token = founding.begin(NOW).unwrap();
        assert!(token.len() >= 40 && founding.is_awaited());
        assert!(founding.take("sbb_wrong", NOW).is_none());
        drop(founding.take(&token, NOW).unwrap());
        founding.take(&token, NOW).expect("given back").founded();
        assert!(founding.take(&token, NOW).is_none() && !founding.is_awaited());
        let late = founding.begin(NOW).unwrap();
        assert!(founding.take(&late, NOW + GOOD_FOR).is_none() && founding.is_awaited());
    }

    #[test]
    fn s1_who_guesses_closes_the_door_for_good() {
        let founding = Founding::default();
        let token = founding.begin(NOW).unwrap();
        for _ in 0..TRIES {
            assert!(founding.take("sbb_wrong", NOW).is_none());
        }
        assert!(founding.take(&token, NOW).is_none() && founding.is_awaited());
    }
}

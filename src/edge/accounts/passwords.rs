//! Passwords: which are taken, how they are hashed and compared.
//!
//! Hashing takes much memory on purpose, so only a few happen at once and never on an actor's thread; who comes beyond
//! a short line is told to come again. A name nobody has costs the same work as one somebody has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::web;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Characters of a password: a phrase fits, a flood does not.
pub(crate) const SHORTEST: usize = 8;
pub(crate) const LONGEST: usize = 128;

/// Memory in KiB, passes and lanes: the least that OWASP advises for Argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How hashes of this cost begin; others are made anew when their password is at hand.
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// The hash of no password: compared with when there is none, so that nothing can be learnt from the time it takes.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Hashings at once, and askers that may wait.
const AT_ONCE: usize = 2;
const WAITING: usize = 32;

/// What is left of a password without the words anybody would try first must still be so long.
const BEYOND_CONTEXT: usize = 6;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Weak {
    #[error("a password has at least 8 characters; 15 are better")]
    TooShort,
    #[error("a password has at most 128 characters")]
    TooLong,
    #[error("this is one of the passwords that are tried first")]
    Common,
    #[error("this is little more than your own name or that of the workspace")]
    Context,
}

impl Weak {
    /// The stable word.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::Common => "password_common",
            Self::Context => "password_context",
        }
    }
}

/// Whether a password may be used. `context` are words about its owner that others know. Any character counts; nothing
/// is demanded of their mixture.
pub(crate) fn check(password: &str, context: &[&str]) -> Result<(), Weak> {
    match password.chars().count() {
        ..SHORTEST => return Err(Weak::TooShort),
        SHORTEST..=LONGEST => {}
        _ => return Err(Weak::TooLong),
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(Weak::Common);
    }
    let words = context.iter().flat_map(|word| [*word, word.split('@').next().unwrap_or_default()]);
    let mut rest = lower.clone();
    for word in words.chain(["switchboard", "password"]).filter(|word| word.chars().count() >= 3) {
        rest = rest.replace(&word.to_lowercase(), "");
    }
    if rest != lower && rest.chars().count() < BEYOND_CONTEXT { Err(Weak::Context) } else { Ok(()) }
}

/// The passwords of at least eight characters among the thirty thousand most used, in order; the list of zxcvbn (MIT).
const COMMON: &str = include_str!("common_passwords.txt");

fn is_common(lower: &str) -> bool {
    COMMON.lines().any(|line| line == lower)
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compared {
    /// Another password.
    Wrong,
    /// The password.
    Right {
        /// Its hash of today's cost, where the stored one is of another.
        renewed: Option<String>,
    },
}

/// Why nothing was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotHashed {
    #[error("too many passwords are being checked; try again")]
    Busy,
    #[error("a password could not be hashed")]
    Fault,
}

/// Hashes passwords, a few at once. Clones share the line.
#[derive(Clone)]
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default() }
    }
}

impl Passwords {
    /// The hash of a password, in PHC form.
    pub(crate) async fn hash(&self, password: String) -> Result<String, NotHashed> {
        self.work(move || hashed(&password)).await
    }

    /// Compares a password with a stored hash; with none, the same work is done and it is wrong.
    pub(crate) async fn compare(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Compared, NotHashed> {
        self.work(move || {
            let is_known = stored.is_some();
            let stored = stored.as_deref().unwrap_or(NOBODYS);
            let parsed = PasswordHash::new(stored).map_err(|_| NotHashed::Fault)?;
            let is_right = argon2()?.verify_password(password.as_bytes(), &parsed).is_ok();
            if !is_right || !is_known {
                return Ok(Compared::Wrong);
            }
            let is_current = stored.starts_with(CURRENT);
            let renewed = if is_current { None } else { Some(hashed(&password)?) };
            Ok(Compared::Right { renewed })
        })
        .await
    }

    async fn work<T, F>(&self, job: F) -> Result<T, NotHashed>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, NotHashed> + Send + 'static,
    {
        let _place = Place::take(&self.waiting)?;
        // The permit goes with the job: an asker who goes away does not let another hashing begin beside it.
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| NotHashed::Fault)?;
        let done = web::block(move || {
            let _permit = permit;
            job()
        });
        done.await.map_err(|_| NotHashed::Fault)?
    }
}

/// A place in the line; left when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, NotHashed> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::SeqCst) >= WAITING { Err(NotHashed::Busy) } else { Ok(place) }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn argon2() -> Result<Argon2<'static>, NotHashed> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| NotHashed::Fault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hashed(password: &str) -> Result<String, NotHashed> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| NotHashed::Fault)?;
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|_| NotHashed::Fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn s6_passwords_are_argon2id_with_their_parameters_and_a_salt_each() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(passwords.hash("correct horse".to_owned()).await.unwrap(), hash);
        let right = passwords.compare("correct horse".to_owned(), Some(hash.clone())).await;
        assert_eq!(right, Ok(Compared::Right { renewed: None }));
        assert_eq!(passwords.compare("correct horsE".to_owned(), Some(hash)).await, Ok(Compared::Wrong));
        assert_eq!(passwords.compare("correct horse".to_owned(), None).await, Ok(Compared::Wrong));
    }

    #[actix_web::test]
    async fn s6_a_hash_of_another_cost_is_renewed_once_the_password_is_at_hand() {
        let weaker = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let old: PasswordHash = weaker.hash_password_with_salt(b"correct horse", &[1; 16]).unwrap();
        let passwords = Passwords::default();
        let compared = passwords.compare("correct horse".to_owned(), Some(old.to_string())).await;
        let Ok(Compared::Right { renewed: Some(renewed) }) = compared else { panic!("{compared:?}") };
        assert!(renewed.starts_with(CURRENT));
        let again = passwords.compare("correct horse".to_owned(), Some(renewed)).await;
        assert_eq!(again, Ok(Compared::Right { renewed: None }));
    }

    #[actix_web::test]
    async fn s6_two_are_hashed_at_once_a_few_wait_and_the_rest_is_told_to_come_again() {
        let passwords = Passwords::default();
        let _both = passwords.permits.acquire_many(2).await.unwrap();
        let line = std::task::Waker::noop();
        let mut line = std::task::Context::from_waker(line);
        let waits = (0..WAITING).map(|_| Box::pin(passwords.compare("x".to_owned(), None)));
        let mut waits: Vec<_> = waits.collect();
        for wait in &mut waits {
            assert!(wait.as_mut().poll(&mut line).is_pending());
        }
        assert_eq!(passwords.compare("x".to_owned(), None).await, Err(NotHashed::Busy));
        drop(waits);
        assert_eq!(passwords.waiting.load(Ordering::SeqCst), 0, "who goes away leaves the line");
    }

    #[test]
    fn s7_length_and_lists_decide_and_nothing_else() {
        let context = ["anna.berg@example.org", "acme", "anna"];
        let cases = [
            ("1234567", Err(Weak::TooShort)),
            ("åäöåäö7", Err(Weak::TooShort)),
            ("password", Err(Weak::Common)),
            ("PassWord", Err(Weak::Common)),
            ("iloveyou1", Err(Weak::Common)),
            ("switchboard", Err(Weak::Context)),
            ("Switchboard-1", Err(Weak::Context)),
            ("acme2026anna", Err(Weak::Context)),
            ("anna.berg", Err(Weak::Context)),
            ("zq!8vkmw", Ok(())),
            ("korrekt häst batteri", Ok(())),
            ("日本語のパスワードです", Ok(())),
            ("        trailing and leading        ", Ok(())),
        ];
        for (password, expected) in cases {
            assert_eq!(check(password, &context), expected, "{password}");
        }
        assert_eq!(check(&"å".repeat(128), &[]), Ok(()));
        assert_eq!(check(&"å".repeat(129), &[]), Err(Weak::TooLong));
        assert!(COMMON.lines().count() > 10_000);
    }

    #[actix_web::test]
    async fn s7_nothing_of_a_long_password_is_cut_off() {
        let passwords = Passwords::default();
        let long = "å".repeat(128);
        let hash = passwords.hash(long.clone()).await.unwrap();
        let other = format!("{}x", "å".repeat(127));
        assert_eq!(passwords.compare(other, Some(hash.clone())).await, Ok(Compared::Wrong));
        assert!(matches!(passwords.compare(long, Some(hash)).await, Ok(Compared::Right { .. })));
    }
}

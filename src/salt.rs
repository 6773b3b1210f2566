//! Salts of contents. Every message needs one, so the system is asked for many at once.

use std::cell::RefCell;

/// Drawn at once, for one thread.
const AT_ONCE: usize = 64;
const BYTES: usize = 16;

thread_local! {
    static DRAWN: RefCell<Vec<[u8; BYTES]>> = const { RefCell::new(Vec::new()) };
}

/// A salt nobody else has; none when the system gives no random bytes.
pub fn salt() -> Result<[u8; BYTES], getrandom::Error> {
    DRAWN.with_borrow_mut(|drawn| {
        loop {
            if let Some(salt) = drawn.pop() {
                return Ok(salt);
            }
            let mut bytes = [0_u8; BYTES * AT_ONCE];
            getrandom::fill(&mut bytes)?;
            drawn.extend_from_slice(bytes.as_chunks().0);
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_salt_is_given_twice_also_across_threads() {
        let many = || (0..AT_ONCE * 3 + 1).map(|_| salt().unwrap()).collect::<Vec<_>>();
        let other = std::thread::spawn(many);
        let all: BTreeSet<_> = many().into_iter().chain(other.join().unwrap()).collect();
        assert_eq!(all.len(), 2 * (AT_ONCE * 3 + 1));
    }
}

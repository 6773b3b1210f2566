//! Salts of contents. Every message needs one, so the system is asked for many at once.

use std::cell::RefCell;

use crate::exit::Exit;
use crate::runtime::end_now;

/// Drawn at once, for one thread.
const AT_ONCE: usize = 64;
const BYTES: usize = 16;

thread_local! {
    static DRAWN: RefCell<Vec<[u8; BYTES]>> = const { RefCell::new(Vec::new()) };
}

/// A salt nobody else has. Without randomness content could not be sealed, and an unsealed one could not be erased: better
/// to end.
pub fn salt() -> [u8; BYTES] {
    DRAWN.with_borrow_mut(|drawn| {
        loop {
            if let Some(salt) = drawn.pop() {
                return salt;
            }
            let mut bytes = [0_u8; BYTES * AT_ONCE];
            if let Err(error) = getrandom::fill(&mut bytes) {
                end_now(Exit::System, &format!("the system gives no random bytes: {error}"));
            }
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
        let many = || (0..AT_ONCE * 3 + 1).map(|_| salt()).collect::<Vec<_>>();
        let other = std::thread::spawn(many);
        let all: BTreeSet<_> = many().into_iter().chain(other.join().unwrap()).collect();
        assert_eq!(all.len(), 2 * (AT_ONCE * 3 + 1));
    }
}

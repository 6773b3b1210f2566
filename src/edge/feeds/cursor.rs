//! Where a reader of a feed stands: a place in the journal, in a form that says nothing and is no other feed's.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use switchboard_core::PlatformId;

/// The first byte of every cursor of this form.
const FORM: u8 = 1;

/// Bytes by which a cursor is known to be whole, and of this feed.
const MARK: usize = 6;

/// A place in a platform's feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor(String);

impl Cursor {
    /// After everything up to a journal position.
    pub(super) fn after(platform: &PlatformId, position: u64) -> Self {
        let position = position.to_be_bytes();
        let bytes = [&[FORM][..], &position, &mark(platform, position)].concat();
        Self(BASE64URL_NOPAD.encode(&bytes))
    }

    /// The position; none for what is no cursor of this platform.
    pub(super) fn read(platform: &PlatformId, text: &str) -> Option<u64> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (form, rest) = bytes.split_first()?;
        let (position, told) = rest.split_first_chunk()?;
        let is_whole = *form == FORM && *told == mark(platform, *position);
        is_whole.then(|| u64::from_be_bytes(*position))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn mark(platform: &PlatformId, position: [u8; 8]) -> [u8; MARK] {
    let mut hasher = Sha256::new_with_prefix(b"feed");
    hasher.update(position);
    hasher.update(platform.as_str());
    let [a, b, c, d, e, f, ..]: [u8; 32] = hasher.finalize().into();
    [a, b, c, d, e, f]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_by_its_own_feed_only() {
        let (here, there): (PlatformId, PlatformId) = ("web".parse().unwrap(), "app".parse().unwrap());
        for position in [0, 1, 4711, u64::MAX] {
            let cursor = Cursor::after(&here, position).to_string();
            assert_eq!(Cursor::read(&here, &cursor), Some(position));
            assert_eq!(Cursor::read(&there, &cursor), None);
            for cut in 0..cursor.len() {
                assert_eq!(Cursor::read(&here, &cursor[..cut]), None);
            }
            let mut other = cursor.clone().into_bytes();
            other[5] = if other[5] == b'A' { b'B' } else { b'A' };
            assert_eq!(Cursor::read(&here, std::str::from_utf8(&other).unwrap()), None);
        }
        for text in ["", "0", "12", "not a cursor", "å"] {
            assert_eq!(Cursor::read(&here, text), None, "{text}");
        }
    }
}

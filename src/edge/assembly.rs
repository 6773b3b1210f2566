//! Puts a message together that a client sent in fragments, up to a limit.

use actix_http::ws::Item;

use crate::ending::Ending;

/// A message in the making.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    bytes: Vec<u8>,
}

impl Assembly {
    /// Takes a fragment; the text, once the last one is there. The codec beneath guarantees their order.
    pub(crate) fn take(&mut self, item: Item, limit: usize) -> Result<Option<String>, Ending> {
        let (bytes, last) = match item {
            Item::FirstBinary(_) => return Err(Ending::NotText),
            Item::FirstText(bytes) | Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        if self.bytes.len().saturating_add(bytes.len()) > limit {
            return Err(Ending::TooLarge);
        }
        self.bytes.extend_from_slice(&bytes);
        if !last {
            return Ok(None);
        }
        let whole = std::mem::take(&mut self.bytes);
        String::from_utf8(whole).map(Some).map_err(|_| Ending::InvalidUtf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(items: Vec<Item>) -> Result<Option<String>, Ending> {
        let mut assembly = Assembly::default();
        let mut whole = None;
        for item in items {
            whole = assembly.take(item, 8)?;
        }
        Ok(whole)
    }

    #[test]
    fn fragments_become_one_text_even_when_cut_within_a_character() {
        let items = vec![
            Item::FirstText(vec![b'a', 0xc3].into()),
            Item::Continue(vec![0xa5].into()),
            Item::Last(vec![b'b'].into()),
        ];
        assert_eq!(feed(items), Ok(Some("aåb".to_owned())));
    }

    #[test]
    fn what_cannot_become_a_text_is_refused() {
        let long = vec![Item::FirstText(vec![b'a'; 5].into()), Item::Last(vec![b'b'; 4].into())];
        assert_eq!(feed(long), Err(Ending::TooLarge));
        let broken = vec![Item::FirstText(vec![0xc3].into()), Item::Last(vec![b'b'].into())];
        assert_eq!(feed(broken), Err(Ending::InvalidUtf8));
        assert_eq!(feed(vec![Item::FirstBinary(vec![1].into())]), Err(Ending::NotText));
    }
}

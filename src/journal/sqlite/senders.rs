//! Which client messages the large table certainly does not hold, without asking it: the question would read a page of its own
//! for nearly every message, and nearly always answer no.
//!
//! Of a sender who was met, every message in the table has a mark here. Two messages may share one, and one may have been
//! erased since: so a mark says nothing, and none says that the message is new. After a transaction that was undone all is
//! learnt anew, since it may have been met while something was gone that is back.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::schema::client_messages;

/// So many marks are kept at most, and a quarter as many senders, in some 10 MB; one more, and all is learnt anew.
const MOST: usize = 900_000;
/// So many messages of one sender are read at most, since everybody else's wait meanwhile.
const OF_ONE: usize = 4_096;

/// What is known of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// All their messages are marked.
    All,
    /// They have too many: each is asked for.
    TooMany,
}

/// The senders met since the tables were last read anew.
pub(super) struct Senders {
    met: HashMap<i64, Known>,
    marks: HashSet<u32>,
    /// So many marks are kept (and a quarter as many senders), and so many messages of one sender read.
    most: usize,
    of_one: usize,
}

impl Default for Senders {
    fn default() -> Self {
        Self::with_room(MOST, OF_ONE)
    }
}

impl Senders {
    /// Nobody met yet.
    pub(super) fn with_room(most: usize, of_one: usize) -> Self {
        Self { met: HashMap::new(), marks: HashSet::new(), most, of_one }
    }

    /// Whether the table certainly does not hold this message of this sender.
    pub(super) fn is_new(
        &mut self,
        conn: &mut SqliteConnection,
        (sender, id): (i64, i64),
    ) -> QueryResult<bool> {
        let known = match self.met.get(&sender) {
            Some(known) => *known,
            None => self.meet(conn, sender)?,
        };
        Ok(known == Known::All && !self.marks.contains(&mark(sender, id)))
    }

    /// A message goes into the table.
    pub(super) fn note(&mut self, (sender, id): (i64, i64)) {
        if self.met.get(&sender) == Some(&Known::All) {
            self.marks.insert(mark(sender, id));
            if self.marks.len() > self.most {
                self.forget();
            }
        }
    }

    fn meet(&mut self, conn: &mut SqliteConnection, sender: i64) -> QueryResult<Known> {
        let limit = i64::try_from(self.of_one).unwrap_or(i64::MAX);
        let ids: Vec<i64> = client_messages::table
            .filter(client_messages::sender.eq(sender))
            .select(client_messages::id)
            .limit(limit)
            .load(conn)?;
        let known = if ids.len() < self.of_one { Known::All } else { Known::TooMany };
        if self.met.len() >= self.most / 4 || self.marks.len().saturating_add(ids.len()) >= self.most {
            self.forget();
        }
        self.met.insert(sender, known);
        if known == Known::All {
            self.marks.extend(ids.into_iter().map(|id| mark(sender, id)));
        }
        Ok(known)
    }

    fn forget(&mut self) {
        *self = Self::with_room(self.most, self.of_one);
    }
}

/// Both halves are parts of hashes already.
fn mark(sender: i64, id: i64) -> u32 {
    let both = sender.rotate_left(17) ^ id;
    let [a, b, c, d, e, f, g, h] = both.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h])
}

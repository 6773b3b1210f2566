//! The least a server must do to remember a message: one prepared insert, committed in groups. Measured beside the
//! journal by `bench`, and used by nothing else.
//!
//! The connection has the settings of the journal's own writer, so that both wait for the same disk in the same way.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::error::JournalError;
use crate::open::OpenError;
use crate::pool;
use table::said;

#[allow(missing_docs, reason = "a table of four columns")]
mod table {
    diesel::table! {
        said (id) {
            id -> BigInt,
            sender -> BigInt,
            client -> Text,
            text -> Text,
        }
    }
}

/// Messages that may wait at most.
const INBOX: usize = 4096;
/// Messages in one commit at most.
const BATCH: usize = 1024;

/// A message to keep.
pub struct Said {
    /// Who said it.
    pub sender: u32,
    /// The sender's id of it.
    pub client: String,
    /// What was said.
    pub text: String,
    /// Called on the writing thread once it is durable.
    pub then: Box<dyn FnOnce(Said) + Send>,
}

/// The asking side; the thread behind it ends with the last of them.
#[derive(Clone)]
pub struct Yardstick {
    inbox: SyncSender<Said>,
}

impl Yardstick {
    /// Opens a database in a folder that is there. `failed` is called once when a write failed; nothing is kept after it.
    pub fn open(
        folder: &Path,
        failed: impl FnOnce(JournalError) + Send + 'static,
    ) -> Result<Self, OpenError> {
        let mut conn = pool::writer(&folder.join("yardstick.sqlite"))?;
        let broken = |error: diesel::result::Error| OpenError::Database(error.to_string());
        conn.batch_execute(
            "CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, sender INTEGER NOT NULL, client TEXT NOT NULL, \
             text TEXT NOT NULL)",
        )
        .map_err(broken)?;
        let (inbox, messages) = sync_channel(INBOX);
        thread::Builder::new()
            .name("yardstick".to_owned())
            .spawn(move || {
                if let Err(error) = write(&mut conn, &messages) {
                    failed(error.into());
                }
            })
            .map_err(|error| OpenError::Database(format!("no thread: {error}")))?;
        Ok(Self { inbox })
    }

    /// Keeps a message; gives it back when too many wait.
    pub fn keep(&self, said: Said) -> Result<(), JournalError> {
        self.inbox.try_send(said).map_err(|_| JournalError::Busy)
    }
}

/// Takes what has queued while the last commit ran, commits once, and tells everybody.
fn write(conn: &mut SqliteConnection, messages: &Receiver<Said>) -> QueryResult<()> {
    while let Ok(first) = messages.recv() {
        let batch: Vec<Said> = std::iter::once(first).chain(messages.try_iter().take(BATCH - 1)).collect();
        conn.batch_execute("BEGIN IMMEDIATE")?;
        for message in &batch {
            diesel::insert_into(said::table)
                .values((
                    said::sender.eq(i64::from(message.sender)),
                    said::client.eq(message.client.as_str()),
                    said::text.eq(message.text.as_str()),
                ))
                .execute(conn)?;
        }
        conn.batch_execute("COMMIT")?;
        for mut message in batch {
            let then = std::mem::replace(&mut message.then, Box::new(|_| {}));
            then(message);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_was_kept_is_in_the_database_when_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let yardstick = Yardstick::open(folder.path(), |error| panic!("{error}")).unwrap();
        let (tell, told) = mpsc::channel();
        for number in 0..100 {
            let tell = tell.clone();
            let then = Box::new(move |said: Said| tell.send(said.client).unwrap());
            let said = Said { sender: 7, client: number.to_string(), text: "hello".to_owned(), then };
            yardstick.keep(said).unwrap();
        }
        let order: Vec<String> = told.iter().take(100).collect();
        assert_eq!(order, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
        let mut conn = pool::plain(&folder.path().join("yardstick.sqlite")).unwrap();
        assert_eq!(said::table.count().first::<i64>(&mut conn).unwrap(), 100);
    }
}

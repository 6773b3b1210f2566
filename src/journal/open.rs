//! Opening a data folder: locked for writing, or for looking only.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::connection::SimpleConnection;

use crate::Journal;
use crate::error::JournalError;
use crate::fence::Fence;
use crate::lock::{FolderLock, private_file, settle_names};
use crate::pool;
use crate::request::Request;
use crate::sqlite::SqliteStore;
use crate::views::Views;
use crate::writer::{Note, Shared, Writer};

/// Why a data folder was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("the data folder {} is in use by another process", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// It cannot be made or written.
    #[error("the data folder {} cannot be written: {reason}", folder.display())]
    NotWritable {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        reason: std::io::Error,
    },
    /// There is no journal in it to look at.
    #[error("there is no journal in {}", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// Its tables could not be brought to this program's version.
    #[error("the journal could not be migrated: {0}")]
    Migration(String),
    /// Anything else the database said.
    #[error("the journal's database could not be opened: {0}")]
    Database(String),
}

/// So long after it the last refusal counts.
const REFUSING: Duration = Duration::from_secs(15);

/// How a journal is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Requests that wait at most; beyond that `Busy`.
    pub inbox: usize,
    /// Requests in one commit at most.
    pub batch: usize,
    /// Connections that read.
    pub readers: u32,
    /// How long a reader waits for a connection.
    pub reader_wait: Duration,
    /// Quiet for so long, the log is moved into the database.
    pub idle: Duration,
    /// The database's size in pages of 4 KiB at most; what exceeds it is refused as a full disk. None for no limit.
    pub max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            inbox: 4096,
            batch: 1024,
            readers: 4,
            reader_wait: Duration::from_millis(1500),
            idle: Duration::from_secs(2),
            max_pages: None,
        }
    }
}

/// The journal in SQLite: the asking side of its writer. Dropped, it stops the writer as `stop` does.
pub struct SqliteJournal {
    inbox: SyncSender<Note>,
    shared: Arc<Shared>,
    capacity: usize,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl SqliteJournal {
    /// Locks the folder (made if need be), migrates its database and starts the writer. `on_fatal` is called at most
    /// once, on the writer's thread, when the database failed: the program is to end then.
    pub fn open(
        folder: &Path,
        options: &Options,
        on_fatal: impl FnOnce(JournalError) + Send + 'static,
    ) -> Result<(Arc<Self>, Views), OpenError> {
        let (lock, mut conn) = open_for_writing(folder)?;
        pool::migrate(&mut conn)?;
        if let Some(pages) = options.max_pages {
            conn.batch_execute(&format!("PRAGMA max_page_count = {pages}"))
                .map_err(|error| OpenError::Database(error.to_string()))?;
        }
        let mut store = SqliteStore::new(conn).map_err(|error| OpenError::Database(error.to_string()))?;
        match store.try_disk() {
            // Room may be made; until then what is there can be read.
            Ok(()) | Err(JournalError::DiskFull) => {}
            Err(error) => return Err(OpenError::Database(error.to_string())),
        }
        let readers = pool::readers(&folder.join(pool::FILE), options.readers, options.reader_wait)?;
        let shared = Arc::new(Shared::default());
        let (inbox, notes) = sync_channel(options.inbox);
        let writer = Writer {
            store,
            fence: Fence::default(),
            inbox: notes,
            shared: Arc::clone(&shared),
            batch: options.batch.max(1),
            idle: options.idle,
            looked: None,
            lock,
        };
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || writer.run(Box::new(on_fatal)))
            .map_err(|error| OpenError::Database(format!("no thread for the writer: {error}")))?;
        let journal = Self { inbox, shared, capacity: options.inbox, thread: Mutex::new(Some(thread)) };
        Ok((Arc::new(journal), Views::new(readers)))
    }

    /// Requests that wait for the writer now.
    pub fn depth(&self) -> usize {
        self.shared.depth.load(Ordering::SeqCst)
    }

    /// Whether what was to be stored lately was not, and nothing was since: the disk takes nothing, whatever it says of its
    /// room. Who was refused tries again within seconds, so after a while without a refusal it may be well again.
    pub fn is_refusing(&self) -> bool {
        let refused = self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.is_some_and(|at| at.elapsed() < REFUSING)
    }

    /// Says whether the disk is nearly full. While it is, new attachments are refused here, and hosts refuse people's
    /// commands; what the house owes itself, and what makes room again, goes on.
    pub fn set_short_of_space(&self, short: bool) {
        self.shared.short.store(short, Ordering::SeqCst);
    }

    /// Takes nothing more in, carries out what was taken in, and ends the writer. Safe to call twice, and from an answer
    /// (then without waiting).
    pub fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        self.shared.closed.store(true, Ordering::SeqCst);
        if thread.thread().id() == thread::current().id() {
            // Full or not: the writer looks at `closed` after this batch.
            let _ = self.inbox.try_send(Note::Stop);
            return;
        }
        let _ = self.inbox.send(Note::Stop);
        if thread.join().is_err() {
            tracing::error!("the journal's writer panicked");
        }
    }
}

impl Drop for SqliteJournal {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Journal for SqliteJournal {
    fn submit(&self, request: Request) -> Result<(), JournalError> {
        if matches!(request, Request::KeepBlob { .. }) && self.is_short_of_space() {
            return Err(JournalError::DiskFull);
        }
        // Counted before `closed` is asked: the writer ends only when the count is zero, so nothing taken in is lost.
        self.shared.depth.fetch_add(1, Ordering::SeqCst);
        if self.shared.closed.load(Ordering::SeqCst) {
            self.shared.depth.fetch_sub(1, Ordering::SeqCst);
            return Err(JournalError::Closed);
        }
        self.inbox.try_send(Note::Ask(Box::new(request))).map_err(|error| {
            self.shared.depth.fetch_sub(1, Ordering::SeqCst);
            match error {
                TrySendError::Full(_) => JournalError::Busy,
                TrySendError::Disconnected(_) => JournalError::Closed,
            }
        })
    }

    fn has_room(&self) -> bool {
        // An eighth is left to those who asked for room at the same time, and to loads.
        let enough = self.capacity - self.capacity / 8;
        !self.shared.closed.load(Ordering::SeqCst) && self.shared.depth.load(Ordering::SeqCst) < enough
    }

    fn is_short_of_space(&self) -> bool {
        self.shared.short.load(Ordering::SeqCst) || self.shared.read_only.load(Ordering::SeqCst)
    }
}

/// Brings a folder's database up to this program's version; the names of the migrations that ran.
pub fn migrate(folder: &Path) -> Result<Vec<String>, OpenError> {
    let (_lock, mut conn) = open_for_writing(folder)?;
    pool::migrate(&mut conn)
}

/// Looks at a journal, also while a program writes it. One of an older version must be migrated first.
pub fn look(folder: &Path) -> Result<Views, OpenError> {
    let file = folder.join(pool::FILE);
    if !file.is_file() {
        return Err(OpenError::Missing { folder: folder.to_owned() });
    }
    let readers = pool::readers(&file, 1, Options::default().reader_wait)?;
    pool::refuse_older(&readers)?;
    Ok(Views::new(readers))
}

/// Looks at a copy under another name, of whatever version.
pub(crate) fn look_at(file: &Path) -> Result<Views, OpenError> {
    Ok(Views::new(pool::readers(file, 1, Options::default().reader_wait)?))
}

pub(crate) fn open_for_writing(folder: &Path) -> Result<(FolderLock, diesel::SqliteConnection), OpenError> {
    let lock = FolderLock::take(folder)?;
    let file = folder.join(pool::FILE);
    let unwritable = |reason| OpenError::NotWritable { folder: folder.to_owned(), reason };
    private_file(&file).map_err(unwritable)?;
    let conn = pool::writer(&file)?;
    settle_names(folder).map_err(unwritable)?;
    Ok((lock, conn))
}

//! Connections: the one that writes, and a pool of those that only read.
//!
//! Several writers in SQLite starve one another or fail at once; one writer and any number of readers never meet. Readers
//! keep their transactions short, else the log beside the database grows without end.

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as CustomizeError, Pool};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::open::OpenError;

/// The database's name in the data folder.
pub(crate) const FILE: &str = "journal.sqlite";

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Synchronous FULL, since with NORMAL a power loss takes commits that were acknowledged. Secure delete, since what was
/// erased must not stand in the file. 4 MB of pages, so that client messages of hundreds who talk are looked up without reading.
const WRITER: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA cache_size = -4096;";

const READER: &str = "PRAGMA busy_timeout = 2000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;";

/// Connections that only read.
pub(crate) type Readers = Pool<ConnectionManager<SqliteConnection>>;

/// Opens the connection that writes.
pub(crate) fn writer(file: &Path) -> Result<SqliteConnection, OpenError> {
    let mut conn = SqliteConnection::establish(&address(file)).map_err(broken)?;
    conn.batch_execute(WRITER).map_err(broken)?;
    Ok(conn)
}

/// Opens a connection as it is: for copying the file.
pub(crate) fn plain(file: &Path) -> Result<SqliteConnection, OpenError> {
    let mut conn = SqliteConnection::establish(&address(file)).map_err(broken)?;
    conn.batch_execute("PRAGMA busy_timeout = 5000;").map_err(broken)?;
    Ok(conn)
}

/// Opens the connections that read; `wait` is how long a reader waits for one.
pub(crate) fn readers(file: &Path, count: u32, wait: Duration) -> Result<Readers, OpenError> {
    Pool::builder()
        .max_size(count)
        .min_idle(Some(1))
        .connection_timeout(wait)
        .test_on_check_out(false)
        .connection_customizer(Box::new(ReadOnly))
        .build(ConnectionManager::new(address(file)))
        .map_err(broken)
}

/// Brings the tables up to this program's version, each migration in its own transaction; the names of those that ran.
pub(crate) fn migrate(conn: &mut SqliteConnection) -> Result<Vec<String>, OpenError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| OpenError::Migration(error.to_string());
    refuse_newer(conn)?;
    let ran = conn.run_pending_migrations(MIGRATIONS).map_err(failed)?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

/// An older program must not write into tables it does not know.
fn refuse_newer(conn: &mut SqliteConnection) -> Result<(), OpenError> {
    use diesel::migration::{Migration, MigrationSource};
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| OpenError::Migration(error.to_string());
    let known: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = MIGRATIONS.migrations().map_err(failed)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    let unknown = applied.iter().find(|version| !known.iter().any(|m| m.name().version() == **version));
    match unknown {
        None => Ok(()),
        Some(version) => Err(OpenError::Migration(format!(
            "the data was written by a newer version of this program (migration {version}); use that one"
        ))),
    }
}

/// Looking changes nothing, so tables of an older version are not brought up to date by it.
pub(crate) fn refuse_older(readers: &Readers) -> Result<(), OpenError> {
    let mut conn = readers.get().map_err(broken)?;
    match conn.has_pending_migration(MIGRATIONS) {
        Ok(false) => Ok(()),
        Ok(true) => {
            Err(OpenError::Migration("the data is of an older version; run `migrate` first".to_owned()))
        }
        Err(error) => Err(OpenError::Migration(error.to_string())),
    }
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, CustomizeError> for ReadOnly {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), CustomizeError> {
        conn.batch_execute(READER).map_err(CustomizeError::QueryError)
    }
}

fn address(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}

fn broken(error: impl std::fmt::Display) -> OpenError {
    OpenError::Database(error.to_string())
}

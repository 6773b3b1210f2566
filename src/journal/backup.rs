//! A copy of the journal as of one instant, taken while it is written; and such a copy put back.
//!
//! The copy is written anew by the database (`VACUUM INTO`) in one read transaction: a consistent prefix, without the
//! remains of what was erased before. It takes a name of its own only when it is whole, verified and on the disk.

use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::error::JournalError;
use crate::lock::{FolderLock, private_file, settle_names};
use crate::open::{self, OpenError};
use crate::pool;
use crate::sealing::KEY_FILE;
use crate::verify::{Report, verify};

/// How every database of SQLite begins.
const BEGINNING: &[u8; 16] = b"SQLite format 3\0";

/// Why there is no copy, or nothing was put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder copied from or restored to.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What is in the way is not overwritten.
    #[error("{} is there already", .0.display())]
    InTheWay(PathBuf),
    /// The file named is not there or does not read.
    #[error("cannot read {}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The file named is something else.
    #[error("{} is no copy of a journal", .0.display())]
    NotACopy(PathBuf),
    /// The copy cannot be written.
    #[error("cannot write {}: {why}", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// What the system or the database said.
        why: String,
    },
    /// The copy was made and cannot be looked through.
    #[error("the copy cannot be verified: {0}")]
    Unverified(#[from] JournalError),
}

/// Copies the journal of a folder to a new file, readable by its owner alone, also while a server writes it. The report
/// is of the copy; a damaged journal is copied as it is.
pub fn backup(folder: &Path, to: &Path) -> Result<Report, BackupError> {
    let source = folder.join(pool::FILE);
    if !source.is_file() {
        return Err(OpenError::Missing { folder: folder.to_owned() }.into());
    }
    if to.exists() {
        return Err(BackupError::InTheWay(to.to_owned()));
    }
    let part = beside(to);
    let unwritable = |why: String| BackupError::Unwritable { file: to.to_owned(), why };
    let made = begin(&part).map_err(|why| unwritable(why.to_string())).and_then(|()| {
        copy(&source, &part).map_err(|error| unwritable(error.to_string()))?;
        let report = verify(&open::look_at(&part)?)?;
        finish(&part, to).map_err(|why| unwritable(why.to_string()))?;
        Ok(report)
    });
    if made.is_err() {
        let _ = fs::remove_file(&part);
    }
    made
}

/// The name while it is not whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// An empty file for the database to fill; one left by an attempt that was cut off goes.
fn begin(part: &Path) -> std::io::Result<()> {
    match fs::remove_file(part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private_file(part).map(|_| ())
}

fn copy(source: &Path, part: &Path) -> Result<(), diesel::result::Error> {
    let unusable =
        |error: &dyn std::fmt::Display| diesel::result::Error::QueryBuilderError(error.to_string().into());
    let mut conn = pool::plain(source).map_err(|error| unusable(&error))?;
    let part = part.to_str().ok_or_else(|| unusable(&"the file's name is not UTF-8"))?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(part).execute(&mut conn).map(|_| ())
}

fn finish(part: &Path, to: &Path) -> std::io::Result<()> {
    File::open(part)?.sync_all()?;
    fs::rename(part, to)?;
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

/// Puts a copy back into a folder that is empty or not there, brings it to this version's form, and verifies it. `key`
/// is the file with which stored secrets are sealed, which no copy holds. A damaged copy is put back as it is: the
/// report says so.
pub fn restore(from: &Path, key: Option<&Path>, folder: &Path) -> Result<Report, BackupError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::InTheWay(folder.to_owned()));
    }
    // Before the folder is made: a wrong name leaves nothing behind.
    let begins = beginning(from)?;
    if begins != *BEGINNING {
        return Err(BackupError::NotACopy(from.to_owned()));
    }
    if let Some(key) = key {
        beginning(key)?;
    }
    {
        let _lock = FolderLock::take(folder)?;
        put(from, &folder.join(pool::FILE))?;
        if let Some(key) = key {
            put(key, &folder.join(KEY_FILE))?;
        }
        let unwritable = |reason| OpenError::NotWritable { folder: folder.to_owned(), reason };
        settle_names(folder).map_err(unwritable)?;
    }
    open::migrate(folder)?;
    Ok(verify(&open::look(folder)?)?)
}

fn beginning(file: &Path) -> Result<[u8; 16], BackupError> {
    let mut bytes = [0; 16];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut bytes));
    read.map(|()| bytes).map_err(|why| BackupError::Unreadable { file: file.to_owned(), why })
}

fn put(from: &Path, to: &Path) -> Result<(), BackupError> {
    let unwritable =
        |why: std::io::Error| BackupError::Unwritable { file: to.to_owned(), why: why.to_string() };
    fs::copy(from, to).map_err(unwritable)?;
    fs::set_permissions(to, Permissions::from_mode(0o600)).map_err(unwritable)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(unwritable)
}

//! One program a data folder: the incarnation fence lives in one process, so a second writer must not even begin.
//!
//! The lock is the operating system's, on the file `lock`; it goes with the process, however that ends.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::open::OpenError;

/// Held as long as the value lives.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
    folder: PathBuf,
}

/// Written and taken away again to see whether that can be done.
const PROBE: &str = "journal.sqlite-probe";

impl FolderLock {
    /// Makes the folder if need be, readable by its owner alone, and locks it.
    pub(crate) fn take(folder: &Path) -> Result<Self, OpenError> {
        let unwritable = |reason| OpenError::NotWritable { folder: folder.to_owned(), reason };
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unwritable)?;
        close_to_others(folder);
        let file = private_file(&folder.join("lock")).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file, folder: folder.to_owned() }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked { folder: folder.to_owned() }),
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                Err(unwritable(std::io::Error::other("its file system has no locks")))
            }
            Err(TryLockError::Error(error)) => Err(unwritable(error)),
        }
    }
}

impl FolderLock {
    /// Whether the folder's file system has become read-only.
    pub(crate) fn is_read_only(&self) -> bool {
        let probe = self.folder.join(PROBE);
        let written = private_file(&probe).and_then(|mut file| file.write_all(b"?"));
        let removed = std::fs::remove_file(probe);
        let refused = [written.err(), removed.err()];
        refused.into_iter().flatten().any(|why| why.kind() == ErrorKind::ReadOnlyFilesystem)
    }
}

/// A folder that was there before may be open to others. Where it is not ours to close (a volume's root), what lies in
/// it still is.
fn close_to_others(folder: &Path) {
    let Ok(about) = std::fs::metadata(folder) else { return };
    let mode = about.permissions().mode();
    if mode & 0o077 == 0 {
        return;
    }
    if let Err(why) = std::fs::set_permissions(folder, Permissions::from_mode(0o700)) {
        tracing::warn!(folder = %folder.display(), %why, "others may list the data folder; make it 0700");
    }
}

/// Opens or makes a file that only its owner may read.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// Makes the names of a folder's files, and its own, survive a power loss.
pub(crate) fn settle_names(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()?;
    match folder.canonicalize()?.parent() {
        // Not ours to insist on: a parent that cannot be opened is older than this start.
        Some(parent) => File::open(parent).and_then(|parent| parent.sync_all()).or(Ok(())),
        None => Ok(()),
    }
}

//! Another sealing key: everything sealed is sealed anew under it, and the old one is gone. Done while no server runs, since a
//! server holds the key it began with.
//!
//! Each step can be cut short, and the next run goes on from there. The new key lies beside the old one (`secret.key.new`)
//! until one transaction has sealed everything anew; then its file takes the old one's name in one step. A server refuses
//! to start in between. What opens with neither key stops the run before anything is written.

use std::path::{Path, PathBuf};

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use serde_json::json;
use switchboard_core::Timestamp;

use crate::audit::{AuditEntry, Who};
use crate::error::JournalError;
use crate::open::{OpenError, open_for_writing};
use crate::sealing::{Sealer, SealingError, beside, key_of_file, make_key_file, settle_folder};
use crate::{pool, sqlite};

/// Why the key was not changed; what was done so far stays, and another run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The folder cannot be opened, or a server runs in it.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// There is no key to change.
    #[error("there is no key file {}", .0.display())]
    NoKey(PathBuf),
    /// A key file cannot be read or written, or something stored does not open.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// The database.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<diesel::result::Error> for RotationError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Journal(error.into())
    }
}

/// Changes the key of this file and seals everything stored in the folder anew; how many secrets those were.
pub fn rotate(folder: &Path, key_file: &Path, at: Timestamp) -> Result<usize, RotationError> {
    if !folder.join(pool::FILE).is_file() {
        return Err(OpenError::Missing { folder: folder.to_owned() }.into());
    }
    let (_lock, mut conn) = open_for_writing(folder)?;
    pool::migrate(&mut conn)?;
    let keys = Keys::begin(key_file)?;
    match keys.reseal(&mut conn, at) {
        Ok(sealed) => keys.finish().map(|()| sealed),
        Err(error) => {
            keys.give_up(&mut conn)?;
            Err(error)
        }
    }
}

/// The key there is and the key to be.
struct Keys {
    old: Sealer,
    new: Sealer,
    file: PathBuf,
}

impl Keys {
    /// Reads both; the new one is made if an earlier run has not made it.
    fn begin(file: &Path) -> Result<Self, RotationError> {
        let old = key_of_file(file)?.ok_or_else(|| RotationError::NoKey(file.to_owned()))?;
        let beside = beside(file);
        let new = match key_of_file(&beside) {
            Ok(Some(key)) => key,
            // Cut off while it was written: nothing was ever sealed under it.
            Err(SealingError::NotAKey { path }) => {
                std::fs::remove_file(&path).map_err(|why| SealingError::File { path, why })?;
                make_key_file(&beside)?
            }
            Ok(None) => make_key_file(&beside)?,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { old: Sealer::of(&old), new: Sealer::of(&new), file: file.to_owned() })
    }

    /// Everything or nothing; what an earlier run has done already is left as it is.
    fn reseal(&self, conn: &mut SqliteConnection, at: Timestamp) -> Result<usize, RotationError> {
        let sealed = conn.immediate_transaction(|conn| {
            let sealed = sqlite::sealed::again(conn, |purpose, secret| self.anew(purpose, secret))?;
            let entry = AuditEntry {
                at,
                workspace: None,
                who: Who::Operator.to_string(),
                what: "sealing_key_changed".to_owned(),
                subject: "installation".to_owned(),
                details: json!({ "sealed": sealed }),
            };
            sqlite::audit::note(conn, &entry)?;
            Ok::<_, RotationError>(sealed)
        })?;
        // What was sealed under the old key is in no file any more.
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(sealed)
    }

    /// The secret under the new key; none where it is so already.
    fn anew(&self, purpose: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, SealingError> {
        if self.new.open(purpose, sealed).is_ok() {
            return Ok(None);
        }
        self.new.seal(purpose, &self.old.open(purpose, sealed)?).map(Some)
    }

    /// The new key is of no use when nothing is sealed under it: without it, all is as it was.
    fn give_up(&self, conn: &mut SqliteConnection) -> Result<(), RotationError> {
        let mut used = false;
        sqlite::sealed::again(conn, |purpose, sealed| {
            used = used || self.new.open(purpose, sealed).is_ok();
            Ok(None)
        })?;
        let file = beside(&self.file);
        if used {
            return Ok(());
        }
        std::fs::remove_file(&file).map_err(|why| RotationError::from(SealingError::File { path: file, why }))
    }

    /// The new key takes the old one's place.
    fn finish(self) -> Result<(), RotationError> {
        let broken = |why| SealingError::File { path: self.file.clone(), why };
        std::fs::rename(beside(&self.file), &self.file).map_err(broken)?;
        Ok(settle_folder(&self.file)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use diesel::{QueryDsl, RunQueryDsl};
    use tempfile::TempDir;

    use super::*;
    use crate::sealing::KEY_FILE;

    const AT: Timestamp = Timestamp(7);

    /// A folder with two people's second factors (one only begun) and a site's key, sealed; and the key's file.
    fn furnished() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join(KEY_FILE);
        let sealer = Sealer::of_file(&file).unwrap();
        let (_lock, mut conn) = open_for_writing(folder.path()).unwrap();
        pool::migrate(&mut conn).unwrap();
        let hex = |bytes: Vec<u8>| data_encoding::HEXLOWER.encode(&bytes);
        let seal = |purpose: &str| hex(sealer.seal(purpose, purpose.as_bytes()).unwrap());
        let public = hex(vec![5; 32]);
        let rows = format!(
            "INSERT INTO people (workspace, agent, login, role, version, created_at, totp, totp_pending) VALUES
                ('acme', 'anna', 'anna', 'agent', 1, 1, x'{}', NULL), ('acme', 'bo', 'bo', 'agent', 1, 1, NULL, x'{}'),
                ('acme', 'eva', 'eva', 'agent', 1, 1, NULL, NULL);
             INSERT INTO site_keys (id, workspace, platform, name, algorithm, material, created_at) VALUES
                ('k1', 'acme', 'web', 'Site', 'HS256', x'{}', 1), ('k2', 'acme', 'web', 'Site', 'EdDSA', x'{public}', 1);",
            seal("totp/acme/anna"),
            seal("totp/acme/bo"),
            seal("site_key/k1"),
        );
        conn.batch_execute(&rows).unwrap();
        (folder, file)
    }

    /// How many of the three open with the key that lies there, each for what it was sealed for.
    fn open_with(folder: &TempDir, sealer: &Sealer) -> usize {
        let (_lock, mut conn) = open_for_writing(folder.path()).unwrap();
        let mut opened = 0;
        let seen = sqlite::sealed::again(&mut conn, |purpose, sealed| {
            opened +=
                usize::from(sealer.open(purpose, sealed).is_ok_and(|secret| secret == purpose.as_bytes()));
            Ok(None)
        });
        assert_eq!(seen.unwrap(), 0, "nothing was written");
        opened
    }

    fn key(file: &Path) -> Sealer {
        Sealer::of(&key_of_file(file).unwrap().unwrap())
    }

    #[test]
    fn s35_another_key_opens_everything_and_the_old_one_nothing() {
        let (folder, file) = furnished();
        let old = key(&file);
        assert_eq!(open_with(&folder, &old), 3);
        assert_eq!(rotate(folder.path(), &file, AT).unwrap(), 3);
        assert_eq!((open_with(&folder, &key(&file)), open_with(&folder, &old)), (3, 0));
        assert!(!beside(&file).exists());
        Sealer::of_file(&file).unwrap();
        let (_lock, mut conn) = open_for_writing(folder.path()).unwrap();
        let done: Vec<String> =
            crate::schema::audit::table.select(crate::schema::audit::what).load(&mut conn).unwrap();
        assert_eq!(done, ["sealing_key_changed"]);
    }

    #[test]
    fn s35_a_change_of_the_key_goes_on_wherever_it_was_cut_short() {
        for steps in 1..=3 {
            let (folder, file) = furnished();
            let old = key(&file);
            let keys = Keys::begin(&file).unwrap();
            if steps > 1 {
                let (_lock, mut conn) = open_for_writing(folder.path()).unwrap();
                assert_eq!(keys.reseal(&mut conn, AT).unwrap(), 3);
            }
            if steps > 2 {
                keys.finish().unwrap();
                assert_eq!(open_with(&folder, &Sealer::of_file(&file).unwrap()), 3, "done");
            } else {
                // The old key is kept, the new one too: between them they open everything. No server starts on it.
                assert!(matches!(Sealer::of_file(&file), Err(SealingError::Interrupted { .. })));
                let both = open_with(&folder, &old) + open_with(&folder, &key(&beside(&file)));
                assert_eq!(both, 3, "after step {steps}");
            }
            rotate(folder.path(), &file, AT).unwrap();
            assert_eq!((open_with(&folder, &key(&file)), open_with(&folder, &old)), (3, 0), "after {steps}");
        }
    }

    #[test]
    fn s35_a_key_file_cut_off_while_it_was_written_is_written_anew() {
        let (folder, file) = furnished();
        std::fs::write(beside(&file), "half a k").unwrap();
        std::fs::set_permissions(beside(&file), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(rotate(folder.path(), &file, AT).unwrap(), 3);
        assert_eq!(open_with(&folder, &key(&file)), 3);
    }

    #[test]
    fn s35_what_opens_with_neither_key_stops_it_before_anything_is_written() {
        let (folder, file) = furnished();
        let old = key(&file);
        std::fs::rename(&file, folder.path().join("elsewhere")).unwrap();
        assert!(matches!(rotate(folder.path(), &file, AT), Err(RotationError::NoKey(_))));
        Sealer::of_file(&file).unwrap();
        let refused = rotate(folder.path(), &file, AT);
        assert!(matches!(refused, Err(RotationError::Sealing(SealingError::Unopened))), "{refused:?}");
        assert_eq!(open_with(&folder, &old), 3);
        Sealer::of_file(&file).expect("all is as it was");
        let (_lock, _conn) = open_for_writing(folder.path()).unwrap();
        assert!(matches!(
            rotate(folder.path(), &file, AT),
            Err(RotationError::Folder(OpenError::Locked { .. }))
        ));
    }
}

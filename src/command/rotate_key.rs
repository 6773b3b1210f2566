//! `rotate-key`: another key for what is kept sealed, for whoever owns the data folder.

use std::time::{SystemTime, UNIX_EPOCH};

use switchboard_core::Timestamp;
use switchboard_journal::rotating::{RotationError, rotate};
use switchboard_journal::sealing::{KEY_FILE, SealingError};

use crate::cli::RotateKey;
use crate::exit::{Exit, Failure};

/// Changes the key, and says how many secrets were sealed anew.
pub fn run(asked: &RotateKey) -> Result<(), Failure> {
    let key_file = asked.key_file.clone().unwrap_or_else(|| asked.data.join(KEY_FILE));
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    let sealed = rotate(&asked.data, &key_file, now)?;
    println!("{} holds another key; {sealed} stored secrets were sealed under it", key_file.display());
    Ok(())
}

impl From<RotationError> for Failure {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::Folder(error) => error.into(),
            RotationError::Journal(error) => error.into(),
            RotationError::NoKey(_) => Failure::new(Exit::NoInput, &error)
                .advise("name the file that server.secret_file names with --key-file"),
            RotationError::Sealing(SealingError::Unopened) => Failure::new(Exit::BadData, &error).advise(
                "is this the key the data was written with? Nothing was changed; second factors that are lost are taken \
                 away with `switchboard reset-link --without-second-factor`, site keys are revoked over the API",
            ),
            RotationError::Sealing(_) => Failure::new(Exit::CannotCreate, &error)
                .advise("make the key file and its folder writable for this user, then run it again"),
        }
    }
}

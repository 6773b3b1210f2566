//! Between Rust's values and what a column holds, and between the database's errors and ours.

use diesel::result::{DatabaseErrorKind, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use switchboard_core::Subject;

use crate::chain::Digest;
use crate::error::{AppendError, JournalError};
use crate::request::ClientStamp;

/// 64 bits as the database keeps them: signed. Counts never come near the sign; hashes use all of it.
pub(crate) fn signed(bits: u64) -> i64 {
    bits.cast_signed()
}

/// The same back.
pub(crate) fn unsigned(bits: i64) -> u64 {
    bits.cast_unsigned()
}

/// 32 bits of a count or a version.
pub(crate) fn signed32(bits: u32) -> i32 {
    bits.cast_signed()
}

/// The same back.
pub(crate) fn unsigned32(bits: i32) -> u32 {
    bits.cast_unsigned()
}

/// A stored hash.
pub(crate) fn digest(bytes: &[u8]) -> Result<Digest, JournalError> {
    bytes.try_into().map_err(|_| JournalError::Damaged(format!("a hash of {} bytes", bytes.len())))
}

/// A stored name of a stream.
pub(crate) fn subject(name: &str) -> Result<Subject, JournalError> {
    text(name)
}

/// A stored id or name, in its type.
pub(crate) fn text<T: std::str::FromStr<Err: std::fmt::Display>>(stored: &str) -> Result<T, JournalError> {
    stored.parse().map_err(|error| JournalError::Damaged(format!("{stored:?}: {error}")))
}

/// A value as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, JournalError> {
    serde_json::to_string(value).map_err(|error| JournalError::Refused(format!("not JSON: {error}")))
}

/// A stored value.
pub(crate) fn from_json<T: DeserializeOwned>(json: &str) -> Result<T, JournalError> {
    serde_json::from_str(json).map_err(|error| JournalError::Damaged(error.to_string()))
}

/// A value whose JSON is one word (a role, a standing), without quotes.
pub(crate) fn to_word<T: Serialize>(value: &T) -> Result<String, JournalError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(JournalError::Refused(format!("{other} is not a word"))),
        Err(error) => Err(JournalError::Refused(format!("not JSON: {error}"))),
    }
}

/// The value of a stored word.
pub(crate) fn from_word<T: DeserializeOwned>(word: String) -> Result<T, JournalError> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| JournalError::Damaged(error.to_string()))
}

/// A stored client stamp; the three columns are set together.
pub(crate) fn client(sender: Option<i64>, id: Option<i64>, body: Option<i64>) -> Option<ClientStamp> {
    Some(ClientStamp { sender: unsigned(sender?), id: unsigned(id?), body: unsigned(body?) })
}

impl From<Error> for JournalError {
    fn from(error: Error) -> Self {
        match error {
            Error::DeserializationError(error) => Self::Damaged(error.to_string()),
            // SQLite's own words for SQLITE_FULL; diesel gives no code.
            Error::DatabaseError(_, info) if info.message() == "database or disk is full" => Self::DiskFull,
            // SQLITE_CORRUPT: a reader of another page may go on.
            Error::DatabaseError(_, info) if info.message() == "database disk image is malformed" => {
                Self::Damaged(info.message().to_owned())
            }
            // Its writer's own fault, never the file's.
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Conflict,
            error => Self::Database(error.to_string()),
        }
    }
}

impl From<Error> for AppendError {
    fn from(error: Error) -> Self {
        let Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error else {
            return Self::Journal(error.into());
        };
        // "UNIQUE constraint failed: young_places.stream, young_places.seq"
        match info.message() {
            message if message.contains("young_places.stream") => Self::Conflict,
            message if message.contains("session_rows.") => Self::NotUnique("open session".to_owned()),
            message => Self::NotUnique(message.to_owned()),
        }
    }
}

//! A setting that may be left blank: `""` in the file says the same as nothing at all.

use std::fmt::Display;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serializer};

/// What can be written as a word in the file.
pub(super) trait Word: Sized {
    /// From the word.
    fn read(word: &str) -> Result<Self, String>;
    /// To the word.
    fn write(&self) -> String;
}

impl Word for std::net::SocketAddr {
    fn read(word: &str) -> Result<Self, String> {
        word.parse().map_err(|error: std::net::AddrParseError| format!("{error}: {word:?}"))
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Word for PathBuf {
    fn read(word: &str) -> Result<Self, String> {
        Ok(Self::from(word))
    }

    fn write(&self) -> String {
        self.display().to_string()
    }
}

/// Blank for none.
pub(super) fn serialize<S: Serializer, T: Word>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&value.as_ref().map(Word::write).unwrap_or_default())
}

/// None for blank.
pub(super) fn deserialize<'de, D: Deserializer<'de>, T: Word>(from: D) -> Result<Option<T>, D::Error> {
    let word = String::deserialize(from)?;
    if word.is_empty() {
        return Ok(None);
    }
    T::read(&word).map(Some).map_err(|why| said::<D>(&why))
}

fn said<'de, D: Deserializer<'de>>(why: &impl Display) -> D::Error {
    serde::de::Error::custom(why)
}

//! One message: who wrote it, what of it may be changed, and the id it keeps through all changes.

use serde::{Deserialize, Serialize};
use switchboard_core::{SessionId, Timestamp};
use uuid::Uuid;

use super::words;

/// Who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Author {
    /// The customer.
    #[serde(rename = "end-user")]
    EndUser,
    /// An agent, or somebody at an outside desk.
    #[serde(rename = "backoffice-user")]
    Backoffice,
    /// The bot, and what we say ourselves.
    #[serde(rename = "buerokratt")]
    Buerokratt,
}

impl Author {
    /// As it stands in a message.
    pub fn role(self) -> &'static str {
        match self {
            Self::EndUser => words::END_USER,
            Self::Backoffice => words::BACKOFFICE,
            Self::Buerokratt => words::BUEROKRATT,
        }
    }
}

/// Whom a chat was given on by, from and to, by their ids; empty for nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Forwarded {
    /// Who did it.
    pub by: String,
    /// Who served.
    pub from: String,
    /// Who is to serve.
    pub to: String,
}

/// A message as it is now. Instants are distinct to the millisecond within a chat: clients join and order by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The sequence of the event that said it.
    pub number: u64,
    /// What was said.
    pub content: String,
    /// What it is besides words; empty for words alone.
    pub event: String,
    /// The agent who wrote it; empty for anybody else.
    pub author_id: String,
    /// When, by its author's clock where they told it: the key by which clients know their own message again (trap 10).
    pub authored_at: Timestamp,
    /// The name to show.
    pub name: String,
    /// Who wrote it.
    pub author: Author,
    /// Of one that gives the chat on.
    pub forwarded: Option<Forwarded>,
    /// A line of ours (a place in line, a colleague who speaks too): never what the chat is about.
    pub is_ours: bool,
    /// `liked`, `disliked` or empty.
    pub rating: String,
    /// Never changes.
    pub created: Timestamp,
    /// Of its newest version.
    pub updated: Timestamp,
    /// What it was before it was answered, or changed otherwise.
    pub asked: Option<Asked>,
}

/// A message as it was first said. Its key (author and instant) is by what the other side's client knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// What it was.
    pub event: String,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub authored_at: Timestamp,
}

impl Message {
    /// The message before it was changed, for who has not seen it yet; none where it was not.
    pub fn as_asked(&self) -> Option<Self> {
        let Asked { event, author, authored_at } = self.asked.clone()?;
        Some(Self { event, author, authored_at, updated: self.created, asked: None, ..self.clone() })
    }

    /// As a customer's client knows it: what an agent changed keeps the key it had, what they changed themselves has the
    /// key their client gave it.
    pub fn for_customer(&self) -> Self {
        match &self.asked {
            Some(asked) if self.author != Author::EndUser => {
                Self { author: asked.author, authored_at: asked.authored_at, ..self.clone() }
            }
            _ => self.clone(),
        }
    }
}

/// The bytes that carry nothing of session or number: version 8 (our own form) and variant of a UUID.
const VERSION: (usize, u8, u8) = (6, 0x0f, 0x80);
const VARIANT: (usize, u8, u8) = (8, 0x3f, 0x80);

fn stamped(mut bytes: [u8; 16]) -> [u8; 16] {
    for (place, keep, mark) in [VERSION, VARIANT] {
        if let Some(byte) = bytes.get_mut(place) {
            *byte = (*byte & keep) | mark;
        }
    }
    bytes
}

fn bytes_of(session: SessionId, number: u64) -> [u8; 16] {
    // The random half of the session's id, then the number.
    let random = Uuid::parse_str(&session.to_string()).map_or(0, |uuid| uuid.as_u64_pair().1);
    let mut bytes = [0; 16];
    let (left, right) = bytes.split_at_mut(8);
    left.copy_from_slice(&random.to_be_bytes());
    right.copy_from_slice(&number.to_be_bytes());
    stamped(bytes)
}

/// The message's id: the same for every version of it.
pub fn id(session: SessionId, number: u64) -> String {
    Uuid::from_bytes(bytes_of(session, number)).hyphenated().to_string()
}

/// The number of the message of this session that has this id; none for another's.
pub fn number(session: SessionId, id: &str) -> Option<u64> {
    let uuid = Uuid::parse_str(id).ok()?;
    let number = uuid.as_u64_pair().1 & (u64::MAX >> 2);
    (uuid.into_bytes() == bytes_of(session, number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_number_to_its_own_session_alone() {
        let [mine, theirs]: [SessionId; 2] =
            ["018f6b1e-7c3a-7000-8000-0000000000a7", "018f6b1e-7c3a-7000-8000-0000000001a7"]
                .map(|id| id.parse().unwrap());
        for number_ in [1, 2, 77, 1 << 40] {
            let id = id(mine, number_);
            assert_eq!((id.len(), Uuid::parse_str(&id).unwrap().get_version_num()), (36, 8));
            assert_eq!(number(mine, &id), Some(number_));
            assert_eq!(number(theirs, &id), None);
        }
        assert_eq!(number(mine, ""), None);
        assert_eq!(number(mine, &mine.to_string()), None);
    }
}

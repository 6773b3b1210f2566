//! A chat followed live: read first, then kept up to date by what is shown, read on where something is missing.

use std::time::Duration;

use switchboard_actors::{Shown, Topic};
use switchboard_core::{Party, SessionId, Signal, Subject};
use switchboard_journal::JournalError;
use switchboard_wire::buerokratt::Chat;
use switchboard_wire::buerokratt::instants::millis;

use super::ear::{Heard, Watch};
use super::reading::{self, Next};
use super::stream::{Out, Turn};
use crate::doors::Doors;

/// Before a journal that is busy, or not yet there, is read again.
const MOMENT: Duration = Duration::from_millis(50);
/// So often; after that the stream is given up, and its client reads the journal.
const TRIES: u32 = 20;

/// A chat, and what is heard of it.
pub(super) struct Following {
    pub(super) chat: Chat,
    watch: Watch,
}

/// What came of what was heard.
pub(super) enum News {
    /// The chat is another one than before.
    Changed,
    /// What the customer has written and not sent.
    Typing(String),
    /// Time has passed, and the client is there.
    Beat,
    /// Nothing for this stream.
    Nothing,
    /// The stream is over.
    Over,
}

impl Following {
    /// Watched already; now it is read.
    pub(super) async fn begin(doors: &Doors, session: SessionId, watch: Watch) -> Option<Self> {
        let mut following = Self { chat: Chat::new(session), watch };
        following.read_on(doors, 0).await.then_some(following)
    }

    /// The instant of the newest version in it, in milliseconds.
    pub(super) fn told_to(&self) -> i64 {
        self.chat.messages().iter().map(|message| millis(message.updated)).max().unwrap_or(0)
    }

    /// What comes next.
    pub(super) async fn next(&mut self, doors: &Doors, out: &mut Out) -> News {
        match out.turn(&mut self.watch).await {
            Turn::Over | Turn::Heard(Heard::Leave) => News::Over,
            Turn::Beat => News::Beat,
            Turn::Heard(Heard::Missed) => self.catch_up(doors, 0).await,
            Turn::Heard(Heard::Shown(Shown::Event(event))) => {
                if event.subject != Subject::Session(self.chat.session) {
                    return News::Nothing;
                }
                match reading::live(&mut self.chat, &event) {
                    Next::Taken => News::Changed,
                    Next::Old => News::Nothing,
                    Next::Gap => self.catch_up(doors, event.recorded.seq()).await,
                }
            }
            Turn::Heard(Heard::Shown(Shown::Signal {
                signal: Signal::Typing { party: Party::Customer, preview, .. },
                ..
            })) => News::Typing(preview.unwrap_or_default()),
            Turn::Heard(Heard::Shown(_)) => News::Nothing,
        }
    }

    async fn catch_up(&mut self, doors: &Doors, least: u64) -> News {
        if self.read_on(doors, least).await { News::Changed } else { News::Over }
    }

    /// Reads on until this sequence is there: it was shown, so it is committed.
    async fn read_on(&mut self, doors: &Doors, least: u64) -> bool {
        for _ in 0..TRIES {
            let mut chat = self.chat.clone();
            let read = doors.reader.read(move |records| {
                reading::read_on(records, &mut chat)?;
                Ok(chat)
            });
            match read.await {
                Ok(chat) if chat.seq() >= least => {
                    self.chat = chat;
                    return true;
                }
                Ok(_) | Err(JournalError::Busy) => tokio::time::sleep(MOMENT).await,
                Err(error) => {
                    tracing::warn!(%error, "a stream of the buerokratt dialect could not read on");
                    return false;
                }
            }
        }
        false
    }
}

/// What is shown of a chat to who follows it.
pub(super) fn topic(session: SessionId) -> Topic {
    Topic::Subject(Subject::Session(session))
}

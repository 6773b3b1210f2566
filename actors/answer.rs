//! How a command is answered: always, exactly once, and never before what it led to is durable.

use std::fmt;
use std::time::Duration;

use switchboard_core::Subject;

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Durable. The numbers are those of the first event it led to.
    Accepted {
        /// The stream it went into.
        subject: Subject,
        /// The event's sequence; the stream's last one when nothing had to change.
        seq: u64,
        /// The customer's number of that event.
        public: Option<u64>,
    },
    /// Durable, but its subject is set aside; it takes effect when the subject is released.
    Delayed,
    /// Not done, and nothing of it is stored.
    Refused(Refused),
    /// Nobody can say (the actor died meanwhile): send it again under the same id.
    Unknown,
}

/// Why not, in a form every door can spell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Stable, snake_case.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// When it is worth trying again; none when it is not.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// Not done; the same command will be refused again.
    pub fn no(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused(Refused { code, detail: detail.into(), retry_after: None })
    }

    /// Not now: a mailbox is full or the journal is behind.
    pub fn busy() -> Self {
        Self::Refused(Refused {
            code: "busy",
            detail: "too much at once, nothing was stored; try again".to_owned(),
            retry_after: Some(Duration::from_secs(1)),
        })
    }

    /// Not now: the disk is full or nearly so.
    pub fn disk_full() -> Self {
        Self::Refused(Refused {
            code: "disk_full",
            detail: "the server has no room left, nothing was stored; reading works, try again later"
                .to_owned(),
            retry_after: Some(Duration::from_secs(10)),
        })
    }

    /// A message the rules cannot take; it was tried often enough and had no effect.
    pub fn set_aside() -> Self {
        Self::no("set_aside", "this message cannot be handled; nothing was stored, and it is not tried again")
    }

    /// The client used this message id for something else before.
    pub fn id_reused() -> Self {
        Self::no("id_reused", "this message id was used for another message")
    }

    /// A defect in our own rules; the command had no effect.
    pub fn faulted() -> Self {
        Self::Refused(Refused {
            code: "faulted",
            detail: "an internal fault; nothing was stored".to_owned(),
            retry_after: Some(Duration::from_secs(1)),
        })
    }
}

/// The way back to whoever asked. Dropped unanswered (a mailbox was lost), it answers `Unknown` by itself.
pub struct ReplyTo(Option<Box<dyn FnOnce(Answer) + Send>>);

impl ReplyTo {
    /// Calls this with the answer, on the answering actor's thread; it must not block.
    pub fn new(call: impl FnOnce(Answer) + Send + 'static) -> Self {
        Self(Some(Box::new(call)))
    }

    /// Nobody waits for the answer.
    pub fn nobody() -> Self {
        Self(None)
    }

    /// Answers.
    pub fn answer(mut self, answer: Answer) {
        if let Some(call) = self.0.take() {
            call(answer);
        }
    }
}

impl Drop for ReplyTo {
    fn drop(&mut self) {
        if let Some(call) = self.0.take() {
            call(Answer::Unknown);
        }
    }
}

impl fmt::Debug for ReplyTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "ReplyTo(somebody)" } else { "ReplyTo(nobody)" })
    }
}

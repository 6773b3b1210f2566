//! A customer as they speak, over whatever carrier: whose words they are, at what pace, and what each asks of the door.
//!
//! A socket holds one speaker for as long as it lives; over HTTP one outlives each request (`visits.rs`).

use std::time::Duration;

use switchboard_actors::{CustomerSign, CustomerWord, House, Live};
use switchboard_core::session::{Command, Opening};
use switchboard_core::{AnyCommand, Attachment, SessionId, Timestamp};
use switchboard_journal::ClientStamp;
use switchboard_wire::{Customer, Spoken, Words};

use super::image::Named;
use crate::connection::Refusing;
use crate::feeds;
use crate::limits::{EdgeSettings, Pace};
use crate::tokens;

/// The newest of several typing previews is shown after this long at the earliest.
const COALESCE: Duration = Duration::from_millis(300);

/// What is known of a client's presence by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pulse {
    /// It sent no heartbeat yet: perhaps it never will, and nobody is lost for that.
    Unknown,
    /// It sends heartbeats, so their absence means something.
    Beats,
    /// It unloaded its page; any word from it means it is back.
    Unloaded,
}

/// What an event asks of its door.
pub(crate) enum Next {
    /// Nothing more: it is done, and needs no answer.
    Nothing,
    /// Show the newest preview after so long.
    ShowLater(Duration),
    /// Ask the house, and answer with what it says.
    Ask(Wanted),
    /// Keep the picture first, then ask for the text with it.
    Keep {
        /// The client's id of the event.
        id: Option<String>,
        /// What is shown with the picture.
        text: String,
        /// The picture, unchecked.
        picture: Named,
    },
    /// Check whom the site says it is.
    Identify {
        /// The client's id of the event.
        id: Option<String>,
        /// Signed by the site.
        token: String,
    },
    /// Mark what was read.
    Read(Mark),
    /// Keep how it was.
    Rate(Rating),
    /// No.
    Refuse(Refusing),
}

/// What a customer has read. Which session it speaks of, its carrier knows.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The client's id of the event; without one it is not answered.
    pub id: Option<String>,
    /// When, by the customer's own clock.
    pub at: Timestamp,
    /// Everything up to this public number; none for all that was told.
    pub up_to: Option<u64>,
}

impl Mark {
    /// The command, for a session of which so much was told: more than that nobody can have read. Sent again it changes
    /// nothing, so it needs no stamp.
    pub(crate) fn command(&self, told: u64) -> AnyCommand {
        let up_to = self.up_to.map_or(told, |named| named.min(told));
        AnyCommand::Session(Command::CustomerRead { up_to, at: Some(self.at) })
    }
}

/// How a customer found a conversation.
#[derive(Debug)]
pub(crate) struct Rating {
    /// The client's id of the event.
    pub id: Option<String>,
    /// Which, unchecked.
    pub session: SessionId,
    /// From 1 to 5.
    pub score: u8,
    /// What they told besides.
    pub text: Option<String>,
}

/// A command of a customer that is to be answered.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The client's id of the event.
    pub id: Option<String>,
    /// What.
    pub word: CustomerWord,
    /// The client message as the index keeps it.
    pub client: Option<ClientStamp>,
}

/// A customer's message as the index keeps it.
pub(crate) fn stamped(opening: &Opening, id: &str, body: &[&str]) -> ClientStamp {
    tokens::stamp(&["customer", opening.platform.as_str(), opening.customer.as_str()], id, body)
}

/// A customer who is in.
pub(crate) struct Speaker {
    opening: Opening,
    to: Customer,
    /// Its number for presence.
    number: u64,
    texts: Pace,
    /// The longest text, in bytes.
    longest: usize,
    typing: Pace,
    /// A preview that came too early waits so long.
    coalesce: Duration,
    /// Of what the client tells of itself: the page, what it has received. More is not shown.
    asides: Pace,
    /// Of events of types nobody here knows; more are not handed on.
    strange: Pace,
    /// A preview held back until the pace allows it.
    unsent: Option<String>,
    pulse: Pulse,
}

impl Speaker {
    pub(crate) fn new(opening: Opening, number: u64, settings: &EdgeSettings) -> Self {
        let to = Customer { platform: opening.platform.clone(), key: opening.customer.clone() };
        Self {
            opening,
            to,
            number,
            texts: Pace::new(settings.texts_per_second, settings.texts_at_once),
            longest: settings.text_bytes,
            typing: Pace::new(settings.typing_per_second, settings.typing_per_second),
            coalesce: COALESCE.max(Duration::from_secs(1) / settings.typing_per_second.max(1)),
            asides: Pace::new(settings.typing_per_second, settings.texts_at_once),
            strange: Pace::new(settings.texts_per_second, settings.texts_at_once),
            unsent: None,
            pulse: Pulse::Unknown,
        }
    }

    /// Who speaks.
    pub(crate) fn opening(&self) -> &Opening {
        &self.opening
    }

    /// An event came.
    pub(crate) fn spoken(&mut self, spoken: Spoken, house: &House) -> Next {
        let Spoken { id, platform, customer, words } = spoken;
        if platform != self.to.platform || customer != self.to.key {
            let detail = "platformId and userId must be this connection's own";
            return Next::Refuse(Refusing::new(id, "foreign_user", detail));
        }
        if words == Words::Unload {
            self.unloaded(house);
            return Next::Nothing;
        }
        if words == Words::Heartbeat {
            house.directory.show_live(&self.to.platform, &self.to.key, Live::Heartbeat);
        }
        self.alive(words == Words::Heartbeat, house);
        match words {
            Words::Text { text, image, image_id } => {
                self.text(id, text, image.map(Named::Url).or(image_id.map(Named::Id)))
            }
            Words::Identify { token } => match self.keeps_pace(&id) {
                Ok(()) => Next::Identify { id, token },
                Err(refusing) => Next::Refuse(refusing),
            },
            Words::Left => Next::Ask(self.wanted(id, CustomerWord::Left, &["left"])),
            Words::Typing { text } => self.typing(text, house),
            Words::Page { address, title } => self.aside(CustomerSign::Page { address, title }, house),
            Words::Received { session, up_to } => {
                self.aside(CustomerSign::Received { session, up_to }, house)
            }
            Words::Read { at, up_to } => Next::Read(Mark { id, at, up_to }),
            Words::Rating { session, score, text } => match self.keeps_pace(&id) {
                Ok(()) => Next::Rate(Rating { id, session, score, text }),
                Err(refusing) => Next::Refuse(refusing),
            },
            Words::Start => match self.keeps_pace(&id) {
                Ok(()) => Next::Ask(self.wanted(id, CustomerWord::Start, &["start"])),
                Err(refusing) => Next::Refuse(refusing),
            },
            // Heard above.
            Words::Heartbeat | Words::Unload => Next::Nothing,
        }
    }

    /// An event of a type nobody here knows came: a sign of life, and perhaps of use to applications.
    pub(crate) fn strange(&mut self, frame: &str, house: &House) {
        self.alive(false, house);
        if self.strange.keep().is_ok() {
            feeds::strange::from_customer(house, &self.opening, frame);
        }
    }

    /// A frame came; of a client that sends heartbeats it says that the customer is there.
    pub(crate) fn alive(&mut self, is_heartbeat: bool, house: &House) {
        match self.pulse {
            Pulse::Unknown if !is_heartbeat => {}
            Pulse::Beats => self.sign(CustomerSign::Alive, house),
            Pulse::Unknown | Pulse::Unloaded => {
                self.pulse = Pulse::Beats;
                self.sign(CustomerSign::Connected, house);
            }
        }
    }

    /// Shows the preview that was held back, if no message replaced it.
    pub(crate) fn show_later(&mut self, house: &House) {
        if let Some(text) = self.unsent.take() {
            self.sign(CustomerSign::Typing(text), house);
        }
    }

    /// Its carrier ended without a word.
    pub(crate) fn gone(&mut self, house: &House) {
        if self.pulse == Pulse::Beats {
            self.pulse = Pulse::Unknown;
            self.sign(CustomerSign::Disconnected, house);
        }
    }

    fn unloaded(&mut self, house: &House) {
        if self.pulse == Pulse::Beats {
            self.pulse = Pulse::Unloaded;
            self.sign(CustomerSign::Unloaded, house);
        }
    }

    fn keeps_pace(&self, id: &Option<String>) -> Result<(), Refusing> {
        self.texts.keep().map_err(|seconds| {
            let detail = "too many messages at once; this one was not taken";
            Refusing::new(id.clone(), "rate_limited", detail).again(seconds)
        })
    }

    fn text(&mut self, id: Option<String>, text: String, picture: Option<Named>) -> Next {
        if text.len() > self.longest {
            let detail = format!("text: at most {} bytes", self.longest);
            return Next::Refuse(Refusing::new(id, "text_too_long", detail));
        }
        if let Err(refusing) = self.keeps_pace(&id) {
            return Next::Refuse(refusing);
        }
        // The message replaces what was being written.
        self.unsent = None;
        match picture {
            Some(picture) => Next::Keep { id, text, picture },
            None => Next::Ask(self.said(id, text, None)),
        }
    }

    /// A text as a command, with the picture shown with it.
    pub(crate) fn said(&self, id: Option<String>, text: String, picture: Option<Attachment>) -> Wanted {
        let body = match &picture {
            Some(picture) => vec!["text", &text, &picture.id],
            None => vec!["text", &text],
        };
        self.wanted(
            id,
            CustomerWord::Text { text: text.clone(), attachment: picture.clone(), authored_at: None },
            &body,
        )
    }

    fn wanted(&self, id: Option<String>, word: CustomerWord, body: &[&str]) -> Wanted {
        let client = id.as_deref().map(|id| stamped(&self.opening, id, body));
        Wanted { id, word, client }
    }

    /// Shows the newest preview, not more often than the pace allows.
    fn typing(&mut self, text: String, house: &House) -> Next {
        if self.unsent.is_none() && self.typing.keep().is_ok() {
            self.sign(CustomerSign::Typing(text), house);
            return Next::Nothing;
        }
        let is_scheduled = self.unsent.replace(text).is_some();
        if is_scheduled { Next::Nothing } else { Next::ShowLater(self.coalesce) }
    }

    /// Something staff may see, of no consequence when lost.
    fn aside(&mut self, sign: CustomerSign, house: &House) -> Next {
        if self.asides.keep().is_ok() {
            self.sign(sign, house);
        }
        Next::Nothing
    }

    fn sign(&self, sign: CustomerSign, house: &House) {
        house.sign(self.opening.clone(), self.number, sign);
    }
}

//! A chat as the dialect sees it: made of a session's events, one after another, by whoever reads them.
//!
//! The same events make the same chat, so ids and instants stay through restarts. Versions of a message are in the
//! journal; here is the newest of each.

use std::collections::BTreeSet;

use serde::Serialize;
use switchboard_core::session::{ClosedWhy, Event, Notice};
use switchboard_core::{Content, Party, Recorded, SessionId, Timestamp};

use super::instants::millis;
use super::message::{Asked, Author, Forwarded, Message};
use super::words;

/// Who has the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Holder {
    /// The bot.
    Bot,
    /// Nobody: it waits.
    Nobody,
    /// An agent, with the name customers see.
    Agent {
        /// Their id.
        id: String,
        /// Their name.
        name: String,
    },
    /// Somebody at an outside desk.
    Desk,
}

/// What is known of the customer. Empty where nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EndUser {
    /// Who vouched sign-ins say they are.
    pub id: String,
    /// Likewise.
    pub first_name: String,
    /// Likewise.
    pub last_name: String,
    /// As they wrote it.
    pub email: String,
    /// As they wrote it.
    pub phone: String,
    /// What their browser calls itself.
    pub os: String,
    /// The page they came from.
    pub url: String,
}

/// A chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// Its id.
    pub session: SessionId,
    /// Who has it.
    pub holder: Holder,
    /// Given on, and not yet ended.
    pub redirected: bool,
    /// When it opened.
    pub created: Timestamp,
    /// When something last happened in it.
    pub updated: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The customer themselves ended it: what they came in with is worth nothing any more.
    pub left: bool,
    /// It was begun in today's widget.
    pub is_todays: bool,
    /// The customer's tab was closed: the end then, unless they are back.
    pub closing_at: Option<Timestamp>,
    /// The customer.
    pub end_user: EndUser,
    messages: Vec<Message>,
    /// The last event taken in.
    seq: u64,
    /// The event before told why the chat ends.
    ending: bool,
    /// The last instant given to a version, in milliseconds.
    last: i64,
    /// Instants taken by authors, so that none is given twice (trap 31).
    taken: BTreeSet<(Author, i64)>,
    has_bot: bool,
}

/// What a message is to be, before it has its place.
struct Draft<'a> {
    author: Author,
    event: &'a str,
    content: Option<&'a Content>,
    authored_at: Option<Timestamp>,
    forwarded: Option<Forwarded>,
    is_ours: bool,
}

/// What is changed of a message.
struct Change<'a> {
    label: Option<&'a str>,
    rating: Option<&'a str>,
    authored_at: Option<Timestamp>,
}

impl<'a> Draft<'a> {
    fn of(author: Author, content: Option<&'a Content>) -> Self {
        Self { author, event: "", content, authored_at: None, forwarded: None, is_ours: false }
    }
}

impl Chat {
    /// Before its first event.
    pub fn new(session: SessionId) -> Self {
        Self {
            session,
            holder: Holder::Nobody,
            redirected: false,
            created: Timestamp::default(),
            updated: Timestamp::default(),
            ended: None,
            left: false,
            is_todays: false,
            closing_at: None,
            end_user: EndUser::default(),
            messages: Vec::new(),
            seq: 0,
            ending: false,
            last: 0,
            taken: BTreeSet::new(),
            has_bot: false,
        }
    }

    /// One of which nothing is known but that it is over.
    pub fn over(session: SessionId, at: Timestamp) -> Self {
        Self { created: at, updated: at, ended: Some(at), ..Self::new(session) }
    }

    /// The sequence of the last event taken in.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Its messages, in the order in which they were first said.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Keeps no more than so many of the newest messages, for whoever needs the chat's own line only.
    pub fn forget_all_but(&mut self, newest: usize) {
        let over = self.messages.len().saturating_sub(newest);
        self.messages.drain(..over);
    }

    /// Takes the next event in; those must come in their order, each once.
    pub fn take(&mut self, recorded: &Recorded<Event>) {
        self.seq = recorded.seq;
        self.updated = recorded.at;
        let content = recorded.content.as_ref();
        let was_ending = std::mem::take(&mut self.ending);
        match &recorded.event {
            Event::Opened { flow, bot_key, .. } => {
                self.created = recorded.at;
                // The greeting, stored later, stands before everything.
                self.last = millis(recorded.at);
                self.has_bot = flow.is_some() || bot_key.is_some();
                self.holder = if self.has_bot { Holder::Bot } else { Holder::Nobody };
            }
            Event::MessageReceived { authored_at, .. } => {
                let draft = Draft { authored_at: *authored_at, ..Draft::of(Author::EndUser, content) };
                self.say(recorded, draft);
            }
            Event::MessageLeft => self.say(recorded, Draft::of(Author::EndUser, content)),
            Event::BotSaid { .. } => self.say(recorded, Draft::of(Author::Buerokratt, content)),
            Event::SystemSaid { notice } => {
                // Nobody is there: what the clients know as such, with our words.
                let event = match notice {
                    Notice::TurnedAway => words::NO_AGENTS,
                    Notice::PlatformClosed => words::NOT_OPEN,
                    _ => "",
                };
                let draft = Draft { event, is_ours: true, ..Draft::of(Author::Buerokratt, content) };
                self.say(recorded, draft);
            }
            Event::SteppedIn { .. } | Event::SteppedOut { .. } => {
                let draft = Draft { is_ours: true, ..Draft::of(Author::Buerokratt, content) };
                self.say(recorded, draft);
            }
            Event::ApplicationSaid { bot, .. } => {
                let author = if *bot { Author::Buerokratt } else { Author::Backoffice };
                self.say(recorded, Draft::of(author, content));
            }
            Event::AgentSaid { authored_at, .. } => {
                let draft = Draft { authored_at: *authored_at, ..Draft::of(Author::Backoffice, content) };
                self.say(recorded, draft);
            }
            Event::Remarked { label, authored_at } => self.remark(recorded, label, *authored_at),
            Event::Amended { message, label, rating, authored_at } => {
                let change =
                    Change { label: label.as_deref(), rating: rating.as_deref(), authored_at: *authored_at };
                self.amend(recorded, *message, &change);
            }
            Event::Transferred { to_agent, .. } => {
                self.redirected = true;
                let to = to_agent.as_ref().map(ToString::to_string).unwrap_or_default();
                self.forward(recorded, to);
            }
            Event::TakenOver { by, from: Some(_) } => self.forward(recorded, by.to_string()),
            Event::Assigned { agent, .. } => {
                let name = content.and_then(|content| content.name.clone());
                let id = agent.to_string();
                self.holder = Holder::Agent { name: name.unwrap_or_else(|| id.clone()), id };
            }
            Event::Queued { .. } | Event::AgentDone { .. } | Event::ReleasedForSilence { .. } => {
                self.holder = Holder::Nobody;
            }
            Event::HandedToBot { .. } => self.holder = Holder::Bot,
            Event::HandedToDesk { .. } => self.holder = Holder::Desk,
            Event::TurnedAway { .. } | Event::PlatformClosed { close_at: Some(_), .. } => {
                self.holder = if self.has_bot { Holder::Bot } else { Holder::Nobody };
            }
            Event::Closed { why } => self.end(recorded, *why, was_ending),
            _ => {}
        }
    }

    fn remark(&mut self, recorded: &Recorded<Event>, label: &str, authored_at: Option<Timestamp>) {
        let content = recorded.content.as_ref();
        if label == words::ABOUT {
            self.is_todays = told(content, words::CLIENT).is_some_and(|client| client == words::TODAYS);
        }
        if matches!(label, words::CLOSING | words::BACK) {
            self.closing_at = told(content, words::END_AT).and_then(Timestamp::parse_rfc3339);
            return;
        }
        if matches!(label, words::ABOUT | words::REACH | words::FEEDBACK) {
            return self.learn(content);
        }
        self.learn(content);
        let author = match &recorded.actor {
            // v1 stores the customer's going as its own word.
            _ if label == words::LEFT => Author::Buerokratt,
            _ if is_sign_in(label) => Author::Backoffice,
            Party::Customer => Author::EndUser,
            Party::Agent(_) => Author::Backoffice,
            Party::Bot | Party::Application(_) | Party::System => Author::Buerokratt,
        };
        self.ending = words::is_end(label);
        if label == words::GREETING {
            return self.greet(recorded);
        }
        self.say(recorded, Draft { event: label, authored_at, ..Draft::of(author, content) });
    }

    /// What was told of the customer; what is not said stays.
    fn learn(&mut self, content: Option<&Content>) {
        let Some(content) = content else { return };
        let told = |name: &str| content.answers.get(name).cloned();
        let user = &mut self.end_user;
        for (field, name) in [
            (&mut user.id, "endUserId"),
            (&mut user.first_name, "endUserFirstName"),
            (&mut user.last_name, "endUserLastName"),
            (&mut user.os, "endUserOs"),
            (&mut user.url, "endUserUrl"),
        ] {
            if let Some(value) = told(name) {
                *field = value;
            }
        }
        if let Some(contact) = &content.contact {
            user.email = contact.email.clone().unwrap_or_default();
            user.phone = contact.phone.clone().unwrap_or_default();
        }
    }

    /// Stands before the customer's first words, though it is stored after them.
    fn greet(&mut self, recorded: &Recorded<Event>) {
        let mut greeting = self.placed(
            recorded,
            Draft { event: words::GREETING, ..Draft::of(Author::Buerokratt, recorded.content.as_ref()) },
        );
        greeting.created = Timestamp::from_millis(millis(self.created));
        greeting.authored_at = greeting.created;
        self.messages.insert(0, greeting);
    }

    fn forward(&mut self, recorded: &Recorded<Event>, to: String) {
        let by = recorded.actor.agent().map(ToString::to_string).unwrap_or_default();
        let from = match &self.holder {
            Holder::Agent { id, .. } => id.clone(),
            _ => String::new(),
        };
        let forwarded = Some(Forwarded { by, from, to });
        let draft = Draft { event: words::REDIRECTED, forwarded, ..Draft::of(Author::Backoffice, None) };
        self.say(recorded, draft);
    }

    fn end(&mut self, recorded: &Recorded<Event>, why: ClosedWhy, told: bool) {
        self.ended = Some(recorded.at);
        self.left = why == ClosedWhy::CustomerLeft;
        if told {
            return;
        }
        let (author, event) = match why {
            ClosedWhy::CustomerLeft => (Author::Buerokratt, words::LEFT),
            ClosedWhy::CustomerLost | ClosedWhy::Silent => (Author::EndUser, words::LEFT_UNKNOWN),
            ClosedWhy::Released | ClosedWhy::AgentEnded => (Author::Backoffice, "answered"),
            ClosedWhy::FlowEnded => (Author::Buerokratt, "answered"),
            ClosedWhy::Application | ClosedWhy::Erased => (Author::Backoffice, "terminated"),
        };
        self.say(recorded, Draft { event, ..Draft::of(author, None) });
    }

    fn say(&mut self, recorded: &Recorded<Event>, draft: Draft<'_>) {
        let message = self.placed(recorded, draft);
        self.messages.push(message);
    }

    fn placed(&mut self, recorded: &Recorded<Event>, draft: Draft<'_>) -> Message {
        let Draft { author, event, content, authored_at, forwarded, is_ours } = draft;
        let at = self.tick(recorded.at);
        let authored_at = match authored_at {
            Some(told) => {
                self.taken.insert((author, millis(told)));
                Timestamp::from_millis(millis(told))
            }
            None => self.stamp(author, at),
        };
        let agent = recorded.actor.agent().filter(|_| author == Author::Backoffice);
        let speaker = content.and_then(|content| content.speaker.clone());
        let name = content.and_then(|content| content.name.clone()).filter(|_| author != Author::EndUser);
        Message {
            number: recorded.seq,
            content: content.map(spoken).unwrap_or_default(),
            event: event.to_owned(),
            author_id: agent
                .map(ToString::to_string)
                .or(speaker)
                .filter(|_| !is_sign_in(event))
                .unwrap_or_default(),
            authored_at,
            name: name.unwrap_or_default(),
            author,
            forwarded,
            is_ours,
            rating: String::new(),
            created: at,
            updated: at,
            asked: None,
        }
    }

    /// An answer has the key its client gave it (its author, and their clock's instant): whoever wrote it knows it by that.
    fn amend(&mut self, recorded: &Recorded<Event>, number: u64, change: &Change<'_>) {
        let Change { label, rating, authored_at } = *change;
        let at = self.tick(recorded.at);
        let content = recorded.content.as_ref();
        self.learn(content);
        let Some(message) = self.messages.iter_mut().find(|message| message.number == number) else { return };
        message.updated = at;
        if let Some(label) = label {
            let asked = Asked {
                event: std::mem::replace(&mut message.event, label.to_owned()),
                author: message.author,
                authored_at: message.authored_at,
            };
            message.asked.get_or_insert(asked);
            if let Some(told) = authored_at {
                message.authored_at = Timestamp::from_millis(millis(told));
                message.author = match &recorded.actor {
                    Party::Customer => Author::EndUser,
                    Party::Agent(_) => Author::Backoffice,
                    Party::Bot | Party::Application(_) | Party::System => message.author,
                };
                self.taken.insert((message.author, millis(told)));
            }
        }
        if let Some(rating) = rating {
            rating.clone_into(&mut message.rating);
            if label.is_none() && message.event.is_empty() {
                words::RATED.clone_into(&mut message.event);
            }
        }
        if let Some(text) = content.and_then(|content| content.text.as_ref()) {
            message.content.clone_from(text);
        }
    }

    /// The next instant of a version: later than all before it.
    fn tick(&mut self, at: Timestamp) -> Timestamp {
        self.last = millis(at).max(self.last.saturating_add(1));
        Timestamp::from_millis(self.last)
    }

    /// The next instant of ours that no message of this author has.
    fn stamp(&mut self, author: Author, at: Timestamp) -> Timestamp {
        let mut at = millis(at);
        while !self.taken.insert((author, at)) {
            at = at.saturating_add(1);
        }
        Timestamp::from_millis(at)
    }
}

/// One of the things that were told with a remark.
fn told<'a>(content: Option<&'a Content>, name: &str) -> Option<&'a str> {
    content?.answers.get(name).map(String::as_str)
}

/// What became of a sign-in: told by the machine in the agents' name.
fn is_sign_in(event: &str) -> bool {
    matches!(event, words::SIGNED_IN | words::SIGNED_IN_LATER | words::NOT_SIGNED_IN)
}

/// The text, and below it the answers held out, which this dialect has no place for.
fn spoken(content: &Content) -> String {
    let mut text = content.text.clone().unwrap_or_default();
    for choice in &content.choices {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str("• ");
        text.push_str(choice);
    }
    text
}

#[cfg(test)]
#[path = "chat_tests.rs"]
mod tests;

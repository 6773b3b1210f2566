//! What the clients of a dialect tell one another besides words: a request for consent or contact details and its answer, a
//! reason for the end. And changes of what was said: the message keeps its place, the journal keeps both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::machine::{Ctx, Draft};
use crate::message::{Contact, Content, Party};
use crate::time::Timestamp;

use super::decide::Drafts;
use super::state::{Phase, Session, Silence};
use super::{ClosedWhy, Event, Refusal};

/// Something said in a dialect's own terms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// The dialect's word for it, as it was spelled.
    pub label: String,
    /// What was said with it, if anything.
    #[serde(default)]
    pub text: Option<String>,
    /// How to reach the customer, where it tells that.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// More, by the dialect's own names.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
    /// When, by its author's own clock: kept as said, never trusted.
    #[serde(default)]
    pub authored_at: Option<Timestamp>,
}

/// What is changed of a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    /// The message: the sequence of the event that said it.
    pub message: u64,
    /// Its label from now on.
    #[serde(default)]
    pub label: Option<String>,
    /// How a reader finds it, in the dialect's word; empty takes that back.
    #[serde(default)]
    pub rating: Option<String>,
    /// Its text from now on.
    #[serde(default)]
    pub text: Option<String>,
    /// When, by the clock of who changes it: kept as said, never trusted.
    #[serde(default)]
    pub authored_at: Option<Timestamp>,
}

impl Remark {
    fn draft(&self, by: &Party, name: Option<&str>) -> Draft<Event> {
        let Self { label, text, contact, details, authored_at } = self.clone();
        let content =
            Content { text, contact, answers: details, name: name.map(str::to_owned), ..Content::default() };
        let remarked = Draft::of(Event::Remarked { label, authored_at }).by(by.clone());
        if content == Content::default() { remarked } else { remarked.with(content) }
    }
}

impl Session {
    /// The customer, the machine itself, and whichever agent the customer hears.
    pub(super) fn remark(&self, by: &Party, name: Option<&str>, remark: &Remark) -> Drafts {
        self.may_remark(by)?;
        Ok(vec![remark.draft(by, name)])
    }

    /// Words are changed while the session lives; how a reader finds them may be told after the end.
    pub(super) fn amend(&self, by: &Party, amendment: &Amendment) -> Drafts {
        let Amendment { message, label, rating, text, authored_at } = amendment;
        if label.is_some() || text.is_some() {
            self.may_remark(by)?;
        } else if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        let amended = Event::Amended {
            message: *message,
            label: label.clone(),
            rating: rating.clone(),
            authored_at: *authored_at,
        };
        let draft = Draft::of(amended).by(by.clone());
        Ok(vec![match text {
            Some(text) => draft.with(Content::text(text)),
            None => draft,
        }])
    }

    /// Over at once, with the reason told: by the customer, by who serves, or by whoever the door lets where nobody does.
    pub(super) fn end_with(
        &self,
        ctx: &Ctx<'_, Self>,
        by: &Party,
        name: Option<&str>,
        remark: &Remark,
    ) -> Drafts {
        let why = match by {
            Party::Agent(_) | Party::Application(_) => {
                self.may_move(by)?;
                ClosedWhy::AgentEnded
            }
            Party::Customer | Party::Bot | Party::System => {
                self.alive()?;
                ClosedWhy::CustomerLeft
            }
        };
        Ok(vec![remark.draft(by, name), self.closed(ctx, why).by(by.clone())])
    }

    fn may_remark(&self, by: &Party) -> Result<(), Refusal> {
        self.alive()?;
        match by {
            Party::Agent(agent) if !self.speaks(agent) => Err(Refusal::NotServing),
            _ => Ok(()),
        }
    }

    /// A customer who answers so is not silent.
    pub(super) fn take_remark(&mut self, by: &Party, content: Option<&Content>) {
        let has_words = content.is_some_and(|content| content.text.is_some());
        if let (Phase::Agent(serving), Party::Customer, true) = (&mut self.phase, by, has_words) {
            serving.silence = Silence::None;
        }
    }
}

//! What each client sent, was promised and saw: kept beside the house, and held against its journal.

use std::collections::BTreeMap;

use switchboard_actors::{Answer, ShownEvent};
use switchboard_core::{SessionId, Subject};
use switchboard_journal::StoredEvent;
use switchboard_journal::memory::MemoryJournal;

/// What became of a text as its sender knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Acknowledged, with the stream and sequence promised.
    Acked(SessionId, u64),
    /// Refused every time it was sent.
    Refused,
    /// At least once nobody could say, and it was never acknowledged.
    Unknown,
}

/// One text of one customer, in the order they were sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub text: String,
    pub fate: Fate,
}

/// The history of a whole run.
#[derive(Debug, Default)]
pub struct Oracle {
    pub sent: BTreeMap<String, Vec<Sent>>,
    /// The answers a text was ever given, to see that the same id always gets the same one.
    pub promised: BTreeMap<String, (SessionId, u64)>,
    /// What was said by whom before they were forgotten.
    pub taken_back: BTreeMap<String, Vec<String>>,
    pub broken: Vec<String>,
}

impl Oracle {
    /// A client learnt what became of its text.
    pub fn settled(&mut self, customer: &str, text: &str, fate: Fate) {
        self.acknowledged(text, &fate);
        self.sent.entry(customer.to_owned()).or_default().push(Sent { text: text.to_owned(), fate });
    }

    /// A text was acknowledged, be it the first time or to a resend: always the same place.
    pub fn acknowledged(&mut self, text: &str, fate: &Fate) {
        let Fate::Acked(session, seq) = *fate else { return };
        let promise = *self.promised.entry(text.to_owned()).or_insert((session, seq));
        if promise != (session, seq) {
            self.broken
                .push(format!("I07 {text} was acknowledged as {promise:?} and as {:?}", (session, seq)));
        }
    }

    /// A customer asked to be forgotten: what they said so far is nobody's any more.
    pub fn taken_back(&mut self, customer: &str) {
        let texts = self.sent.remove(customer).unwrap_or_default();
        self.promised.retain(|text, _| !texts.iter().any(|sent| sent.text == *text));
        self.taken_back
            .entry(customer.to_owned())
            .or_default()
            .extend(texts.into_iter().map(|sent| sent.text));
    }

    /// Their erasure is complete: nothing of it is left anywhere.
    pub fn forgotten(&mut self, journal: &MemoryJournal, customer: &str) {
        let texts = self.taken_back.get(customer).into_iter().flatten();
        let kept = texts
            .filter(|text| journal.holds_word(text))
            .map(|text| format!("I27 {text} was erased and is kept"));
        self.broken.extend(kept);
    }

    /// A viewer was shown an event: it must be in the journal by then, exactly so.
    pub fn shown(&mut self, journal: &MemoryJournal, event: &ShownEvent) {
        let recorded = &event.recorded;
        let stored = journal.event(&event.subject, recorded.seq());
        if stored.as_ref().is_some_and(|stored| stored.content.is_none() && recorded.content().is_some()) {
            return; // Erased since.
        }
        let same = stored.as_ref().is_some_and(|stored| {
            stored.facts == serde_json::to_string(&recorded.event()).unwrap()
                && stored.public == recorded.public()
                && stored.position == event.position
                && text_of(stored) == recorded.content().and_then(|content| content.text.clone())
        });
        if !same {
            self.broken.push(format!(
                "I11 {} #{} was shown and is not journaled so",
                event.subject,
                recorded.seq()
            ));
        }
    }
}

/// The answer to a text, as its sender understands it.
pub fn fate_of(answer: &Answer) -> Option<Fate> {
    match answer {
        Answer::Accepted { subject: Subject::Session(session), seq, .. } => Some(Fate::Acked(*session, *seq)),
        Answer::Accepted { .. } | Answer::Delayed => None,
        Answer::Refused(refused) if refused.retry_after.is_some() => None,
        Answer::Refused(_) => Some(Fate::Refused),
        Answer::Unknown => None,
    }
}

/// The text of a stored event.
pub fn text_of(stored: &StoredEvent) -> Option<String> {
    let content: serde_json::Value = serde_json::from_str(stored.content.as_ref()?).ok()?;
    content.get("text")?.as_str().map(str::to_owned)
}

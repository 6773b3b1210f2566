//! Old facts in new clothes: every event passes here on its way out of the journal, so that an event written by any
//! release reads as today's. What is stored never changes; `verify` and `export` see it as it was written.
//!
//! To change a fact's form: raise the version its host writes, and add a line below that turns the older form into it.

use std::borrow::Cow;

use crate::request::StoredEvent;

/// The event in today's form.
pub fn upcast(mut event: StoredEvent) -> StoredEvent {
    while let Some((version, facts)) = step(&event.kind, event.version, &event.facts) {
        event.version = version;
        event.facts = facts.into_owned();
    }
    event
}

/// One version up, or none for today's form. All facts are in their first version as yet.
fn step<'a>(_kind: &str, version: u32, facts: &'a str) -> Option<(u32, Cow<'a, str>)> {
    match version {
        // Written before versions were counted.
        0 => Some((1, Cow::Borrowed(facts))),
        _ => None,
    }
}

//! What the server finds wrong with itself, as whoever leads a workspace is told of it. The server looks by itself
//! (`src/vigil.rs`); here is only how it is asked.

use std::sync::Arc;

use switchboard_core::{Subject, Timestamp};

/// Something that does not hold, and has not for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The name of what should hold.
    pub invariant: &'static str,
    /// Of whom.
    pub subject: Subject,
    /// What is wrong, for people; nobody's words.
    pub says: String,
    /// It looked wrong first.
    pub since: Timestamp,
    /// It was told.
    pub told: Timestamp,
    /// The subject's last events when it was told, the latest last.
    pub events: Vec<Named>,
}

/// An event by its place and kind, without what was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its number within the subject's stream.
    pub seq: u64,
    /// As the journal spells it.
    pub kind: String,
}

/// Who is asked for what is wrong now; answers at once. Without one nothing ever is.
#[derive(Clone, Default)]
pub struct Alarms(Option<Arc<dyn Fn() -> Vec<Alarm> + Send + Sync>>);

impl Alarms {
    /// Asks this.
    pub fn told_by(ask: impl Fn() -> Vec<Alarm> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(ask)))
    }

    /// What is wrong now.
    pub(crate) fn now(&self) -> Vec<Alarm> {
        self.0.as_ref().map(|ask| ask()).unwrap_or_default()
    }
}

//! One call: what will be reported of it, and how each report comes.

use std::time::Duration;

use serde_json::{Map, Value, json};
use switchboard_core::Timestamp;

use super::chance::Chance;

/// How calls go, in the order of what happens (protocols/teravoz 1.3). The last report ends the call or comes after its end.
pub(super) const WAYS: &[&[&str]] = &[
    &[
        "call.new",
        "call.standby",
        "call.waiting",
        "actor.ringing",
        "actor.entered",
        "call.ongoing",
        "actor.left",
        "call.finished",
        "call.recording-available",
    ],
    // Rings at somebody who does not pick up first.
    &[
        "call.new",
        "call.standby",
        "call.waiting",
        "actor.ringing",
        "actor.noanswer",
        "actor.ringing",
        "actor.entered",
        "call.ongoing",
        "actor.left",
        "call.finished",
    ],
    // The provider's sandbox.
    &["call.new", "call.standby", "call.ongoing", "call.finished"],
    // Hangs up in the queue.
    &["call.new", "call.standby", "call.waiting", "call.queue-abandon", "call.finished"],
    // Is transferred, and waits again.
    &[
        "call.new",
        "call.standby",
        "call.data-provided",
        "call.waiting",
        "actor.entered",
        "call.ongoing",
        "called.blind-transfer",
        "actor.left",
        "call.waiting",
        "actor.entered",
        "call.ongoing",
        "actor.left",
        "call.finished",
        "call.recording-available",
    ],
    &[
        "call.new",
        "call.standby",
        "call.waiting",
        "call.overflow",
        "call.waiting",
        "actor.entered",
        "call.ongoing",
        "actor.left",
        "call.finished",
    ],
    // Called by a dialer.
    &[
        "dialer.success",
        "call.new",
        "call.waiting",
        "actor.entered",
        "call.ongoing",
        "actor.left",
        "call.finished",
    ],
];

/// Percent of reports that come twice, after the next one, and never.
const TWICE: usize = 5;
const LATE: usize = 5;
const NEVER: usize = 3;
/// What comes late happened so long before.
const BEFORE: Duration = Duration::from_millis(800);
/// Percent of calls of tenants whose reports carry the provider's own ids.
const MARKED: usize = 20;
/// Percent of numbers that are withheld, and that have called before.
const WITHHELD: usize = 3;
const REGULAR: usize = 15;
const REGULARS: usize = 40;

/// A report to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Whose call it is.
    pub call: String,
    /// The report.
    pub report: Value,
    /// It was sent before, and is known by the mark of its dialect: it counts once.
    pub is_again: bool,
}

/// How a report comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comes {
    InTime,
    Twice,
    Late,
    Never,
}

/// A call that is going on.
#[derive(Debug)]
pub(super) struct Life {
    call: String,
    number: Option<String>,
    queue: String,
    is_outbound: bool,
    /// Of a tenant whose reports carry the provider's ids: of how many things were there so far.
    marks: Option<u32>,
    /// Whom it rings at, or who is in it.
    pub(super) agent: Option<String>,
    /// What is still to happen, the last first.
    rest: Vec<(&'static str, Comes)>,
    /// What has happened and is told after what comes next.
    held: Vec<Said>,
}

impl Life {
    /// The nth call of a run.
    pub(super) fn begin(chance: &mut Chance, run: &str, nth: u64, queue: String) -> Self {
        let way = chance.pick(WAYS).unwrap_or_default();
        let is_marked = chance.percent(MARKED);
        let last = way.len().saturating_sub(1);
        let comes = |(place, name): (usize, &&'static str)| {
            // Without its end a call would only end by being lost sight of, hours later.
            let ends = place == last || matches!(*name, "call.finished" | "call.queue-abandon");
            (*name, Comes::by(chance, name, ends, is_marked))
        };
        let mut rest: Vec<_> = way.iter().enumerate().map(comes).collect();
        rest.reverse();
        let call = if is_marked {
            format!("CA{:016x}{:016x}", chance.next(), chance.next())
        } else {
            format!("{run}.{nth:05}")
        };
        let number = match (chance.percent(WITHHELD), chance.percent(REGULAR)) {
            (true, _) => None,
            (_, true) => Some(format!("11980000{:03}", chance.below(REGULARS))),
            _ => Some(format!("119{:08}", chance.below(80_000_000))),
        };
        Self {
            call,
            number,
            queue,
            is_outbound: way.first() == Some(&"dialer.success"),
            marks: is_marked.then_some(0),
            agent: None,
            rest,
            held: Vec::new(),
        }
    }

    /// What happens next; none when it is over.
    pub(super) fn next_name(&self) -> Option<&'static str> {
        self.rest.last().map(|(name, _)| *name)
    }

    /// Lets that happen; what is reported of it now. Nothing, for what never comes or comes late.
    pub(super) fn go_on(&mut self, now: Timestamp) -> Vec<Said> {
        let Some((name, comes)) = self.rest.pop() else { return Vec::new() };
        let at = if comes == Comes::Late { now - BEFORE } else { now };
        let said = Said { call: self.call.clone(), report: self.report(name, at), is_again: false };
        match comes {
            Comes::Never => return Vec::new(),
            Comes::Late => {
                self.held.push(said);
                return Vec::new();
            }
            Comes::InTime | Comes::Twice => {}
        }
        let is_known = self.marks.is_some() || happens_once(name);
        let again = (comes == Comes::Twice).then(|| Said { is_again: is_known, ..said.clone() });
        std::iter::once(said).chain(again).chain(self.held.drain(..)).collect()
    }

    fn report(&mut self, name: &str, at: Timestamp) -> Value {
        let mut fields = Map::new();
        let mut set = |key: &str, value: &str| drop(fields.insert(key.to_owned(), json!(value)));
        set("type", name);
        set("call_id", &self.call);
        set("code", "123456");
        set("timestamp", &at.to_rfc3339());
        if let Some(marks) = &mut self.marks {
            // Of these the provider makes two out of one thing that happened.
            let is_same = matches!(name, "call.ongoing" | "call.finished");
            *marks = marks.saturating_add(u32::from(!is_same));
            set("sid", &format!("EV{marks}"));
        }
        if name.starts_with("actor.") {
            set("actor", self.agent.as_deref().unwrap_or_default());
            set("number", "200");
            set("queue", &self.queue);
            if name == "actor.noanswer" {
                set("ringtime", "15");
            }
            return Value::Object(fields);
        }
        match name {
            "dialer.success" => {
                set("number", self.number.as_deref().unwrap_or_default());
                set("amd_status", "human");
                return Value::Object(fields);
            }
            "call.recording-available" => {
                set("url", &format!("https://api.example.org/recording/{}.wav", self.call));
                return Value::Object(fields);
            }
            "call.waiting" | "call.queue-abandon" => set("queue", &self.queue),
            "call.overflow" => set("destination", &self.queue),
            "called.blind-transfer" => set("to", &self.queue),
            "call.data-provided" => set("data", "1"),
            _ => {}
        }
        set("direction", if self.is_outbound { "outbound" } else { "inbound" });
        set("our_number", "0800000000");
        fields.insert("their_number".to_owned(), json!(self.number));
        Value::Object(fields)
    }
}

impl Comes {
    fn by(chance: &mut Chance, name: &str, ends: bool, is_marked: bool) -> Self {
        let (never, late, twice) = (chance.percent(NEVER), chance.percent(LATE), chance.percent(TWICE));
        // Somebody is left behind in nobody's eyes only if they are seen to enter.
        let may_repeat = is_marked || happens_once(name) || matches!(name, "call.waiting" | "actor.ringing");
        match (never, late, twice) {
            (true, ..) if !ends => Self::Never,
            (_, true, _) if !ends => Self::Late,
            (.., true) if may_repeat => Self::Twice,
            _ => Self::InTime,
        }
    }
}

/// What can happen to a call only once, and is known by that (protocols/teravoz 5.3).
fn happens_once(name: &str) -> bool {
    matches!(name, "call.new" | "call.standby" | "call.finished")
}

//! The list of sessions as a person in a terminal sees it: numbered as they came.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::chat::text;

/// Every session this agent may see.
#[derive(Debug, Default)]
pub struct Listed {
    last: usize,
    lines: BTreeMap<usize, Line>,
}

#[derive(Debug)]
struct Line {
    session: String,
    standing: String,
}

impl Listed {
    /// A line is new, or changed.
    pub fn row(&mut self, row: &Value) {
        let session = text(row, "/session");
        if session.is_empty() {
            return;
        }
        let standing = match (text(row, "/standing"), text(row, "/agent"), text(row, "/queue")) {
            ("agent", agent, _) => format!("served by {agent}"),
            ("queued", _, queue) => format!("waits in {queue}"),
            ("bot", ..) => "with the bot".to_owned(),
            (other, ..) => other.to_owned(),
        };
        match self.lines.values_mut().find(|line| line.session == session) {
            Some(line) => line.standing = standing,
            None => {
                self.last += 1;
                self.lines.insert(self.last, Line { session: session.to_owned(), standing });
            }
        }
    }

    /// A line is gone.
    pub fn gone(&mut self, session: &str) {
        self.lines.retain(|_, line| line.session != session);
    }

    /// The session of this number.
    pub fn session(&self, number: &str) -> Option<&str> {
        self.lines.get(&number.parse().ok()?).map(|line| line.session.as_str())
    }

    /// The list, for the person.
    pub fn show(&self) -> String {
        if self.lines.is_empty() {
            return "* No chat is in your list.".to_owned();
        }
        let lines = self.lines.iter().map(|(number, line)| format!("  {number}  {}", line.standing));
        format!("* Chats:\n{}", lines.collect::<Vec<_>>().join("\n"))
    }
}

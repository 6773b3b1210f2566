//! What a run found: for people a table with what is aimed at, for programs one object a scenario, and a comparison with
//! what was found before.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// One scenario's figures. What does not apply is absent. Times in milliseconds unless their name says microseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// Which scenario.
    pub scenario: String,
    /// Messages acknowledged a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_per_second: Option<f64>,
    /// The floor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_messages_per_second: Option<f64>,
    /// From the customer's sending to the agent's reading: half of all messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<f64>,
    /// 99 of a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99_ms: Option<f64>,
    /// 999 of a thousand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p999_ms: Option<f64>,
    /// The floor's 99 of a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_p99_ms: Option<f64>,
    /// From the customer's sending to the acknowledgement: 99 of a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ack_p99_ms: Option<f64>,
    /// From a report of a call being due to its answer: half of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ack_p50_ms: Option<f64>,
    /// The server's processor time for each message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_us_per_message: Option<f64>,
    /// The floor's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_cpu_us_per_message: Option<f64>,
    /// One commit on this disk, in the middle of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit_ms: Option<f64>,
    /// Messages acknowledged and not read, or read twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
    /// Messages read behind one that was said after them. One that was refused is said when it is said again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disordered: Option<u64>,
    /// Messages refused for now and sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<u64>,
    /// Kept though never sent, or once more than sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubled: Option<u64>,
    /// Telephone calls at once; a message is a report then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<u64>,
    /// Words a second to the call board's socket that something changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_pushes_per_second: Option<f64>,
    /// Reports for each of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_per_board_push: Option<f64>,
    /// Lines of calls shown on an agent's console for each report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console_frames_per_message: Option<f64>,
    /// Sessions given to agents a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions_per_second: Option<f64>,
    /// From a session's being queued, as its customer is told, to the offer on the agent's socket: half of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_p50_ms: Option<f64>,
    /// 99 of a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_p99_ms: Option<f64>,
    /// Resident memory that one more idle connection takes, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_connection: Option<f64>,
    /// Resident memory that one more idle session takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_session: Option<f64>,
    /// And one that has left memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_passivated_session: Option<f64>,
    /// Processor time of the server in percent of its core while all of them were idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_cpu_percent: Option<f64>,
    /// The same of the same server before anybody came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bare_cpu_percent: Option<f64>,
    /// From the start of the process until it said that it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_ms: Option<f64>,
    /// And until a customer of before was acknowledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serving_ms: Option<f64>,
    /// What stood in its way, where something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Processor time below this, in percent, is told by no clock of the system over a few seconds.
const LEAST_SEEN: f64 = 0.5;

/// A figure against what is aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// What is compared.
    pub what: &'static str,
    /// What was found.
    pub found: f64,
    /// At most this, or (for rates) at least.
    pub aimed: f64,
    /// More is better.
    pub is_rate: bool,
}

impl Aim {
    /// Whether it was reached.
    pub fn is_reached(&self) -> bool {
        if self.is_rate { self.found >= self.aimed } else { self.found <= self.aimed }
    }
}

impl Findings {
    /// Named, and nothing else.
    pub fn of(scenario: &str) -> Self {
        Self { scenario: scenario.to_owned(), ..Self::default() }
    }

    /// What is aimed at, of what was measured here.
    pub fn aims(&self) -> Vec<Aim> {
        let ratio =
            |ours: Option<f64>, floors: Option<f64>| ours.zip(floors).map(|(ours, floor)| ours / floor);
        let cpu = ratio(self.server_cpu_us_per_message, self.floor_cpu_us_per_message);
        let rate = ratio(self.messages_per_second, self.floor_messages_per_second);
        let p99 = ratio(self.p99_ms, self.floor_p99_ms);
        let commits =
            |commits: f64, more: f64| self.commit_ms.map_or(f64::INFINITY, |one| one * commits + more);
        let most =
            |what, found: Option<f64>, aimed| found.map(|found| Aim { what, found, aimed, is_rate: false });
        let least =
            |what, found: Option<f64>, aimed| found.map(|found| Aim { what, found, aimed, is_rate: true });
        let aims = match self.scenario.as_str() {
            "closed-200" => vec![
                most("processor, times the floor's", cpu, 2.0),
                least("rate, part of the floor's", rate, 0.5),
            ],
            "closed-2000" => vec![least("rate, part of the floor's", rate, 0.5)],
            "open-2000" => vec![
                most("processor, times the floor's", cpu, 1.5),
                most("p50, ms", self.p50_ms, commits(2.0, 0.3)),
                most("p99, times the floor's", p99, 2.0),
            ],
            "queue" => vec![most("decision p99, ms", self.decision_p99_ms, commits(3.0, 1.0))],
            "idle-connections" => vec![most("bytes a connection", self.bytes_per_connection, 20_480.0)],
            "idle-sessions" => vec![
                most("bytes a session", self.bytes_per_session, 4_096.0),
                most("bytes a passivated one", self.bytes_per_passivated_session, 256.0),
            ],
            "calls" => vec![
                least("reports a second", self.messages_per_second, 495.0),
                most("pushes a second to a board", self.board_pushes_per_second, 10.5),
                most("refused", self.refused.map(|found| found as f64), 0.0),
            ],
            "streams" => vec![
                most("p99 to the stream's frame, ms", self.p99_ms, 50.0),
                most("processor of idle streams, %", self.of_streams(), LEAST_SEEN),
            ],
            "start" => vec![most("ready, ms", self.ready_ms, 300.0)],
            "recovery-20000" => vec![most("serving, ms", self.serving_ms, 3_000.0)],
            "recovery-100000" => vec![most("serving, ms", self.serving_ms, 12_000.0)],
            _ => Vec::new(),
        };
        let none = |what, found: Option<u64>| most(what, found.map(|found| found as f64), 0.0);
        let never = [
            none("lost", self.lost),
            none("out of order", self.disordered),
            none("more than sent", self.doubled),
        ];
        aims.into_iter().chain(never).flatten().collect()
    }

    /// What idle streams cost above a server without any.
    fn of_streams(&self) -> Option<f64> {
        let (idle, bare) = self.idle_cpu_percent.zip(self.bare_cpu_percent)?;
        Some((idle - bare).max(0.0))
    }

    /// Lines for people.
    pub fn spoken(&self) -> String {
        let mut lines = format!("{}\n", self.scenario);
        let fields = serde_json::to_value(self).unwrap_or_default();
        for (name, value) in fields.as_object().into_iter().flatten().filter(|(name, _)| *name != "scenario")
        {
            let value = value.as_f64().map_or_else(|| value.to_string(), number);
            let _ = writeln!(lines, "    {:<32} {value:>12}", name.replace('_', " "));
        }
        for aim in self.aims() {
            let (word, sign) = (
                if aim.is_reached() { "reached" } else { "NOT reached" },
                if aim.is_rate { "≥" } else { "≤" },
            );
            let _ = writeln!(
                lines,
                "    aim: {:<27} {:>12}   {sign} {} {word}",
                aim.what,
                number(aim.found),
                number(aim.aimed)
            );
        }
        lines
    }

    /// Every figure that both have, as now to before: above 1 is more than before.
    pub fn against(&self, before: &Self) -> Vec<(String, f64)> {
        let (now, then) = (serde_json::to_value(self), serde_json::to_value(before));
        let (Ok(now), Ok(then)) = (now, then) else { return Vec::new() };
        let figures = now.as_object().into_iter().flatten();
        figures
            .filter_map(|(name, value)| {
                let before = then.get(name)?.as_f64().filter(|before| *before > 0.0)?;
                Some((name.clone(), value.as_f64()? / before))
            })
            .collect()
    }
}

fn number(number: f64) -> String {
    match number.abs() {
        huge if huge >= 1000.0 => format!("{number:.0}"),
        some if some >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// What was found before, one object a line as `--json` prints it.
pub fn read(text: &str) -> Result<Vec<Findings>, serde_json::Error> {
    text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Findings {
        Findings {
            messages_per_second: Some(12_000.0),
            floor_messages_per_second: Some(20_000.0),
            server_cpu_us_per_message: Some(90.0),
            floor_cpu_us_per_message: Some(40.0),
            lost: Some(0),
            ..Findings::of("closed-200")
        }
    }

    #[test]
    fn what_does_not_apply_is_absent_and_a_line_reads_back() {
        let line = serde_json::to_string(&some()).unwrap();
        assert!(!line.contains("p50") && !line.contains("null"), "{line}");
        assert_eq!(read(&format!("{line}\n\n{line}\n")).unwrap(), [some(), some()]);
    }

    #[test]
    fn aims_are_ratios_of_the_same_run() {
        let reached: Vec<_> = some().aims().iter().map(|aim| (aim.what, aim.is_reached())).collect();
        assert_eq!(
            reached,
            [("processor, times the floor's", false), ("rate, part of the floor's", true), ("lost", true)]
        );
        assert!(some().spoken().contains("NOT reached"));
    }

    #[test]
    fn a_comparison_is_by_ratio() {
        let before = Findings { messages_per_second: Some(6_000.0), ..some() };
        let ratios = some().against(&before);
        assert!(ratios.contains(&("messages_per_second".to_owned(), 2.0)));
        assert!(ratios.contains(&("server_cpu_us_per_message".to_owned(), 1.0)));
    }
}

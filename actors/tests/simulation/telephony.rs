//! A telephony provider: it reports calls in any order, leaves reports out, sends some twice, and hears what became of each.

use std::collections::BTreeMap;

use switchboard_actors::{Answer, Ask, Shown};
use switchboard_core::call::{Command, Event, REPORTED, Report};
use switchboard_core::machine::CallState;
use switchboard_core::{AnyCommand, Row, Subject, Timestamp};
use switchboard_journal::ClientStamp;
use switchboard_journal::memory::MemoryJournal;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::house::*;
use super::oracle::Oracle;
use super::setting::AGENTS;
use super::world::World;

/// So many calls, and then they begin again under new ids.
const CALLS: u64 = 4;

const TYPES: [&str; 9] = [
    "call.new",
    "call.standby",
    "call.waiting",
    "call.ongoing",
    "call.finished",
    "call.queue-abandon",
    "call.data-provided",
    "actor.entered",
    "actor.left",
];

/// A report on its way.
struct Sent {
    subject: Subject,
    uuid: Uuid,
    stamp: ClientStamp,
    command: Command,
    told: Option<oneshot::Receiver<Answer>>,
    answers: Vec<Answer>,
}

/// Everything the provider ever reported, and a board that is told of it.
#[derive(Default)]
pub struct Provider {
    sent: Vec<Sent>,
    board: Option<Looker>,
}

impl World {
    /// A report, or one that was sent before once more.
    pub fn provider_reports(&mut self) {
        let again = self.random.percent(20) && !self.provider.sent.is_empty();
        if again {
            let nth = self.random.below(self.provider.sent.len() as u64) as usize;
            return self.send_report(nth);
        }
        let generation = self.provider.sent.len() as u64 / 60;
        let call = format!("{generation}.{}", self.random.below(CALLS));
        let name = self.random.pick(&TYPES).unwrap().to_owned();
        let who = self.random.pick(&AGENTS).unwrap().to_owned();
        self.report(&call, name, who);
    }

    /// Every call that is not over ends, so that nobody is kept from serving by a caller.
    pub fn every_call_ends(&mut self) {
        for (subject, row) in self.journal.rows() {
            let Row::Call(row) = row else { continue };
            if row.state != CallState::Finished && matches!(subject, Subject::Call(..)) {
                self.report(row.call.as_str(), "call.finished", "");
            }
        }
    }

    fn report(&mut self, call: &str, name: &str, who: &str) {
        let number = self.provider.sent.len() as u64 + 1;
        let uuid = Uuid::from_u64_pair(7, number);
        let seconds = self.random.below(100) as i64;
        let report = Report {
            name: name.to_owned(),
            uuid,
            sent_at: Some(Timestamp::from_millis(seconds * 1_000)),
            queue: None,
            actor: Some(who.to_owned()).filter(|_| name.starts_with("actor.")),
            extension: None,
            direction: None,
            our_number: None,
            their_number: Some("11999990000".to_owned()),
            recording: None,
            event: format!(r#"{{"type":"{name}"}}"#),
        };
        self.provider.sent.push(Sent {
            subject: format!("call/{}/{call}", workspace()).parse().unwrap(),
            uuid,
            stamp: ClientStamp { sender: u64::MAX, id: number, body: 0 },
            command: Command::Report(Box::new(report)),
            told: None,
            answers: Vec::new(),
        });
        self.send_report(self.provider.sent.len() - 1);
    }

    fn send_report(&mut self, nth: usize) {
        let house = self.test().house().clone();
        let sent = &mut self.provider.sent[nth];
        sent.hear();
        let (reply, told) = reply_channel();
        sent.told = Some(told);
        let command = AnyCommand::Call(sent.command.clone());
        house.ask(sent.subject.clone(), Ask::from_client(command, Some(sent.stamp), reply));
    }
}

impl Sent {
    /// What came back so far; an answer that was lost with its process is none.
    fn hear(&mut self) {
        if let Some(mut told) = self.told.take() {
            match told.try_recv() {
                Ok(answer) => self.answers.push(answer),
                Err(oneshot::error::TryRecvError::Empty) => self.told = Some(told),
                Err(oneshot::error::TryRecvError::Closed) => {}
            }
        }
    }
}

impl Provider {
    /// The house is another: the board looks anew.
    pub fn look_anew(&mut self, board: Looker) {
        self.board = Some(board);
    }

    /// Whatever the board is told of is journaled by then.
    pub fn look(&mut self, journal: &MemoryJournal, oracle: &mut Oracle) {
        for shown in self.board.iter().flat_map(Looker::news) {
            if let Shown::Event(event) = shown {
                oracle.shown(journal, &event);
            }
        }
    }

    /// What was promised is journaled where it was promised, once; and what was not, at most once.
    pub fn check(&mut self, journal: &MemoryJournal) -> Vec<String> {
        let mut places: BTreeMap<Uuid, Vec<(Subject, u64)>> = BTreeMap::new();
        for stored in journal.events().into_iter().filter(|stored| stored.kind == REPORTED) {
            let event: Event = serde_json::from_str(&stored.facts).unwrap();
            let Event::Reported { uuid, .. } = event else { continue };
            places.entry(uuid).or_default().push((stored.subject.clone(), stored.seq));
        }
        let mut broken = Vec::new();
        for sent in &mut self.sent {
            sent.hear();
            let found = places.remove(&sent.uuid).unwrap_or_default();
            let promised = sent.answers.iter().find_map(|answer| match answer {
                Answer::Accepted { seq, .. } => Some(*seq),
                _ => None,
            });
            let as_promised = promised.is_none_or(|seq| found == [(sent.subject.clone(), seq)]);
            if !as_promised || found.len() > 1 {
                broken.push(format!(
                    "I01 report {} was told {:?} and is at {found:?}",
                    sent.uuid, sent.answers
                ));
            }
        }
        broken.extend(places.keys().map(|uuid| format!("I04 phantom report {uuid}")));
        broken
    }
}

//! What staff do with sessions: their own, and those of others.

use proptest::prelude::*;
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::session::{Command, TransferTo};
use switchboard_core::{AnyCommand, OfferId, Party, Row, SessionId, Subject, agent, queue};

use super::actor::Actor;
use super::house::House;
use super::setting::queue_name;
use crate::checks;
use crate::given::queue_id;

/// What an agent does.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Answer,
    Done,
    ToQueue(usize),
    ToAgent(usize),
    PutBack,
    ToBot,
    TakeOver,
    StepIn,
    StepOut,
    Watch,
    Unwatch,
    Whisper,
    WrapUp,
}

impl Deed {
    pub fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            6 => Just(Self::Answer),
            5 => Just(Self::Done),
            2 => (0..100usize).prop_map(Self::ToQueue),
            2 => (0..100usize).prop_map(Self::ToAgent),
            5 => prop::sample::select(vec![
                Self::PutBack, Self::ToBot, Self::TakeOver, Self::StepIn, Self::StepOut, Self::Watch,
                Self::Unwatch, Self::Whisper, Self::WrapUp,
            ]),
        ]
    }

    /// Meant for a session of somebody else.
    fn is_foreign(self) -> bool {
        matches!(
            self,
            Self::TakeOver | Self::StepIn | Self::StepOut | Self::Watch | Self::Unwatch | Self::Whisper
        )
    }
}

impl House {
    /// An offer as its agent sees it.
    pub fn offers(&self, number: usize) -> Vec<OfferId> {
        match self.actors.get(&self.agent(number)) {
            Some(Actor::Agent(kept)) => checks::pending(&kept.host),
            _ => Vec::new(),
        }
    }

    pub fn answer(&mut self, agent: usize, pick: usize, command: impl Fn(OfferId) -> agent::Command) {
        let offers = self.offers(agent);
        if let Some(offer) = offers.get(pick % offers.len().max(1)) {
            self.of_agent(agent, command(offer.clone()));
        }
    }

    /// One of the sessions of which this holds, by their lines.
    pub fn session_where(&self, pick: usize, holds: impl Fn(&SessionRow) -> bool) -> Option<SessionId> {
        let rows = self.journal.rows.values().filter_map(|row| match row {
            Row::Session(row) if holds(row) => Some(row.session),
            _ => None,
        });
        let found: Vec<_> = rows.collect();
        found.get(pick % found.len().max(1)).copied()
    }

    /// An agent takes somebody from the line, or tries to.
    pub fn pick(&mut self, number: usize, pick: usize) {
        let waiting = self.session_where(pick, |row| row.standing == Standing::Queued);
        let place = waiting.and_then(|session| match self.journal.rows.get(&Subject::Session(session)) {
            Some(Row::Session(row)) => {
                Some((Subject::Queue(row.workspace.clone(), row.queue.clone()?), session))
            }
            _ => None,
        });
        if let Some((line, session)) = place {
            let agent = self.agent_id(number);
            self.ask(&line, AnyCommand::Queue(queue::Command::Pick { agent, session }));
        }
    }

    pub fn staff(&mut self, number: usize, pick: usize, deed: Deed) {
        let agent = self.agent_id(number);
        let served = |row: &SessionRow| {
            row.standing == Standing::Agent && (deed.is_foreign() || row.agent.as_ref() == Some(&agent))
        };
        let Some(session) = self.session_where(pick, served) else { return };
        let (by, name) = (Party::Agent(agent.clone()), "Anna Andersson".to_owned());
        let command = match deed {
            Deed::Answer => Command::AgentText {
                agent,
                name,
                text: "yes?".to_owned(),
                attachment: None,
                authored_at: None,
            },
            Deed::Done => Command::AgentDone { agent },
            Deed::ToQueue(number) => {
                let queue = queue_id(&queue_name(number % self.size.queues));
                Command::Transfer { by, name, to: TransferTo::Queue { queue }, note: None }
            }
            Deed::ToAgent(number) => {
                let to = TransferTo::Agent { agent: self.agent_id(number), queue: None, at_once: false };
                Command::Transfer { by, name, to, note: None }
            }
            Deed::PutBack => Command::PutBack { by, note: None, from: None },
            Deed::ToBot => Command::HandToBot { by, group: None },
            Deed::TakeOver => Command::TakeOver { agent, name },
            Deed::StepIn => Command::StepIn { agent, name },
            Deed::StepOut => Command::StepOut { agent },
            Deed::Watch => Command::Watch { agent },
            Deed::Unwatch => Command::Unwatch { agent },
            Deed::Whisper => Command::Whisper { agent, name, text: "careful".to_owned() },
            Deed::WrapUp => Command::WrapUp { agent, code: "billing".to_owned(), note: None },
        };
        self.ask(&Subject::Session(session), AnyCommand::Session(command));
    }
}

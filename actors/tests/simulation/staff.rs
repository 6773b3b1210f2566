//! What agents and supervisors do: come and go, answer offers, pick, talk, give sessions on, look on and whisper, write up.

use std::time::Duration;

use switchboard_actors::{Ask, ReplyTo};
use switchboard_core::machine::Standing;
use switchboard_core::session::TransferTo;
use switchboard_core::{AgentId, AnyCommand, OfferId, Party, Row, SessionId, Subject, agent, queue, session};

use super::house::*;
use super::setting::{AGENTS, list, queues};
use super::world::World;

impl World {
    fn some_name(&mut self) -> &'static str {
        self.random.pick(&AGENTS).unwrap()
    }

    /// An agent answers an offer (an old one too), takes from the list, says something, or does something with a session.
    pub fn agent_works(&mut self) {
        let name = self.some_name();
        match self.random.below(20) {
            0..8 => {
                if let Some(offer) = self.some_offer(name) {
                    let declines = self.random.percent(20);
                    let command = if declines {
                        agent::Command::Decline { offer }
                    } else {
                        agent::Command::Accept { offer }
                    };
                    self.send_quietly(agent_subject(name), AnyCommand::Agent(command));
                }
            }
            8..11 => self.two_pick(),
            _ => self.agent_serves(name),
        }
    }

    fn agent_serves(&mut self, name: &str) {
        let Some(session) = self.served_by(name) else { return self.staff_acts() };
        let (agent, mine) = (agent_id(name), name.to_owned());
        let text = "svar".to_owned();
        let command = match self.random.below(18) {
            0..6 => {
                session::Command::AgentText { agent, name: mine, text, attachment: None, authored_at: None }
            }
            6..9 => session::Command::AgentDone { agent },
            9..11 => {
                let (to, note) = (self.somewhere(), Some("läs detta".to_owned()));
                session::Command::Transfer { by: Party::Agent(agent), name: mine, to, note }
            }
            11 => {
                let group = self.random.percent(50).then(|| "end".to_owned());
                session::Command::HandToBot { by: Party::Agent(agent), group }
            }
            12 => session::Command::PutBack { by: Party::Agent(agent), note: None, from: None },
            13 => session::Command::AddNote { by: Party::Agent(agent), name: mine, text },
            _ => session::Command::WrapUp { agent, code: "faktura".to_owned(), note: None },
        };
        self.send_quietly(Subject::Session(session), AnyCommand::Session(command));
    }

    /// Somebody who may do more than serve: on any session, whoever serves it.
    pub fn staff_acts(&mut self) {
        let (name, session) = (self.some_name(), self.some_session());
        let Some(session) = session else { return };
        let (agent, name, text) = (agent_id(name), name.to_owned(), "mellan oss".to_owned());
        let command = match self.random.below(16) {
            0..2 => session::Command::Watch { agent },
            2 => session::Command::Unwatch { agent },
            3..6 => session::Command::Whisper { agent, name, text },
            6..8 => session::Command::StepIn { agent, name },
            8 => session::Command::StepOut { agent },
            9..11 => session::Command::TakeOver { agent, name },
            11 => session::Command::PutBack { by: Party::Agent(agent), note: Some(text), from: None },
            12..14 => {
                session::Command::Transfer { by: Party::Agent(agent), name, to: self.somewhere(), note: None }
            }
            14 => session::Command::WrapUp { agent, code: "annat".to_owned(), note: Some(text) },
            _ => session::Command::AgentText { agent, name, text, attachment: None, authored_at: None },
        };
        self.send_quietly(Subject::Session(session), AnyCommand::Session(command));
    }

    fn somewhere(&mut self) -> TransferTo {
        let queue = self.random.pick(&queues()).unwrap().clone();
        if self.random.percent(50) {
            return TransferTo::Queue { queue };
        }
        let queue = self.random.percent(50).then_some(queue);
        TransferTo::Agent { agent: agent_id(self.some_name()), queue, at_once: false }
    }

    /// Two agents reach for the same session of the list at once.
    fn two_pick(&mut self) {
        let waiting = self.waiting_in_list();
        let Some(session) = self.random.pick(&waiting).copied() else { return };
        for _ in 0..2 {
            let name = self.some_name();
            self.pick(name, session);
        }
    }

    fn pick(&self, name: &str, session: SessionId) {
        let subject = Subject::Queue(workspace(), list());
        let command = queue::Command::Pick { agent: agent_id(name), session };
        self.send_quietly(subject, AnyCommand::Queue(command));
    }

    fn sessions(&self, which: impl Fn(&switchboard_core::machine::SessionRow) -> bool) -> Vec<SessionId> {
        let rows = self.journal.rows().into_iter().filter_map(|(_, row)| match row {
            Row::Session(row) if which(&row) => Some(row.session),
            _ => None,
        });
        rows.collect()
    }

    fn waiting_in_list(&self) -> Vec<SessionId> {
        self.sessions(|row| row.standing == Standing::Queued && row.queue == Some(list()))
    }

    fn served_by(&mut self, name: &str) -> Option<SessionId> {
        let agent: AgentId = agent_id(name);
        let served =
            self.sessions(|row| row.standing == Standing::Agent && row.agent.as_ref() == Some(&agent));
        self.random.pick(&served).copied()
    }

    /// Mostly an open one.
    fn some_session(&mut self) -> Option<SessionId> {
        let also_closed = self.random.percent(10);
        let sessions = self.sessions(|row| also_closed || row.standing != Standing::Closed);
        self.random.pick(&sessions).copied()
    }

    fn some_offer(&mut self, name: &str) -> Option<OfferId> {
        let held = self.journal.last_of_kind(&agent_subject(name), "held", 3);
        let offers: Vec<OfferId> = held
            .into_iter()
            .filter_map(|event| match serde_json::from_str(&event.facts) {
                Ok(agent::Event::Held { offer, .. }) => Some(offer),
                _ => None,
            })
            .collect();
        self.random.pick(&offers).cloned()
    }

    pub fn agent_connects(&mut self) {
        let name = self.some_name();
        let connected = self.random.percent(75);
        let lease = connected.then(|| self.test().house().clock.now() + Duration::from_secs(25));
        let connection = 1 + self.random.below(2);
        let _ = self.test().house().agent_connection(&workspace(), &agent_id(name), connection, lease);
    }

    /// By the agent, or by a supervisor.
    pub fn agent_intends(&mut self) {
        let name = self.some_name();
        let by = self.random.percent(20).then(|| agent_id(self.random.pick(&AGENTS).unwrap()));
        let command = if self.random.percent(80) {
            agent::Command::BecomeReady { by }
        } else {
            agent::Command::BecomeAway { reason: Some("lunch".to_owned()), by }
        };
        self.send_quietly(agent_subject(name), AnyCommand::Agent(command));
    }

    pub fn send_quietly(&self, subject: Subject, command: AnyCommand) {
        self.test().house().ask(subject, Ask::from_client(command, None, ReplyTo::nobody()));
    }

    /// Everybody is there, wants chats, takes what is offered and what waits in the list; and is done with what they have.
    pub fn everybody_works(&mut self, finish: bool) {
        for name in AGENTS {
            self.test().connect_agent(name, 1, Duration::from_secs(25));
            let ready = agent::Command::BecomeReady { by: None };
            self.send_quietly(agent_subject(name), AnyCommand::Agent(ready));
            for event in self.journal.last_of_kind(&agent_subject(name), "held", 3) {
                if let Ok(agent::Event::Held { offer, .. }) = serde_json::from_str(&event.facts) {
                    let accept = agent::Command::Accept { offer };
                    self.send_quietly(agent_subject(name), AnyCommand::Agent(accept));
                }
            }
            let waiting = self.waiting_in_list();
            if let Some(session) = self.random.pick(&waiting).copied() {
                self.pick(name, session);
            }
            if let Some(session) = self.served_by(name).filter(|_| finish) {
                let done = session::Command::AgentDone { agent: agent_id(name) };
                self.send_quietly(Subject::Session(session), AnyCommand::Session(done));
            }
        }
    }
}

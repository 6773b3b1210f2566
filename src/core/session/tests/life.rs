//! What must be true of any journal of a session, told from its events and effects alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::effect::{Effect, ToAgent, ToQueue, Told};
use crate::ids::AgentId;
use crate::machine::{Audience, Fact, Recorded};
use crate::session::Event;

/// An oracle that reads along.
#[derive(Debug, Default)]
pub struct Life {
    seq: u64,
    public: u64,
    read: u64,
    serving: Option<AgentId>,
    waiting: Option<u32>,
    closed: bool,
    /// Staff who stepped in.
    beside: BTreeSet<AgentId>,
    watching: BTreeSet<AgentId>,
    /// Staff who were told that they are company, and not yet that they are no longer.
    company: BTreeSet<AgentId>,
    /// What queues were told of each entry.
    lines: BTreeMap<u32, Line>,
    /// Confirmed and not yet ended, by agent.
    held: BTreeMap<AgentId, i32>,
}

#[derive(Debug, Default)]
struct Line {
    entered: bool,
    left: u32,
}

impl Life {
    pub fn read(&mut self, recorded: &Recorded<Event>) {
        self.seq += 1;
        assert_eq!(recorded.seq, self.seq);
        if recorded.event.describe().1 == Audience::Everyone {
            self.public += 1;
            assert_eq!(recorded.public, Some(self.public), "public numbers are dense");
        } else {
            assert_eq!(recorded.public, None);
        }
        assert!(!self.closed || comes_after_the_end(&recorded.event), "{recorded:?}");
        let facts = serde_json::to_string(&recorded.event).unwrap();
        assert!(!facts.contains("CANARY") && !facts.contains("Anna Andersson"), "personal: {facts}");
        assert_eq!(serde_json::from_str::<Event>(&facts).unwrap(), recorded.event);
        self.follow(&recorded.event);
    }

    fn follow(&mut self, event: &Event) {
        self.leave_alone(event);
        match event {
            Event::Queued { entry, .. } => {
                assert!(self.lines.insert(*entry, Line::default()).is_none(), "entries are never reused");
                self.waiting = Some(*entry);
                self.serving = None;
            }
            Event::TurnedAway { entry, leave, .. } => {
                assert_eq!(self.waiting.take(), Some(*entry));
                if !leave {
                    self.leave(*entry);
                }
            }
            Event::Overflowed { entry, .. } => {
                assert_eq!(self.waiting.take(), Some(*entry));
                self.leave(*entry);
            }
            Event::HandedToBot { .. } | Event::HandedToDesk { .. } => {
                self.waiting = None;
                self.serving = None;
            }
            Event::Transferred { .. } | Event::PutBack { .. } | Event::TakenOver { .. } => {
                assert!(!self.closed);
            }
            Event::SteppedIn { agent } => assert!(self.beside.insert(agent.clone())),
            Event::SteppedOut { agent } => assert!(self.beside.remove(agent)),
            Event::WatchBegan { agent } => assert!(self.watching.insert(agent.clone())),
            Event::WatchEnded { agent } => assert!(self.watching.remove(agent)),
            Event::ReadMarked { up_to, .. } => {
                assert!(*up_to > self.read && *up_to <= self.public, "marks only go on");
                self.read = *up_to;
            }
            Event::ApplicationSaid { .. } => assert!(self.serving.is_none() && self.waiting.is_none()),
            Event::Assigned { entry, agent, .. } => {
                assert_eq!(self.waiting.take(), Some(*entry));
                assert_eq!(self.serving.replace(agent.clone()), None, "never two agents");
            }
            Event::AgentSaid { agent, .. } => {
                assert!(
                    self.serving.as_ref() == Some(agent) || self.beside.contains(agent),
                    "{agent} speaks"
                );
            }
            Event::AgentDone { agent, .. }
            | Event::AgentVanished { agent }
            | Event::ReleasedForSilence { agent, .. } => {
                assert_eq!(self.serving.take().as_ref(), Some(agent));
            }
            Event::BotSaid { .. } => assert!(self.serving.is_none() && self.waiting.is_none()),
            Event::Closed { .. } => self.closed = true,
            _ => {}
        }
        if let Event::AgentVanished { agent } = event {
            *self.held.entry(agent.clone()).or_default() -= 1;
        }
    }

    /// Nobody speaks beside an agent when there is none, nor in the line to one; who serves speaks for themselves.
    fn leave_alone(&mut self, event: &Event) {
        match event {
            Event::Assigned { agent, .. } => drop(self.beside.remove(agent)),
            Event::TurnedAway { .. }
            | Event::HandedToBot { .. }
            | Event::HandedToDesk { .. }
            | Event::AgentDone { .. }
            | Event::DeskDone { .. }
            | Event::ReleasedForSilence { .. }
            | Event::PlatformClosed { close_at: Some(_), .. }
            | Event::Closed { .. } => self.beside.clear(),
            _ => {}
        }
    }

    pub fn owed(&mut self, effect: &Effect) {
        let Effect::Owe(owed) = effect else { panic!("a session shows nothing: {effect:?}") };
        match &owed.told {
            Told::Queue(ToQueue::Enqueue { entry, .. }) => self.line(*entry).entered = true,
            Told::Queue(ToQueue::Absent { entry, .. }) => assert!(self.line(*entry).entered),
            Told::Queue(ToQueue::Leave { entry, .. } | ToQueue::Assigned { entry, .. }) => self.leave(*entry),
            Told::Agent(ToAgent::Confirmed { .. }) => *self.agent(&owed.target.to_string()) += 1,
            Told::Agent(ToAgent::SessionEnded { .. }) => *self.agent(&owed.target.to_string()) -= 1,
            Told::Agent(ToAgent::AssignRefused { .. }) => {}
            Told::Agent(ToAgent::CompanyJoined { .. }) => {
                self.company.insert(agent_of(&owed.target.to_string()));
            }
            Told::Agent(ToAgent::CompanyLeft { .. }) => {
                assert!(self.company.remove(&agent_of(&owed.target.to_string())), "told to leave once");
            }
            other => panic!("not a session's word: {other:?}"),
        }
    }

    /// After each command: who waits is in exactly one line, who serves is held by exactly one agent.
    pub fn settled(&self) {
        let standing: Vec<u32> = self
            .lines
            .iter()
            .filter(|(_, line)| line.entered && line.left == 0)
            .map(|(entry, _)| *entry)
            .collect();
        let waiting: Vec<u32> = self.waiting.filter(|_| !self.closed).into_iter().collect();
        assert_eq!(standing, waiting);
        let holding: Vec<&AgentId> =
            self.held.iter().filter(|(_, held)| **held != 0).map(|(agent, _)| agent).collect();
        let serving: Vec<&AgentId> = self.serving.as_ref().filter(|_| !self.closed).into_iter().collect();
        assert_eq!(holding, serving);
        if self.closed {
            assert!(self.company.is_empty(), "company of nothing: {:?}", self.company);
        } else {
            assert!(self.watching.is_subset(&self.company));
        }
    }

    fn line(&mut self, entry: u32) -> &mut Line {
        self.lines.get_mut(&entry).expect("an entry of this session")
    }

    fn leave(&mut self, entry: u32) {
        let line = self.line(entry);
        line.left += 1;
        assert!(line.entered && line.left == 1, "a line is left once");
    }

    fn agent(&mut self, target: &str) -> &mut i32 {
        self.held.entry(agent_of(target)).or_default()
    }
}

fn agent_of(target: &str) -> AgentId {
    let name = target.strip_prefix("agent/demo/").expect("an agent of this workspace");
    AgentId::new(name).unwrap()
}

/// What may still be said of a session that is over.
fn comes_after_the_end(event: &Event) -> bool {
    matches!(
        event,
        Event::AssignmentRefused { .. }
            | Event::ReadMarked { .. }
            | Event::Rated { .. }
            | Event::Amended { .. }
            | Event::NoteAdded { .. }
            | Event::WrappedUp { .. }
    )
}

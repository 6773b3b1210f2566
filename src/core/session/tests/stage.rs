//! A stage for one session: a host without actors or journal, the way the real one calls a machine.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::codes::Codes;
use crate::effect::{Effect, ToSession};
use crate::flow::Flow;
use crate::flow::tests::scripts::{choose, flow, hand_over, matches, say};
use crate::ids::{
    AgentId, CustomerKey, FlowId, OfferId, PlatformId, QueueId, SessionId, ShardId, Subject, WorkspaceId,
};
use crate::machine::{Audience, Clockwork, Ctx, Draft, Fact, Machine, Recorded};
use crate::message::{Language, Texts};
use crate::session::{Command, END, Event, Given, Live, Notices, Opening, Policy, Refusal, Session};
use crate::signal::Presence;
use crate::time::Timestamp;

pub const NOON: Timestamp = Timestamp(1_700_000_000_000_000);

/// More steps than any one command may lead to.
const MOST_FOLLOWING: usize = 200;

pub struct Stage {
    pub session: Session,
    pub given: Given,
    pub live: Live,
    pub now: Timestamp,
    pub journal: Vec<Recorded<Event>>,
    /// Effects of the last command.
    pub owed: Vec<Effect>,
}

impl Stage {
    pub fn new(given: Given) -> Self {
        Self {
            session: Session::blank(&subject()),
            given,
            live: Live::default(),
            now: NOON,
            journal: Vec::new(),
            owed: Vec::new(),
        }
    }

    /// With the bot of `script`.
    pub fn with_bot() -> Self {
        Self::new(given(Some(script())))
    }

    /// Where customers go straight to the queue.
    pub fn without_bot() -> Self {
        Self::new(given(None))
    }

    /// Asks as a host does: what is due first, then the command, then all that follows. Answers with the new events.
    pub fn ask(&mut self, command: Command) -> Result<Vec<String>, Refusal> {
        self.owed.clear();
        if self.session.deadline().is_some_and(|due| due.at <= self.now) {
            let due = self.decide(&Command::Clock(Clockwork::Tick))?;
            self.take(due);
        }
        let before = self.journal.len();
        let drafts = self.decide(&command)?;
        self.take(drafts);
        Ok(self.journal[before..].iter().map(spoken).collect())
    }

    pub fn ok(&mut self, command: Command) -> Vec<String> {
        self.ask(command).unwrap()
    }

    pub fn says(&mut self, text: &str) -> Vec<String> {
        self.ok(text_of(text))
    }

    pub fn tick(&mut self) -> Vec<String> {
        self.ok(Command::Clock(Clockwork::Tick))
    }

    pub fn wait(&mut self, rest: Duration) {
        self.now = self.now + rest;
    }

    /// Moves to the earliest durable deadline and says what it brings about.
    pub fn expire(&mut self) -> (Duration, &'static str, Vec<String>) {
        let due = self.session.deadline().unwrap();
        let rest = due.at.since(self.now);
        self.now = due.at;
        let before = self.journal.len();
        self.tick();
        (rest, due.why, self.journal[before..].iter().map(spoken).collect())
    }

    pub fn presence(&mut self, presence: Presence) -> Vec<String> {
        self.ok(presence_is(presence))
    }

    pub fn enqueued(&mut self, entry: u32) -> Vec<String> {
        self.ok(told_enqueued(entry))
    }

    pub fn accepted(&mut self, entry: u32, agent: &str, offer: u64) -> Vec<String> {
        self.ok(told_accepted(entry, agent, offer))
    }

    /// Targets and words of what the last command owes.
    pub fn owes(&self) -> Vec<String> {
        self.owed.iter().map(owed_words).collect()
    }

    fn decide(&self, command: &Command) -> Result<Vec<Draft<Event>>, Refusal> {
        let ctx = Ctx { now: self.now, given: &self.given, live: &self.live };
        self.session.decide(&ctx, command)
    }

    fn take(&mut self, drafts: Vec<Draft<Event>>) {
        for draft in drafts {
            self.record(draft);
        }
        for _ in 0..MOST_FOLLOWING {
            let ctx = Ctx { now: self.now, given: &self.given, live: &self.live };
            let Some(draft) = self.session.follow(&ctx) else { return };
            self.record(draft);
        }
        panic!("the session goes on for ever: {:?}", self.session);
    }

    fn record(&mut self, draft: Draft<Event>) {
        let shown = self.journal.iter().filter(|earlier| earlier.public.is_some()).count();
        let everyone = draft.event.describe().1 == Audience::Everyone;
        let recorded = Recorded {
            seq: self.journal.len() as u64 + 1,
            public: everyone.then_some(shown as u64 + 1),
            at: self.now,
            actor: draft.actor,
            event: draft.event,
            content: draft.content,
        };
        self.session.apply(&recorded);
        self.owed.extend(self.session.effects(&recorded));
        self.journal.push(recorded);
    }
}

/// Name of the event, and what it says.
pub fn spoken(recorded: &Recorded<Event>) -> String {
    let kind = recorded.event.describe().0;
    match recorded.content.as_ref().and_then(|content| content.text.as_ref()) {
        Some(text) => format!("{kind}: {text}"),
        None => kind.to_owned(),
    }
}

fn owed_words(effect: &Effect) -> String {
    let Effect::Owe(owed) = effect else { return format!("{effect:?}") };
    let json = serde_json::to_value(&owed.told).unwrap();
    let told = json.as_object().unwrap().values().next().unwrap()["told"].as_str().unwrap().to_owned();
    format!("{} {told}", owed.target)
}

pub fn session_id() -> SessionId {
    SessionId::placed(Uuid::from_u128(7), ShardId(7))
}

pub fn subject() -> Subject {
    Subject::Session(session_id())
}

pub fn queue(name: &str) -> QueueId {
    QueueId::new(name).unwrap()
}

pub fn agent(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

pub fn offer(number: u64) -> OfferId {
    OfferId { queue: queue("support"), number }
}

pub fn opening() -> Opening {
    Opening {
        workspace: WorkspaceId::new("demo").unwrap(),
        platform: PlatformId::new("demo-web").unwrap(),
        customer: CustomerKey::new("CANARY-customer").unwrap(),
    }
}

pub fn presence_is(presence: Presence) -> Command {
    Command::PresenceChanged { presence, unloaded: false }
}

pub fn text_of(text: &str) -> Command {
    Command::CustomerText { opening: opening(), text: text.to_owned(), attachment: None, authored_at: None }
}

pub fn agent_text(name: &str, text: &str) -> Command {
    let name_shown = "Anna Andersson".to_owned();
    Command::AgentText {
        agent: agent(name),
        name: name_shown,
        text: text.to_owned(),
        attachment: None,
        authored_at: None,
    }
}

pub fn told_enqueued(entry: u32) -> Command {
    Command::Told(ToSession::Enqueued {
        entry,
        queue_name: "Com Hem allmänt".to_owned(),
        place: 1,
        estimated_wait_ms: Some(60_000),
    })
}

pub fn told_accepted(entry: u32, name: &str, number: u64) -> Command {
    Command::Told(ToSession::OfferAccepted {
        offer: offer(number),
        entry,
        agent: agent(name),
        agent_name: "Anna Andersson".to_owned(),
    })
}

/// Asked of somebody who waits: an answer leads back.
pub fn still_there() -> Flow {
    let ask = crate::flow::Node::Ask {
        text: line("Är du kvar?"),
        save: "answer".to_owned(),
        then: "back".to_owned(),
    };
    let script = flow("ask", [("ask", ask), ("back", hand_over(None))]);
    Flow { flow: FlowId::new("still-there").unwrap(), ..script }
}

pub fn script() -> Flow {
    flow(
        "sort",
        [
            ("sort", matches(&[(&["faktur*"], "bill"), (&["hej då"], "bye")], "hello")),
            ("hello", choose("Hej! Vad gäller det?", &[("Faktura", "bill"), ("Annat", "people")], "sort")),
            ("bill", say("Ett ögonblick.", "people")),
            ("people", hand_over(None)),
            ("bye", crate::flow::Node::End),
        ],
    )
}

fn line(text: &str) -> Texts {
    Texts(BTreeMap::from([(Language("sv".to_owned()), text.to_owned())]))
}

pub fn given(flow: Option<Flow>) -> Given {
    let policy = Policy {
        version: 3,
        language: Language("sv".to_owned()),
        flow: flow.as_ref().map(Flow::pin),
        bot_name: "Bot".to_owned(),
        bot_key: None,
        desk_key: None,
        groups: BTreeMap::from([
            ("still-there".to_owned(), Arc::new(still_there())),
            (END.to_owned(), Arc::new(Flow::closing(&line("Tack för idag!")).unwrap())),
        ]),
        queue: queue("support"),
        messages_queue: Some(queue("messages")),
        silent_after: Duration::from_secs(3600),
        released_for: Duration::from_secs(1800),
        lost_for: Duration::from_secs(900),
        unload_grace: Duration::from_secs(30),
        only_agent_for: Duration::from_secs(120),
        warn_silent_after: Duration::from_secs(600),
        close_silent_after: Duration::from_secs(300),
        prefer_same_agent_for: Duration::from_secs(30),
        pause_after_typing: Duration::from_secs(3),
        wrap_up_codes: Codes::default(),
        queue_guard: Duration::from_secs(10),
        notices: Notices {
            queued: line("Du står i kön {queue}."),
            assigned: line("{agent} hjälper dig nu."),
            turned_away: line("Kön är full."),
            agent_vanished: line("{agent} är borta, vi söker någon annan i {queue}."),
            closed: line("Chatten är avslutad."),
            platform_closed: line("Vi har stängt."),
            put_back: line("Vi söker någon annan i {queue}."),
            silence_warning: line("Är du kvar?"),
            stepped_in: line("{agent} är med."),
            stepped_out: line("{agent} går."),
            message_left: line("Tack, vi hör av oss."),
            ..Notices::default()
        },
    };
    Given { policy: Arc::new(policy), flow: flow.map(Arc::new) }
}

pub fn with_policy(mut given: Given, change: impl FnOnce(&mut Policy)) -> Given {
    change(Arc::make_mut(&mut given.policy));
    given
}

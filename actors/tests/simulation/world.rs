//! Customers, agents and a house that breaks: one seed, one run, under paused time on one thread.

use std::sync::Arc;
use std::time::Duration;

use switchboard_actors::probe::{Point, Probe};
use switchboard_actors::{
    Answer, Ask, CustomerAsk, CustomerSign, CustomerWord, ReplyTo, Shown, Topic, Tuning,
};
use switchboard_core::effect::WayOfWork;
use switchboard_core::session::Opening;
use switchboard_core::{AnyCommand, OfferId, SessionId, Subject, Timestamp, agent, session};
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::{ClientStamp, JournalError};
use tokio::sync::oneshot;

use super::faults::Fuse;
use super::house::*;
use super::oracle::{Fate, Oracle, fate_of};
use super::random::Random;

/// Slots of every agent.
pub const CAPACITY: u32 = 2;
const CUSTOMERS: usize = 8;
const AGENTS: [&str; 3] = ["anna", "bertil", "cecilia"];
/// A client gives up after so many tries of one text.
const MOST_TRIES: u32 = 12;

/// What a run may do to the house.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// Panics, failed and delayed commits, stolen streams, killed processes.
    pub breaks: bool,
}

/// A text under way.
struct UnderWay {
    text: String,
    stamp: ClientStamp,
    told: oneshot::Receiver<Answer>,
    tries: u32,
    doubtful: bool,
}

struct Customer {
    name: String,
    next: u64,
    under_way: Option<UnderWay>,
    view: Looker,
    /// Sends heartbeats, so that silence means something.
    beats: bool,
    last: Option<(String, ClientStamp)>,
}

/// A text sent once more under its id, while the first is under way or long after.
struct Echo {
    text: String,
    told: oneshot::Receiver<Answer>,
}

/// The run.
pub struct World {
    random: Random,
    test: Option<TestHouse>,
    journal: MemoryJournal,
    fuse: Arc<Fuse>,
    customers: Vec<Customer>,
    echoes: Vec<Echo>,
    pub oracle: Oracle,
    faults: Faults,
    steps: usize,
    start: Timestamp,
}

impl World {
    pub fn new(seed: u64, journal: MemoryJournal, faults: Faults, steps: usize) -> Self {
        Self {
            random: Random::new(seed),
            test: None,
            start: NOON,
            journal,
            fuse: Arc::new(Fuse::default()),
            customers: Vec::new(),
            echoes: Vec::new(),
            oracle: Oracle::default(),
            faults,
            steps,
        }
    }

    /// One life of the process; false when the run is over, true when it was killed and another life begins.
    pub async fn live(&mut self) -> bool {
        self.open().await;
        while self.steps > 0 {
            self.steps -= 1;
            let killed = self.step().await;
            if !killed {
                self.commit_some();
            }
            self.collect();
            if killed {
                return true;
            }
        }
        self.heal().await;
        false
    }

    async fn open(&mut self) {
        self.journal.set_auto(true);
        let tuning =
            Tuning { passivate_after: Duration::from_secs(20), snapshot_every: 10, ..Tuning::default() };
        let probe: Arc<dyn Probe> = self.fuse.clone();
        let (journal, start) = (self.journal.clone(), self.start);
        let test =
            TestHouse::open(Plan { journal, start, tuning, probe: Some(probe), ..Plan::default() }).await;
        if self.customers.is_empty() {
            test.configure_queue(WayOfWork::Offer).await;
            test.configure_one_queue(technical_queue(), WayOfWork::Assign).await;
            for name in AGENTS {
                test.configure_agent(name, CAPACITY).await;
            }
        }
        for nth in 0..CUSTOMERS {
            let name = format!("{}{nth}", if nth % 2 == 0 { "c" } else { "t" });
            let Opening { platform, customer, .. } = opening(&name);
            let view = test.look(Topic::Customer(platform, customer));
            match self.customers.get_mut(nth) {
                Some(customer) => customer.view = view,
                None => self.customers.push(Customer {
                    name,
                    next: 0,
                    under_way: None,
                    view,
                    beats: false,
                    last: None,
                }),
            }
        }
        settle().await;
        self.journal.set_auto(false);
        self.test = Some(test);
    }

    fn test(&self) -> &TestHouse {
        self.test.as_ref().unwrap()
    }

    /// One thing that happens; true when it was the end of the process.
    async fn step(&mut self) -> bool {
        match self.random.below(100) {
            0..32 => self.customer_says(),
            32..35 => self.customer_repeats(),
            35..38 => self.customer_leaves(),
            38..46 => self.customer_signs(),
            46..60 => self.agent_works(),
            60..70 => self.agent_connects(),
            70..75 => self.agent_intends(),
            75..95 => self.pass_time().await,
            _ if self.faults.breaks => return self.break_something().await,
            _ => {}
        }
        false
    }

    /// A client sends its next text when the last one is settled, and the same one again when it was not.
    fn customer_says(&mut self) {
        let nth = self.random.below(CUSTOMERS as u64) as usize;
        if self.customers[nth].under_way.is_some() {
            return;
        }
        let number = self.customers[nth].next;
        self.customers[nth].next += 1;
        let text = format!("{}-{number}", self.customers[nth].name);
        let stamp = ClientStamp { sender: nth as u64 + 1, id: number, body: number };
        let told = self.send(nth, &text, stamp);
        self.customers[nth].last = Some((text.clone(), stamp));
        self.customers[nth].under_way = Some(UnderWay { text, stamp, told, tries: 1, doubtful: false });
    }

    /// A client that is not sure sends its last text again, be it under way, answered, or of a session long over.
    fn customer_repeats(&mut self) {
        let nth = self.random.below(CUSTOMERS as u64) as usize;
        if let Some((text, stamp)) = self.customers[nth].last.clone() {
            let told = self.send(nth, &text, stamp);
            self.echoes.push(Echo { text, told });
        }
    }

    /// To a server that is down nothing is sent, and nothing comes back.
    fn send(&self, nth: usize, text: &str, stamp: ClientStamp) -> oneshot::Receiver<Answer> {
        let Some(test) = &self.test else { return oneshot::channel().1 };
        if self.customers[nth].beats {
            test.house().sign(opening(&self.customers[nth].name), 1, CustomerSign::Alive);
        }
        test.customer_sends_without_waiting(&self.customers[nth].name, text, Some(stamp))
    }

    fn customer_leaves(&mut self) {
        let nth = self.random.below(CUSTOMERS as u64) as usize;
        let opening = opening(&self.customers[nth].name);
        let reply = ReplyTo::nobody();
        let ask = CustomerAsk { opening, what: CustomerWord::Left, fresh: fresh(), client: None, reply };
        self.test().house().customer(ask);
    }

    fn customer_signs(&mut self) {
        let nth = self.random.below(CUSTOMERS as u64) as usize;
        let signs = [
            CustomerSign::Connected,
            CustomerSign::Alive,
            CustomerSign::Typing("hm".to_owned()),
            CustomerSign::Unloaded,
            CustomerSign::Disconnected,
        ];
        if let Some(sign) = self.random.pick(&signs) {
            self.customers[nth].beats |= matches!(sign, CustomerSign::Connected | CustomerSign::Alive);
            self.test().house().sign(opening(&self.customers[nth].name), 1, sign.clone());
        }
    }

    /// An agent answers an offer (an old one too), says something, or is done.
    fn agent_works(&mut self) {
        let name = *self.random.pick(&AGENTS).unwrap();
        let choice = self.random.below(10);
        if choice < 6
            && let Some(offer) = self.some_offer(name)
        {
            let command =
                if choice < 5 { agent::Command::Accept { offer } } else { agent::Command::Decline { offer } };
            return self.send_quietly(agent_subject(name), AnyCommand::Agent(command));
        }
        if let Some(session) = self.some_session(name) {
            let agent = agent_id(name);
            let command = if choice < 8 {
                session::Command::AgentText {
                    agent,
                    name: name.to_owned(),
                    text: "svar".to_owned(),
                    attachment: None,
                }
            } else {
                session::Command::AgentDone { agent }
            };
            self.send_quietly(Subject::Session(session), AnyCommand::Session(command));
        }
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

    fn some_session(&mut self, name: &str) -> Option<SessionId> {
        let served: Vec<SessionId> = self
            .journal
            .rows()
            .into_iter()
            .filter_map(|(_, row)| match row {
                switchboard_core::Row::Session(row) if row.agent == Some(agent_id(name)) => Some(row.session),
                _ => None,
            })
            .collect();
        self.random.pick(&served).copied()
    }

    fn agent_connects(&mut self) {
        let name = *self.random.pick(&AGENTS).unwrap();
        let connected = self.random.percent(75);
        let lease = connected.then(|| self.test().house().clock.now() + Duration::from_secs(25));
        let connection = 1 + self.random.below(2);
        let _ = self.test().house().agent_connection(&workspace(), &agent_id(name), connection, lease);
    }

    fn agent_intends(&mut self) {
        let name = *self.random.pick(&AGENTS).unwrap();
        let ready = self.random.percent(80);
        let command = if ready {
            agent::Command::BecomeReady { by: None }
        } else {
            agent::Command::BecomeAway { reason: None, by: None }
        };
        self.send_quietly(agent_subject(name), AnyCommand::Agent(command));
    }

    fn send_quietly(&self, subject: Subject, command: AnyCommand) {
        self.test().house().ask(subject, Ask::from_client(command, None, ReplyTo::nobody()));
    }

    /// Mostly milliseconds, now and then half an hour.
    async fn pass_time(&mut self) {
        let millis = match self.random.below(20) {
            0 => 60_000 * self.random.below(40),
            1..4 => 1_000 * self.random.below(40),
            _ => self.random.below(50),
        };
        self.live_on(Duration::from_millis(millis)).await;
    }

    /// Time passes while the journal goes on committing.
    async fn live_on(&mut self, time: Duration) {
        let slices = if time < Duration::from_secs(1) { 2 } else { 20 };
        for _ in 0..slices {
            tokio::time::sleep(time / slices).await;
            self.commit_some();
        }
    }

    fn commit_some(&mut self) {
        let some = self.random.below(6) as usize;
        self.journal.commit(some);
    }

    async fn break_something(&mut self) -> bool {
        match self.random.below(12) {
            0..5 => self.plant(1),
            5 => self.plant(5),
            6..8 => self.journal.fail_next(JournalError::DiskFull),
            8 => self.steal(),
            9 => self.release_one(),
            10 => self.live_on(Duration::from_secs(2)).await,
            _ => {
                if self.random.percent(40) {
                    self.close().await;
                }
                self.kill();
                return true;
            }
        }
        false
    }

    /// Panics at a chosen line of some subject. Many set it aside; they are in no line of a command, since three of those
    /// would set that command aside.
    fn plant(&mut self, times: u32) {
        let everywhere =
            [Point::Shell, Point::Replay, Point::Effects, Point::Decide, Point::Follow, Point::Apply];
        let points = if times > 1 { &everywhere[..2] } else { &everywhere[..] };
        let point = *self.random.pick(points).unwrap();
        let subjects = self.journal.subjects();
        if let Some(subject) = self.random.pick(&subjects) {
            self.fuse.set(point, subject.clone(), times);
        }
    }

    /// An administrator lets somebody go on, who may not even be set aside.
    fn release_one(&mut self) {
        let mut subjects = self.journal.subjects();
        subjects.retain(|subject| self.journal.quarantine_cause(subject).is_some() || self.random.percent(5));
        if let Some(subject) = self.random.pick(&subjects) {
            self.test().house().release(subject.clone(), ReplyTo::nobody());
        }
    }

    /// An orderly end: everybody is put to rest.
    async fn close(&mut self) {
        self.fuse.clear();
        self.journal.set_auto(true);
        if !self.test().living.drain(Duration::from_secs(30)).await {
            self.oracle.broken.push("the house did not close in half a minute".to_owned());
        }
        self.collect();
        self.journal.set_auto(false);
    }

    /// A second process writes a harmless event into somebody's stream.
    fn steal(&mut self) {
        let subjects = self.journal.subjects();
        if let Some(subject) = self.random.pick(&subjects) {
            super::faults::steal(&self.journal, subject);
        }
    }

    /// What was not committed is lost; the next process starts a little later.
    fn kill(&mut self) {
        self.fuse.clear();
        self.collect();
        if let Some(test) = self.test.take() {
            self.start = test.house().clock.now() + Duration::from_millis(self.random.below(20_000));
            test.kill();
        }
    }

    /// Clients read their answers, and what they were shown is held against the journal.
    fn collect(&mut self) {
        for nth in 0..self.customers.len() {
            for one in self.customers[nth].view.news() {
                if let Shown::Event(event) = one {
                    self.oracle.shown(&self.journal, &event);
                }
            }
            self.collect_answer(nth);
        }
        let oracle = &mut self.oracle;
        self.echoes.retain_mut(|echo| match echo.told.try_recv() {
            Ok(answer) => {
                fate_of(&answer).iter().for_each(|fate| oracle.acknowledged(&echo.text, fate));
                false
            }
            Err(oneshot::error::TryRecvError::Empty) => true,
            Err(oneshot::error::TryRecvError::Closed) => false,
        });
    }

    fn collect_answer(&mut self, nth: usize) {
        let Some(mut under_way) = self.customers[nth].under_way.take() else { return };
        let answer = match under_way.told.try_recv() {
            Ok(answer) => answer,
            Err(oneshot::error::TryRecvError::Empty) => {
                self.customers[nth].under_way = Some(under_way);
                return;
            }
            Err(oneshot::error::TryRecvError::Closed) => Answer::Unknown,
        };
        under_way.doubtful |= matches!(answer, Answer::Unknown | Answer::Delayed);
        let given_up = under_way.tries >= MOST_TRIES;
        let fate = match fate_of(&answer) {
            Some(Fate::Refused) if under_way.doubtful => Some(Fate::Unknown),
            None if given_up && under_way.doubtful => Some(Fate::Unknown),
            None if given_up => Some(Fate::Refused),
            known => known,
        };
        match fate {
            Some(fate) => {
                let name = self.customers[nth].name.clone();
                self.oracle.settled(&name, &under_way.text, fate);
            }
            None => {
                under_way.tries += 1;
                under_way.told = self.send(nth, &under_way.text, under_way.stamp);
                self.customers[nth].under_way = Some(under_way);
            }
        }
    }

    /// Everything works again, agents answer what they are offered, and time passes.
    async fn heal(&mut self) {
        self.fuse.clear();
        self.journal.set_auto(true);
        for _ in 0..120 {
            for name in AGENTS {
                self.test().connect_agent(name, 1, Duration::from_secs(25));
                self.send_quietly(
                    agent_subject(name),
                    AnyCommand::Agent(agent::Command::BecomeReady { by: None }),
                );
                if let Some(offer) = self.some_offer(name) {
                    let accept = agent::Command::Accept { offer };
                    self.send_quietly(agent_subject(name), AnyCommand::Agent(accept));
                }
                if let Some(session) = self.some_session(name) {
                    let done = session::Command::AgentDone { agent: agent_id(name) };
                    self.send_quietly(Subject::Session(session), AnyCommand::Session(done));
                }
            }
            tokio::time::sleep(Duration::from_secs(3)).await;
            self.collect();
        }
        self.release_all().await;
        tokio::time::sleep(Duration::from_secs(60)).await;
        self.collect();
    }

    /// Whatever was set aside is let go on, as an administrator would.
    async fn release_all(&mut self) {
        for subject in self.journal.subjects() {
            if self.journal.quarantine_cause(&subject).is_some() {
                let (reply, told) = reply_channel();
                self.test().house().release(subject, reply);
                let _ = told.await;
            }
        }
    }

    pub fn journal(&self) -> &MemoryJournal {
        &self.journal
    }
}

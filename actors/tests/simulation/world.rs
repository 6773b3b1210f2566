//! Customers, staff, administrators and a house that breaks: one seed, one run, under paused time on one thread.

use std::sync::Arc;
use std::time::Duration;

use switchboard_actors::probe::Probe;
use switchboard_actors::{Clock, Topic, Tuning};
use switchboard_core::effect::Channel;
use switchboard_core::machine::{CallState, SessionRow, Standing};
use switchboard_core::session::Opening;
use switchboard_core::{Presence, Row, SessionId, Timestamp};
use switchboard_journal::OwedRow;
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::memory::MemoryJournal;

use super::customers::{Customer, Echo};
use super::faults::{Fuse, Wall};
use super::house::*;
use super::looking::{EVERY, Looking};
use super::oracle::Oracle;
use super::random::Random;
use super::reading::Reader;
use super::setting::{self, AGENTS, CAPACITY, CUSTOMERS, opening, queues};
use super::telephony::Provider;

/// What a run may do to the house.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// Panics, failed and delayed commits, stolen streams, killed processes.
    pub breaks: bool,
    /// What breaks is the process, again and again: nearly nothing else does.
    pub dies: bool,
}

impl Faults {
    /// Everything breaks.
    pub const ALL: Self = Self { breaks: true, dies: false };
    /// A quiet day.
    pub const NONE: Self = Self { breaks: false, dies: false };
    /// The process dies every other moment, and whatever it had in hand with it.
    pub const DEATHS: Self = Self { breaks: true, dies: true };
}

/// What ends by itself does so within this time: a customer's silence to a bot is the longest wait. It may have begun in the
/// night, when a queue closed on those in line.
const LONGEST: Duration = Duration::from_secs(61 * 60);

/// Whether something that stays only for a while has stayed longer than that.
fn is_overdue(row: &Row, now: Timestamp) -> bool {
    let (ends, since) = match row {
        Row::Agent(row) => (row.reachable, row.since),
        Row::Session(row) => {
            (matches!(row.standing, Standing::Bot | Standing::Released | Standing::Desk), row.since)
        }
        Row::Queue(_) => return false,
        Row::Call(row) => (matches!(row.state, CallState::New | CallState::Standby), row.since),
    };
    ends && now.since(since) > LONGEST
}

/// The run.
pub struct World {
    pub random: Random,
    pub test: Option<TestHouse>,
    pub journal: MemoryJournal,
    pub fuse: Arc<Fuse>,
    pub customers: Vec<Customer>,
    pub echoes: Vec<Echo>,
    pub oracle: Oracle,
    pub old_rows: Vec<OwedRow>,
    pub start: Timestamp,
    pub wall: Wall,
    pub looking: Looking,
    pub provider: Provider,
    faults: Faults,
    steps: usize,
    /// How long the house was alive, by its own time.
    pub lived: Duration,
}

impl World {
    pub fn new(seed: u64, journal: MemoryJournal, faults: Faults, steps: usize) -> Self {
        Self {
            random: Random::new(seed),
            test: None,
            start: NOON,
            wall: Wall::starting(NOON),
            journal,
            fuse: Arc::new(Fuse::default()),
            customers: Vec::new(),
            echoes: Vec::new(),
            oracle: Oracle::default(),
            looking: Looking::default(),
            provider: Provider::default(),
            old_rows: Vec::new(),
            faults,
            steps,
            lived: Duration::ZERO,
        }
    }

    /// One life of the process; false when the run is over, true when it was killed and another life begins.
    pub async fn live(&mut self) -> bool {
        let began = tokio::time::Instant::now();
        let killed = self.live_until_killed().await;
        self.lived += began.elapsed();
        killed
    }

    async fn live_until_killed(&mut self) -> bool {
        self.open().await;
        while self.steps > 0 {
            self.steps -= 1;
            let killed = self.step().await;
            if killed {
                return true;
            }
            self.commit_some();
            self.collect();
            self.erase_on();
        }
        self.heal().await;
        false
    }

    async fn open(&mut self) {
        self.journal.set_auto(true);
        let tuning =
            Tuning { passivate_after: Duration::from_secs(20), snapshot_every: 10, ..Tuning::default() };
        let probe: Arc<dyn Probe> = self.fuse.clone();
        let plan = Plan {
            journal: self.journal.clone(),
            start: self.start,
            tuning,
            probe: Some(probe),
            configuration: Some(setting::configuration()),
            clock: Some(Clock::following(self.start, self.wall.told())),
            ..Plan::default()
        };
        self.test = Some(TestHouse::open(plan).await);
        if self.customers.is_empty() {
            self.configure_everything().await;
        }
        for (nth, name) in CUSTOMERS.into_iter().enumerate() {
            let Opening { platform, customer, .. } = opening(name);
            let view = self.test().look(Topic::Customer(platform, customer));
            match self.customers.get_mut(nth) {
                Some(customer) => customer.reader.look_anew(view),
                None => self.customers.push(Customer::new(name, Reader::new(view))),
            }
        }
        let board = self.test().look(Topic::Calls(workspace()));
        self.provider.look_anew(board);
        settle().await;
        self.journal.set_auto(false);
    }

    pub fn test(&self) -> &TestHouse {
        self.test.as_ref().unwrap()
    }

    /// One thing that happens; true when it was the end of the process.
    async fn step(&mut self) -> bool {
        match self.random.below(100) {
            0..34 => self.customer_acts(),
            34..40 => self.provider_reports(),
            40..43 => self.application_speaks(),
            43..57 => self.agent_works(),
            57..61 => self.staff_acts(),
            61..69 => self.agent_connects(),
            69..73 => self.agent_intends(),
            73..91 => self.pass_time().await,
            91..93 => self.configure_something().await,
            93 => self.reader_loses_its_place(),
            94 if self.random.percent(40) => self.customer_is_erased(),
            _ if self.faults.dies => return self.die(),
            _ if self.faults.breaks => return self.break_something().await,
            _ => {}
        }
        false
    }

    async fn configure_everything(&self) {
        for queue in queues() {
            let values = setting::open_queue(&queue);
            self.configure(AccountWrite::Queue { workspace: workspace(), queue, values }).await;
        }
        for name in AGENTS {
            let (agent, values) = (agent_id(name), setting::agent_values(name, CAPACITY, 0));
            self.configure(AccountWrite::Agent { workspace: workspace(), agent, values }).await;
        }
    }

    /// An administrator who was told that nothing was stored does it again.
    async fn configure(&self, write: AccountWrite) {
        for _ in 0..10 {
            if self.test().try_write(write.clone()).await {
                return;
            }
        }
        panic!("a setting was never stored");
    }

    /// An administrator changes something while everybody works.
    async fn configure_something(&mut self) {
        let write = if self.random.percent(70) {
            let queue = self.random.pick(&queues()).unwrap().clone();
            let values = setting::some_queue(&queue, &mut self.random);
            AccountWrite::Queue { workspace: workspace(), queue, values }
        } else {
            let name = self.random.pick(&AGENTS).unwrap();
            let (slots, wrap_up_ms) =
                (self.random.below(CAPACITY.into()) as u32 + 1, self.random.below(3) * 20_000);
            let (agent, values) = (agent_id(name), setting::agent_values(name, slots, wrap_up_ms));
            AccountWrite::Agent { workspace: workspace(), agent, values }
        };
        self.journal.set_auto(true);
        let _ = self.test().try_write(write).await;
        self.journal.set_auto(false);
    }

    fn reader_loses_its_place(&mut self) {
        let nth = self.random.below(CUSTOMERS.len() as u64) as usize;
        self.customers[nth].reader.resume_somewhere(&mut self.random);
    }

    /// Mostly milliseconds, now and then half an hour, and sometimes a night in which only timers live.
    async fn pass_time(&mut self) {
        let millis = match self.random.below(60) {
            0 => return self.night().await,
            1..4 => 60_000 * self.random.below(40),
            4..14 => 1_000 * self.random.below(40),
            _ => self.random.below(50),
        };
        self.live_on(Duration::from_millis(millis)).await;
    }

    async fn night(&mut self) {
        self.journal.set_auto(true);
        tokio::time::sleep(Duration::from_secs(3_600 * (2 + self.random.below(14)))).await;
        if !self.faults.breaks {
            self.timers_went_off();
        }
        self.journal.set_auto(false);
        self.slew(2_000);
    }

    /// After hours in which nobody said or did anything nobody is there, and what ends by itself has ended.
    fn timers_went_off(&mut self) {
        let now = self.test().house().clock.now();
        for (subject, row) in self.journal.rows() {
            if is_overdue(&row, now) {
                self.oracle.broken.push(format!("timer_overdue {subject} is after a night as it was before"));
            }
        }
    }

    /// Time passes while the journal goes on committing.
    pub async fn live_on(&mut self, time: Duration) {
        let often = (time.as_secs() / EVERY.as_secs()) as u32;
        let slices = if time < Duration::from_secs(1) {
            2
        } else {
            20.max(if self.faults.breaks { 0 } else { often })
        };
        for _ in 0..slices {
            tokio::time::sleep(time / slices).await;
            self.commit_some();
            if !self.faults.breaks {
                self.look_around();
            }
        }
        self.slew((time.as_secs() as u32).min(500));
    }

    fn commit_some(&mut self) {
        let some = self.random.below(6) as usize;
        self.journal.commit(some);
        if self.random.percent(5) {
            self.note_owed();
        }
    }

    /// Everything works again, everybody is there for everybody, and time passes.
    async fn heal(&mut self) {
        self.fuse.clear();
        self.journal.set_auto(true);
        settle().await;
        self.configure_everything().await;
        tokio::time::sleep(self.streams_ahead()).await;
        for round in 0..90 {
            self.everybody_works(round < 60);
            self.every_call_ends();
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.collect();
            self.erase_on();
            if !self.faults.breaks {
                self.look_around();
            }
            if round == 40 || round == 70 {
                self.release_all().await;
            }
        }
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.everybody_works(false);
        }
        settle().await;
        self.collect();
        if !self.nobody_is_erased() {
            self.oracle.broken.push("an erasure is not complete".to_owned());
        }
        for customer in &mut self.customers {
            customer.reader.finish(&self.journal, &mut self.oracle);
        }
    }

    /// A clock that was put back catches up with what was written before.
    fn streams_ahead(&self) -> Duration {
        let latest = self.journal.subjects().iter().map(|subject| self.journal.head(subject).at).max();
        latest.map_or(Duration::ZERO, |latest| latest.since(self.test().house().clock.now()))
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
}

#[test]
fn what_began_in_the_night_may_last_beyond_it() {
    let since = |standing, minutes: u64| {
        let row = SessionRow {
            session: SessionId::lowest(),
            workspace: workspace(),
            platform: opening("c0").platform,
            customer: opening("c0").customer,
            standing,
            queue: None,
            agent: None,
            since: NOON,
            opened_at: NOON,
            presence: Presence::Lost,
            channel: Channel::default(),
        };
        is_overdue(&Row::Session(row), NOON + Duration::from_secs(60 * minutes))
    };
    assert!(!since(Standing::Bot, 59), "sent back by a queue that closed an hour before morning");
    assert!(since(Standing::Bot, 120), "since the evening");
    assert!(since(Standing::Released, 120));
    assert!(!since(Standing::Queued, 120), "a list is picked from by people");
}

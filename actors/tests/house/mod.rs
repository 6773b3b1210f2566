//! A house on this thread, over the journal in memory: for tests under paused time.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

pub mod plot;

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix::{Actor, Context, Handler, Recipient};
use switchboard_actors::probe::{Point, Probe};
use switchboard_actors::{
    Answer, Ask, Book, Clock, Common, CustomerAsk, CustomerWord, Directory, House, Living, Place, ReplyTo,
    Shown, Topic, Tuning,
};
use switchboard_core::agent::Patience;
use switchboard_core::effect::{AgentValues, QueueValues, WayOfWork};
use switchboard_core::flow::Flow;
use switchboard_core::machine::Standing;
use switchboard_core::session::{Notices, Opening};
use switchboard_core::{
    AgentId, AnyCommand, AnyEvent, CustomerKey, Language, PlatformId, QueueId, Row, SessionId, Subject,
    Texts, Timestamp, WorkspaceId, agent, session,
};
use switchboard_journal::accounts::{AccountWrite, Configuration, PlatformTimes, PlatformValues};
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::{ClientStamp, Journal, JournalError, Request};
use tokio::sync::oneshot;
use uuid::Uuid;

/// Noon, some day.
pub const NOON: Timestamp = Timestamp(1_800_000_000_000_000);

pub fn workspace() -> WorkspaceId {
    WorkspaceId::new("demo").unwrap()
}

pub fn platform() -> PlatformId {
    PlatformId::new("demo-web").unwrap()
}

pub fn queue() -> QueueId {
    QueueId::new("kundservice").unwrap()
}

/// Customers whose name begins with a t come in by the technicians' platform.
pub fn opening(customer: &str) -> Opening {
    let platform = if customer.starts_with('t') { technical_platform() } else { platform() };
    Opening { workspace: workspace(), platform, customer: CustomerKey::new(customer).unwrap() }
}

/// A second platform, with a queue of its own.
pub fn technical_platform() -> PlatformId {
    PlatformId::new("demo-teknik").unwrap()
}

pub fn technical_queue() -> QueueId {
    QueueId::new("teknik").unwrap()
}

pub fn agent_id(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

pub fn agent_subject(name: &str) -> Subject {
    Subject::Agent(workspace(), agent_id(name))
}

pub fn queue_subject() -> Subject {
    Subject::Queue(workspace(), queue())
}

/// A bot that greets, asks, and hands over after the answer.
pub fn flow() -> Flow {
    serde_json::from_str(
        r#"{"flow":"greet","version":1,"start":"hello","nodes":{
            "hello":{"node":"say","text":{"sv":"Hej!"},"typing_ms":0,"then":"ask"},
            "ask":{"node":"ask","text":{"sv":"Vad gäller det?"},"save":"topic","then":"over"},
            "over":{"node":"hand_over"}}}"#,
    )
    .unwrap()
}

pub fn notices() -> Notices {
    let line = |text: &str| Texts([(Language("sv".to_owned()), text.to_owned())].into());
    Notices {
        queued: line("Chatten har placerats i kön {queue}"),
        assigned: line("Du chattar med {agent}"),
        turned_away: line("Kön är full"),
        agent_vanished: line("Vi letar efter en annan medarbetare"),
        closed: line("Chatten är avslutad"),
        ..Notices::default()
    }
}

pub fn configuration(times: PlatformTimes) -> Configuration {
    let flow = flow();
    let values = PlatformValues {
        language: Language("sv".to_owned()),
        flow: Some(flow.flow.clone()),
        bot_name: "Bot".to_owned(),
        times,
        notices: notices(),
        ..PlatformValues::named(workspace(), "Demo", queue())
    };
    let mut configuration = Configuration::default();
    let technical = PlatformValues { queue: technical_queue(), ..values.clone() };
    configuration.platforms.insert(platform(), (1, values));
    configuration.platforms.insert(technical_platform(), (1, technical));
    configuration.published.insert(flow.flow.clone(), 1);
    configuration.flows.insert((flow.flow.clone(), 1), flow);
    configuration
}

/// A living house and what is under it.
pub struct TestHouse {
    pub living: Living,
    pub journal: MemoryJournal,
    power: Arc<Power>,
}

/// A house's line to the journal, cut when its process is killed: what still runs on this thread reaches nothing.
struct Power {
    journal: MemoryJournal,
    off: AtomicBool,
    damaged: Mutex<Option<Subject>>,
}

impl Journal for Power {
    fn submit(&self, request: Request) -> Result<(), JournalError> {
        if self.off.load(Ordering::Relaxed) {
            return Err(JournalError::Closed);
        }
        match request {
            Request::Load { subject, reply, .. }
                if self.damaged.lock().unwrap().as_ref() == Some(&subject) =>
            {
                reply(Err(JournalError::Damaged("planted".to_owned())));
                Ok(())
            }
            request => self.journal.submit(request),
        }
    }

    fn has_room(&self) -> bool {
        !self.off.load(Ordering::Relaxed) && self.journal.has_room()
    }
}

/// Panics at a point of a subject, so many times.
pub struct Trap {
    pub point: Point,
    pub subject: Mutex<Option<Subject>>,
    pub times: AtomicUsize,
}

impl Trap {
    pub fn new(point: Point) -> Arc<Self> {
        Arc::new(Self { point, subject: Mutex::new(None), times: AtomicUsize::new(0) })
    }

    /// From now on, the next so many times.
    pub fn set(&self, subject: &Subject, times: usize) {
        *self.subject.lock().unwrap() = Some(subject.clone());
        self.times.store(times, Ordering::Relaxed);
    }
}

impl Probe for Trap {
    fn at(&self, point: Point, subject: &Subject) {
        let here = point == self.point && self.subject.lock().unwrap().as_ref() == Some(subject);
        let left = self.times.load(Ordering::Relaxed);
        if here && left > 0 {
            self.times.store(left - 1, Ordering::Relaxed);
            panic!("planted at {point:?}");
        }
    }
}

/// What can be different from test to test.
#[derive(Clone)]
pub struct Plan {
    pub journal: MemoryJournal,
    pub tuning: Tuning,
    pub times: PlatformTimes,
    pub probe: Option<Arc<dyn Probe>>,
    pub start: Timestamp,
    /// None for the one of these tests.
    pub configuration: Option<Configuration>,
    /// None for one that starts then.
    pub clock: Option<Clock>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            journal: MemoryJournal::auto(),
            tuning: Tuning::default(),
            times: PlatformTimes::default(),
            probe: None,
            start: NOON,
            configuration: None,
            clock: None,
        }
    }
}

impl TestHouse {
    pub async fn open(plan: Plan) -> Self {
        let power = Arc::new(Power {
            journal: plan.journal.clone(),
            off: AtomicBool::new(false),
            damaged: Mutex::default(),
        });
        let book = Book::new(Patience::default());
        book.read(&plan.configuration.unwrap_or_else(|| configuration(plan.times)));
        let common = Common {
            journal: Arc::clone(&power) as Arc<dyn Journal>,
            directory: Directory::default(),
            book,
            clock: plan.clock.unwrap_or_else(|| Clock::starting_at(plan.start)),
            salts: Arc::new(|| [7; 16]),
            up_at: plan.start,
            tuning: Arc::new(plan.tuning),
            probe: plan.probe,
        };
        let fatal = Arc::new(|why: &str| eprintln!("fatal: {why}"));
        let living = Living::open(common, Place::Here, fatal).await.unwrap();
        living.seed(plan.journal.rows().into_iter().filter_map(|(_, row)| match row {
            Row::Session(row) if row.standing != Standing::Closed => Some(row),
            _ => None,
        }));
        Self { living, journal: plan.journal, power }
    }

    /// The house's own line to the journal, cut with its power.
    pub fn line(&self) -> Arc<dyn Journal> {
        Arc::clone(&self.power) as Arc<dyn Journal>
    }

    /// From now on this stream cannot be read; none can again.
    pub fn damage(&self, subject: Option<&Subject>) {
        *self.power.damaged.lock().unwrap() = subject.cloned();
    }

    /// Kills the process: what was not committed is lost, nothing of this house reaches the journal any more.
    pub fn kill(self) -> MemoryJournal {
        self.power.off.store(true, Ordering::Relaxed);
        self.journal.crash();
        self.journal
    }

    pub fn house(&self) -> &House {
        &self.living.house
    }

    pub async fn configure_queue(&self, way: WayOfWork) {
        self.configure_one_queue(queue(), way).await;
    }

    pub async fn configure_one_queue(&self, queue: QueueId, way: WayOfWork) {
        let values = QueueValues { way, ..QueueValues::named("Kundservice") };
        self.write(AccountWrite::Queue { workspace: workspace(), queue, values }).await;
    }

    pub async fn configure_agent(&self, name: &str, capacity: u32) {
        self.configure_writer(name, capacity, Duration::ZERO).await;
    }

    /// An agent who writes up each chat for so long.
    pub async fn configure_writer(&self, name: &str, capacity: u32, wrap_up: Duration) {
        let queues = vec![queue(), technical_queue()];
        let (capacity, wrap_up_ms) = (capacity.into(), wrap_up.as_millis() as u64);
        let values = AgentValues { name: name.to_owned(), queues, capacity, wrap_up_ms };
        self.write(AccountWrite::Agent { workspace: workspace(), agent: agent_id(name), values }).await;
    }

    pub async fn write(&self, write: AccountWrite) {
        assert!(self.try_write(write).await);
    }

    /// False when the journal could not store it.
    pub async fn try_write(&self, write: AccountWrite) -> bool {
        let (done, told) = oneshot::channel();
        let reply = Box::new(move |owed| {
            let _ = done.send(owed);
        });
        self.journal.submit(Request::Account { write, reply }).unwrap();
        let written = told.await.unwrap();
        let done = written.is_ok();
        written.into_iter().for_each(|written| self.living.house.carry(written.owed));
        settle().await;
        done
    }

    /// An agent with a connection who wants chats.
    pub async fn ready_agent(&self, name: &str, capacity: u32) {
        self.configure_agent(name, capacity).await;
        self.connect_agent(name, 1, Duration::from_secs(86_400));
        settle().await;
        self.agent(name, agent::Command::BecomeReady { by: None }).await;
    }

    pub fn connect_agent(&self, name: &str, connection: u64, lease: Duration) {
        let until = self.house().clock.now() + lease;
        assert!(self.house().agent_connection(&workspace(), &agent_id(name), connection, Some(until)));
    }

    pub async fn agent(&self, name: &str, command: agent::Command) -> Answer {
        self.ask(agent_subject(name), AnyCommand::Agent(command)).await
    }

    pub async fn session(&self, session: SessionId, command: session::Command) -> Answer {
        self.ask(Subject::Session(session), AnyCommand::Session(command)).await
    }

    pub async fn ask(&self, subject: Subject, command: AnyCommand) -> Answer {
        let (reply, told) = reply_channel();
        self.house().ask(subject, Ask::from_client(command, None, reply));
        let answer = told.await.unwrap();
        settle().await;
        answer
    }

    pub async fn customer_says(&self, customer: &str, text: &str) -> Answer {
        self.customer_sends(customer, text, None).await
    }

    pub async fn customer_sends(&self, customer: &str, text: &str, client: Option<ClientStamp>) -> Answer {
        let answer = self.customer_sends_without_waiting(customer, text, client).await.unwrap();
        settle().await;
        answer
    }

    pub fn customer_sends_without_waiting(
        &self,
        customer: &str,
        text: &str,
        client: Option<ClientStamp>,
    ) -> oneshot::Receiver<Answer> {
        let (reply, told) = reply_channel();
        let what = CustomerWord::text(text);
        self.house().customer(CustomerAsk {
            opening: opening(customer),
            what,
            fresh: fresh(),
            client,
            reply,
        });
        told
    }

    pub fn look(&self, topic: Topic) -> Looker {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let recipient = Eye { seen: Arc::clone(&seen) }.start().recipient();
        let viewer = self.house().directory.viewer();
        self.house().directory.watch(topic, viewer, &recipient);
        Looker { seen, _recipient: recipient }
    }

    /// The kinds of the stream's committed events, in order.
    pub fn kinds(&self, subject: &Subject) -> Vec<String> {
        self.journal.events_of(subject).into_iter().map(|event| event.kind).collect()
    }
}

pub fn reply_channel() -> (ReplyTo, oneshot::Receiver<Answer>) {
    let (send, told) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        let _ = send.send(answer);
    });
    (reply, told)
}

/// A different id each time, the same from run to run of a thread that asked for it.
pub fn fresh() -> Uuid {
    Uuid::from_u64_pair(NEXT.with(|next| next.replace(next.get() + 1)), 0)
}

/// Starts the ids of this thread over.
pub fn start_ids_over() {
    NEXT.with(|next| next.set(1));
}

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(1) };
}

/// Lets every mailbox run dry: virtual milliseconds, real microseconds.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

pub fn session_of(answer: &Answer) -> SessionId {
    match answer {
        Answer::Accepted { subject: Subject::Session(session), .. } => *session,
        other => panic!("no session in {other:?}"),
    }
}

pub fn accepted(answer: &Answer) -> bool {
    matches!(answer, Answer::Accepted { .. })
}

pub fn refused(answer: &Answer) -> &'static str {
    match answer {
        Answer::Refused(refused) => refused.code,
        other => panic!("not refused: {other:?}"),
    }
}

/// What somebody saw who looks.
pub struct Looker {
    seen: Arc<Mutex<Vec<Shown>>>,
    _recipient: Recipient<Shown>,
}

impl Looker {
    /// The kinds of the events seen, in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.events().iter().map(|event| event.describe().0).collect()
    }

    pub fn events(&self) -> Vec<AnyEvent> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter_map(|shown| match shown {
                Shown::Event(event) => Some(event.recorded.event()),
                _ => None,
            })
            .collect()
    }

    /// What was seen since this was asked last.
    pub fn news(&self) -> Vec<Shown> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    pub fn shown(&self) -> Vec<Shown> {
        self.seen.lock().unwrap().clone()
    }
}

struct Eye {
    seen: Arc<Mutex<Vec<Shown>>>,
}

impl Actor for Eye {
    type Context = Context<Self>;
}

impl Handler<Shown> for Eye {
    type Result = ();

    fn handle(&mut self, shown: Shown, _: &mut Context<Self>) {
        self.seen.lock().unwrap().push(shown);
    }
}

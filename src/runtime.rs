//! The composition root: the only file that names every floor. Journal, then the living house, then the doors.
//!
//! Nothing is served before everything below it stands; `drain.rs` closes in the opposite order.

mod buerokratt;
mod delegating;
mod listening;
pub mod offline;
mod outside;
mod serving;
mod telephony;
pub mod yardstick;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use switchboard_actors::watchdog::Watchdog;
use switchboard_actors::wording::keep_wording;
use switchboard_actors::{Book, Clock, Common, Directory, Eraser, Living, Place, Tuning};
use switchboard_core::CustomerId;
use switchboard_core::agent::Patience;
use switchboard_edge::{Alarm, Alarms, Doors, EdgeSettings, Named, Telephony, Vital};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::sealing::{Sealer, SealingError};
use switchboard_journal::{Journal, JournalError, OpenError, Options, Request, SqliteJournal, Views};

use crate::credentials::Credentials;
use crate::demo::{self, Demo, DemoError, Found};
use crate::disk::{Disk, Thresholds};
use crate::exit::{Exit, Failure};
use crate::figures::{self, Sources};
use crate::records::JournalRecords;
use crate::salt;
use crate::settings::Settings;
use crate::tls::TlsError;
use crate::vigil::{Pace, Sight, Vigil};
use crate::writing::JournalWriting;
use delegating::Delegating;
pub use listening::Listening;

/// Why the house does not stand.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The journal, once open.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The demo center.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The address.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// As configured.
        address: SocketAddr,
        /// What the system said.
        why: std::io::Error,
    },
    /// No bootstrap token could be made.
    #[error("no bootstrap token could be made: {0}")]
    Founder(switchboard_edge::denied::Denied),
    /// The key that seals secrets.
    #[error(transparent)]
    Sealing(#[from] SealingError),
    /// A thread.
    #[error("the system gives no thread: {0}")]
    Thread(std::io::Error),
    /// Certificate and key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The figures: a defect.
    #[error("the figures cannot be counted: {0}")]
    Figures(#[from] metrics_exporter_prometheus::BuildError),
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        match error {
            StartError::Open(error) => error.into(),
            StartError::Journal(error) => error.into(),
            StartError::Demo(error) => error.into(),
            StartError::Listen { .. } => Failure::new(Exit::System, error)
                .advise("is another server running there? Name another address with --listen, for instance 127.0.0.1:7701"),
            StartError::Sealing(_) => Failure::new(Exit::CannotCreate, error)
                .advise("server.secret_file names it; a new one is made where none is, but opens no secret sealed before"),
            StartError::Thread(_) | StartError::Tls(TlsError::Thread(_)) => Failure::new(Exit::System, error),
            StartError::Tls(_) => Failure::new(Exit::Configuration, error)
                .advise("server.tls.cert and server.tls.key name the PEM files of one pair"),
            StartError::Founder(_) => Failure::new(Exit::System, error),
            StartError::Figures(_) => Failure::new(Exit::Defect, error),
        }
    }
}

/// The standing house.
pub struct Runtime {
    /// Where it listens; the port is a real one also when 0 was asked for.
    pub address: SocketAddr,
    /// How to sign in to the demo, if it is one.
    pub demo: Option<Credentials>,
    /// The bootstrap token, while nobody has founded a workspace.
    pub founder: Option<String>,
    pub(crate) journal: Arc<SqliteJournal>,
    pub(crate) living: Living,
    pub(crate) watchdog: Watchdog,
    pub(crate) vigil: Option<Vigil>,
    pub(crate) doors: Doors,
    pub(crate) listeners: Vec<Listening>,
}

impl Runtime {
    /// Puts the house together and opens its doors. Must run within an actix system.
    pub async fn start(settings: &Settings, with_demo: bool) -> Result<Self, StartError> {
        let asked = settings.server.listen;
        if with_demo {
            demo::check_address(asked)?;
        }
        let listener = serving::listen(asked)?;
        let address = listener.local_addr().map_err(|why| StartError::Listen { address: asked, why })?;
        let (journal, views) = open_journal(settings)?;
        // Before anything counts.
        let counted = settings.server.metrics_listen.map(|_| figures::begin()).transpose()?;
        let disk = watch_disk(settings, &journal)?;
        let demo = match with_demo {
            true => Some(furnish(&settings.server.data, address, &journal, &views).await?),
            false => None,
        };
        let is_founded = views.is_founded()?;
        if is_founded && views.configuration()?.platforms.is_empty() {
            tracing::warn!(
                "no platform is configured, so nobody can chat yet; --demo sets up a center to try"
            );
        }
        let common = common(settings, Arc::clone(&journal) as Arc<dyn Journal>, &views)?;
        let place = Place::Arbiters(settings.actors.threads());
        let living = Living::open(common, place, Arc::new(|why| end_now(Exit::Defect, why))).await?;
        seed(&living, &views)?;
        let watchdog =
            Watchdog::start(living.arbiters(), living.house.clock.clone(), |why| end_now(Exit::Defect, why))
                .map_err(StartError::Thread)?;
        let sealer = Sealer::of_file(&settings.server.secret_file())?;
        let vigil = keep_vigil(settings, &living, &journal, &views, &disk)?;
        let mut vitals = vitals(&watchdog, &journal, &disk);
        vitals.extend(vigil.clone().map(|vigil| Vital::warning("invariants", move || vigil.is_quiet())));
        let phones = telephony::doors(settings, with_demo);
        Delegating::begin(&settings.teravoz, phones.workspace.clone(), &living.house, &views);
        let doors = doors(settings, phones, &living, &journal, views.clone(), sealer, vitals);
        let doors = doors.with_alarms(vigil.clone().map(alarms).unwrap_or_default());
        forget(&living, &journal, views.erasures()?);
        let open = doors.clone();
        let connections = Arc::new(move || open.connections());
        let sources =
            Sources { views, journal: Arc::clone(&journal), disk, connections, vigil: vigil.clone() };
        let reports = counted.map(|counted| serving::reports(sources, counted));
        let founder =
            if is_founded { None } else { Some(doors.await_founder().map_err(StartError::Founder)?) };
        switchboard_edge::buerokratt::begin(&doors);
        let threads = living.arbiters();
        let mut listeners = serving::serve(&listener, &doors, &settings.server, reports, &threads)?;
        listeners.extend(serving::serve_compat(&doors, settings, &threads)?);
        Ok(Self { address, demo, founder, journal, living, watchdog, vigil, doors, listeners })
    }
}

/// Completes erasures that were broken off, then forgets what is too old, for as long as the house stands.
fn forget(living: &Living, journal: &Arc<SqliteJournal>, begun: Vec<CustomerId>) {
    let eraser = Eraser::new(living.house.clone(), Arc::clone(journal) as Arc<dyn Journal>);
    actix_rt::spawn(async move {
        eraser.resume(begun).await;
        eraser.keep_sweeping().await;
    });
    actix_rt::spawn(keep_wording(Arc::clone(journal) as Arc<dyn Journal>));
}

/// Ends the process when going on would promise what cannot be kept. The journal makes that correct.
pub(crate) fn end_now(exit: Exit, why: &str) {
    tracing::error!(exit = exit as u8, why, "the process ends");
    std::process::exit(i32::from(exit as u8));
}

/// While there is too little room, hosts refuse what people send.
fn watch_disk(settings: &Settings, journal: &Arc<SqliteJournal>) -> Result<Disk, StartError> {
    let limits = &settings.limits;
    let thresholds = Thresholds { warn: limits.disk_warn_bytes, refuse: limits.disk_refuse_bytes };
    let told = Arc::downgrade(journal);
    let tell = move |short| {
        if let Some(journal) = told.upgrade() {
            journal.set_short_of_space(short);
        }
    };
    Disk::watch(&settings.server.data, thresholds, tell).map_err(StartError::Thread)
}

fn open_journal(settings: &Settings) -> Result<(Arc<SqliteJournal>, Views), StartError> {
    let options = Options { inbox: settings.mailboxes.writer, ..Options::default() };
    let fatal = |error: JournalError| end_now(Exit::JournalIo, &error.to_string());
    Ok(SqliteJournal::open(&settings.server.data, &options, fatal)?)
}

/// Makes the demo center in an empty folder, or finds the one made before.
async fn furnish(
    data: &Path,
    address: SocketAddr,
    journal: &Arc<SqliteJournal>,
    views: &Views,
) -> Result<Credentials, StartError> {
    let found = match views.note(demo::NOTE)?.as_deref() {
        Some(demo::MADE) => Found::Demo,
        Some(_) => Found::Empty,
        None if views.configuration()? == Default::default() => Found::Empty,
        None => Found::Foreign,
    };
    let Demo { writes, credentials } = demo::prepare(data, address, found)?;
    for write in writes {
        keep(journal, write).await?;
    }
    Ok(credentials)
}

/// Writes a plain row; what it owes to subjects waits in the outbox until the house lives.
async fn keep(journal: &Arc<SqliteJournal>, write: AccountWrite) -> Result<(), JournalError> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome: Result<_, JournalError>| {
        let _ = answer.send(outcome.map(|_| ()));
    });
    journal.submit(Request::Account { write, reply })?;
    answered.await.map_err(|_| JournalError::Closed)?
}

fn common(settings: &Settings, journal: Arc<dyn Journal>, views: &Views) -> Result<Common, StartError> {
    let agents = &settings.agents;
    let patience = Patience {
        offer: Duration::from_millis(agents.offer_patience_ms),
        reach: Duration::from_millis(agents.reach_patience_ms),
        sessions: Duration::from_millis(agents.sessions_patience_ms),
        company: Duration::from_millis(agents.company_patience_ms),
    };
    let book = Book::with_calls(patience, telephony::given(&settings.teravoz));
    book.read(&views.configuration()?);
    let clock = Clock::system();
    let tuning = Tuning {
        host_mailbox: settings.mailboxes.host,
        shard_mailbox: settings.mailboxes.shard,
        passivate_after: Duration::from_millis(settings.actors.passivate_after_ms),
        ..Tuning::default()
    };
    Ok(Common {
        journal,
        directory: Directory::default(),
        book,
        up_at: clock.now(),
        clock,
        salts: Arc::new(drawn_salt),
        tuning: Arc::new(tuning),
        probe: None,
    })
}

/// Without randomness content could not be sealed, and an unsealed one could not be erased: better to end.
fn drawn_salt() -> [u8; 16] {
    salt::salt().unwrap_or_else(|error| {
        end_now(Exit::System, &format!("the system gives no random bytes: {error}"));
        [0; 16]
    })
}

/// The shards learn of every open session before its customer can come back.
fn seed(living: &Living, views: &Views) -> Result<(), StartError> {
    living.seed(views.open_sessions(None)?.into_iter().map(|listed| listed.row));
    Ok(())
}

/// What the vigil has told and lasts, for the doors to show.
fn alarms(vigil: Vigil) -> Alarms {
    Alarms::told_by(move || {
        let told = vigil.alarms().into_iter().map(|alarm| Alarm {
            invariant: alarm.violation.invariant.name(),
            subject: alarm.violation.subject,
            says: alarm.violation.says,
            since: alarm.since,
            told: alarm.told,
            events: alarm.events.into_iter().map(|(seq, kind)| Named { seq, kind }).collect(),
        });
        told.collect()
    })
}

/// What must be well; the vigil adds itself.
fn vitals(watchdog: &Watchdog, journal: &Arc<SqliteJournal>, disk: &Disk) -> Vec<Vital> {
    let (pulse, writer, room) = (watchdog.pulse(), Arc::clone(journal), disk.clone());
    vec![
        Vital::new("actors", move || pulse.is_regular()),
        Vital::new("journal", move || writer.has_room()),
        Vital::warning("disk", move || !room.is_low()),
    ]
}

/// Looks at the house from now on, if it is asked to.
fn keep_vigil(
    settings: &Settings,
    living: &Living,
    journal: &Arc<SqliteJournal>,
    views: &Views,
    disk: &Disk,
) -> Result<Option<Vigil>, StartError> {
    let (vigil, agents) = (&settings.vigil, &settings.agents);
    if vigil.every_ms == 0 {
        return Ok(None);
    }
    let clock = living.house.clock.clone();
    let (views, journal, disk) = (views.clone(), Arc::clone(journal), disk.clone());
    let sight = Sight { views, journal, disk, now: Box::new(move || clock.now()) };
    let pace = Pace {
        every: Duration::from_millis(vigil.every_ms),
        patience: Duration::from_millis(vigil.patience_ms.saturating_add(agents.reach_patience_ms)),
    };
    Vigil::keep(sight, pace).map(Some).map_err(StartError::Thread)
}

fn doors(
    settings: &Settings,
    telephony: Telephony,
    living: &Living,
    journal: &Arc<SqliteJournal>,
    views: Views,
    sealer: Sealer,
    vitals: Vec<Vital>,
) -> Doors {
    let limits = &settings.limits;
    let edge = EdgeSettings {
        frame_bytes: limits.frame_bytes,
        hello_within: Duration::from_millis(limits.hello_within_ms),
        frames_per_second: limits.frames_per_second,
        frames_at_once: limits.frames_at_once,
        texts_per_second: limits.texts_per_second,
        texts_at_once: limits.texts_at_once,
        tcp_connections: limits.tcp_connections,
        tcp_connections_per_address: limits.tcp_connections_per_address,
        connections: limits.connections,
        connections_per_address: limits.connections_per_address,
        newcomers_per_minute: limits.newcomers_per_minute,
        text_bytes: limits.text_bytes,
        picture_bytes: limits.picture_bytes,
        pictures: limits.pictures_at_once,
        pictures_per_address: limits.pictures_per_address,
        typing_per_second: limits.typing_per_second,
        connections_per_customer: limits.connections_per_customer,
        requests_per_second: limits.requests_per_second,
        requests_at_once: limits.requests_at_once,
        messages_per_minute: limits.messages_per_minute,
        calls_per_second: limits.calls_per_second,
        calls_at_once: limits.calls_at_once,
        under_way_per_address: limits.under_way_per_address,
        trusted: if settings.server.behind_proxy { settings.server.trusted.clone() } else { Vec::new() },
        secure: settings.server.is_secure(),
        prefix: settings.server.path_prefix.clone(),
        readers: Options::default().readers as usize,
        ping_after: Duration::from_millis(limits.ping_after_ms),
        dead_after: Duration::from_millis(limits.dead_after_ms),
        telephony,
        beat: EdgeSettings::default().beat.min(Duration::from_millis(limits.ping_after_ms) / 3),
        buerokratt: buerokratt::told(&settings.buerokratt),
        ..EdgeSettings::default()
    };
    let records = JournalRecords::new(views.clone());
    let writing = JournalWriting::new(Arc::clone(journal) as Arc<dyn Journal>, views, living.house.clone());
    Doors::new(living.house.clone(), Arc::new(records), Arc::new(writing), sealer, edge, vitals)
}

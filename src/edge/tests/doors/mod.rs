//! A server in this process: real sockets, the real living house, SQLite in a throw-away folder.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod center;
pub mod client;
pub mod http;
pub mod records;
pub mod staff;
pub mod writing;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer};
use switchboard_actors::probe::Probe;
use switchboard_actors::{Book, Clock, Common, Directory, Living, Place, Tuning};
use switchboard_core::agent::Patience;
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, Timestamp};
use switchboard_edge::{Doors, EdgeSettings, Vital, configure, seated};
use switchboard_journal::sealing::Sealer;
use switchboard_journal::{Journal, Options, SqliteJournal, Views};
use tempfile::TempDir;

use client::Socket;
use records::JournalRecords;
use writing::JournalWriting;

/// The house with its doors open.
pub struct Center {
    pub address: SocketAddr,
    pub doors: Doors,
    pub living: Living,
    pub views: Views,
    pub journal: Arc<SqliteJournal>,
    server: ServerHandle,
    folder: TempDir,
}

/// Limits that do not stand in a test's way, and times short enough to wait for.
pub fn settings() -> EdgeSettings {
    EdgeSettings {
        frames_per_second: 10_000,
        frames_at_once: 10_000,
        texts_per_second: 10_000,
        texts_at_once: 10_000,
        calls_per_second: 10_000,
        calls_at_once: 10_000,
        beat: Duration::from_millis(50),
        ..EdgeSettings::default()
    }
}

impl Center {
    pub async fn open(settings: EdgeSettings) -> Self {
        Self::with_patience(settings, Patience::default()).await
    }

    /// With other times after which agents count as gone.
    pub async fn with_patience(settings: EdgeSettings, patience: Patience) -> Self {
        Self::with_probe(settings, patience, None).await
    }

    /// With somebody who plants defects in it.
    pub async fn with_probe(
        settings: EdgeSettings,
        patience: Patience,
        probe: Option<Arc<dyn Probe>>,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let (journal, views) =
            SqliteJournal::open(folder.path(), &Options::default(), |why| eprintln!("fatal: {why}")).unwrap();
        center::furnish(&journal).await;
        let book = Book::new(patience);
        book.read(&views.configuration().unwrap());
        let clock = Clock::system();
        let common = Common {
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
            directory: Directory::default(),
            book,
            up_at: clock.now(),
            clock,
            salts: Arc::new(|| [7; 16]),
            tuning: Arc::new(Tuning::default()),
            probe,
        };
        let fatal = Arc::new(|why: &str| eprintln!("fatal: {why}"));
        let living = Living::open(common, Place::Arbiters(1), fatal).await.unwrap();
        let records = JournalRecords::new(views.clone());
        let writing = JournalWriting {
            journal: Arc::clone(&journal),
            views: views.clone(),
            house: living.house.clone(),
        };
        let vitals = vec![Vital::new("journal", || true)];
        let sealer = Sealer::of(&[9; 32]);
        let (house, writing) = (living.house.clone(), Arc::new(writing));
        let doors = Doors::new(house, Arc::new(records), writing, sealer, settings, vitals);
        let (address, handle) = serve(&doors);
        let center = Self { address, doors, living, views, journal, server: handle, folder };
        // Two queues and eight agents are configured, and each queue has heard of its one agent.
        until("the house is furnished", || center.position() == 12).await;
        center
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Gives a platform other settings.
    pub async fn configure(&self, platform: &str, values: switchboard_journal::accounts::PlatformValues) {
        let values = Box::new(values);
        let platform = platform.parse().unwrap();
        let write = switchboard_journal::accounts::AccountWrite::Platform { platform, values };
        center::keep(&self.journal, write).await;
        self.living.house.book.read(&self.views.configuration().unwrap());
    }

    /// The book of settings, as sessions are given it.
    pub fn doors_book(&self) -> &Book {
        &self.living.house.book
    }

    /// A customer's socket, before its hello.
    pub async fn knock(&self) -> Socket {
        Socket::connect(self.address, "/sermo/socket", None).await.expect("the socket opens")
    }

    /// A customer's socket after its hello, and the server's answer.
    pub async fn customer(&self, user: &str) -> (Socket, serde_json::Value) {
        let mut socket = self.knock().await;
        socket.send(&serde_json::json!({"type": "hello", "platformId": "demo-web", "userId": user})).await;
        let hello = socket.next().await;
        assert_eq!(hello["type"], "hello", "{hello}");
        (socket, hello)
    }

    /// A console signed in, and the server's answer.
    pub async fn console(&self, token: &str) -> (Socket, serde_json::Value) {
        let mut socket =
            Socket::connect(self.address, "/console/socket", None).await.expect("the socket opens");
        socket.send(&serde_json::json!({"type": "hello", "token": token})).await;
        let hello = socket.next().await;
        assert_eq!(hello["type"], "hello", "{hello}");
        (socket, hello)
    }

    /// Other doors to the same house, as after a restart of them alone: nothing is left in their memory.
    pub async fn doors_anew(&self, settings: EdgeSettings) -> (SocketAddr, ServerHandle) {
        let writing = JournalWriting {
            journal: Arc::clone(&self.journal),
            views: self.views.clone(),
            house: self.living.house.clone(),
        };
        let records = Arc::new(JournalRecords::new(self.views.clone()));
        let vitals = vec![Vital::new("journal", || true)];
        let sealer = Sealer::of(&[9; 32]);
        let house = self.living.house.clone();
        serve(&Doors::new(house, records, Arc::new(writing), sealer, settings, vitals))
    }

    /// Everything in the journal so far.
    pub fn position(&self) -> u64 {
        self.views.position().unwrap()
    }

    /// Plain HTTP: status line, headers and body.
    pub async fn http(&self, request: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut answer)).await;
        answer
    }

    pub async fn close(self) {
        self.server.stop(false).await;
        self.living.stop();
        self.journal.stop();
    }
}

fn serve(doors: &Doors) -> (SocketAddr, ServerHandle) {
    let (mounted, counted) = (doors.clone(), doors.clone());
    let server = HttpServer::new(move || App::new().configure(configure(mounted.clone())))
        .on_connect(move |connection, beside| seated(&counted, connection, beside))
        .workers(1)
        .disable_signals()
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_rt::spawn(server);
    (address, handle)
}

/// The demo customer of this name.
pub fn opening(user: &str) -> Opening {
    Opening {
        workspace: "demo".parse().unwrap(),
        platform: "demo-web".parse().unwrap(),
        customer: CustomerKey::new(user).unwrap(),
    }
}

/// Long ago.
pub const THEN: Timestamp = Timestamp(1_700_000_000_000_000);

/// Waits until something holds, or fails.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

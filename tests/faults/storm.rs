//! Everybody is cut off in the same moment and comes back in the next, with a word on their lips.

use std::cell::Cell;
use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use switchboard::client::ServerUrl;

use crate::center::{self, PLATFORM};
use crate::checker::assert_holds;
use crate::dials;
use crate::history::{Answer, Client, History, Moments, Said, Saw, Side, Told};
use crate::journal::Journal;
use crate::line::Line;
use crate::server::Server;

/// In the short form.
const SOCKETS: u64 = 500;
/// However many they are.
const BACK_WITHIN: Duration = Duration::from_secs(60);
/// So long nobody is told anything: then everybody has read everything. It is the crowd's quiet, not one reader's, since the
/// reading itself takes its time when they are many.
const QUIET: Duration = Duration::from_secs(3);
/// They come one after another in companies like this one, before the storm.
const COMPANY: usize = 100;

/// All of them come from one address and one thread, and nobody is refused for that, nor for a late hello.
const SETTINGS: &str = "connections_per_address = 20000\ntcp_connections_per_address = 20000\n\
                        newcomers_per_minute = 1000000\nhello_within_ms = 60000\n";

pub struct Guest {
    pub line: Line,
    pub me: Client,
    moments: Moments,
}

impl Guest {
    pub fn new(url: &ServerUrl, index: usize, moments: &Moments) -> Self {
        let line = Line::customer(url.clone(), PLATFORM);
        Self { line, me: Client::new(&format!("guest{index}"), Side::Customer), moments: moments.clone() }
    }

    /// Reads for a moment; whether there was anything.
    async fn reads(&mut self, time: Duration) -> bool {
        let Some(frame) = self.line.next(time).await else { return false };
        let text = |field: &str| frame[field].as_str().map(str::to_owned);
        let (kind, number) = (text("type").unwrap_or_default(), frame["seq"].as_u64());
        match (kind.as_str(), number) {
            ("hello", _) => {}
            ("ack", Some(number)) => {
                let at = self.moments.next();
                let answer = Answer::Acked { session: text("session"), number };
                let index: usize =
                    frame["id"].as_str().and_then(|id| id.rsplit('-').next()?.parse().ok()).expect("an id");
                self.me.said[index].answers.push(Told { at, answer });
            }
            ("refused", _) => panic!("refused for good: {frame}"),
            (_, Some(number)) => {
                let text = text("text").unwrap_or_default();
                let (session, connection) =
                    (frame["session"].as_str().expect("a session").to_owned(), self.line.connected);
                self.me.saw.push(Saw { session, number, kind, text, connection });
            }
            _ => {}
        }
        true
    }

    pub async fn says(&mut self) {
        let (name, count) = (&self.me.name, self.me.said.len());
        let text = format!("{name} says {count}");
        let mut frame: Value = self.line.event("text");
        frame["id"] = json!(format!("{name}-{count}"));
        frame["text"] = json!(text);
        self.me.said.push(Said::new(text, self.moments.next()));
        self.line.send(frame).await;
    }

    /// Until it is on its `nth` connection and everything it said is answered.
    pub async fn is_heard(&mut self, nth: usize) {
        let by = Instant::now() + BACK_WITHIN;
        while self.line.memory.user.is_none()
            || self.line.connected < nth
            || self.me.said.iter().any(|said| said.promise().is_none())
        {
            let left = &self.line.memory.unanswered;
            assert!(Instant::now() < by, "{} is not back in time: {left:?}", self.me.name);
            self.reads(Duration::from_millis(500)).await;
        }
    }
}

/// Everybody does it at once.
async fn all<'a, F: Future<Output = ()>>(guests: &'a mut [Guest], does: impl Fn(&'a mut Guest) -> F) {
    join_all(guests.iter_mut().map(does)).await;
}

async fn storm(url: &ServerUrl, sockets: usize, rounds: usize) -> (Vec<Guest>, Vec<Duration>) {
    let moments = Moments::default();
    let mut guests: Vec<Guest> = (0..sockets).map(|index| Guest::new(url, index, &moments)).collect();
    for company in guests.chunks_mut(COMPANY) {
        all(company, async |guest: &mut Guest| {
            guest.is_heard(1).await;
            guest.says().await;
            guest.is_heard(1).await;
        })
        .await;
    }
    let mut took = Vec::new();
    for round in 0..rounds {
        all(&mut guests, Guest::says).await;
        guests.iter_mut().for_each(|guest| guest.line.cut());
        let began = Instant::now();
        all(&mut guests, |guest| guest.is_heard(round + 2)).await;
        took.push(began.elapsed());
    }
    let (by, told) = (Instant::now() + BACK_WITHIN, Cell::new(Instant::now()));
    all(&mut guests, async |guest: &mut Guest| {
        while told.get().elapsed() < QUIET && Instant::now() < by {
            if guest.reads(Duration::from_millis(500)).await {
                told.set(Instant::now());
            }
        }
    })
    .await;
    (guests, took)
}

#[test]
fn f20_everybody_cut_off_at_once_is_back_in_time_and_nobodys_last_word_is_lost() {
    let (sockets, rounds) = (usize::try_from(dials::sockets(SOCKETS)).expect("a count"), 2);
    let folder = tempfile::tempdir().expect("a folder");
    center::write(folder.path(), SETTINGS, center::writes(&[], 1));
    let mut server = Server::over(folder, false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (guests, took) = runtime.block_on(storm(&server.url(), sockets, rounds));
    let tries: usize = guests.iter().map(|guest| guest.line.connected).sum();
    let clients =
        guests.into_iter().map(|guest| Client { user: guest.line.memory.user, ..guest.me }).collect();
    let history = History { clients, settled: true };
    server.stop();
    server.assert_sound();
    assert_holds(&history, &Journal::read(&server.exported()));
    println!("{sockets} sockets came back {rounds} times, in {took:?}; {tries} connections; lost 0");
    assert_eq!(history.promised(), sockets * (rounds + 1));
}

//! The ear of a stream: hears what is shown of its topics and hands it on, so that the stream itself is a plain task.
//!
//! One actor a stream, on the thread that serves it. It is held by its stream's [`Watch`] and ends with it. Mailbox: 512;
//! what finds the way behind it full is forgotten, and the stream is told that it missed something and reads the journal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix::{Actor, Addr, Context, Handler};
use switchboard_actors::{Shown, Topic, Viewer};
use tokio::sync::mpsc;

use crate::accounts::Dismissed;
use crate::accounts::standing::Standing;
use crate::doors::{Doors, Leave};

const MAILBOX: usize = 512;

/// What a stream hears.
#[derive(Debug)]
pub(super) enum Heard {
    Shown(Shown),
    /// Something was missed.
    Missed,
    /// The server stops.
    Leave,
}

struct Ear {
    out: mpsc::Sender<Heard>,
    missed: Arc<AtomicBool>,
}

impl Actor for Ear {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
    }
}

impl Handler<Shown> for Ear {
    type Result = ();

    fn handle(&mut self, shown: Shown, _: &mut Self::Context) {
        if self.out.try_send(Heard::Shown(shown)).is_err() {
            self.missed.store(true, Ordering::SeqCst);
        }
    }
}

impl Handler<Leave> for Ear {
    type Result = ();

    fn handle(&mut self, _: Leave, _: &mut Self::Context) {
        // Full: the stream ends with its client, or with the process.
        let _ = self.out.try_send(Heard::Leave);
    }
}

impl Handler<Dismissed> for Ear {
    type Result = ();

    fn handle(&mut self, _: Dismissed, _: &mut Self::Context) {
        let _ = self.out.try_send(Heard::Leave);
    }
}

/// Topics watched, until it is dropped.
pub(super) struct Watch {
    doors: Doors,
    viewer: Viewer,
    topics: Vec<Topic>,
    ear: Addr<Ear>,
    heard: mpsc::Receiver<Heard>,
    missed: Arc<AtomicBool>,
    number: Option<u64>,
}

impl Watch {
    /// Begins to hear of these; subscribe first, then read.
    pub(super) fn begin(doors: &Doors, topics: Vec<Topic>) -> Self {
        let (out, heard) = mpsc::channel(MAILBOX / 2);
        let missed = Arc::new(AtomicBool::new(false));
        let ear = Ear { out, missed: Arc::clone(&missed) }.start();
        let viewer = doors.house.directory.viewer();
        let mut watch =
            Self { doors: doors.clone(), viewer, topics: Vec::new(), ear, heard, missed, number: None };
        for topic in topics {
            watch.also(topic);
        }
        watch
    }

    /// Counts as one of the server's connections, which are told when it stops.
    pub(super) fn counted(mut self, number: u64) -> Self {
        self.doors.opened(number, self.ear.downgrade().recipient());
        self.number = Some(number);
        self
    }

    /// Ends with the right of the agent whose it is.
    pub(super) fn of_agent(self, number: u64, standing: &Standing) -> Self {
        let ear = self.ear.downgrade().recipient();
        self.doors.accounts.consoles.opened(number, standing.place(), standing.token, ear);
        self.counted(number)
    }

    /// Hears of this too.
    pub(super) fn also(&mut self, topic: Topic) {
        let recipient = self.ear.clone().recipient();
        self.doors.house.directory.watch(topic.clone(), self.viewer, &recipient);
        self.topics.push(topic);
    }

    /// What is heard next.
    pub(super) async fn next(&mut self) -> Heard {
        let heard = self.heard.recv().await.unwrap_or(Heard::Leave);
        let missed = self.missed.swap(false, Ordering::SeqCst);
        match heard {
            Heard::Leave => Heard::Leave,
            Heard::Shown(Shown::Lagged) => {
                self.again();
                Heard::Missed
            }
            _ if missed => Heard::Missed,
            heard => heard,
        }
    }

    /// Whoever lagged was struck off.
    fn again(&self) {
        let recipient = self.ear.clone().recipient();
        for topic in &self.topics {
            self.doors.house.directory.watch(topic.clone(), self.viewer, &recipient);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for topic in &self.topics {
            self.doors.house.directory.unwatch(topic, self.viewer);
        }
        if let Some(number) = self.number {
            self.doors.closed(number);
            self.doors.accounts.consoles.closed(number);
        }
    }
}

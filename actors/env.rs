//! What the living house is given: nobody in it reaches for anything that is not in here.

use std::sync::Arc;
use std::time::Duration;

use switchboard_core::{Subject, Timestamp};
use switchboard_journal::Journal;

use crate::book::Book;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::probe::{Point, Probe};

/// Sizes and times of the living shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tuning {
    /// Commands a host's mailbox takes before it answers busy.
    pub host_mailbox: usize,
    /// Messages a shard's mailbox takes.
    pub shard_mailbox: usize,
    /// Hosts nobody talked to for this long are put to rest.
    pub passivate_after: Duration,
    /// A host keeps a snapshot every so many events.
    pub snapshot_every: u64,
    /// How long a host waits for the journal before it tries again.
    pub journal_timeout: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            host_mailbox: 64,
            shard_mailbox: 1024,
            passivate_after: Duration::from_secs(120),
            snapshot_every: 200,
            journal_timeout: Duration::from_secs(10),
        }
    }
}

/// Where random salts come from; a simulation gives its own.
pub type Salts = Arc<dyn Fn() -> [u8; 16] + Send + Sync>;

/// What the whole house shares.
#[derive(Clone)]
pub struct Common {
    /// The journal.
    pub journal: Arc<dyn Journal>,
    /// Who is where, who looks at what.
    pub directory: Directory,
    /// Settings of platforms.
    pub book: Book,
    /// The server's clock.
    pub clock: Clock,
    /// Salts for sealed content.
    pub salts: Salts,
    /// When this process started.
    pub up_at: Timestamp,
    /// Sizes and times.
    pub tuning: Arc<Tuning>,
    /// A test's finger; none in the program.
    pub probe: Option<Arc<dyn Probe>>,
}

impl Common {
    /// Lets a test's probe act.
    pub(crate) fn at(&self, point: Point, subject: &Subject) {
        if let Some(probe) = &self.probe {
            probe.at(point, subject);
        }
    }
}

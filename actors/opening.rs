//! Opens the living house over a journal, and closes it: shards and effects on their arbiters, what was owed, who is to
//! be woken.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, Arbiter};
use actix_rt::ArbiterHandle;
use switchboard_core::machine::SessionRow;
use switchboard_core::session::Opening;
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::{JournalError, Request};
use tokio::sync::oneshot;

use crate::answer::ReplyTo;
use crate::ask::ShardMessage;
use crate::effects::{Carriers, Effects};
use crate::env::Common;
use crate::house::House;
use crate::shard::Shard;

/// How far ahead stored wake-ups are read into the shards.
const HORIZON: Duration = Duration::from_secs(600);
/// So many subjects are woken at once after a start, then a short pause.
const WAKE_BATCH: u32 = 500;
const WAKE_PAUSE: Duration = Duration::from_millis(50);

/// Where shards live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On so many arbiters, a thread each.
    Arbiters(usize),
    /// All on this thread: for tests under paused time.
    Here,
}

/// Ends the process; given the reason.
pub type OnFatal = Arc<dyn Fn(&str) + Send + Sync>;

/// The living house, to be closed in order.
pub struct Living {
    /// What doors use.
    pub house: House,
    common: Common,
    arbiters: Vec<Arbiter>,
}

impl Living {
    /// Starts the shards, carries on what is owed, wakes who is due.
    pub async fn open(common: Common, place: Place, on_fatal: OnFatal) -> Result<Self, JournalError> {
        let mut arbiters = Vec::new();
        let effects = start_shards(&common, place, &on_fatal, &mut arbiters);
        let house = House {
            directory: common.directory.clone(),
            book: common.book.clone(),
            clock: common.clock.clone(),
            carriers: Carriers(Arc::new(effects)),
        };
        let living = Self { house, common, arbiters };
        living.restore_quarantine().await?;
        let owed = living.ask_journal(|reply| Request::Backlog { reply }).await?;
        living.house.carry(owed);
        let (common, until) = (living.common.clone(), living.common.clock.now());
        let woken = wake_due(&common, until + HORIZON, &mut BTreeSet::new()).await?;
        actix_rt::spawn(wake_rounds(common, woken));
        Ok(living)
    }

    /// At the start: tells the shards of the open sessions, so that signs of their customers find them. A customer who was
    /// there when the process ended counts as seen now: a crash gives grace, not a mass time-out.
    pub fn seed(&self, open: impl IntoIterator<Item = SessionRow>) {
        for SessionRow { session, workspace, platform, customer, presence, .. } in open {
            if let Some(shard) = self.common.directory.shard(session.shard()) {
                let opening = Opening { workspace, platform, customer };
                shard.do_send(ShardMessage::OpenSession { opening, session, presence });
            }
        }
    }

    /// The arbiters' threads, for the watchdog.
    pub fn arbiters(&self) -> Vec<ArbiterHandle> {
        self.arbiters.iter().map(Arbiter::handle).collect()
    }

    /// Refuses new commands and puts every host to rest; true when none is left before the deadline.
    pub async fn drain(&self, within: Duration) -> bool {
        let mut waiting = Vec::new();
        for shard in self.common.directory.shards() {
            let (rested, told) = oneshot::channel();
            let reply = ReplyTo::new(move |_| {
                let _ = rested.send(());
            });
            shard.do_send(ShardMessage::Drain { reply });
            waiting.push(told);
        }
        let all = async {
            for told in waiting {
                let _ = told.await;
            }
        };
        tokio::time::timeout(within, all).await.is_ok()
    }

    /// Stops the arbiters. What was acknowledged is in the journal.
    pub fn stop(self) {
        for arbiter in self.arbiters {
            arbiter.stop();
            let _ = arbiter.join();
        }
    }

    async fn restore_quarantine(&self) -> Result<(), JournalError> {
        for (subject, cause) in self.ask_journal(|reply| Request::Quarantined { reply }).await? {
            if let Some(shard) = self.common.directory.shard(subject.shard()) {
                shard.do_send(ShardMessage::Quarantined { subject, cause });
            }
        }
        Ok(())
    }

    async fn ask_journal<T: Send + 'static>(
        &self,
        request: impl FnOnce(switchboard_journal::Reply<Result<T, JournalError>>) -> Request,
    ) -> Result<T, JournalError> {
        ask_journal(&self.common, request).await
    }
}

fn start_shards(
    common: &Common,
    place: Place,
    on_fatal: &OnFatal,
    arbiters: &mut Vec<Arbiter>,
) -> Vec<Addr<Effects>> {
    let (mut shards, mut carriers) = (Vec::new(), Vec::new());
    match place {
        Place::Here => {
            let effects = Effects::new(common.clone(), Arc::clone(on_fatal)).start();
            let (common, owed, fatal) = (common.clone(), effects.clone(), Arc::clone(on_fatal));
            shards.push(Shard::create(|ctx| Shard::with_mailbox(ctx, common, owed, fatal)).recipient());
            carriers.push(effects);
        }
        Place::Arbiters(count) => {
            for _ in 0..count.max(1) {
                let arbiter = Arbiter::new();
                let (own, fatal) = (common.clone(), Arc::clone(on_fatal));
                let effects = Effects::start_in_arbiter(&arbiter.handle(), move |_| Effects::new(own, fatal));
                let (own, owed, fatal) = (common.clone(), effects.clone(), Arc::clone(on_fatal));
                let shard = Shard::start_in_arbiter(&arbiter.handle(), move |ctx| {
                    Shard::with_mailbox(ctx, own, owed, fatal)
                });
                shards.push(shard.recipient());
                carriers.push(effects);
                arbiters.push(arbiter);
            }
        }
    }
    common.directory.open(shards);
    carriers
}

async fn ask_journal<T: Send + 'static>(
    common: &Common,
    request: impl FnOnce(switchboard_journal::Reply<Result<T, JournalError>>) -> Request,
) -> Result<T, JournalError> {
    let (answer, answered) = oneshot::channel();
    common.journal.submit(request(Box::new(move |result| {
        let _ = answer.send(result);
    })))?;
    answered.await.map_err(|_| JournalError::Closed)?
}

/// Has the shards wake whoever is due until then, a batch at a time; skips those told before.
async fn wake_due(
    common: &Common,
    until: Timestamp,
    told: &mut BTreeSet<(Timestamp, Subject)>,
) -> Result<BTreeSet<(Timestamp, Subject)>, JournalError> {
    let mut listed = BTreeSet::new();
    let list = ask_journal(common, |reply| Request::WakeList { until, limit: u32::MAX, reply }).await?;
    let (now, mut woken) = (common.clock.now(), 0);
    for (subject, at) in list {
        if !told.contains(&(at, subject.clone()))
            && let Some(shard) = common.directory.shard(subject.shard())
        {
            shard.do_send(ShardMessage::Wake { subject: subject.clone(), at });
        }
        listed.insert((at, subject));
        // Who is due only later is no more than noted.
        woken += u32::from(at <= now);
        if woken >= WAKE_BATCH {
            woken = 0;
            tokio::time::sleep(WAKE_PAUSE).await;
        }
    }
    Ok(listed)
}

/// Reads the stored wake-ups again and again, so that those beyond the horizon come in time.
async fn wake_rounds(common: Common, mut told: BTreeSet<(Timestamp, Subject)>) {
    loop {
        tokio::time::sleep(HORIZON / 2).await;
        let until = common.clock.now() + HORIZON;
        match wake_due(&common, until, &mut told).await {
            Ok(listed) => told = listed,
            Err(JournalError::Closed) => return,
            Err(error) => tracing::warn!(%error, "wake-ups could not be read; trying again"),
        }
    }
}

//! Carries out what is owed: rows of the outbox go to their receivers until the receiver's own append settles them.
//!
//! One actor an arbiter, for the rows its hosts owe; its address is with those hosts. First in, first out for each pair
//! of source and target, one row of a pair under way at a time, so a row that fails holds back only its own pair. After
//! a commit rows come from memory; the table is read at the start only. Mailbox: unbounded in form, bounded in fact by
//! what hosts have in flight. It ends with the house.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, AsyncContext, Context, Handler, Message};
use switchboard_core::{AnyCommand, Subject};
use switchboard_journal::{JournalError, OwedKey, OwedRow, Request};

use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, ShardMessage};
use crate::env::Common;
use crate::house::refuse;

/// A row that faulted its receiver so many times is set aside: kept and shown, not tried again.
const MOST_FAULTS: u32 = 3;
/// The first pause after a failure; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The pause before the table is read again after a failure.
const READ_AGAIN: Duration = Duration::from_millis(500);

/// Rows just committed, or read at the start.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Carry(pub Vec<OwedRow>);

/// Whom to hand rows to that no host owes. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Carriers(pub(crate) Arc<Vec<Addr<Effects>>>);

impl Carriers {
    /// Carries rows out; those of one source always by the same actor, so that their order stays.
    pub(crate) fn carry(&self, rows: Vec<OwedRow>) {
        for row in rows {
            let shard = row.key.source.parse::<Subject>().map_or(0, |subject| usize::from(subject.shard().0));
            if let Some(effects) = self.0.get(shard % self.0.len().max(1)) {
                effects.do_send(Carry(vec![row]));
            }
        }
    }
}

/// A host died with appends in flight: what they owe is in the table only. Until it is read, what the next life owes is
/// held back, so that older rows come before newer ones.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Recover {
    /// The stream that owes.
    pub source: String,
}

/// The table was read for a source whose host died.
#[derive(Message)]
#[rtype(result = "()")]
struct Recovered {
    source: String,
    rows: Result<Vec<OwedRow>, JournalError>,
}

/// A receiver answered.
#[derive(Message)]
#[rtype(result = "()")]
struct Answered {
    pair: Pair,
    key: OwedKey,
    answer: Answer,
}

/// Who owes and who is owed.
type Pair = (String, Subject);

/// The rows of one pair, in order; the first is under way.
#[derive(Default)]
struct Line {
    rows: VecDeque<OwedRow>,
    faults: u32,
    failures: u32,
}

/// Rows of a source whose older ones are being read.
#[derive(Default)]
struct HeldBack {
    readings: u32,
    rows: Vec<OwedRow>,
}

/// The actor.
pub struct Effects {
    common: Common,
    lines: BTreeMap<Pair, Line>,
    recovering: BTreeMap<String, HeldBack>,
    /// Ends the process: called when this actor itself panics.
    on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Effects {
    /// With nothing owed yet.
    pub fn new(common: Common, on_fatal: Arc<dyn Fn(&str) + Send + Sync>) -> Self {
        Self { common, lines: BTreeMap::new(), recovering: BTreeMap::new(), on_fatal }
    }

    /// Takes a row in at the end of its line, unless it is there already.
    fn carry(&mut self, row: OwedRow, ctx: &mut Context<Self>) {
        let pair = (row.key.source.clone(), row.owed.target.clone());
        let line = self.lines.entry(pair.clone()).or_default();
        if line.rows.iter().any(|known| known.key == row.key) {
            return;
        }
        line.rows.push_back(row);
        if line.rows.len() == 1 {
            self.send_first(&pair, ctx);
        }
    }

    /// Reads what a source owes; again and again until it succeeds or the journal is closed.
    fn read_owed(&mut self, source: String, ctx: &mut Context<Self>) {
        let (address, of) = (ctx.address(), source.clone());
        let asked = self.common.journal.submit(Request::Backlog {
            reply: Box::new(move |rows| address.do_send(Recovered { source: of, rows })),
        });
        if let Err(error) = asked {
            self.read_again(source, &error, ctx);
        }
    }

    fn read_again(&mut self, source: String, error: &JournalError, ctx: &mut Context<Self>) {
        if *error != JournalError::Closed {
            tracing::warn!(source, %error, "what is owed could not be read; trying again");
            ctx.run_later(READ_AGAIN, move |effects, ctx| effects.read_owed(source, ctx));
        }
    }

    fn send_first(&self, pair: &Pair, ctx: &mut Context<Self>) {
        let Some(row) = self.lines.get(pair).and_then(|line| line.rows.front()) else { return };
        let (address, answered_pair, key) = (ctx.address(), pair.clone(), row.key.clone());
        let reply =
            ReplyTo::new(move |answer| address.do_send(Answered { pair: answered_pair, key, answer }));
        let command = AnyCommand::from(row.owed.told.clone());
        let ask = Ask { command, client: None, settles: Some(row.key.clone()), reply };
        let subject = row.owed.target.clone();
        let Some(shard) = self.common.directory.shard(subject.shard()) else {
            return ask.reply.answer(Answer::busy());
        };
        match shard.try_send(ShardMessage::Ask { subject, ask }) {
            Ok(()) => {}
            Err(actix::prelude::SendError::Full(message) | actix::prelude::SendError::Closed(message)) => {
                refuse(message)
            }
        }
    }

    fn next(&mut self, pair: &Pair, ctx: &mut Context<Self>) {
        let Some(line) = self.lines.get_mut(pair) else { return };
        line.rows.pop_front();
        line.faults = 0;
        line.failures = 0;
        if line.rows.is_empty() {
            self.lines.remove(pair);
        } else {
            self.send_first(pair, ctx);
        }
    }

    fn failed(&mut self, pair: Pair, fault: bool, ctx: &mut Context<Self>) {
        let Some(line) = self.lines.get_mut(&pair) else { return };
        line.failures = line.failures.saturating_add(1);
        line.faults += u32::from(fault);
        if line.faults >= MOST_FAULTS {
            return self.set_aside(&pair, ctx);
        }
        let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(line.failures - 1)).min(LONGEST_PAUSE);
        ctx.run_later(pause, move |effects, ctx| effects.send_first(&pair, ctx));
    }

    /// The command is at fault, never the subject: keep it where people see it, and go on with the next.
    fn set_aside(&mut self, pair: &Pair, ctx: &mut Context<Self>) {
        if let Some(row) = self.lines.get(pair).and_then(|line| line.rows.front()) {
            tracing::error!(source = %row.key.source, seq = row.key.seq, target = %row.owed.target, "owed command set aside");
            let due = self.common.clock.now();
            let _ =
                self.common.journal.submit(Request::Postpone { key: row.key.clone(), due, set_aside: true });
        }
        self.next(pair, ctx);
    }
}

impl Actor for Effects {
    type Context = Context<Self>;
}

impl Drop for Effects {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.on_fatal)("what carries out what is owed panicked");
        }
    }
}

impl Handler<Recover> for Effects {
    type Result = ();

    fn handle(&mut self, Recover { source }: Recover, ctx: &mut Context<Self>) {
        self.recovering.entry(source.clone()).or_default().readings += 1;
        self.read_owed(source, ctx);
    }
}

impl Handler<Recovered> for Effects {
    type Result = ();

    fn handle(&mut self, Recovered { source, rows }: Recovered, ctx: &mut Context<Self>) {
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return self.read_again(source, &error, ctx),
        };
        for row in rows.into_iter().filter(|row| row.key.source == source) {
            self.carry(row, ctx);
        }
        let Some(held) = self.recovering.get_mut(&source) else { return };
        held.readings = held.readings.saturating_sub(1);
        if held.readings == 0
            && let Some(held) = self.recovering.remove(&source)
        {
            held.rows.into_iter().for_each(|row| self.carry(row, ctx));
        }
    }
}

impl Handler<Carry> for Effects {
    type Result = ();

    fn handle(&mut self, Carry(rows): Carry, ctx: &mut Context<Self>) {
        for row in rows {
            match self.recovering.get_mut(&row.key.source) {
                Some(held) => held.rows.push(row),
                None => self.carry(row, ctx),
            }
        }
    }
}

impl Handler<Answered> for Effects {
    type Result = ();

    fn handle(&mut self, answered: Answered, ctx: &mut Context<Self>) {
        let Answered { pair, key, answer } = answered;
        let current =
            self.lines.get(&pair).and_then(|line| line.rows.front()).is_some_and(|row| row.key == key);
        if !current {
            return;
        }
        match answer {
            Answer::Accepted { .. } | Answer::Delayed => self.next(&pair, ctx),
            Answer::Refused(refused) if refused.code == "already_settled" => self.next(&pair, ctx),
            Answer::Refused(refused) if refused.retry_after.is_none() => {
                tracing::error!(code = refused.code, target = %pair.1, "an owed command was refused for good");
                self.set_aside(&pair, ctx);
            }
            Answer::Refused(refused) => self.failed(pair, refused.code == "faulted", ctx),
            Answer::Unknown => self.failed(pair, false, ctx),
        }
    }
}

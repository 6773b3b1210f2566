//! Hosts that fell outside their guards, and subjects that are set aside: what a shard remembers from life to life.

use std::collections::BTreeMap;

use actix::{AsyncContext, Context};
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::Request;

use super::Shard;
use super::slots::Slot;
use crate::answer::{Answer, ReplyTo};
use crate::effects::Recover;
use crate::keeper::{Keeper, Verdict};

/// Subjects that died lately.
#[derive(Default)]
pub(super) struct Fallen(BTreeMap<Subject, Fall>);

#[derive(Default)]
struct Fall {
    keeper: Keeper,
    /// No new life has begun yet.
    waits: bool,
}

impl Fallen {
    /// Counts a death.
    fn strike(&mut self, subject: &Subject, now: Timestamp) -> Verdict {
        let fall = self.0.entry(subject.clone()).or_default();
        fall.waits = true;
        fall.keeper.strike(now)
    }

    /// A new life begins: the strikes it begins with, and whether the one before died.
    pub(super) fn begin(&mut self, subject: &Subject) -> (Keeper, bool) {
        let Some(fall) = self.0.get_mut(subject) else { return (Keeper::default(), false) };
        (fall.keeper.clone(), std::mem::replace(&mut fall.waits, false))
    }

    fn forgive(&mut self, subject: &Subject) {
        if let Some(fall) = self.0.get_mut(subject) {
            fall.keeper.forgive();
        }
    }

    /// Forgets who lives again and has no strike that counts.
    pub(super) fn forget_old(&mut self, now: Timestamp) {
        self.0.retain(|_, fall| fall.waits || !fall.keeper.is_clear(now));
    }
}

impl Shard {
    /// A host fell outside its guards: its mailbox is lost, its askers were told `Unknown`; a new life begins.
    pub(super) fn died(&mut self, subject: Subject, life: u64, ctx: &mut Context<Self>) {
        if self.slots.get(&subject).is_none_or(|slot| slot.life != life) {
            return;
        }
        let verdict = self.bury(&subject);
        self.closed_if_empty();
        if let Verdict::Restart { after } = verdict {
            ctx.run_later(after, move |shard, _| {
                if shard.closing.is_empty() {
                    shard.awake(&subject);
                }
            });
        }
    }

    /// Lets go of a dead host, has what it owed carried on, and counts its death; five in a minute set the subject aside.
    /// Whoever notices first does this: the host's own last word may still be on its way here.
    pub(super) fn bury(&mut self, subject: &Subject) -> Verdict {
        self.slots.remove(subject);
        self.effects.do_send(Recover { source: subject.to_string() });
        let verdict = self.fallen.strike(subject, self.common.clock.now());
        tracing::error!(%subject, ?verdict, "an actor died outside its guards");
        if verdict == Verdict::SetAside {
            self.set_aside.insert(subject.clone());
            let named = subject.clone();
            let _ = self.common.journal.submit(Request::Quarantine {
                subject: subject.clone(),
                cause: Some("died outside its guards".to_owned()),
                reply: Box::new(move |noted| {
                    if let Err(error) = noted {
                        tracing::error!(subject = %named, %error, "the quarantine could not be noted");
                    }
                }),
            });
        }
        verdict
    }

    /// A host was set aside, or is released: should it die, its next life begins so.
    pub(super) fn note_aside(&mut self, subject: Subject, aside: bool) {
        if aside {
            self.set_aside.insert(subject);
        } else {
            self.set_aside.remove(&subject);
            self.fallen.forgive(&subject);
        }
    }

    /// The host lets itself go on, and tells when it is free.
    pub(super) fn release(&mut self, subject: &Subject, reply: ReplyTo) {
        if !self.set_aside.contains(subject) {
            return reply.answer(Answer::no("not_quarantined", "this subject is not set aside"));
        }
        match self.awake(subject) {
            Some(Slot { host, .. }) => host.release(reply),
            None => reply.answer(Answer::busy()),
        }
    }
}

//! The house looked at as a running server looks at itself, on a day on which nothing breaks: there is never an alarm.

use std::time::Duration;

use switchboard_actors::read::rebuilt;
use switchboard_core::invariants::moment::{Moment, Oddity};
use switchboard_core::invariants::watch::{Closer, Watch};
use switchboard_core::queue::Queue;
use switchboard_core::{Row, Subject, Timestamp};
use switchboard_journal::memory::MemoryJournal;
use switchboard_journal::views::Stored;

use super::world::World;

/// Longer than nobody knows that an agent has gone, and shorter than a server's.
const PATIENCE: Duration = Duration::from_secs(45);
/// Time in which nobody looked counts for nothing.
pub const EVERY: Duration = Duration::from_secs(10);

/// Who looks, and how often it was done.
#[derive(Default)]
pub struct Looking {
    watch: Watch,
    last: Timestamp,
    pub looks: usize,
}

impl World {
    /// One look. A journal that is behind has nothing to say of the house.
    pub fn look_around(&mut self) {
        let now = self.test().house().clock.now();
        let apart = now.since(self.looking.last);
        self.looking.last = now;
        if self.journal.waiting() > 0 || apart > 2 * EVERY {
            self.looking.watch.pause();
        }
        if self.journal.waiting() > 0 {
            return;
        }
        let (moment, journal) = (moment(&self.journal), &self.journal);
        let seen = self.looking.watch.look(&moment, now, PATIENCE, |odd| closer(journal, &moment, odd, now));
        self.looking.looks += 1;
        self.oracle.broken.extend(seen.broken.iter().map(|violation| format!("alarm {violation}")));
    }
}

/// The lines of everybody, as `Views::moment` reads them.
pub fn moment(journal: &MemoryJournal) -> Moment {
    let mut moment = Moment::default();
    for (subject, row) in journal.rows() {
        if let Some((position, Row::Agent(_))) = journal.row(&subject) {
            moment.changed.insert(subject, position);
        }
        moment.add(row);
    }
    for row in journal.outbox() {
        let ends = [row.key.source.parse::<Subject>().ok(), Some(row.owed.target)];
        ends.into_iter().flatten().for_each(|subject| *moment.under_way.entry(subject).or_default() += 1);
    }
    let configuration = journal.configuration();
    for ((workspace, agent), values) in configuration.agents {
        moment.configure_agent(workspace, agent, &values);
    }
    for ((workspace, queue), values) in configuration.queues {
        moment.configure_queue(workspace, queue, &values);
    }
    moment
}

/// The queue's own rules, from its stream.
fn closer(journal: &MemoryJournal, moment: &Moment, odd: &Oddity, now: Timestamp) -> Closer {
    let Subject::Session(session) = odd.violation.subject else { return Closer::Wrong };
    let row = moment.sessions.iter().find(|row| row.session == session);
    let Some((workspace, queue)) = row.and_then(|row| Some((row.workspace.clone(), row.queue.clone()?)))
    else {
        return Closer::Wrong;
    };
    let queue = Subject::Queue(workspace, queue);
    let stored = Stored { snapshot: None, tail: journal.events_of(&queue) };
    let queue: Queue = rebuilt(&queue, &stored).unwrap();
    let for_a_reason = odd.grounds.iter().all(|ground| match &ground.subject {
        Subject::Agent(_, agent) => queue.waits_for_a_reason(session, agent, now),
        _ => false,
    });
    if for_a_reason { Closer::InOrder } else { Closer::Wrong }
}

//! What breaks a house: panics, failed commits, strangers in streams, rows that come again, a wall clock that jumps,
//! readers who lose their place, a killed or drained process.

use std::time::Duration;

use switchboard_actors::ReplyTo;
use switchboard_actors::probe::Point;
use switchboard_journal::JournalError;

use super::world::World;

impl World {
    pub async fn break_something(&mut self) -> bool {
        match self.random.below(16) {
            0..5 => self.plant(1),
            5 => self.plant(5),
            6..8 => self.journal.fail_next(JournalError::DiskFull),
            8 => self.steal(),
            9 => self.release_one(),
            10 => self.live_on(Duration::from_secs(2)).await,
            11 | 12 => self.deliver_again(),
            13 => self.jump_clock(),
            14 => self.note_owed(),
            _ => {
                if self.random.percent(40) {
                    self.close().await;
                }
                self.kill();
                return true;
            }
        }
        false
    }

    /// The process dies with whatever it had in hand.
    pub fn die(&mut self) -> bool {
        self.kill();
        true
    }

    /// Panics at a chosen line of some subject. Many set it aside; they are in no line of a command, since three of those
    /// would set that command aside.
    fn plant(&mut self, times: u32) {
        let everywhere =
            [Point::Shell, Point::Replay, Point::Effects, Point::Decide, Point::Follow, Point::Apply];
        let points = if times > 1 { &everywhere[..2] } else { &everywhere[..] };
        let point = *self.random.pick(points).unwrap();
        let subjects = self.journal.subjects();
        if let Some(subject) = self.random.pick(&subjects) {
            self.fuse.set(point, subject.clone(), times);
        }
    }

    /// An administrator lets somebody go on, who may not even be set aside.
    fn release_one(&mut self) {
        let mut subjects = self.journal.subjects();
        subjects.retain(|subject| self.journal.quarantine_cause(subject).is_some() || self.random.percent(5));
        if let Some(subject) = self.random.pick(&subjects) {
            self.test().house().release(subject.clone(), ReplyTo::nobody());
        }
    }

    /// Keeps some of what is owed now, to bring it again much later.
    pub fn note_owed(&mut self) {
        let owed = self.journal.outbox();
        if let Some(row) = self.random.pick(&owed) {
            self.old_rows.push(row.clone());
        }
    }

    /// Rows that were delivered long ago come once more, out of their order, before some that are under way. Those keep
    /// theirs: what one owes another is carried one after the other, and nobody is told the later word first.
    fn deliver_again(&mut self) {
        let owed = self.journal.outbox();
        let mut rows = Vec::new();
        for _ in 0..3 {
            rows.extend(self.random.pick(&self.old_rows).cloned());
        }
        rows.reverse();
        rows.retain(|row| owed.iter().all(|known| known.key != row.key));
        rows.extend(owed.into_iter().take(2));
        self.test().house().carry(rows);
    }

    /// The machine's clock is set, an hour forward or back; ours follows in tiny steps, and never back.
    fn jump_clock(&mut self) {
        let by = 1_000_000 * self.random.below(3_600) as i64;
        self.wall.jump(if self.random.percent(50) { by } else { -by });
    }

    /// Our clock follows the machine's; it must never go back.
    pub fn slew(&mut self, times: u32) {
        let Some(test) = &self.test else { return };
        for _ in 0..times {
            let before = test.house().clock.now();
            test.house().clock.slew();
            if test.house().clock.now() < before {
                self.oracle.broken.push("the clock went back".to_owned());
                return;
            }
        }
    }

    /// An orderly end: everybody is put to rest.
    async fn close(&mut self) {
        self.fuse.clear();
        self.journal.set_auto(true);
        if !self.test().living.drain(Duration::from_secs(30)).await {
            self.oracle.broken.push("the house did not close in half a minute".to_owned());
        }
        self.collect();
        self.journal.set_auto(false);
    }

    /// A second process writes a harmless event into somebody's stream.
    fn steal(&mut self) {
        let subjects = self.journal.subjects();
        if let Some(subject) = self.random.pick(&subjects) {
            super::faults::steal(&self.journal, subject);
        }
    }

    /// What was not committed is lost; the next process starts a little later, or by a clock that was put back, or hours
    /// forward.
    fn kill(&mut self) {
        self.fuse.clear();
        self.collect();
        if let Some(test) = self.test.take() {
            self.start = test.house().clock.now() + Duration::from_millis(self.random.below(20_000));
            match self.random.below(20) {
                0..3 => {
                    let back = 1_000_000 * self.random.below(1_800) as i64;
                    self.start = switchboard_core::Timestamp(self.start.micros() - back);
                }
                3 => self.start = self.start + Duration::from_secs(self.random.below(6 * 3_600)),
                _ => {}
            }
            self.wall.start(self.start);
            test.kill();
        }
    }
}

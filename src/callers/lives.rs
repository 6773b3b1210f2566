//! Many calls at once, each going on at its own pace.

use switchboard_core::Timestamp;

use super::chance::Chance;
use super::life::{Life, Said};

/// Who calls whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// Calls at once.
    pub at_once: usize,
    /// Agents who take calls, by the provider's names; each is in one call at a time.
    pub agents: Vec<String>,
    /// The provider's queues.
    pub queues: Vec<String>,
}

/// Calls going on.
#[derive(Debug)]
pub struct Lives {
    chance: Chance,
    /// Part of every id, so that two runs are about other calls.
    run: String,
    cast: Cast,
    lives: Vec<Life>,
    begun: u64,
    /// Agents in no call.
    free: Vec<String>,
}

impl Lives {
    /// A seed and the name of the run decide everything.
    pub fn new(seed: u64, run: &str, cast: Cast) -> Self {
        let free = cast.agents.clone();
        Self { chance: Chance::new(seed, run), run: run.to_owned(), cast, lives: Vec::new(), begun: 0, free }
    }

    /// Calls begun so far.
    pub fn begun(&self) -> u64 {
        self.begun
    }

    /// Calls going on.
    pub fn going_on(&self) -> usize {
        self.lives.len()
    }

    /// Nobody calls any more; who does goes on to their end.
    pub fn close(&mut self) {
        self.cast.at_once = 0;
    }

    /// What is reported next: of a new call while there are fewer than there shall be at once, else of any. Nothing, when
    /// all are over.
    pub fn next(&mut self, now: Timestamp) -> Vec<Said> {
        loop {
            let is_new = self.lives.len() < self.cast.at_once;
            if is_new {
                self.begin();
            }
            let wanted = if is_new { self.lives.len() - 1 } else { self.chance.below(self.lives.len()) };
            let Some(nth) = self.who_can_go_on(wanted) else { return Vec::new() };
            let said = self.go_on(nth, now);
            if !said.is_empty() {
                return said;
            }
        }
    }

    fn begin(&mut self) {
        self.begun += 1;
        let queue = self.chance.below(self.cast.queues.len());
        let queue = self.cast.queues.get(queue).cloned().unwrap_or_else(|| "900".to_owned());
        self.lives.push(Life::begin(&mut self.chance, &self.run, self.begun, queue));
    }

    /// This call, or the next one that does not wait for somebody to be free.
    fn who_can_go_on(&self, wanted: usize) -> Option<usize> {
        let waits = |life: &Life| {
            let next = life.next_name();
            matches!(next, Some("actor.ringing" | "actor.entered")) && life.agent.is_none()
        };
        let nobody = self.free.is_empty() && !self.cast.agents.is_empty();
        let can = |nth: &usize| self.lives.get(*nth).is_some_and(|life| !(nobody && waits(life)));
        (wanted..self.lives.len()).chain(0..wanted).find(can)
    }

    fn go_on(&mut self, nth: usize, now: Timestamp) -> Vec<Said> {
        let Some(life) = self.lives.get_mut(nth) else { return Vec::new() };
        let name = life.next_name();
        if matches!(name, Some("actor.ringing" | "actor.entered")) && life.agent.is_none() {
            let free = self.chance.below(self.free.len());
            let agent = (free < self.free.len()).then(|| self.free.swap_remove(free));
            life.agent = agent.or_else(|| Some("user.name@email.com".to_owned()));
        }
        let said = life.go_on(now);
        let is_over = life.next_name().is_none();
        if is_over || matches!(name, Some("actor.left" | "actor.noanswer")) {
            let agent = life.agent.take();
            self.free.extend(agent.filter(|agent| self.cast.agents.contains(agent)));
        }
        if is_over {
            self.lives.swap_remove(nth);
        }
        said
    }
}

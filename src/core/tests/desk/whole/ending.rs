//! The end of a case: everything works again, everybody works, time passes; then nothing is owed, nobody waits, and every
//! machine is what its stream says.

use std::time::Duration;

use switchboard_core::effect::WayOfWork;
use switchboard_core::invariants::moment::{Moment, at_rest};
use switchboard_core::machine::Standing;
use switchboard_core::session::Command;
use switchboard_core::{AnyCommand, Presence, Row, Subject, agent};

use super::actor::Actor;
use super::house::House;
use super::staff::Deed;
use crate::given::queue_values;

impl House {
    /// Everything that is broken; empty when all is well.
    pub fn broken(&self) -> Vec<String> {
        self.journal.broken.iter().map(ToString::to_string).collect()
    }

    /// Heals everything, serves everybody, and looks.
    pub fn end(&mut self) -> Vec<String> {
        self.fail_next = false;
        self.catch_up();
        for queue in 0..self.size.queues {
            self.set_queue(queue, queue_values(WayOfWork::Offer, None));
        }
        for agent in 0..self.size.agents {
            self.set_agent(agent, usize::MAX, 2, 0);
        }
        for round in 0..400 {
            self.everybody_works(round);
            self.pass(Duration::from_secs(11));
            self.settle();
            if round > 12 && self.all_is_over() {
                break;
            }
        }
        // Timers of people who said nothing more.
        self.everybody_works(0);
        self.settle();
        let mut broken = self.broken();
        if !self.journal.nothing_owed() {
            broken.push("I22 something is owed still".to_owned());
        }
        broken.extend(at_rest(&self.moment()).iter().map(ToString::to_string));
        self.actors.values().for_each(Actor::check_replay);
        broken
    }

    /// By a clock that was put back, streams are ahead of the time; it catches up with them.
    fn catch_up(&mut self) {
        let latest = self.actors.values().filter_map(Actor::last_at).max();
        self.now = latest.map_or(self.now, |latest| latest.max(self.now));
        self.settle();
    }

    /// A stolen stream shows itself at the next append.
    fn everybody_works(&mut self, round: usize) {
        for agent in 0..self.size.agents {
            self.connect(agent, Duration::from_secs(25));
            self.of_agent(agent, agent::Command::BecomeReady { by: None });
        }
        let silent = |row: &Row| match row {
            Row::Session(row) => row.standing != Standing::Closed && row.presence != Presence::Unknown,
            Row::Agent(_) | Row::Queue(_) | Row::Call(_) => false,
        };
        let rows = self.journal.rows.iter().filter(|(_, row)| silent(row));
        let sessions: Vec<Subject> = rows.map(|(session, _)| session.clone()).collect();
        for session in &sessions {
            let unknown = Command::PresenceChanged { presence: Presence::Unknown, unloaded: false };
            self.ask(session, AnyCommand::Session(unknown));
        }
        self.settle();
        for agent in 0..self.size.agents {
            for offer in self.offers(agent) {
                self.of_agent(agent, agent::Command::Accept { offer });
            }
        }
        self.settle();
        for agent in 0..self.size.agents {
            (0..4).for_each(|pick| self.staff(agent, pick + round, Deed::Done));
        }
        self.settle();
    }

    fn all_is_over(&self) -> bool {
        let waits = |row: &Row| match row {
            Row::Session(row) => matches!(row.standing, Standing::Queued | Standing::Agent),
            Row::Agent(_) | Row::Queue(_) | Row::Call(_) => false,
        };
        !self.journal.rows.values().any(waits)
    }

    fn moment(&self) -> Moment {
        let mut moment = Moment::default();
        self.journal.rows.values().cloned().for_each(|row| moment.add(row));
        for queue in 0..self.size.queues {
            if let Subject::Queue(workspace, queue) = self.queue(queue) {
                moment.configure_queue(workspace, queue, &queue_values(WayOfWork::Offer, None));
            }
        }
        moment
    }
}

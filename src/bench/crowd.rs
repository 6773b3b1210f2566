//! Customers and agents of one server: connected once, talking in stretches.
//!
//! Each customer's words carry when they were sent and their number, so that the agent's side can tell how long they took and
//! whether one is missing, doubled or out of order. One thread does it all; `customers.rs` and `agents.rs` are its two sides.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::BenchError;
use super::agents::{self, Desk};
use super::center::Center;
use super::cores::Cores;
use super::customers::{self, Customer};
use super::server::{Server, Which};
use super::tally::{Stretch, Tally};

/// Everybody must sit and talk by then.
const GATHERS_WITHIN: Duration = Duration::from_secs(120);
/// What was sent must be answered, and read, by then.
const SETTLES_WITHIN: Duration = Duration::from_secs(20);
const LOOKS_EVERY: Duration = Duration::from_millis(2);
/// Not measured: the beginning of every stretch.
const WARM_UP: Duration = Duration::from_millis(500);
/// Connections made at once.
const AT_ONCE: usize = 50;

/// How a stretch is talked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Talk {
    /// Every customer has so many unanswered messages, always.
    Closed {
        /// Each one's.
        in_flight: usize,
    },
    /// So many messages a second in all, whether the server keeps up or not.
    Open {
        /// In all.
        per_second: u32,
    },
}

/// One server with everybody in it.
#[derive(Debug)]
pub struct Crowd {
    /// The server.
    pub server: Server,
    /// What was seen.
    pub tally: Rc<RefCell<Tally>>,
    customers: Vec<Rc<RefCell<Customer>>>,
}

impl Crowd {
    /// Starts a server over an empty folder and fills it.
    pub async fn gather(
        which: Which,
        folder: &Path,
        (customers, agents): (u32, u32),
        cores: &Cores,
    ) -> Result<Self, BenchError> {
        let agents = agents.max(1);
        if which == Which::Product {
            let capacity = customers.div_ceil(agents).saturating_add(5);
            let center = Center { agents, capacity, ..Center::default() };
            center.furnish(folder)?;
        }
        let server = Server::start(which, folder, cores).await?;
        let tally = Rc::new(RefCell::new(Tally::default()));
        let desk = Rc::new(RefCell::new(Desk::new(customers)));
        for agent in 0..agents {
            agents::sit_down(which, server.address, agent, Rc::clone(&tally), Rc::clone(&desk)).await?;
        }
        let mut all = Vec::new();
        let numbers: Vec<u32> = (0..customers).collect();
        for some in numbers.chunks(AT_ONCE) {
            let coming = some.iter().map(|number| {
                let seen = (Rc::clone(&tally), Rc::clone(&desk));
                customers::come_in(which, server.address, number % agents, *number, seen)
            });
            all.extend(futures_util::future::try_join_all(coming).await?);
        }
        let crowd = Self { server, tally, customers: all };
        for customer in &crowd.customers {
            customers::say(customer, crowd.tally.borrow().now());
        }
        crowd.settle(GATHERS_WITHIN).await?;
        Ok(crowd)
    }

    /// Talks for so long and a little before; what was measured.
    pub async fn talk(&self, talk: Talk, lasts: Duration) -> Result<Stretch, BenchError> {
        let pace = match talk {
            Talk::Closed { in_flight } => {
                self.keep_in_flight(in_flight);
                None
            }
            Talk::Open { per_second } => Some(tokio::task::spawn_local(paced(
                self.customers.clone(),
                Rc::clone(&self.tally),
                per_second,
            ))),
        };
        tokio::time::sleep(WARM_UP).await;
        let before = self.begin_stretch();
        tokio::time::sleep(lasts).await;
        let stretch = self.end_stretch(before);
        if let Some(pace) = pace {
            pace.abort();
        }
        self.keep_in_flight(0);
        self.settle(SETTLES_WITHIN).await?;
        Ok(stretch)
    }

    /// Messages that were acknowledged and never read, or read twice.
    pub fn lost(&self) -> u64 {
        let tally = self.tally.borrow();
        tally.acked.abs_diff(tally.delivered).saturating_add(tally.doubled)
    }

    fn keep_in_flight(&self, in_flight: usize) {
        let now = self.tally.borrow().now();
        for customer in &self.customers {
            customer.borrow_mut().in_flight = in_flight;
            while customer.borrow().unanswered() < in_flight {
                customers::say(customer, now);
            }
        }
    }

    fn begin_stretch(&self) -> (Instant, Duration) {
        let mut tally = self.tally.borrow_mut();
        tally.stretch = Stretch::default();
        tally.is_measuring = true;
        (Instant::now(), self.cpu())
    }

    fn end_stretch(&self, (began, cpu): (Instant, Duration)) -> Stretch {
        let mut tally = self.tally.borrow_mut();
        tally.is_measuring = false;
        let mut stretch = std::mem::take(&mut tally.stretch);
        stretch.lasted = began.elapsed();
        stretch.cpu = self.cpu().saturating_sub(cpu);
        stretch
    }

    fn cpu(&self) -> Duration {
        Duration::from_secs_f64(self.server.process().cpu_seconds.unwrap_or_default())
    }

    /// Waits until everything sent was answered and read.
    async fn settle(&self, within: Duration) -> Result<(), BenchError> {
        let began = Instant::now();
        loop {
            let unanswered: usize =
                self.customers.iter().map(|customer| customer.borrow().unanswered()).sum();
            let (acked, delivered, ended) = {
                let tally = self.tally.borrow();
                (tally.acked, tally.delivered, tally.ended.clone())
            };
            if unanswered == 0 && delivered >= acked {
                return Ok(());
            }
            if let Some(why) = ended {
                return Err(BenchError::Connection(format!("{why}\n{}", self.server.log())));
            }
            if began.elapsed() > within {
                return Err(BenchError::Unsettled { unanswered, acked, delivered, log: self.server.log() });
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }
}

/// Lets customers speak in turn, each at its moment. It never sleeps: a timer would be coarser than what is measured. A
/// message counts from the moment it was due, so that a slow server cannot hide by being sent less.
async fn paced(customers: Vec<Rc<RefCell<Customer>>>, tally: Rc<RefCell<Tally>>, per_second: u32) {
    let every = Duration::from_secs(1) / per_second.max(1);
    let mut due = tally.borrow().now();
    for customer in customers.iter().cycle() {
        while tally.borrow().now() < due {
            tokio::task::yield_now().await;
        }
        customers::say(customer, due);
        due = due.saturating_add(every);
    }
}

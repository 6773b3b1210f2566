//! The scenarios of talk: the product and the floor in turn, with the same people saying the same.

use std::path::Path;
use std::time::Duration;

use super::cores::Cores;
use super::crowd::{Crowd, Talk};
use super::disk;
use super::report::Findings;
use super::server::Which;
use super::tally::Stretch;
use super::{BenchError, folder};

/// Commits tried for the disk's time.
const COMMITS: usize = 200;

/// A scenario of talk.
#[derive(Debug, Clone, Copy)]
pub struct Talking {
    /// Its name.
    pub name: &'static str,
    /// Customers.
    pub customers: u32,
    /// Agents.
    pub agents: u32,
    /// How they talk.
    pub talk: Talk,
}

/// Every scenario of talk.
pub const ALL: [Talking; 5] = [
    closed("closed-200", 200, 20, 4),
    closed("closed-2000", 2_000, 50, 1),
    open("open-500", 500),
    open("open-2000", 2_000),
    open("open-5000", 5_000),
];

const fn closed(name: &'static str, customers: u32, agents: u32, in_flight: usize) -> Talking {
    Talking { name, customers, agents, talk: Talk::Closed { in_flight } }
}

const fn open(name: &'static str, per_second: u32) -> Talking {
    Talking { name, customers: 200, agents: 20, talk: Talk::Open { per_second } }
}

impl Talking {
    /// Runs it: so many rounds of each server, each so long.
    pub async fn run(
        &self,
        at: &Path,
        cores: &Cores,
        (rounds, lasts): (u32, Duration),
    ) -> Result<Findings, BenchError> {
        let people = (self.customers, self.agents);
        let ours = Crowd::gather(Which::Product, &folder(at, self.name, "product")?, people, cores).await?;
        let floors = Crowd::gather(Which::Floor, &folder(at, self.name, "floor")?, people, cores).await?;
        let (mut product, mut floor) = (Stretch::default(), Stretch::default());
        let mut commits = Vec::new();
        for _ in 0..rounds.max(1) {
            product.extend(&ours.talk(self.talk, lasts).await?);
            commits.push(disk::commit_time(at, COMMITS).map_err(|why| BenchError::System(why.to_string()))?);
            floor.extend(&floors.talk(self.talk, lasts).await?);
        }
        commits.sort_unstable();
        let commit = commits.get(commits.len() / 2).map(|commit| commit.as_secs_f64() * 1000.0);
        Ok(Findings {
            messages_per_second: Some(product.rate()),
            floor_messages_per_second: Some(floor.rate()),
            p50_ms: product.through.per_mille(500),
            p99_ms: product.through.per_mille(990),
            p999_ms: product.through.per_mille(999),
            floor_p99_ms: floor.through.per_mille(990),
            ack_p99_ms: product.ack.per_mille(990),
            server_cpu_us_per_message: product.cpu_micros(),
            floor_cpu_us_per_message: floor.cpu_micros(),
            commit_ms: commit,
            lost: Some(ours.lost()),
            disordered: Some(ours.tally.borrow().disordered),
            refused: Some(ours.tally.borrow().refused),
            ..Findings::of(self.name)
        })
    }
}

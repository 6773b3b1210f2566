//! Which core the servers run on and which one loads them, so that neither takes the other's time.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cores {
    /// The servers' one; none where there is only one core for everything.
    pub server: Option<usize>,
    /// The load's.
    pub load: Option<usize>,
}

impl Cores {
    /// The first core we may use for servers, the last one for the load, and this thread moved there.
    pub fn split() -> Self {
        let Ok(ours) = sched_getaffinity(None) else { return Self { server: None, load: None } };
        let mut usable = (0..CpuSet::MAX_CPU).filter(|core| ours.is_set(*core));
        let (server, load) = (usable.next(), usable.next_back());
        let cores = if load.is_some() { Self { server, load } } else { Self { server: None, load: None } };
        stay_on(cores.load);
        cores
    }

    /// Starts something that is to live on the servers' core: children inherit where their parent may run.
    pub fn on_servers<T>(&self, start: impl FnOnce() -> T) -> T {
        stay_on(self.server);
        let started = start();
        stay_on(self.load);
        started
    }
}

fn stay_on(core: Option<usize>) {
    let Some(core) = core else { return };
    let mut only = CpuSet::new();
    only.set(core);
    if let Err(why) = sched_setaffinity(None, &only) {
        tracing::warn!(core, %why, "not moved to a core of its own");
    }
}

/// As many open files as the system lets us have; how many that is.
pub fn open_more_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    if let Err(why) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        tracing::warn!(%why, "the limit of open files stays as it is");
    }
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

//! Watches the free space of the data folder: a warning first, then people's commands are refused, while reading, and
//! what makes room again, goes on. There is room again as soon as there is; nobody need do anything here.
//!
//! The refusing leaves the journal a reserve for what it owes: timers, hand-overs, the last words of a session. When even
//! that is used up, the journal itself refuses, and still loses nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// The file system is asked this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Nobody could say yet.
const UNKNOWN: u64 = u64::MAX;

/// When there is too little, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// Less is a warning.
    pub warn: u64,
    /// Less refuses.
    pub refuse: u64,
}

/// How much room there is, as last seen. Clones share it.
#[derive(Debug, Clone)]
pub struct Disk(Arc<Seen>);

#[derive(Debug)]
struct Seen {
    thresholds: Thresholds,
    free: AtomicU64,
    warned: AtomicBool,
    short: AtomicBool,
}

impl Disk {
    /// Looks once, and then on a thread of its own until the last clone is gone. `tell` is called with each change: true
    /// when people's commands are to be refused from now on.
    pub fn watch(
        folder: &Path,
        thresholds: Thresholds,
        tell: impl Fn(bool) + Send + 'static,
    ) -> std::io::Result<Self> {
        let disk = Self::unseen(thresholds);
        let folder: PathBuf = folder.to_owned();
        disk.look(free(&folder), &tell);
        let watched = Arc::downgrade(&disk.0);
        std::thread::Builder::new().name("disk".to_owned()).spawn(move || {
            while let Some(seen) = watched.upgrade() {
                Self(seen).look(free(&folder), &tell);
                std::thread::sleep(LOOK_EVERY);
            }
        })?;
        Ok(disk)
    }

    fn unseen(thresholds: Thresholds) -> Self {
        Self(Arc::new(Seen {
            thresholds,
            free: AtomicU64::new(UNKNOWN),
            warned: AtomicBool::new(false),
            short: AtomicBool::new(false),
        }))
    }

    /// Free bytes for us, as last seen.
    pub fn free(&self) -> Option<u64> {
        Some(self.0.free.load(Ordering::Relaxed)).filter(|free| *free != UNKNOWN)
    }

    /// Less than the warning's.
    pub fn is_low(&self) -> bool {
        self.0.warned.load(Ordering::Relaxed)
    }

    /// Less than the refusal's.
    pub fn is_short(&self) -> bool {
        self.0.short.load(Ordering::Relaxed)
    }

    /// What was seen. A file system that does not answer changes nothing.
    fn look(&self, free: Option<u64>, tell: &impl Fn(bool)) {
        let Some(free) = free else { return };
        let Seen { thresholds, warned, short, .. } = &*self.0;
        self.0.free.store(free, Ordering::Relaxed);
        let low = free < thresholds.warn;
        if warned.swap(low, Ordering::Relaxed) != low {
            match low {
                true => tracing::warn!(free, "the disk is getting full; make room"),
                false => tracing::info!(free, "the disk has room again"),
            }
        }
        let refuse = free < thresholds.refuse;
        if short.swap(refuse, Ordering::Relaxed) != refuse {
            if refuse {
                tracing::error!(
                    free,
                    "the disk is nearly full: what people send is refused until there is room"
                );
            }
            tell(refuse);
        }
    }
}

fn free(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn it_warns_before_it_refuses_and_recovers_by_itself() {
        let disk = Disk::unseen(Thresholds { warn: 100, refuse: 10 });
        let (said, heard) = mpsc::channel();
        let tell = move |short| said.send(short).unwrap();
        let mut seen = Vec::new();
        for free in [500, 99, 50, 9, 0, 9, 10, 99, 100] {
            disk.look(Some(free), &tell);
            seen.push((free, disk.is_low(), disk.is_short()));
        }
        assert_eq!(
            seen,
            [
                (500, false, false),
                (99, true, false),
                (50, true, false),
                (9, true, true),
                (0, true, true),
                (9, true, true),
                (10, true, false),
                (99, true, false),
                (100, false, false),
            ]
        );
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), [true, false], "told of changes alone");
        disk.look(None, &tell);
        assert_eq!(disk.free(), Some(100), "who does not answer has said nothing");
    }

    #[test]
    fn the_real_file_system_answers() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::watch(folder.path(), Thresholds { warn: 0, refuse: 0 }, |_| ()).unwrap();
        assert!(disk.free().is_some_and(|free| free > 0));
        assert!(!disk.is_low() && !disk.is_short());
    }
}

//! How long this disk takes to make a little durable: the time below which nothing can be acknowledged.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// As much as a small commit writes.
const PAGE: [u8; 4096] = [7; 4096];

/// The middle one of so many commits in this folder, one after the other.
pub fn commit_time(folder: &Path, times: usize) -> std::io::Result<Duration> {
    let mut file = File::create(folder.join("commits"))?;
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times.max(1) {
        let began = Instant::now();
        file.write_all(&PAGE)?;
        file.sync_data()?;
        taken.push(began.elapsed());
    }
    taken.sort_unstable();
    Ok(taken.get(taken.len() / 2).copied().unwrap_or_default())
}

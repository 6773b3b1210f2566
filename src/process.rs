//! What the system says of a process, from `/proc`; nothing where there is none.

use std::fs;

/// The system ticks this often a second when it counts processor time; the same on every Linux.
const TICKS: f64 = 100.0;

/// What is known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Process {
    /// Processor time used, in seconds.
    pub cpu_seconds: Option<f64>,
    /// Memory used, in bytes.
    pub resident_bytes: Option<f64>,
    /// Files and sockets open.
    pub open_files: Option<f64>,
    /// And how many may be.
    pub most_files: Option<f64>,
}

/// Looks at this process.
pub fn look() -> Process {
    look_at("self")
}

/// Looks at any process: its number, or `self`.
pub fn look_at(process: &str) -> Process {
    let read = |name| fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default();
    Process {
        cpu_seconds: cpu_seconds(&read("stat")),
        resident_bytes: resident_bytes(&read("status")),
        open_files: fs::read_dir(format!("/proc/{process}/fd")).ok().map(|files| number(files.count())),
        most_files: most_files(&read("limits")),
    }
}

/// Fields 14 and 15, counted behind the name, which may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, behind) = stat.rsplit_once(')')?;
    let mut ticks = behind.split_whitespace().skip(11).map_while(|field| field.parse::<f64>().ok());
    Some((ticks.next()? + ticks.next()?) / TICKS)
}

fn resident_bytes(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib * 1024.0)
}

fn most_files(limits: &str) -> Option<f64> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_whatever_the_name_holds() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 100 1 1";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(resident_bytes("Name:\tx\nVmRSS:\t    2048 kB\n"), Some(2_097_152.0));
        assert_eq!(
            most_files("Max open files            1024                 4096                 files\n"),
            Some(1024.0)
        );
        assert_eq!(cpu_seconds(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_known() {
        let process = look();
        assert!(process.resident_bytes.is_some_and(|bytes| bytes > 1e6), "{process:?}");
        assert!(process.open_files.is_some_and(|files| files >= 3.0) && process.most_files.is_some());
    }
}

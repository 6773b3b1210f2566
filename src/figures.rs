//! The figures of all floors as Prometheus reads them. The floors count through the `metrics` facade; what is counted
//! only when somebody asks (rows, memory, room) is added to each report.
//!
//! docs/operations.md lists every name and the alarms worth having.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::sync::Arc;
use std::time::Duration;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use switchboard_journal::views::Counts;
use switchboard_journal::{SqliteJournal, Views};

use crate::disk::Disk;
use crate::process;
use crate::vigil::Vigil;

/// Samples of histograms are sorted into their buckets at least this often, asked or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// From a fraction of a commit to what nobody waits for.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 512.0, 1024.0];

/// Begins to count. Once a process; without it, counting costs nothing. Must run within an actix system.
pub fn begin() -> Result<PrometheusHandle, BuildError> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Suffix("_requests".to_owned()), &SIZES)?
        .build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("something else counts in this process already");
    }
    describe();
    let kept = handle.clone();
    actix_rt::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    });
    Ok(handle)
}

fn describe() {
    describe_gauge!("switchboard_connections", "Sockets and streams open now, by kind of client");
    describe_gauge!("switchboard_tcp_connections", "TCP connections open now");
    describe_counter!("switchboard_tcp_refusals_total", "TCP connections refused, by why");
    describe_counter!("switchboard_frames_total", "Frames by kind of client and direction");
    describe_histogram!("switchboard_ack_seconds", Unit::Seconds, "From a command to its acknowledgement");
    describe_counter!("switchboard_refusals_total", "Refused commands and requests, by code");
    describe_counter!("switchboard_http_requests_total", "Requests by route template, method and status");
    describe_histogram!(
        "switchboard_http_request_seconds",
        Unit::Seconds,
        "From a request to its answer's head"
    );
    describe_counter!("switchboard_sign_in_failures_total", "Sign-ins that failed, by why");
    describe_gauge!("switchboard_hosts", "Actors of subjects in memory, by kind");
    describe_counter!("switchboard_host_restarts_total", "Subjects rebuilt from the journal, by kind");
    describe_counter!("switchboard_set_aside_total", "Subjects quarantined, by kind");
    describe_counter!("switchboard_mailbox_full_total", "Commands answered busy by a full mailbox");
    describe_counter!("switchboard_panics_total", "Panics caught");
    describe_histogram!(
        "switchboard_journal_commit_seconds",
        Unit::Seconds,
        "From a batch's begin to its sync"
    );
    describe_histogram!("switchboard_journal_batch_requests", "Requests in one commit");
    describe_counter!(
        "switchboard_invariant_violations_total",
        "What must hold and did not for a while, by invariant"
    );
    describe_histogram!("switchboard_vigil_seconds", Unit::Seconds, "One look at whether everything holds");
    describe_counter!("switchboard_journal_failures_total", "Batches lost, by why");
}

/// What is looked at when somebody asks.
#[derive(Clone)]
pub struct Sources {
    /// The rows.
    pub views: Views,
    /// The writer.
    pub journal: Arc<SqliteJournal>,
    /// The room.
    pub disk: Disk,
    /// Sockets open now.
    pub connections: Arc<dyn Fn() -> usize + Send + Sync>,
    /// The one who looks whether everything holds, if anybody does.
    pub vigil: Option<Vigil>,
}

impl Sources {
    /// The counts of the rows; none when the journal does not answer now.
    pub fn counts(&self) -> Option<Counts> {
        self.views.counts().map_err(|error| tracing::warn!(%error, "the rows were not counted")).ok()
    }

    /// What does not hold now, by its name.
    pub fn violations(&self) -> BTreeMap<&'static str, u64> {
        self.vigil.as_ref().map(Vigil::lasting).unwrap_or_default()
    }

    /// Everything, in Prometheus' text format. Reads the journal: not for an actor's thread.
    pub fn report(&self, counted: &PrometheusHandle) -> String {
        let mut page = Page(counted.render());
        page.one(
            "switchboard_build_info",
            "gauge",
            "The version that runs",
            &[("version", env!("CARGO_PKG_VERSION"))],
            1,
        );
        page.one(
            "switchboard_journal_queue_requests",
            "gauge",
            "Requests waiting for the writer",
            &[],
            self.journal.depth(),
        );
        page.one(
            "switchboard_disk_short",
            "gauge",
            "1 while commands are refused for want of room",
            &[],
            u8::from(self.disk.is_short()),
        );
        page.one(
            "switchboard_invariants_broken",
            "gauge",
            "Subjects for which something does not hold that must",
            &[],
            self.violations().values().sum::<u64>(),
        );
        if let Some(free) = self.disk.free() {
            page.one(
                "switchboard_journal_disk_free_bytes",
                "gauge",
                "Room on the data folder's file system",
                &[],
                free,
            );
        }
        if let Some(counts) = self.counts() {
            page.rows(&counts);
        }
        page.process();
        page.0
    }
}

/// A report in the making.
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(label, is)| format!("{label}=\"{is}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, labels: &[(&str, &str)], value: impl Display) {
        self.head(name, kind, help);
        self.value(name, labels, value);
    }

    fn rows(&mut self, counts: &Counts) {
        let name = "switchboard_sessions";
        self.head(name, "gauge", "Open sessions by who serves them");
        for (standing, count) in &counts.sessions {
            self.value(name, &[("standing", standing)], count);
        }
        let waiting =
            counts.sessions.iter().find(|(standing, _)| standing == "queued").map_or(0, |(_, count)| *count);
        self.one("switchboard_sessions_waiting", "gauge", "Sessions waiting for an agent", &[], waiting);
        self.one("switchboard_outbox_rows", "gauge", "Owed and not settled", &[], counts.owed);
        self.one(
            "switchboard_outbox_set_aside_rows",
            "gauge",
            "Owed and given up until somebody looks",
            &[],
            counts.owed_aside,
        );
        self.one("switchboard_quarantined", "gauge", "Subjects set aside now", &[], counts.quarantined);
    }

    fn process(&mut self) {
        let process = process::look();
        let figures = [
            ("switchboard_process_cpu_seconds_total", "counter", "Processor time used", process.cpu_seconds),
            ("switchboard_process_resident_memory_bytes", "gauge", "Memory used", process.resident_bytes),
            ("switchboard_process_open_fds", "gauge", "Files and sockets open", process.open_files),
            (
                "switchboard_process_max_fds",
                "gauge",
                "Files and sockets that may be open",
                process.most_files,
            ),
        ];
        for (name, kind, help, value) in figures {
            if let Some(value) = value {
                self.one(name, kind, help, &[], value);
            }
        }
    }
}

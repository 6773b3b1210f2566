//! The center the product is loaded with: one platform, one queue, as many agents as the scenario has.

use std::path::Path;
use std::sync::mpsc;

use serde_json::json;
use sha2::{Digest, Sha256};
use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::{AgentId, PlatformId, QueueId, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, Credential, PlatformTimes, PlatformValues, Role};
use switchboard_journal::{Journal, Options, Request, SqliteJournal};

use super::BenchError;

/// The platform customers write to.
pub const PLATFORM: &str = "bench-web";
/// The one queue.
pub const QUEUE: &str = "line";
const WORKSPACE: &str = "bench";

/// A server that is to be loaded by one machine must let that machine do it. Nothing else is changed.
const LIMITS: &str = "[limits]\ntexts_per_second = 100000\ntexts_at_once = 100000\nframes_per_second = 100000\n\
                      frames_at_once = 100000\nconnections = 30000\nconnections_per_address = 30000\n\
                      tcp_connections = 40000\ntcp_connections_per_address = 40000\n\
                      newcomers_per_minute = 1000000\nrequests_per_second = 100000\nrequests_at_once = 100000\n\
                      calls_per_second = 100000\ncalls_at_once = 100000\nhello_within_ms = 60000\n";

/// A center to be made.
#[derive(Debug, Clone)]
pub struct Center {
    /// How many agents serve the queue.
    pub agents: u32,
    /// How many sessions each takes.
    pub capacity: u32,
    /// How the queue gives them out: `offer` or `assign`.
    pub way: &'static str,
    /// The bot keeps listening; otherwise it hands everybody over to the queue.
    pub bot_listens: bool,
    /// A customer without any word counts as lost after this long, in milliseconds.
    pub lost_after_ms: u64,
    /// Telephone calls are reported to it, and its call board is open to everybody.
    pub has_telephony: bool,
    /// The platform's customers may come by the Bürokratt dialect, too.
    pub speaks_buerokratt: bool,
    /// A session, agent or queue nobody talks to leaves memory after this long; none for the usual time.
    pub rest_after_ms: Option<u64>,
}

impl Default for Center {
    fn default() -> Self {
        Self {
            agents: 1,
            capacity: 10,
            way: "assign",
            bot_listens: false,
            lost_after_ms: PlatformTimes::default().lost_after_ms,
            has_telephony: false,
            speaks_buerokratt: false,
            rest_after_ms: None,
        }
    }
}

/// An agent's token.
pub fn token(agent: u32) -> String {
    format!("agent-{agent}-token-of-a-bench")
}

impl Center {
    /// Writes it into `folder/data` and its settings into `folder/settings.toml`.
    pub fn furnish(&self, folder: &Path) -> Result<(), BenchError> {
        let rest = self.rest_after_ms.map(|ms| format!("[actors]\npassivate_after_ms = {ms}\n"));
        let telephony = if self.has_telephony {
            format!("[teravoz]\nworkspace = \"{WORKSPACE}\"\nopen_socket = true\nlisted_for_ms = 0\n")
        } else {
            String::new()
        };
        let dialect = self.speaks_buerokratt.then(|| format!("[buerokratt]\nplatform = \"{PLATFORM}\"\n"));
        let more = [rest, dialect].into_iter().flatten().collect::<String>();
        let settings = format!("{LIMITS}{more}{telephony}[log]\nlevel = \"warn\"\n");
        let system = |why: std::io::Error| BenchError::System(why.to_string());
        std::fs::write(folder.join("settings.toml"), settings).map_err(system)?;
        let failed = |error| tracing::error!(%error, "the journal failed");
        let open = SqliteJournal::open(&folder.join("data"), &Options::default(), failed);
        let (journal, _views) = open.map_err(|why| BenchError::System(why.to_string()))?;
        for write in self.writes()? {
            let (answer, answered) = mpsc::channel();
            let reply = Box::new(move |outcome| {
                let _ = answer.send(outcome);
            });
            let taken = journal.submit(Request::Account { write, reply });
            let done = taken
                .and_then(|()| answered.recv().unwrap_or(Err(switchboard_journal::JournalError::Closed)));
            done.map_err(|why| BenchError::System(why.to_string()))?;
        }
        journal.stop();
        Ok(())
    }

    fn writes(&self) -> Result<Vec<AccountWrite>, BenchError> {
        let workspace: WorkspaceId = id(WORKSPACE)?;
        let queue: QueueId = id(QUEUE)?;
        let flow = json!({
            "flow": "straight-on", "version": 1, "start": if self.bot_listens { "listen" } else { "hand_over" },
            "nodes": {"hand_over": {"node": "hand_over"}, "listen": {"node": "listen", "then": "listen"}},
        });
        let values: QueueValues =
            read(json!({"name": "The line", "way": self.way, "accept_within_ms": 600_000}))?;
        let platform = PlatformValues {
            flow: Some(id("straight-on")?),
            times: PlatformTimes {
                unstable_after_ms: self.lost_after_ms.min(PlatformTimes::default().unstable_after_ms),
                lost_after_ms: self.lost_after_ms,
                ..PlatformTimes::default()
            },
            ..PlatformValues::named(workspace.clone(), "Bench", queue.clone())
        };
        let platform_id: PlatformId = id(PLATFORM)?;
        let mut writes = vec![
            AccountWrite::Flow { workspace: workspace.clone(), flow: read(flow)? },
            AccountWrite::Queue { workspace: workspace.clone(), queue: queue.clone(), values },
            AccountWrite::Platform { platform: platform_id, values: Box::new(platform) },
        ];
        for number in 0..self.agents {
            let agent: AgentId = id(&format!("agent-{number}"))?;
            let values = AgentValues {
                name: agent.to_string(),
                queues: std::iter::once(queue.clone()).collect(),
                capacity: self.capacity.into(),
                wrap_up_ms: 0,
            };
            let hash = Sha256::digest(token(number)).into();
            let credential =
                Credential { workspace: workspace.clone(), agent: agent.clone(), role: Role::Agent };
            writes.push(AccountWrite::Agent { workspace: workspace.clone(), agent, values });
            writes.push(AccountWrite::Credential { hash, credential });
        }
        Ok(writes)
    }
}

fn id<T: std::str::FromStr>(name: &str) -> Result<T, BenchError> {
    name.parse().map_err(|_| BenchError::System(format!("{name:?} is no id")))
}

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, BenchError> {
    serde_json::from_value(value).map_err(|why| BenchError::System(why.to_string()))
}

//! A center of a test: a folder furnished by hand, with as many agents as the story needs and no pauses.

use std::path::Path;
use std::sync::mpsc;

use sha2::{Digest, Sha256};
use switchboard_core::WorkspaceId;
use switchboard_core::effect::AgentValues;
use switchboard_journal::accounts::{AccountWrite, Credential, PlatformTimes, PlatformValues, Role};
use switchboard_journal::{Journal, Options, Request, SqliteJournal};

/// The platform customers write to.
pub const PLATFORM: &str = "story-web";

const FLOW: &str = r#"{
    "flow": "short", "version": 1, "start": "greet",
    "nodes": {
        "greet": {"node": "say", "text": {"en": "One moment, please."}, "typing_ms": 0, "then": "hand_over"},
        "hand_over": {"node": "hand_over"}
    }
}"#;

const SETTINGS: &str = "[limits]\ntexts_per_second = 50\ntexts_at_once = 100\nframes_per_second = 500\n\
                        frames_at_once = 1000\n";

/// The agents' ids; each one's token is the id with this at its end.
pub fn agents(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("agent-{number}")).collect()
}

pub fn token(agent: &str) -> String {
    format!("{agent}-token-of-a-story")
}

/// Furnishes `folder/data` and writes `folder/settings.toml`.
pub fn furnish(folder: &Path, agents: &[String], capacity: u32) {
    write(folder, "", writes(agents, capacity));
}

/// Writes a center into `folder/data`, and `folder/settings.toml` with these settings besides the limits.
pub fn write(folder: &Path, settings: &str, writes: Vec<AccountWrite>) {
    std::fs::write(folder.join("settings.toml"), format!("{SETTINGS}{settings}")).expect("settings");
    let fatal = |error| panic!("the journal failed: {error}");
    let (journal, _views) =
        SqliteJournal::open(&folder.join("data"), &Options::default(), fatal).expect("a journal");
    for write in writes {
        let (answer, answered) = mpsc::channel();
        let reply = Box::new(move |outcome| {
            let _ = answer.send(outcome);
        });
        journal.submit(Request::Account { write, reply }).expect("taken in");
        answered.recv().expect("answered").expect("written");
    }
    journal.stop();
}

/// Everybody's tenant.
pub fn workspace() -> WorkspaceId {
    "story".parse().expect("a slug")
}

/// A queue as configured.
pub fn queue(name: &str, values: serde_json::Value) -> AccountWrite {
    let values = serde_json::from_value(values).expect("values");
    AccountWrite::Queue { workspace: workspace(), queue: name.parse().expect("a slug"), values }
}

/// Somebody with a console, and what they sign in with.
pub fn agent(name: &str, queues: &[&str], capacity: u32, role: Role) -> Vec<AccountWrite> {
    let agent: switchboard_core::AgentId = name.parse().expect("a slug");
    let queues = queues.iter().map(|queue| queue.parse().expect("a slug")).collect();
    let values = AgentValues { name: name.to_owned(), queues, capacity: capacity.into(), wrap_up_ms: 0 };
    let credential = Credential { workspace: workspace(), agent: agent.clone(), role };
    let hash = Sha256::digest(token(name).as_bytes()).into();
    vec![
        AccountWrite::Agent { workspace: workspace(), agent, values },
        AccountWrite::Credential { hash, credential },
    ]
}

pub fn writes(agents: &[String], capacity: u32) -> Vec<AccountWrite> {
    let workspace = workspace();
    let queue: switchboard_core::QueueId = "line".parse().expect("a slug");
    let texts = |text: &str| serde_json::from_value(serde_json::json!({"en": text})).expect("texts");
    let platform = PlatformValues {
        flow: Some("short".parse().expect("a slug")),
        bot_name: "Bot".to_owned(),
        times: PlatformTimes { pause_after_typing_ms: 0, ..PlatformTimes::default() },
        notices: switchboard_core::session::Notices {
            queued: texts("You wait in {queue}"),
            assigned: texts("You talk to {agent}"),
            closed: texts("Over"),
            ..Default::default()
        },
        ..PlatformValues::named(workspace.clone(), "Story", queue)
    };
    let mut writes = vec![
        AccountWrite::Flow {
            workspace: workspace.clone(),
            flow: serde_json::from_str(FLOW).expect("a flow"),
        },
        self::queue("line", serde_json::json!({"name": "The line", "accept_within_ms": 20_000})),
        AccountWrite::Platform { platform: PLATFORM.parse().expect("a slug"), values: Box::new(platform) },
    ];
    for name in agents {
        writes.extend(agent(name, &["line"], capacity, Role::Agent));
    }
    writes
}

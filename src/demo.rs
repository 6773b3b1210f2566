//! The demo center: a Swedish and English center of ten agents, a supervisor, an administrator and three queues, for trying
//! things and for tests.
//!
//! It is data (`config/demo-center.json`, `config/demo-flow.json`) written into an empty data folder once; a second
//! start finds its note and takes what is there. Its agents' tokens are random, kept in `DIR/demo.json` for their owner
//! alone; the journal has only their hashes. The runtime carries the writes out.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::flow::Flow;
use switchboard_core::session::Notices;
use switchboard_core::{AgentId, PlatformId, QueueId, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, Credential, PlatformValues, Role};
use switchboard_journal::settings::WorkspaceValues;

use crate::credentials::{AgentCredential, ApplicationCredential, Credentials, CredentialsError};
use crate::exit::{Exit, Failure};

/// The note in the journal that marks a folder as demo-made.
pub const NOTE: &str = "demo";
/// What the note says once everything is written.
pub const MADE: &str = "made";
/// What it says until then: a demo half made is made again.
const MAKING: &str = "making";

const CENTER: &str = include_str!("../config/demo-center.json");
const FLOW: &str = include_str!("../config/demo-flow.json");

/// Why there is no demo center.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Others could reach it.
    #[error("--demo works on loopback only, not on {0}: its customers and agents are not protected enough")]
    NotLoopback(SocketAddr),
    /// Somebody's real data is there.
    #[error("{} holds data that no demo made", .0.display())]
    NotDemo(PathBuf),
    /// The center was made, but its tokens are gone.
    #[error("the demo's credentials are lost: {0}")]
    Credentials(#[from] CredentialsError),
    /// No randomness for tokens.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
    /// The data files built into the program do not read: a defect.
    #[error("the demo's data does not read: {0}")]
    Data(String),
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Failure {
        let (exit, advice) = match &error {
            DemoError::NotLoopback(_) => {
                (Exit::Configuration, "leave --listen out, or use 127.0.0.1 with another port")
            }
            DemoError::NotDemo(_) => {
                (Exit::CannotCreate, "name an empty folder with --data, or leave --demo out")
            }
            DemoError::Credentials(_) => {
                (Exit::NoInput, "name an empty folder with --data to make a new demo, or bring the file back")
            }
            DemoError::NoRandomness(_) | DemoError::Data(_) => {
                (Exit::Failed, "this should not happen; please report it")
            }
        };
        Failure::new(exit, error).advise(advice)
    }
}

/// What the journal says about a folder before the demo is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing configured, or a demo half made: the demo can be made.
    Empty,
    /// The demo's note: it was made before.
    Demo,
    /// Something else.
    Foreign,
}

/// A demo center: what to write, if anything, and how its agents sign in.
#[derive(Debug)]
pub struct Demo {
    /// Writes for the journal, in order; none when the demo was made before.
    pub writes: Vec<AccountWrite>,
    /// How its agents sign in.
    pub credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Center {
    workspace: WorkspaceId,
    settings: WorkspaceValues,
    queues: BTreeMap<QueueId, QueueValues>,
    agents: BTreeMap<AgentId, AgentValues>,
    supervisors: BTreeMap<AgentId, AgentValues>,
    admins: BTreeMap<AgentId, AgentValues>,
    applications: Vec<AgentId>,
    platforms: BTreeMap<PlatformId, PlatformValues>,
    notices: Notices,
}

/// The file with the credentials.
pub fn credentials_file(data: &Path) -> PathBuf {
    data.join("demo.json")
}

/// Refuses a demo that others could reach.
pub fn check_address(listen: SocketAddr) -> Result<(), DemoError> {
    if listen.ip().is_loopback() { Ok(()) } else { Err(DemoError::NotLoopback(listen)) }
}

/// The demo for this folder. The credentials file is written before anything else, so that a demo once made can always
/// be entered; `listen` is kept in it so that clients find the server.
pub fn prepare(data: &Path, listen: SocketAddr, found: Found) -> Result<Demo, DemoError> {
    let file = credentials_file(data);
    let server = format!("http://{listen}");
    match found {
        Found::Foreign => Err(DemoError::NotDemo(data.to_owned())),
        Found::Demo => {
            let mut credentials = Credentials::read(&file)?;
            if credentials.server != server {
                credentials.server = server;
                credentials.write(&file)?;
            }
            Ok(Demo { writes: Vec::new(), credentials })
        }
        Found::Empty => {
            let center: Center = read(CENTER)?;
            let credentials = new_credentials(&center, server)?;
            credentials.write(&file)?;
            let writes = writes(center, &credentials)?;
            Ok(Demo { writes, credentials })
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, DemoError> {
    serde_json::from_str(text).map_err(|error| DemoError::Data(error.to_string()))
}

fn new_credentials(center: &Center, server: String) -> Result<Credentials, DemoError> {
    let agents =
        center.agents.iter().chain(&center.supervisors).chain(&center.admins).map(|(agent, values)| {
            Ok(AgentCredential { agent: agent.to_string(), name: values.name.clone(), token: token()? })
        });
    let applications = center
        .applications
        .iter()
        .map(|application| Ok(ApplicationCredential { application: application.to_string(), key: token()? }));
    let platform = center.platforms.keys().find(|platform| platform.as_str() == "demo-web");
    Ok(Credentials {
        server,
        workspace: center.workspace.to_string(),
        platform: platform.map(PlatformId::to_string).unwrap_or_default(),
        agents: agents.collect::<Result<_, DemoError>>()?,
        applications: applications.collect::<Result<_, DemoError>>()?,
    })
}

fn token() -> Result<String, DemoError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| DemoError::NoRandomness(error.to_string()))?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Between two notes, so that a demo half made (a crash) is made again; every write may be repeated.
fn writes(center: Center, credentials: &Credentials) -> Result<Vec<AccountWrite>, DemoError> {
    let Center { workspace, settings, queues, agents, supervisors, admins, applications, platforms, notices } =
        center;
    let flow: Flow = read(FLOW)?;
    let note = |text: &str| AccountWrite::Note { name: NOTE.to_owned(), text: text.to_owned() };
    let mut writes = vec![note(MAKING), AccountWrite::Flow { workspace: workspace.clone(), flow }];
    writes.push(AccountWrite::Workspace { workspace: workspace.clone(), values: Box::new(settings) });
    for (queue, values) in queues {
        writes.push(AccountWrite::Queue { workspace: workspace.clone(), queue, values });
    }
    let agents = agents.into_iter().map(|(agent, values)| (agent, values, Role::Agent));
    let supervisors = supervisors.into_iter().map(|(agent, values)| (agent, values, Role::Supervisor));
    let admins = admins.into_iter().map(|(agent, values)| (agent, values, Role::Admin));
    for (agent, values, role) in agents.chain(supervisors).chain(admins) {
        let token = credentials.agent(Some(agent.as_str())).map(|known| known.token.as_str());
        writes.push(AccountWrite::Agent { workspace: workspace.clone(), agent: agent.clone(), values });
        writes.push(lets_in(&workspace, agent, role, token));
    }
    for application in applications {
        let key = credentials.application(application.as_str()).map(|known| known.key.as_str());
        writes.push(lets_in(&workspace, application, Role::Integration, key));
    }
    for (platform, values) in platforms {
        let values = Box::new(PlatformValues { notices: notices.clone(), ..values });
        writes.push(AccountWrite::Platform { platform, values });
    }
    writes.push(note(MADE));
    Ok(writes)
}

/// Whoever has this secret is let in.
fn lets_in(workspace: &WorkspaceId, agent: AgentId, role: Role, secret: Option<&str>) -> AccountWrite {
    let hash = Sha256::digest(secret.unwrap_or_default().as_bytes()).into();
    AccountWrite::Credential { hash, credential: Credential { workspace: workspace.clone(), agent, role } }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use switchboard_core::hours::Hours;
    use switchboard_core::session::BotKind;

    use super::*;

    const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7700);

    #[test]
    fn the_flow_has_no_problems_and_speaks_both_languages() {
        let flow: Flow = read(FLOW).unwrap();
        assert_eq!(flow.check(), []);
        assert_eq!(without_english(&read(FLOW).unwrap()), 0);
        assert_eq!(without_english(&read(CENTER).unwrap()), 0);
    }

    fn without_english(value: &serde_json::Value) -> usize {
        let Some(fields) = value.as_object() else {
            return value.as_array().into_iter().flatten().map(without_english).sum();
        };
        let lacks = fields.contains_key("sv") != fields.contains_key("en");
        usize::from(lacks) + fields.values().map(without_english).sum::<usize>()
    }

    #[test]
    fn a_new_demo_is_written_whole_and_its_note_last() {
        let folder = tempfile::tempdir().unwrap();
        let demo = prepare(folder.path(), HERE, Found::Empty).unwrap();
        assert!(matches!(demo.writes.last(), Some(AccountWrite::Note { text, .. }) if text == MADE));
        let names: Vec<_> = demo.credentials.agents.iter().map(|agent| agent.agent.as_str()).collect();
        assert_eq!(
            names,
            [
                "anna", "bertil", "cecilia", "david", "elin", "farid", "greta", "henrik", "ingrid", "johan",
                "sofia", "alva"
            ]
        );
        let tokens: BTreeSet<_> = demo.credentials.agents.iter().map(|agent| &agent.token).collect();
        assert_eq!(tokens.len(), 12, "every agent has a token of their own");
        let keys: Vec<_> = demo.credentials.applications.iter().map(|app| app.application.as_str()).collect();
        assert_eq!(keys, ["robot", "desk"]);
        assert_eq!(demo.credentials.platform, "demo-web");
    }

    #[test]
    fn everything_named_in_the_center_is_there() {
        let center: Center = read(CENTER).unwrap();
        let flow: Flow = read(FLOW).unwrap();
        for platform in center.platforms.values() {
            assert!(center.queues.contains_key(&platform.queue));
            assert!(platform.messages_queue.as_ref().is_some_and(|queue| center.queues.contains_key(queue)));
            let is_outside = platform.bot != BotKind::Flow;
            assert_eq!(platform.flow.as_ref(), Some(&flow.flow).filter(|_| !is_outside));
            assert_eq!(platform.workspace, center.workspace);
        }
        assert!(
            center
                .agents
                .values()
                .flat_map(|agent| &agent.queues)
                .all(|queue| center.queues.contains_key(queue))
        );
        for queue in center.queues.values() {
            assert_eq!(queue.hours.as_ref().map_or(Ok(()), Hours::check), Ok(()));
        }
        let always = &center.queues[&QueueId::new("kundservice").unwrap()];
        assert_eq!(always.hours, None, "so that the demo works at night");
        for text in [&center.notices.queued, &center.notices.assigned, &center.notices.closed] {
            assert_eq!(text.0.len(), 2);
        }
    }

    #[test]
    fn a_second_start_takes_the_same_tokens_and_notes_a_new_address() {
        let folder = tempfile::tempdir().unwrap();
        let first = prepare(folder.path(), HERE, Found::Empty).unwrap();
        let moved = SocketAddr::new(HERE.ip(), 7701);
        let second = prepare(folder.path(), moved, Found::Demo).unwrap();
        assert!(second.writes.is_empty());
        assert_eq!(second.credentials.agents, first.credentials.agents);
        let kept = Credentials::read(&credentials_file(folder.path())).unwrap();
        assert_eq!(kept.server, "http://127.0.0.1:7701");
    }

    #[test]
    fn foreign_data_and_public_addresses_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(prepare(folder.path(), HERE, Found::Foreign), Err(DemoError::NotDemo(_))));
        assert!(matches!(check_address("0.0.0.0:7700".parse().unwrap()), Err(DemoError::NotLoopback(_))));
        assert!(check_address("[::1]:7700".parse().unwrap()).is_ok());
    }
}

//! The command line: what can be asked of the program, with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use switchboard_core::{CustomerId, PlatformId, WorkspaceId};

use crate::client::ServerUrl;

/// A contact center in one binary.
#[derive(Debug, Parser)]
#[command(
    name = "switchboard",
    version,
    about = "A contact center in one binary: chat, bots, queues, agents, a journal that forgets nothing",
    after_help = "Try it with three terminals:\n  \
                  switchboard serve --demo\n  \
                  switchboard chat --as customer\n  \
                  switchboard chat --as agent\n\n\
                  Exit codes: 0 done, 1 what was asked failed, 2 wrong usage, 65 unreadable input, 66 no such file,\n\
                  69 server not reached, 70 a defect of the program, 71 refused by the system (address in use),\n\
                  73 data folder not usable, 74 journal cannot write, 78 wrong configuration."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server until it is told to stop (Ctrl-C or SIGTERM).
    Serve(Serve),
    /// Chat as a customer or as an agent, in this terminal.
    Chat(Chat),
    /// Play a written scenario, or made-up telephone calls, against a server.
    Play(Play),
    /// Check or print what the journal remembers.
    #[command(subcommand)]
    Journal(Journal),
    /// Hand out or erase what is held on one customer, while no server runs on the data folder.
    #[command(subcommand)]
    Customer(Customer),
    /// Check or print the configuration.
    #[command(subcommand)]
    Config(Config),
    /// Measure this machine: servers started for it are loaded over real sockets, beside the least a chat server must do.
    Bench(Bench),
    /// What `bench` measures against.
    #[command(hide = true)]
    BenchFloor(BenchFloor),
    /// Copy the journal to a new file, also while a server runs on it.
    Backup(Backup),
    /// Put a copy back into an empty data folder, and verify it.
    Restore(Restore),
    /// What was set aside because it failed again and again.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Make a one-time link for somebody who cannot get in, while the server is stopped.
    ResetLink(ResetLink),
    /// Replace the key that seals stored secrets, and seal them anew; the server must not run.
    RotateKey(RotateKey),
    /// Bring the data folder to the form this version writes, and end. `serve` does the same by itself.
    Migrate(DataFolder),
}

/// Run the server.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    switchboard serve --demo --data ./data        a small center to try things with\n  \
    switchboard serve --config switchboard.toml   your own\n\n\
    Every setting is explained in config/switchboard.example.toml.")]
pub struct Serve {
    /// Set up a small Swedish and English center with three agents, if the data folder is empty, and print how to
    /// sign in. Works on loopback and an empty or demo-made data folder only.
    #[arg(long)]
    pub demo: bool,
    /// The data folder [default: ./data].
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:7700].
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Chat in this terminal.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    switchboard chat --as customer                       a new customer of the demo center\n  \
    switchboard chat --as agent --agent bertil           the agent Bertil, from ./data/demo.json\n  \
    switchboard chat --as customer --platform my-web --server http://127.0.0.1:7700\n\n\
    While chatting, /help lists what else can be typed.")]
pub struct Chat {
    /// Which side of the conversation.
    #[arg(long = "as", value_enum)]
    pub role: Role,
    /// Which server.
    #[command(flatten)]
    pub reach: Reach,
    /// Customer: the platform to write to [default: the one in the credentials].
    #[arg(long, value_name = "ID")]
    pub platform: Option<String>,
    /// Customer: who you are there [default: the server gives a name].
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// The token that proves who you are (agent: instead of a credentials file).
    #[arg(long, value_name = "T")]
    pub token: Option<String>,
    /// A credentials file as `serve --demo` writes it [default: ./data/demo.json, when present].
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Agent: which one of the credentials file [default: the first].
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
}

/// How a client reaches its server.
#[derive(Debug, Clone, Args)]
pub struct Reach {
    /// The server, https:// or http:// [default: the one in the credentials, else http://127.0.0.1:7700].
    #[arg(long, value_name = "URL")]
    pub server: Option<ServerUrl>,
    /// A PEM file of certificates that may vouch for the server, instead of the system's authorities.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
}

/// Which side of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Who writes to the center.
    Customer,
    /// Who answers.
    Agent,
}

/// Play a written scenario, or made-up telephone calls.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    switchboard play tests/scenarios/sermo-standard-flow.jsonl --server http://127.0.0.1:7700 \\\n      \
    --credentials ./data/demo.json\n  \
    switchboard play --calls 12                          twelve calls at once, until it is stopped\n  \
    switchboard play --calls 200 --per-second 50 --seconds 60\n\n\
    A scenario is a file of JSON lines, one step each: {\"as\": \"customer\", \"connect\": {…}}, {\"as\": …, \"send\": {…}},\n\
    {\"as\": …, \"expect\": {…}, \"within_ms\": 2000}, {\"as\": …, \"disconnect\": true}. Who plays: customer, customer:<name>,\n\
    agent:<id> (by a token of the credentials), app:<name> (an application at a platform's feeds, by its key there:\n\
    it sends and expects {\"direction\": \"inbound\", \"event\": {…}}). docs/operations.md explains it.\n\n\
    Calls are reported as a telephony provider would: by several flows, interleaved, some reports twice, late or never.")]
pub struct Play {
    /// The scenario.
    #[arg(value_name = "FILE", required_unless_present = "calls", conflicts_with = "calls")]
    pub file: Option<PathBuf>,
    /// Which server.
    #[command(flatten)]
    pub reach: Reach,
    /// A credentials file as `serve --demo` writes it [default: ./data/demo.json, when present].
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Resume at this step (counted from 1) with what the state file remembers.
    #[arg(long, value_name = "N", requires = "state", conflicts_with = "calls")]
    pub from_step: Option<usize>,
    /// Keep what a later `--from-step` needs in this file, after every step.
    #[arg(long, value_name = "FILE", conflicts_with = "calls")]
    pub state: Option<PathBuf>,
    /// Made-up telephone calls.
    #[command(flatten)]
    pub callers: Callers,
}

/// Made-up telephone calls.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Telephone calls")]
pub struct Callers {
    /// Make up so many telephone calls at once, and report them as a provider would.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub calls: Option<u32>,
    /// Reports a second.
    #[arg(long, value_name = "N", conflicts_with = "file", default_value_t = 2,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub per_second: u32,
    /// After this time nobody calls any more, and who does comes to their end [default: goes on until it is stopped].
    #[arg(long, value_name = "N", conflicts_with = "file")]
    pub seconds: Option<u64>,
    /// Who takes calls, by the provider's name; may be given several times [default: the agents of the credentials].
    #[arg(long = "agent", value_name = "NAME", conflicts_with = "file")]
    pub agents: Vec<String>,
    /// A queue of the provider; may be given several times [default: 900].
    #[arg(long = "queue", value_name = "NAME", conflicts_with = "file")]
    pub queues: Vec<String>,
    /// What the server wants to be shown by who reports (`teravoz.secret`).
    #[arg(long, value_name = "T", conflicts_with = "file")]
    pub secret: Option<String>,
    /// The same number makes the same lives, of other calls.
    #[arg(long, value_name = "N", conflicts_with = "file", default_value_t = 1)]
    pub seed: u64,
}

/// Check or print the journal, also while a server runs on it.
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Check every stream: numbers without gaps, the hash chain whole. Ends with 1 when something is damaged.
    Verify(DataFolder),
    /// Print every event as one JSON line, in the order they were committed.
    Export(DataFolder),
}

/// Measure this machine.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    switchboard bench --quick                       everything, in about two minutes\n  \
    switchboard bench --only open-2000              one scenario, in full\n  \
    switchboard bench --json > before.jsonl         one object a scenario\n  \
    switchboard bench --compare before.jsonl        and each figure as to then\n\n\
    Use a release build. docs/performance.md says what each figure means, and what is aimed at.")]
pub struct Bench {
    /// The whole set in about two minutes: one short round each, and smaller crowds of idle ones.
    #[arg(long)]
    pub quick: bool,
    /// One JSON object a scenario instead of a table.
    #[arg(long)]
    pub json: bool,
    /// What an earlier run found (as --json printed it), to compare with by ratio.
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
    /// This scenario only; may be given several times.
    #[arg(long, value_name = "SCENARIO")]
    pub only: Vec<String>,
    /// Where throw-away data is made: the disk that is measured.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

/// The least a chat server must do.
#[derive(Debug, Args)]
pub struct BenchFloor {
    /// A folder that is there.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Address and port.
    #[arg(long, value_name = "ADDR")]
    pub listen: std::net::SocketAddr,
}

/// Copy the journal.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    switchboard backup --data ./data --to /backups/switchboard-2026-11-20.sqlite\n\n\
    The copy is one consistent instant, verified before it gets its name. It holds what people wrote: treat it so.\n\
    The key of stored secrets (DIR/secret.key) is not in it: keep that apart.")]
pub struct Backup {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// The file to make. One that is there is not overwritten.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
}

/// Put a copy back.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    switchboard restore --from /backups/switchboard-2026-11-20.sqlite --key /keys/secret.key --data ./data")]
pub struct Restore {
    /// The copy.
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// The key of stored secrets that belongs to it.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// The data folder to make; it must be empty or not there.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
}

/// What was set aside.
#[derive(Debug, Subcommand)]
pub enum Quarantine {
    /// List subjects that are set aside, why, and how many commands wait; also while a server runs.
    List(DataFolder),
}

/// Hand out or erase what is held on one customer. A running server does both over its API.
#[derive(Debug, Subcommand)]
pub enum Customer {
    /// Print everything held on them as one JSON document: record, identities, sessions with what was said, attachments.
    Export(ExportPerson),
    /// Close their sessions and delete everything they said and are. Cannot be undone.
    Erase(Person),
    /// Take a telephone number out of every call, whether its caller has a record or not. Cannot be undone.
    EraseCaller(Caller),
}

/// Who is meant.
#[derive(Debug, Args)]
#[group(id = "who", required = true, multiple = true)]
pub struct Who {
    /// The customer's record.
    #[arg(long, value_name = "ID", conflicts_with_all = ["platform", "user"])]
    pub id: Option<CustomerId>,
    /// The platform they wrote to.
    #[arg(long, value_name = "ID", requires = "user")]
    pub platform: Option<PlatformId>,
    /// Who they are there.
    #[arg(long, value_name = "ID", requires = "platform")]
    pub user: Option<String>,
}

/// One person's data in a data folder.
#[derive(Debug, Args)]
pub struct Person {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// Who.
    #[command(flatten)]
    pub who: Who,
}

/// A telephone number in a data folder.
#[derive(Debug, Args)]
pub struct Caller {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// The workspace whose calls they are.
    #[arg(long, value_name = "ID")]
    pub workspace: WorkspaceId,
    /// The number, however it is spelled.
    #[arg(long, value_name = "N")]
    pub number: String,
}

/// Where one person's data goes.
#[derive(Debug, Args)]
pub struct ExportPerson {
    /// Whose.
    #[command(flatten)]
    pub person: Person,
    /// A new file, readable by its owner alone [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Check or print the configuration.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Say whether a server would start with it, and if not, why.
    Check(ConfigFile),
    /// Print every setting as it would be used, as TOML.
    #[command(visible_alias = "show")]
    Print(ConfigFile),
}

/// Make a one-time link.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    switchboard reset-link --data ./data --workspace acme --person olle\n\n\
    It prints a token; with it, POST /api/v1/password-by-link sets another password. While the server runs, an\n\
    administrator does the same with POST /api/v1/people/PERSON/reset-link.")]
pub struct ResetLink {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// The workspace.
    #[arg(long, value_name = "ID")]
    pub workspace: String,
    /// The person.
    #[arg(long, value_name = "ID")]
    pub person: String,
    /// Take their second factor away, too: their authenticator and recovery codes are lost.
    #[arg(long)]
    pub without_second_factor: bool,
}

/// Replace the sealing key.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    switchboard rotate-key --data ./data\n\n\
    Stop the server first: it holds the key it began with. If the command is cut short, run it again: it goes on from\n\
    where it was, and no server starts before it is done. Backups taken before open with the key of their time only.")]
pub struct RotateKey {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// The key file, where it is not DIR/secret.key: what `server.secret_file` says.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// A data folder.
#[derive(Debug, Args)]
pub struct DataFolder {
    /// The data folder.
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
}

/// A configuration file.
#[derive(Debug, Args)]
pub struct ConfigFile {
    /// The configuration file; without it, defaults and environment alone.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn calls_are_played_without_a_scenario_and_with_nothing_of_one() {
        let asked = |arguments: &[&str]| {
            Arguments::try_parse_from(["switchboard", "play"].iter().chain(arguments)).map(|_| ())
        };
        assert!(asked(&["--calls", "12", "--queue", "900"]).is_ok());
        for wrong in
            [&[][..], &["x.jsonl", "--calls", "12"], &["x.jsonl", "--queue", "900"], &["--calls", "0"]]
        {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_resumed_play_needs_its_state() {
        let refused =
            Arguments::try_parse_from(["switchboard", "play", "x.jsonl", "--from-step", "3"]).unwrap_err();
        assert!(refused.to_string().contains("--state"), "{refused}");
    }
}

//! docs/api.md, run as it stands: every command in order on a fresh server, every answer held against the printed one.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::Server;
use crate::shapes;

/// What only looks, and what is decided meanwhile, is asked again until it is as printed.
const SETTLES_WITHIN: Duration = Duration::from_secs(20);

/// The address the page is written for.
const WRITTEN_FOR: &str = "127.0.0.1:7700";

/// A command of the page, and the answer printed below it.
struct Example {
    line: usize,
    commands: String,
    /// `json` or `http`, and the text.
    answer: Option<(String, String)>,
}

impl Example {
    /// Whether it may be done again.
    fn only_looks(&self) -> bool {
        self.commands.lines().all(|line| line.starts_with("api GET "))
    }
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        match kind {
            "sh" => {
                examples.push(Example { line: number + 1, commands: block.join("\n"), answer: None });
            }
            kind => {
                let last = examples.last_mut().expect("an answer is below a command");
                assert!(last.answer.is_none(), "line {}: one answer a command", number + 1);
                last.answer = Some((kind.to_owned(), block.join("\n")));
            }
        }
    }
    examples
}

/// One shell for the whole page, so that its variables and functions live on.
struct Shell {
    child: Child,
    told: BufReader<ChildStdout>,
}

impl Shell {
    fn start(folder: &Path) -> Self {
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc"]).current_dir(folder);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("bash");
        let told = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, told }
    }

    /// What a block of commands prints, what it complains of, and its last status.
    fn run(&mut self, folder: &Path, commands: &str) -> (String, String, String) {
        let stdin = self.child.stdin.as_mut().expect("piped");
        writeln!(stdin, "{{\n{commands}\n}} >printed 2>complained </dev/null\necho $?").expect("it listens");
        let mut status = String::new();
        self.told.read_line(&mut status).expect("it answers");
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("made by the shell");
        (read("printed"), read("complained"), status.trim().to_owned())
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether the answer is as printed; if not, why.
fn compare(example: &Example, printed: &str, complained: &str, status: &str) -> Result<(), String> {
    let refused = match &example.answer {
        None => false,
        Some((kind, shown)) => {
            let found =
                if kind == "http" { shapes::http(shown, printed) } else { shapes::json(shown, printed) };
            found.map_err(|why| format!("{why}\n{printed}{complained}"))?;
            shapes::values(shown).last().is_some_and(|last| last["status"].as_u64() >= Some(400))
        }
    };
    if status == "0" || refused { Ok(()) } else { Err(format!("ended with {status}\n{printed}{complained}")) }
}

#[test]
fn the_page_of_the_api_is_true_from_its_first_command_to_its_last() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/api.md")).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    let token = folder.path().join("bootstrap-token");
    let settings = format!("[server]\nbootstrap_file = {token:?}\n");
    fs::write(folder.path().join("settings.toml"), settings).expect("settings");
    let mut server = Server::over(folder, false);
    let here = server.data().parent().expect("beside the data").to_owned();
    let mut shell = Shell::start(&here);
    let address = server.address().to_string();
    let examples = examples(&page);
    assert!(examples.len() > 40, "the page shows everything");
    for example in &examples {
        let commands = example.commands.replace(WRITTEN_FOR, &address);
        let began = Instant::now();
        loop {
            let (printed, complained, status) = shell.run(&here, &commands);
            let Err(why) = compare(example, &printed, &complained, &status) else { break };
            let (line, asked) = (example.line, &example.commands);
            let again = example.only_looks() && began.elapsed() < SETTLES_WITHIN;
            assert!(again, "docs/api.md, line {line}:\n{asked}\n{why}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    every_operation_is_told_of(&page, &server);
    server.stop();
    server.assert_sound();
}

/// Each operation of the server's own document is on the page, by method and path.
fn every_operation_is_told_of(page: &str, server: &Server) {
    let (_, document) = server.call("GET", "/api/v1/openapi.json", "", "", None);
    let document: Value = serde_json::from_str(&document).expect("the document");
    let words: Vec<&str> = page
        .split_whitespace()
        .map(|word| word.trim_matches(['`', '\'', '"', ',', '.', ':', ';', ')', '(']))
        .collect();
    let told: Vec<(&str, &str)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let posted = words.iter().filter_map(|word| word.strip_prefix("$API")).map(|path| ("POST", path));
    let told: Vec<(&str, &str)> = told.into_iter().chain(posted).collect();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path = path.strip_prefix("/api/v1").expect("all are below it");
        for verb in item.as_object().expect("methods").keys() {
            let is_told = told.iter().any(|(said, at)| *said == verb.to_uppercase() && is_at(path, at));
            assert!(is_told, "{} {path} is not in docs/api.md", verb.to_uppercase());
        }
    }
}

/// Whether a path with names in it is this one.
fn is_at(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (wanted, said): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let fits =
        |(wanted, said): (&&str, &&str)| wanted == said || (wanted.starts_with('{') && !said.is_empty());
    wanted.len() == said.len() && wanted.iter().zip(&said).all(fits)
}

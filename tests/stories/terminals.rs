//! The newcomer's two terminals: the real `chat` on both sides of the demo center, also over a killed server.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::server::Server;

const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal with `chat` in it.
struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Receiver<String>,
    shown: Vec<String>,
}

impl Terminal {
    fn open(server: &Server, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .arg("chat")
            .args(arguments)
            .arg("--credentials")
            .arg(server.credentials_file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let keyboard = child.stdin.take().expect("a keyboard");
        let output = BufReader::new(child.stdout.take().expect("a screen"));
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, screen, shown: Vec::new() }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").expect("typed");
    }

    /// Waits for a line with these words; what came before it stays on the screen.
    fn shows(&mut self, words: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(line) => {
                    let found = line.contains(words);
                    self.shown.push(line);
                    if found {
                        return;
                    }
                }
                Err(_) => panic!("{words:?} was not shown. On the screen:\n{}", self.shown.join("\n")),
            }
        }
    }

    fn times(&self, words: &str) -> usize {
        self.shown.iter().filter(|line| line.contains(words)).count()
    }

    fn ends_well(mut self) {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("a child") {
                assert!(status.success(), "{status}");
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it did not end. On the screen:\n{}", self.shown.join("\n"));
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_customer_and_an_agent_talk_in_two_terminals_over_a_killed_server() {
    let mut server = Server::demo();
    let mut customer = Terminal::open(&server, &["--as", "customer", "--platform", "demo-en"]);
    let mut agent = Terminal::open(&server, &["--as", "agent"]);
    agent.shows("Ready");
    customer.shows("Connected");
    customer.types("Hello");
    customer.shows("What is it about?");
    customer.shows("3) Talk to a person");
    customer.types("3");
    customer.shows("Your place in line: 1");
    customer.shows("placed in the queue \"Kundservice\"");
    agent.shows("offered to you");
    agent.types("");
    agent.shows("[1] * This chat is yours");
    agent.shows("[1] Customer: Talk to a person");
    customer.shows("You are talking to Anna Andersson now");
    agent.types("Hi, how can I help?");
    customer.shows("Anna Andersson: Hi, how can I help?");

    server.kill();
    customer.shows("Trying to come back");
    agent.shows("Trying to come back");
    server.start();
    customer.shows("Connected again");
    agent.shows("Connected again");

    customer.types("Is my invoice paid?");
    agent.shows("[1] Customer: Is my invoice paid?");
    agent.types("Yes.");
    customer.shows("Anna Andersson: Yes.");
    agent.types("/done");
    customer.shows("The agent is done");
    agent.shows("[1] * The chat is over for you");
    customer.types("/leave");
    customer.shows("The chat has ended");
    assert_eq!(customer.times("Hi, how can I help?"), 1, "said once, shown once");
    assert_eq!(agent.times("Talk to a person"), 1);
    customer.ends_well();
    agent.types("/quit");
    agent.ends_well();
    server.stop();
    server.assert_sound();
}

#[test]
fn who_is_not_let_in_is_told_why() {
    let server = Server::demo();
    let url = server.url().to_string();
    for (arguments, word) in [
        (["chat", "--as", "agent", "--token", "wrong", "--server", &url], "credential"),
        (["chat", "--as", "customer", "--platform", "nowhere", "--server", &url], "no such platform"),
    ] {
        let output = server.run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(word), "{said}");
    }
}

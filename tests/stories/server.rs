//! The real binary on a free port over a data folder of its own: started, killed, started again, stopped.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use switchboard::client::ServerUrl;
use switchboard::credentials::Credentials;
use tempfile::TempDir;

/// Two cores shared with other tests: generous, because a start that takes this long is a failure anyway.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// The promise of the drain.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// A server of a test.
pub struct Server {
    folder: TempDir,
    address: SocketAddr,
    demo: bool,
    /// What its environment holds besides.
    environment: Vec<(String, String)>,
    child: Option<Child>,
}

impl Server {
    /// A demo center in a new folder.
    pub fn demo() -> Self {
        Self::over(tempfile::tempdir().expect("a folder"), true)
    }

    /// A center over a folder that was furnished by the test.
    pub fn over(folder: TempDir, demo: bool) -> Self {
        Self::at(free_address(), folder, demo)
    }

    /// The same on a given address.
    pub fn at(address: SocketAddr, folder: TempDir, demo: bool) -> Self {
        let mut server = Self::unstarted(address, folder, demo);
        server.start();
        server
    }

    /// One that is still to be started.
    pub fn unstarted(address: SocketAddr, folder: TempDir, demo: bool) -> Self {
        Self { folder, address, demo, environment: Vec::new(), child: None }
    }

    /// What its environment holds besides, from its next start on.
    pub fn set_environment(&mut self, environment: Vec<(String, String)>) {
        self.environment = environment;
    }

    /// Starts it and waits until it is ready.
    pub fn start(&mut self) {
        let ended = self.try_start();
        assert!(ended.is_none(), "it ended with {ended:?}:\n{}", self.log_tail());
    }

    /// Starts it and waits until it is ready, or has ended; how, in that case.
    pub fn try_start(&mut self) -> Option<ExitStatus> {
        let log = File::options().create(true).append(true).open(self.log()).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
        command.arg("serve").arg("--data").arg(self.data()).arg("--listen").arg(self.address.to_string());
        if self.demo {
            command.arg("--demo");
        }
        let settings = self.folder.path().join("settings.toml");
        if settings.exists() {
            command.arg("--config").arg(settings);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        self.child = Some(command.stdout(Stdio::null()).stderr(log).spawn().expect("the program starts"));
        let began = Instant::now();
        while !self.is_ready() {
            assert!(began.elapsed() < STARTS_WITHIN, "not ready in time:\n{}", self.log_tail());
            if let Some(ended) = self.ended() {
                return Some(ended);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let ended = self.child.as_mut()?.try_wait().expect("a child");
        if ended.is_some() {
            self.child = None;
        }
        ended
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(self.child.as_ref().expect("it runs"));
        rustix::process::kill_process(pid, signal).expect("it can be told");
    }

    /// SIGKILL: no goodbye, nothing flushed.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    /// Killed and started again.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        self.start();
    }

    /// SIGTERM; it must end well, and soon. The child stays ours until it has ended, so that a failed test leaves none.
    pub fn stop(&mut self) {
        self.signal(Signal::TERM);
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.ended() {
                break status;
            }
            assert!(began.elapsed() < STOPS_WITHIN, "it did not stop within 10 s");
            std::thread::sleep(Duration::from_millis(20));
        };
        assert!(status.success(), "it stopped with {status}:\n{}", self.log_tail());
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything it logged so far.
    pub fn log_text(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// Takes another folder beside the data folder in its place.
    pub fn move_in(&mut self, folder: &str) {
        assert!(self.child.is_none(), "stopped first");
        std::fs::remove_dir_all(self.data()).expect("the old one goes");
        std::fs::rename(self.folder.path().join(folder), self.data()).expect("the new one comes");
    }

    /// Where clients reach it.
    pub fn url(&self) -> ServerUrl {
        format!("http://{}", self.address).parse().expect("a URL")
    }

    /// The demo's credentials.
    pub fn credentials(&self) -> Credentials {
        Credentials::read(&self.credentials_file()).expect("the demo wrote them")
    }

    /// Where they are kept.
    pub fn credentials_file(&self) -> PathBuf {
        self.data().join("demo.json")
    }

    /// Resident memory of the server, in KiB.
    pub fn memory_kib(&self) -> u64 {
        let child = self.child.as_ref().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs another command of the program.
    pub fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the program runs")
    }

    /// Every event of the journal, as exported.
    pub fn exported(&self) -> Vec<serde_json::Value> {
        self.exported_from("data")
    }

    /// The same of another data folder beside it.
    pub fn exported_from(&self, folder: &str) -> Vec<serde_json::Value> {
        let output = self.run(&["journal", "export", "--data", folder]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }

    /// The journal's own check finds nothing, and the server saw nothing wrong while it ran.
    pub fn assert_sound(&self) {
        let output = self.run(&["journal", "verify", "--data", "data"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
        let log = self.log_text();
        let alarm = log.lines().find(|line| line.contains("an invariant is broken"));
        assert_eq!(alarm, None);
    }

    fn is_ready(&self) -> bool {
        self.get("/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    /// What a GET answers, head and body.
    pub fn get(&self, path: &str) -> Option<String> {
        self.get_at(self.address, path)
    }

    /// The same at another of its addresses.
    pub fn get_at(&self, address: SocketAddr, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(500)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// What the API answers: its status and body. `headers` are whole lines.
    pub fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        headers: &str,
        body: Option<&serde_json::Value>,
    ) -> (u16, String) {
        let mut stream = self.send(method, path, token, headers, body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, body.to_owned())
    }

    /// The same, without waiting for the answer.
    pub fn begin_call(&self, method: &str, path: &str, token: &str) -> TcpStream {
        self.send(method, path, token, "", None)
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        token: &str,
        headers: &str,
        body: Option<&serde_json::Value>,
    ) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
        let body = body.map(ToString::to_string).unwrap_or_default();
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let (length, key) = (body.len(), switchboard::chat::fresh_id());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Idempotency-Key: {key}\r\n{kind}{headers}Content-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        stream
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            eprintln!("--- the server's log ---\n{}", self.log_tail());
        }
    }
}

/// A port nobody listens on, and nobody is given by the system while the server is down: below the range that outgoing
/// connections take theirs from, and another one for every server of this process.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let offset = (std::process::id().wrapping_mul(97) + u32::from(nth)) % 12_000;
        let port = 20_000 + u16::try_from(offset).expect("below 12000");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}

//! A server under load: a process of its own, on a core of its own, over a folder of its own.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::BenchError;
use super::cores::Cores;
use crate::process::{self, Process};

/// A start that takes longer has failed.
const STARTS_WITHIN: Duration = Duration::from_secs(120);
const LOOKS_EVERY: Duration = Duration::from_millis(1);

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Switchboard as it is shipped.
    Product,
    /// The least a chat server must do.
    Floor,
}

/// A running server; it ends with this value.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub ready_after: Duration,
    which: Which,
    folder: PathBuf,
    child: Child,
}

impl Server {
    /// Starts one over a folder and waits until it is ready.
    pub async fn start(which: Which, folder: &Path, cores: &Cores) -> Result<Self, BenchError> {
        let address = free_address().map_err(|why| BenchError::System(why.to_string()))?;
        let began = Instant::now();
        let child = cores.on_servers(|| spawn(which, folder, address));
        let child = child.map_err(|why| BenchError::System(format!("no server started: {why}")))?;
        let folder = folder.to_owned();
        let mut server = Self { address, ready_after: Duration::ZERO, which, folder, child };
        while !server.is_ready().await {
            let ended = server.child.try_wait().ok().flatten();
            if ended.is_some() || began.elapsed() > STARTS_WITHIN {
                return Err(BenchError::Start(server.log()));
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// What the system says of it.
    pub fn process(&self) -> Process {
        process::look_at(&self.child.id().to_string())
    }

    /// Ends it as a power loss would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The end of what it logged.
    pub fn log(&self) -> String {
        let text = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(20).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// The floor is ready as soon as it listens.
    async fn is_ready(&self) -> bool {
        match self.which {
            Which::Floor => TcpStream::connect(self.address).await.is_ok(),
            Which::Product => answers(self.address, "/readyz").await.unwrap_or(false),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(which: Which, folder: &Path, address: SocketAddr) -> std::io::Result<Child> {
    let log = File::options().create(true).append(true).open(folder.join("log"))?;
    let mut command = Command::new(std::env::current_exe()?);
    let data = folder.join("data");
    match which {
        Which::Product => command.arg("serve").arg("--config").arg(folder.join("settings.toml")),
        Which::Floor => command.arg("bench-floor"),
    };
    command.arg("--data").arg(data).arg("--listen").arg(address.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()
}

fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// Whether a path answers 200.
async fn answers(address: SocketAddr, path: &str) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}

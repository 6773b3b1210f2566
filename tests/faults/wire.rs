//! What lies between clients and the server, in a test's hands: it swallows, drips, or is cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use switchboard::client::ServerUrl;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What it does with bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Passes,
    /// Takes them and says nothing of it, for good: a connection that met this is dead, and neither end knows.
    Swallows,
    /// A few at a time.
    Drips,
}

/// At a time, and how often: about 500 bytes a second.
const DROP: usize = 50;
const EVERY: Duration = Duration::from_millis(100);
const LOOKS_EVERY: Duration = Duration::from_millis(20);

#[derive(Default)]
struct State {
    mood: AtomicU8,
    /// Connections made before this was counted up are cut.
    cuts: AtomicU64,
}

impl State {
    fn mood(&self) -> Mood {
        match self.mood.load(Ordering::SeqCst) {
            0 => Mood::Passes,
            1 => Mood::Swallows,
            _ => Mood::Drips,
        }
    }
}

/// A wire to the server; gone with this.
pub struct Wire {
    address: SocketAddr,
    state: Arc<State>,
    /// Its thread ends when this is gone.
    _held: oneshot::Sender<()>,
}

impl Wire {
    pub fn to(server: SocketAddr) -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.set_nonblocking(true).expect("a mode");
        let (address, state) = (listener.local_addr().expect("an address"), Arc::new(State::default()));
        let ((held, let_go), shared) = (oneshot::channel::<()>(), Arc::clone(&state));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::from_std(listener).expect("a listener");
                tokio::select! {
                    () = accept(listener, server, shared) => {}
                    _ = let_go => {}
                }
            });
        });
        Self { address, state, _held: held }
    }

    /// The server, at the other end of this wire.
    pub fn url(&self) -> ServerUrl {
        format!("http://{}", self.address).parse().expect("a URL")
    }

    pub fn pass(&self) {
        self.state.mood.store(0, Ordering::SeqCst);
    }

    pub fn swallow(&self) {
        self.state.mood.store(1, Ordering::SeqCst);
    }

    pub fn drip(&self) {
        self.state.mood.store(2, Ordering::SeqCst);
    }

    /// Ends every connection there is now.
    pub fn cut(&self) {
        self.state.cuts.fetch_add(1, Ordering::SeqCst);
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, state: Arc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(carry(client, server, Arc::clone(&state)));
    }
}

async fn carry(client: TcpStream, server: SocketAddr, state: Arc<State>) {
    let cuts = state.cuts.load(Ordering::SeqCst);
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let there = pass(from_client, to_server, &state);
    let back = pass(from_server, to_client, &state);
    let cut = async {
        while state.cuts.load(Ordering::SeqCst) == cuts {
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
        () = cut => {}
    }
}

/// One direction, until it ends. A wire that has swallowed something never passes anything on, not even an end.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, state: &State) {
    let mut bytes = [0; 16 * 1024];
    loop {
        let most = if state.mood() == Mood::Drips { DROP } else { bytes.len() };
        let read = from.read(&mut bytes[..most]).await;
        if state.mood() == Mood::Swallows {
            return std::future::pending().await;
        }
        let Ok(length @ 1..) = read else { return };
        if state.mood() == Mood::Drips {
            tokio::time::sleep(EVERY).await;
        }
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}

//! What people write and what lets them in appears in no log, however much is logged; and noise breaks nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use doors::{Center, settings};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tracing_subscriber::EnvFilter;

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn no_log_line_holds_what_was_said_or_what_lets_in() {
    let log = Log::default();
    let writer = log.clone();
    // The client's own library logs its frames; the server's side is what counts.
    let everything = EnvFilter::new("switchboard=trace,actix=trace,off");
    let everything = ["core", "wire", "journal", "actors", "edge"]
        .iter()
        .map(|floor| format!("switchboard_{floor}=trace").parse().unwrap())
        .fold(everything, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(everything).with_writer(move || writer.clone()).init();

    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("canary-customer").await;
    let token = hello["token"].as_str().unwrap().to_owned();
    let text = |text: &str| json!({"type": "text", "platformId": "demo-web", "userId": "canary-customer", "text": text});
    customer.send(&text("canary-text")).await;
    let session = customer.wait_for("ack").await["session"].clone();
    customer.send_text(r#"{"type":"text","text":"canary-broken","#).await;
    customer.wait_for("refused").await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "open", "id": "canary-id", "session": session})).await;
    anna.wait_for("event").await;
    let mut stranger = center.knock().await;
    stranger.send(&json!({"type": "hello", "platformId": "demo-web", "token": "canary-token"})).await;
    stranger.refused_and_closed().await;
    center.close().await;
    tracing::info!(target: "switchboard", "the log is alive");

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is alive"));
    for secret in ["canary", token.as_str(), "demo-anna"] {
        let found = log.lines().find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret} is in the log");
    }
}

/// Bytes that mean nothing, the same in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..length).map(step).collect()
}

#[actix_web::test]
async fn noise_on_the_line_harms_nobody() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let former = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        former(info);
    }));
    let center = Center::open(settings()).await;
    let (mut bystander, _) = center.customer("bystander").await;
    for seed in 0..150 {
        let mut stream = tokio::net::TcpStream::connect(center.address).await.unwrap();
        let path = if seed % 2 == 0 { "/sermo/socket" } else { "/console/socket" };
        let handshake = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(handshake.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 101");
        let _ = stream.write_all(&noise(seed, usize::try_from(seed).unwrap() * 7)).await;
    }
    bystander
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "bystander", "text": "still here"}))
        .await;
    bystander.wait_for("ack").await;
    doors::until("the noisy ones are gone", || center.doors.sockets() == 1).await;
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
    center.close().await;
}

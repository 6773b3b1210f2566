//! TLS of our own, seen by a client: the real binary, real handshakes, a certificate changed under way.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};

const SOON: Duration = Duration::from_secs(30);

/// Ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A new pair of files for this name.
fn write_pair(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["switchboard.test".to_owned(), "localhost".to_owned()])
        .expect("a certificate");
    // Each file is whole at every moment.
    for (name, text) in [("key.pem", made.signing_key.serialize_pem()), ("cert.pem", made.cert.pem())] {
        let part = folder.join("part");
        std::fs::write(&part, text).expect("written");
        std::fs::rename(part, folder.join(name)).expect("renamed");
    }
    made.cert.der().clone()
}

/// A connection by TLS on which this much was said, or why there is none.
fn say(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    request: &str,
) -> Result<StreamOwned<ClientConnection, TcpStream>, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).map_err(|why| why.to_string())?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .map_err(|why| why.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("switchboard.test").expect("a name");
    let client = ClientConnection::new(Arc::new(config), name).map_err(|why| why.to_string())?;
    let tcp = TcpStream::connect(address).map_err(|why| why.to_string())?;
    tcp.set_read_timeout(Some(Duration::from_secs(5))).expect("a time-out");
    let mut stream = StreamOwned::new(client, tcp);
    stream.write_all(request.as_bytes()).map_err(|why| why.to_string())?;
    Ok(stream)
}

/// The answer to a request over TLS, or why there was none.
fn ask(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    request: &str,
) -> Result<String, String> {
    let mut stream = say(address, trusted, version, request)?;
    let mut answer = [0; 4096];
    let count = stream.read(&mut answer).map_err(|why| why.to_string())?;
    Ok(String::from_utf8_lossy(&answer[..count]).into_owned())
}

/// The demo in this folder, by the pair of files there; and where it listens.
fn start(folder: &Path) -> (SocketAddr, Server) {
    start_with(folder, "SWITCHBOARD__SERVER__LISTEN", "127.0.0.1:7700")
}

/// The same with another setting changed.
fn start_with(folder: &Path, setting: &str, value: &str) -> (SocketAddr, Server) {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("an address");
    let server = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(["serve", "--demo", "--listen", &address.to_string(), "--data"])
        .arg(folder.join("data"))
        .env("SWITCHBOARD__SERVER__TLS__CERT", folder.join("cert.pem"))
        .env("SWITCHBOARD__SERVER__TLS__KEY", folder.join("key.pem"))
        .env(setting, value)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    (address, Server(server.expect("it starts")))
}

#[test]
fn s42_tls_of_our_own_and_a_certificate_changed_while_it_serves() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = write_pair(folder.path());
    let (address, _server) = start(folder.path());
    let request = "GET /livez HTTP/1.1\r\nHost: switchboard.test\r\nConnection: close\r\n\r\n";
    let began = Instant::now();
    let answer = loop {
        match ask(address, &first, &TLS13, request) {
            Ok(answer) => break answer,
            Err(why) => assert!(began.elapsed() < SOON, "never ready: {why}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=63072000"), "{answer}");
    assert!(ask(address, &first, &TLS12, request).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")));

    let socket = "GET /sermo/socket HTTP/1.1\r\nHost: switchboard.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                  Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    let upgraded = ask(address, &first, &TLS13, socket).expect("an answer");
    assert!(upgraded.starts_with("HTTP/1.1 101"), "sockets too: {upgraded}");

    let mut plain = TcpStream::connect(address).expect("it listens");
    plain.set_read_timeout(Some(Duration::from_secs(5))).expect("a time-out");
    plain.write_all(request.as_bytes()).expect("sent");
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP/1.1 200"), "nothing is said unencrypted");

    let second = write_pair(folder.path());
    let began = Instant::now();
    while ask(address, &second, &TLS13, request).is_err() {
        assert!(began.elapsed() < SOON, "the new certificate was never taken up");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(ask(address, &first, &TLS13, request).is_err(), "the old one is gone");
}

#[test]
fn s42_the_clients_speak_tls_to_a_server_they_have_reason_to_believe() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = write_pair(folder.path());
    let (address, _server) = start(folder.path());
    let request = "GET /readyz HTTP/1.1\r\nHost: switchboard.test\r\nConnection: close\r\n\r\n";
    let began = Instant::now();
    while !ask(address, &certificate, &TLS13, request).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
    {
        assert!(began.elapsed() < SOON, "never ready");
        std::thread::sleep(Duration::from_millis(50));
    }
    let url = format!("https://localhost:{}", address.port());
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(arguments)
            .args(["--server", &url, "--credentials", "data/demo.json"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program runs");
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code(), said)
    };
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/sermo-standard-flow.jsonl");
    let (code, said) = run(&["play", scenario, "--ca", "cert.pem"]);
    assert_eq!(code, Some(0), "{said}");
    let feeds = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/sermo-outside.jsonl");
    let (code, said) = run(&["play", feeds, "--ca", "cert.pem"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(&["chat", "--as", "customer", "--ca", "cert.pem"]);
    assert_eq!(code, Some(0), "{said}");

    let (code, said) = run(&["chat", "--as", "customer"]);
    assert_eq!(code, Some(69), "nobody the system trusts vouches for it: {said}");
    assert!(said.contains("certificate"), "{said}");
    let (code, said) = run(&["chat", "--as", "customer", "--ca", "key.pem"]);
    assert_eq!(code, Some(66), "{said}");
    assert!(said.contains("no certificate in it"), "{said}");
}

#[test]
fn s28_one_tcp_connection_too_many_is_told_so_by_tls_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = write_pair(folder.path());
    let limit = "SWITCHBOARD__LIMITS__TCP_CONNECTIONS_PER_ADDRESS";
    let (address, _server) = start_with(folder.path(), limit, "4");
    let request = "GET /status HTTP/1.1\r\nHost: switchboard.test\r\nConnection: close\r\n\r\n";
    let is_let_in =
        || ask(address, &certificate, &TLS13, request).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"));
    let began = Instant::now();
    while !is_let_in() {
        assert!(began.elapsed() < SOON, "never ready");
        std::thread::sleep(Duration::from_millis(50));
    }
    // Each has been answered, so each has been counted, and stays.
    let lasting = "GET /status HTTP/1.1\r\nHost: switchboard.test\r\n\r\n";
    let mut crowd = Vec::new();
    while crowd.len() < 4 {
        let mut stream = say(address, &certificate, &TLS13, lasting).expect("a connection");
        let mut answer = [0; 4096];
        let count = stream.read(&mut answer).expect("an answer");
        if answer[..count].starts_with(b"HTTP/1.1 200") {
            crowd.push(stream);
        }
        assert!(began.elapsed() < SOON * 2, "there never was room");
    }
    let refused = ask(address, &certificate, &TLS13, request).expect("an answer");
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("too_many_connections") && refused.contains("retry-after: 2"), "{refused}");
    drop(crowd);
    let began = Instant::now();
    while !is_let_in() {
        assert!(began.elapsed() < SOON, "there is never room again");
    }
}

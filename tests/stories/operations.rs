//! What operators rely on: figures on an address of their own, logs that tell of nobody, a disk that fills up.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::json;
use switchboard::client::{CONSOLE_DOOR, CUSTOMER_DOOR, Socket};

use crate::line::Line;
use crate::server::{Server, free_address};

/// A demo with these settings besides.
fn demo_with(settings: &str) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("settings.toml"), settings).expect("settings");
    Server::over(folder, true)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// One request as it is, and the whole answer.
fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a time-out");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

pub fn get(address: SocketAddr, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
}

/// A customer says one text; what came back to it.
async fn says(server: &Server, user: &str, text: &str) -> serde_json::Value {
    let mut socket = Socket::open(&server.url(), CUSTOMER_DOOR).await.expect("open");
    socket.send(&json!({"type": "hello", "platformId": "demo-web", "userId": user})).await.expect("sent");
    let hello = socket.next().await.expect("a hello");
    assert_eq!(hello["type"], "hello", "{hello}");
    let text = json!({"type": "text", "platformId": "demo-web", "userId": user, "text": text, "id": "1"});
    socket.send(&text).await.expect("sent");
    loop {
        let frame = socket.next().await.expect("an answer");
        if frame["type"] == "ack" || frame["type"] == "refused" {
            return frame;
        }
    }
}

#[test]
fn s31_the_figures_are_on_an_address_of_their_own_and_tell_of_a_chat() {
    let inside = free_address();
    let server = demo_with(&format!("[server]\nmetrics_listen = \"{inside}\"\n"));
    let answer = runtime().block_on(says(&server, "canary-user", "canary-text"));
    assert_eq!(answer["type"], "ack", "{answer}");
    assert!(
        server.get("/metrics").expect("an answer").starts_with("HTTP/1.1 404"),
        "not on the public address"
    );
    let figures = get(inside, "/metrics");
    for (name, at_least) in [
        ("switchboard_frames_total{kind=\"customer\",direction=\"in\"}", 2.0),
        ("switchboard_frames_total{kind=\"customer\",direction=\"out\"}", 2.0),
        ("switchboard_ack_seconds_count{kind=\"customer\"}", 1.0),
        ("switchboard_journal_commit_seconds_count", 2.0),
        ("switchboard_journal_batch_requests_count", 2.0),
        ("switchboard_hosts{kind=\"session\"}", 1.0),
        ("switchboard_journal_disk_free_bytes", 1.0),
        ("switchboard_build_info{version=\"0.1.0\"}", 1.0),
        ("switchboard_process_resident_memory_bytes", 1e6),
        ("switchboard_process_open_fds", 5.0),
        ("switchboard_process_cpu_seconds_total", 0.001),
        ("switchboard_quarantined", 0.0),
        ("switchboard_outbox_rows", 0.0),
        ("switchboard_sessions_waiting", 0.0),
        ("switchboard_journal_queue_requests", 0.0),
    ] {
        let line = figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let value: Option<f64> = line.and_then(|value| value.parse().ok());
        assert!(value.is_some_and(|value| value >= at_least), "{name} is {value:?}:\n{figures}");
    }
    assert!(figures.contains("switchboard_sessions{standing=\"bot\"} 1"), "{figures}");
    assert!(
        figures.contains("switchboard_http_requests_total{route=\"/readyz\",method=\"GET\",status=\"200\"}"),
        "{figures}"
    );
    for secret in ["canary", "demo-web", "127.0.0.1", "anna"] {
        assert!(!figures.contains(secret), "{secret} is in the figures:\n{figures}");
    }
    for line in figures
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains(' '))
        .skip_while(|line| !line.starts_with("switchboard"))
    {
        assert!(line.starts_with("switchboard_"), "{line}");
    }
    let detail = get(inside, "/status");
    for word in
        ["\"diskFreeBytes\":", "\"sessions\":{\"bot\":1}", "\"quarantined\":0", "\"diskIsShort\":false"]
    {
        assert!(detail.contains(word), "{word}: {detail}");
    }
}

#[test]
fn figures_on_the_public_address_only_for_who_asks_for_that() {
    let address = free_address();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("settings.toml"),
        format!("[server]\nmetrics_listen = \"{address}\"\n"),
    )
    .expect("settings");
    let server = Server::at(address, folder, true);
    assert!(server.get("/metrics").expect("an answer").contains("switchboard_build_info"));
    assert!(server.get("/livez").expect("an answer").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_disk_with_too_little_room_refuses_what_people_send_and_nothing_else() {
    let most = i64::MAX;
    let mut server = demo_with(&format!("[limits]\ndisk_warn_bytes = {most}\ndisk_refuse_bytes = {most}\n"));
    let refused = runtime().block_on(says(&server, "somebody", "is anybody there?"));
    assert_eq!((&refused["code"], &refused["type"]), (&json!("disk_full"), &json!("refused")), "{refused}");
    assert!(refused["retryAfter"].as_u64().is_some_and(|seconds| seconds > 0), "{refused}");
    let status = server.get("/status").expect("an answer");
    assert!(
        status.contains("\"degraded\"") && status.contains("{\"name\":\"disk\",\"ok\":false}"),
        "{status}"
    );
    assert!(server.get("/readyz").expect("an answer").starts_with("HTTP/1.1 200"), "reading goes on");
    assert!(!server.exported().iter().any(|event| event.to_string().contains("is anybody there?")));
    server.stop();
    assert!(server.log_text().contains("the disk is nearly full"));
}

/// Everything a person or a program could say that must not be told on.
const CANARIES: [&str; 6] = ["canary", "Kanarie", "iVBORw0KGgo", "070-1234567", "@birds.example", "9.8.7.6"];

#[test]
fn s39_no_log_line_at_any_level_holds_what_anybody_said_or_who_they_are() {
    let server = demo_with("[log]\nlevel = \"trace\"\nformat = \"json\"\n");
    let agent = server.credentials().agents.first().expect("an agent").clone();
    runtime().block_on(chat_with_canaries(&server, &agent.token));
    let body = json!({
        "type": "text", "platformId": "demo-web", "userId": "canary-http", "text": "canary-http-text", "id": "canary-id",
        "name": "Kanarie Fågel", "email": "kanarie@birds.example", "phone": "070-1234567", "password": "canary-password",
        "person": "canary-person", "code": "canary-code", "token": "canary-body-token",
        "image": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="
    })
    .to_string();
    let address = server.address();
    for door in [
        "GET /nothing/canary-path",
        "POST /sermo/hello",
        "POST /sermo/events",
        "GET /sermo/stream",
        "POST /sermo/messages",
        "GET /sermo/images/canary-image",
        "GET /sermo/platforms/canary-platform/availability",
        "GET /sermo/platforms/demo-web/feeds/inbound",
        "POST /sermo/platforms/demo-web/feeds/outbound",
        "POST /sermo/images",
        "POST /api/v1/sign-in",
        "POST /api/v1/password-by-link",
        "POST /api/v1/people",
        "POST /api/v1/me/password",
        "POST /api/v1/bootstrap",
        "GET /api/v1/sessions",
        "POST /api/v1/customers",
        "PUT /api/v1/customers/canary-customer",
        "TRACE /canary-trace",
        "CANARY /canary-method",
    ] {
        let request = format!(
            "{door}?q=canary-query&token=canary-query-token HTTP/1.1\r\nHost: canary-host.birds.example\r\n\
             Connection: close\r\nAuthorization: Bearer canary-bearer\r\nCookie: canary=canary-cookie\r\n\
             User-Agent: canary-agent\r\nX-Forwarded-For: 9.8.7.6\r\nX-Request-Id: req-{}\r\n\
             Idempotency-Key: canary-key\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            "0123456789",
            body.len()
        );
        assert!(ask(address, &request).starts_with("HTTP/1.1"), "{door} is answered");
    }
    // A library beneath would log these values, were it asked for everything.
    for header in ["Content-Length: canary-length", "Transfer-Encoding: canary-coding"] {
        let odd = format!("POST / HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n");
        assert!(ask(address, &odd).starts_with("HTTP/1.1 4"), "{header} is refused");
    }
    let log = server.log_text();
    assert!(log.lines().count() > 20, "at trace level much is said");
    for line in log.lines() {
        let read: Result<serde_json::Value, _> = serde_json::from_str(line);
        let event = read.unwrap_or_else(|why| panic!("no JSON line ({why}): {line}"));
        assert!(event["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "UTC: {line}");
    }
    assert!(log.contains("req-0123456789"), "requests are told apart by their ids");
    let secrets = CANARIES.iter().copied().chain([agent.token.as_str(), agent.name.as_str()]);
    for secret in secrets {
        let found = log.lines().find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret} is in the log");
    }
}

/// A customer and an agent, from the hello to the end.
async fn chat_with_canaries(server: &Server, agent: &str) {
    let mut customer = Line::customer(server.url(), "demo-web");
    customer.memory.greeting.insert("userId".to_owned(), json!("canary-user"));
    while customer.memory.user.is_none() {
        customer.next(Duration::from_millis(100)).await;
    }
    for (index, text) in ["canary-text Kanarie", "070-1234567", "3"].into_iter().enumerate() {
        let mut frame = customer.event("text");
        frame["id"] = json!(format!("canary-id-{index}"));
        frame["text"] = json!(text);
        customer.send(frame).await;
        let mut typing = customer.event("typing");
        typing["text"] = json!("canary-typing");
        customer.send(typing).await;
        while !customer.memory.unanswered.is_empty() {
            customer.next(Duration::from_millis(100)).await;
        }
    }
    let mut picture = customer.event("image");
    picture["image"] = json!("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==");
    customer.send(picture).await;
    let mut console = Socket::open(&server.url(), CONSOLE_DOOR).await.expect("open");
    console.send(&json!({"type": "hello", "token": agent})).await.expect("sent");
    assert_eq!(console.next().await.expect("a frame")["type"], "hello");
    for frame in [
        json!({"type": "ready", "id": "canary-ready"}),
        json!({"type": "away", "id": "canary-away", "reason": "canary-reason"}),
    ] {
        console.send(&frame).await.expect("sent");
    }
    let mut stranger = Socket::open(&server.url(), CONSOLE_DOOR).await.expect("open");
    stranger.send(&json!({"type": "hello", "token": "canary-stranger"})).await.expect("sent");
    let _ = stranger.next().await;
    customer.next(Duration::from_millis(300)).await;
    let mut left = customer.event("client_left");
    left["id"] = json!("canary-left");
    customer.send(left).await;
    customer.next(Duration::from_millis(300)).await;
}

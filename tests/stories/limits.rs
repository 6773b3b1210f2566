//! Limits are settings: a changed one is obeyed, each at its door.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use switchboard::client::{CUSTOMER_DOOR, Socket};
use switchboard_journal::accounts::{AccountWrite, PlatformValues};

use crate::canaries::{data_url, picture};
use crate::center::{self, PLATFORM, workspace};
use crate::server::{Server, free_address};

/// A center with these lines among its limits.
fn center(limits: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let values = PlatformValues {
        messages_queue: Some("letters".parse().unwrap()),
        ..PlatformValues::named(workspace(), "Story", "line".parse().unwrap())
    };
    let writes = vec![
        center::queue("line", json!({"name": "The line"})),
        center::queue("letters", json!({"name": "Letters", "way": "pick", "channel": "message"})),
        AccountWrite::Platform { platform: PLATFORM.parse().unwrap(), values: Box::new(values) },
    ];
    center::write(folder.path(), limits, writes);
    Server::over(folder, false)
}

fn post(server: &Server, path: &str, token: &str, body: Value) -> (u16, Value) {
    let (status, answer) = server.call("POST", path, token, "", Some(&body));
    (status, serde_json::from_str(&answer).unwrap_or_default())
}

fn hello(server: &Server, user: &str) -> (u16, Value) {
    post(server, "/sermo/hello", "", json!({"type": "hello", "platformId": PLATFORM, "userId": user}))
}

/// Begins an upload of so many bytes, and sends only those given.
fn begin_upload(server: &Server, token: &str, announced: usize, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /sermo/images HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: image/png\r\nContent-Length: {announced}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), bytes].concat()).unwrap();
    stream
}

fn upload(server: &Server, token: &str, bytes: &[u8]) -> u16 {
    let mut answer = String::new();
    begin_upload(server, token, bytes.len(), bytes).read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap()
}

#[test]
fn sizes_are_as_the_settings_say() {
    let mut server = center("text_bytes = 10\npicture_bytes = 1024\nmessages_per_minute = 1\n");
    let token = hello(&server, "u1").1["token"].as_str().unwrap().to_owned();
    let text = |text: &str, image: Option<String>, id: &str| {
        let event = json!({"type": "text", "platformId": PLATFORM, "userId": "u1", "id": id, "text": text});
        let mut event = event;
        if let Some(image) = image {
            event["image"] = json!(image);
        }
        let (status, answer) = post(&server, "/sermo/events", &token, event);
        (status, answer["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(text("ten bytes.", None, "1"), (200, String::new()));
    assert_eq!(text("ten bytes..", None, "2"), (413, "text_too_long".to_owned()));
    let (small, large) = (picture("small"), picture(&"large".repeat(200)));
    assert!(small.len() < 1024 && large.len() > 1024);
    assert_eq!(text("a picture", Some(data_url(&small)), "3"), (200, String::new()));
    assert_eq!(text("a picture", Some(data_url(&large)), "4"), (413, "image_too_large".to_owned()));
    assert_eq!((upload(&server, &token, &small), upload(&server, &token, &large)), (201, 413));

    let leave = |text: &str| {
        let contact = json!({"email": "ada@example.org"});
        post(
            &server,
            "/sermo/messages",
            &token,
            json!({"platformId": PLATFORM, "text": text, "contact": contact}),
        )
    };
    assert_eq!(leave("much too long").1["code"], "text_too_long");
    let left = leave("call me");
    assert_eq!(left.0, 201, "{}", left.1);
    assert_eq!(leave("call me").0, 429);
    server.stop();
}

#[test]
fn paces_and_seats_are_as_the_settings_say() {
    let mut server = center("newcomers_per_minute = 2\nconnections_per_customer = 1\n");
    let token = hello(&server, "u1").1["token"].as_str().unwrap().to_owned();
    assert_eq!(hello(&server, "u2").0, 200);
    assert_eq!(hello(&server, "u3").0, 429, "two newcomers a minute");

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let greeting = json!({"type": "hello", "platformId": PLATFORM, "userId": "u1", "token": token});
        let mut first = Socket::open(&server.url(), CUSTOMER_DOOR).await.unwrap();
        first.send(&greeting).await.unwrap();
        assert_eq!(first.next().await.unwrap()["type"], "hello");
        let mut second = Socket::open(&server.url(), CUSTOMER_DOOR).await.unwrap();
        second.send(&greeting).await.unwrap();
        assert_eq!(second.next().await.unwrap()["code"], "too_many_connections");
    });
    server.stop();
}

#[test]
fn pictures_come_in_as_many_at_once_as_the_settings_say() {
    let mut server = center("pictures_at_once = 1\n");
    let token = hello(&server, "u1").1["token"].as_str().unwrap().to_owned();
    let file = picture("slow");
    let by = Instant::now() + Duration::from_secs(30);
    loop {
        // Whichever comes first has the seat: only where the slow one had it, the other proves something.
        let mut slow = begin_upload(&server, &token, file.len(), &file[..20]);
        std::thread::sleep(Duration::from_millis(100));
        let was_refused = upload(&server, &token, &file) == 503;
        let _ = slow.write_all(&file[20..]);
        let mut answer = String::new();
        let _ = slow.read_to_string(&mut answer);
        if was_refused && answer.starts_with("HTTP/1.1 201") {
            break;
        }
        assert!(Instant::now() < by, "one picture at a time: {answer}");
    }
    server.stop();
}

#[test]
fn s28_tcp_connections_are_as_the_settings_say_and_counted() {
    let inside = free_address();
    let limits = format!("tcp_connections_per_address = 12\n\n[server]\nmetrics_listen = \"{inside}\"\n");
    let mut server = center(&limits);
    let figure = |name: &str| -> Option<u64> {
        let mut stream = TcpStream::connect(inside).unwrap();
        write!(stream, "GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
        let mut figures = String::new();
        stream.read_to_string(&mut figures).unwrap();
        let line = figures.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().parse().ok()
    };
    let open = "switchboard_tcp_connections";
    let by = Instant::now() + Duration::from_secs(30);
    while figure(open) != Some(0) {
        assert!(Instant::now() < by, "nobody is there yet");
    }
    let crowd: Vec<_> = (0..12).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    while figure(open) != Some(12) {
        assert!(Instant::now() < by, "all of them are accepted");
    }
    let refused = hello(&server, "u1");
    assert_eq!((refused.0, &refused.1["code"]), (429, &json!("too_many_connections")));
    assert_eq!(figure("switchboard_tcp_refusals_total{why=\"address\"}"), Some(1), "operators see it");
    drop(crowd);
    while figure(open) != Some(0) {
        assert!(Instant::now() < by, "all of them are gone");
    }
    assert_eq!(hello(&server, "u1").0, 200);
    server.stop();
}

#[test]
fn requests_of_one_address_keep_the_pace_of_the_settings() {
    let mut server = center("requests_per_second = 1\nrequests_at_once = 3\n");
    let asked = || hello(&server, "u1").0;
    let answers: Vec<u16> = (0..8).map(|_| asked()).collect();
    assert_eq!(answers[..3], [200; 3], "{answers:?}");
    assert!(answers.contains(&429), "{answers:?}");
    server.stop();
}

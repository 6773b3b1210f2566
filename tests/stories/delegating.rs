//! Calls that stand by are sent on by us, by a provider of a test that can say no, say nothing, or not be there.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::phone::{accepted, center, event, report};
use super::server::{Server, free_address};

/// What was asked of the provider: its credentials and the action.
type Asked = Arc<Mutex<Vec<(String, String, Value)>>>;

/// Answers each request with the next of these statuses, the last one again and again.
fn provider(at: SocketAddr, statuses: &'static [u16]) -> Asked {
    let asked = Asked::default();
    let (heard, listener) = (Arc::clone(&asked), TcpListener::bind(at).expect("a port"));
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        let mut status = *statuses.next().unwrap();
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let (mut line, mut authorization, mut length) = (String::new(), String::new(), 0);
            stream.read_line(&mut line).expect("a request");
            loop {
                let mut header = String::new();
                stream.read_line(&mut header).expect("a header");
                let (name, value) = match header.trim().split_once(": ") {
                    Some((name, value)) => (name.to_ascii_lowercase(), value.to_owned()),
                    None => break,
                };
                match name.as_str() {
                    "authorization" => authorization = value,
                    "content-length" => length = value.parse().expect("a length"),
                    _ => {}
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("a body");
            let action = serde_json::from_slice(&body).expect("JSON");
            heard.lock().unwrap().push((line.trim().to_owned(), authorization, action));
            let answer =
                format!("HTTP/1.1 {status} Said\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK");
            let _ = stream.get_mut().write_all(answer.as_bytes());
            status = *statuses.next().unwrap_or(&status);
        }
    });
    asked
}

fn settings(at: SocketAddr, within_ms: u64) -> String {
    format!(
        "api_url = \"http://{at}\"\napi_user = \"user\"\napi_password = \"password\"\n\
         delegate_within_ms = {within_ms}"
    )
}

/// What became of it, as the call's own journal says.
fn outcome(server: &Server, call: &str) -> Value {
    let token = server.credentials().agent(Some("sofia")).unwrap().token.clone();
    let began = Instant::now();
    loop {
        let (status, body) = server.call("GET", &format!("/api/v1/calls/{call}/events"), &token, "", None);
        let events: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 200, "{events}");
        let items = events["items"].as_array().unwrap();
        if let Some(told) = items.iter().find(|event| event["kind"] == "delegated") {
            return told["facts"]["outcome"].clone();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never journaled: {events}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn calls(number: &str, call: &str) -> Value {
    json!({"type": "call.new", "call_id": call, "their_number": number})
}

#[test]
fn t22_a_call_that_stands_by_is_sent_on_once_with_our_credentials_and_what_came_of_it_is_kept() {
    let at = free_address();
    let asked = provider(at, &[200]);
    let mut server = center(&settings(at, 10_000));
    accepted(&server, &calls("11999990000", "1"));
    accepted(&server, &event("call.standby", "1"));
    let taken = json!({"outcome": "taken", "destination": "900", "tries": 1});
    assert_eq!(outcome(&server, "1"), taken);
    // Once: not for a standby that comes again, nor for one that comes too late, nor after a restart.
    accepted(&server, &event("call.standby", "1"));
    accepted(&server, &event("call.waiting", "2"));
    accepted(&server, &event("call.standby", "2"));
    server.kill_and_restart();
    // Who has called before goes elsewhere.
    accepted(&server, &calls("11999990000", "3"));
    accepted(&server, &event("call.standby", "3"));
    assert_eq!(outcome(&server, "3")["destination"], "901");
    let heard = asked.lock().unwrap().clone();
    let action = |call: &str, to: &str| json!({"type": "delegate", "call_id": call, "destination": to});
    let basic = "Basic dXNlcjpwYXNzd29yZA==".to_owned();
    let post = "POST /actions HTTP/1.1".to_owned();
    assert_eq!(heard, [(post.clone(), basic.clone(), action("1", "900")), (post, basic, action("3", "901"))]);
    server.stop();
    server.assert_sound();
}

#[test]
fn a_provider_that_fails_is_asked_again_and_one_that_refuses_is_not() {
    let (failing, refusing) = (free_address(), free_address());
    let asked = provider(failing, &[500, 503, 200]);
    let server = center(&settings(failing, 10_000));
    accepted(&server, &event("call.standby", "1"));
    assert_eq!(outcome(&server, "1"), json!({"outcome": "taken", "destination": "900", "tries": 3}));
    assert_eq!(asked.lock().unwrap().len(), 3);
    let asked = provider(refusing, &[400]);
    let server = center(&settings(refusing, 10_000));
    accepted(&server, &event("call.standby", "1"));
    assert_eq!(outcome(&server, "1"), json!({"outcome": "refused", "destination": "900", "status": 400}));
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn a_provider_that_is_not_there_undoes_nothing_and_is_given_up_in_time() {
    let server = center(&settings(free_address(), 1_500));
    let began = Instant::now();
    accepted(&server, &event("call.standby", "1"));
    assert!(began.elapsed() < Duration::from_millis(1_400), "the report is not kept waiting");
    assert_eq!(outcome(&server, "1"), json!({"outcome": "expired"}));
    assert!(began.elapsed() >= Duration::from_millis(1_500));
    assert_eq!(report(&server, &event("call.waiting", "1")).status, 200, "the call goes on");
}

#[test]
fn t22_strict_asks_for_no_refused_standby() {
    let at = free_address();
    let asked = provider(at, &[200]);
    let server = center(&format!("strict = true\n{}", settings(at, 10_000)));
    assert_eq!(report(&server, &event("call.standby", "1")).status, 500);
    accepted(&server, &event("call.new", "2"));
    accepted(&server, &event("call.standby", "2"));
    assert_eq!(report(&server, &event("call.standby", "2")).status, 500);
    assert_eq!(outcome(&server, "2")["outcome"], "taken");
    assert_eq!(asked.lock().unwrap().len(), 1, "never for a refused or repeated one");
}

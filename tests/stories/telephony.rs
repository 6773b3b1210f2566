//! Calls in the mode a contact center runs (protocols/teravoz 5): whatever the provider skips, repeats or sends late.

use serde_json::{Value, json};

use super::phone::{Board, accepted, actor, center, event, post_raw, report, told};

const OPEN: &str = "open_socket = true";

#[test]
fn the_requirements_call_is_listed_event_by_event() {
    told(async {
        let server = center(OPEN);
        let mut board = Board::open(&server).await;
        let call = "1463669263.30033";
        let new = json!({"code": "123456", "type": "call.new", "call_id": call, "direction": "inbound",
            "timestamp": "2017-01-01T00:00:00Z", "our_number": "0800000000", "their_number": "11999990000",
            "their_number_type": "mobile"});
        let entered = json!({"type": "actor.entered", "code": "123456", "call_id": call,
            "actor": "user.name@email.com", "number": "200", "queue": "900", "timestamp": "2017-01-01T00:00:00Z"});
        let data = accepted(&server, &new);
        assert_eq!((&data["id"], &data["aggregate_id"], &data["event"]), (&json!(1), &json!(call), &new));
        accepted(&server, &event("call.standby", call));
        accepted(&server, &event("call.waiting", call));
        accepted(&server, &entered);
        accepted(&server, &event("call.ongoing", call));
        accepted(&server, &actor("actor.left", call, "user.name@email.com"));
        accepted(&server, &event("call.finished", call));
        let events = board.events(call).await;
        let ids: Vec<_> = events.iter().map(|event| event["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7], "dense and rising");
        assert_eq!(events[0]["event"], new);
        let keys: Vec<&String> = events[0].as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 4, "nothing else leaks: {keys:?}");
        let uuids: std::collections::BTreeSet<_> =
            events.iter().map(|event| event["uuid"].as_str()).collect();
        assert_eq!(uuids.len(), 7);
        let listed = board.calls(json!({"state": "FINISHED"})).await;
        assert_eq!(listed.len(), 1);
        for time in ["created_at", "updated_at"] {
            let text = listed[0][time].as_str().unwrap();
            assert!(text.len() == 24 && text.ends_with('Z') && text.as_bytes()[19] == b'.', "{text}");
        }
        drop(server);
    });
}

#[test]
fn what_is_kept_is_kept_as_it_was_sent() {
    let server = center(OPEN);
    let sent = r#"{"z":"last","type":"call.new","call_id":"7.1","timestamp":"2017-01-01T00:00:00.5Z","a":null,"n":1.50}"#;
    let answer = post_raw(&server, "application/json", sent);
    assert!(answer.body.contains(&format!("\"event\":{sent}")), "{}", answer.body);
    let form = post_raw(&server, "application/x-www-form-urlencoded", "type=call.new&call_id=7.2");
    assert!(form.body.contains(r#""event":{"type":"call.new","call_id":"7.2"}"#), "{}", form.body);
}

#[test]
fn ids_of_any_length_and_kind_make_calls() {
    told(async {
        let server = center(OPEN);
        let mut board = Board::open(&server).await;
        let long = "x".repeat(5_000);
        let ids = [
            "1463669263.30033",
            "CA0123456789abcdef0123456789abcdef",
            "0b7cbe50-9a6f-4f6e-a0b4-0e5a2f7a8c11",
            "cjld2cjxh0000qzrmn831i7rn",
            "1571000000000.123",
            "with / and % and ü",
            &long,
        ];
        for id in ids {
            accepted(&server, &event("call.new", id));
            assert_eq!(board.state(id).await.as_deref(), Some("NEW"), "{id}");
            assert_eq!(board.events(id).await[0]["aggregate_id"], id);
        }
        let numeric = accepted(&server, &json!({"type": "call.new", "call_id": 14636692.5}));
        assert_eq!(numeric["aggregate_id"], "14636692.5");
        assert_eq!(numeric["event"]["call_id"], json!(14636692.5), "a number stays one");
        assert_eq!(board.calls(json!({})).await.len(), ids.len() + 1);
    });
}

#[test]
fn twelve_equal_reports_at_once_make_one_call() {
    told(async {
        let mut server = center(OPEN);
        let answers: Vec<Value> = std::thread::scope(|scope| {
            let report = || accepted(&server, &event("call.new", "1463669263.30033"));
            let threads: Vec<_> = (0..12).map(|_| scope.spawn(report)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "answered as the first was: {answers:?}");
        let mut board = Board::open(&server).await;
        assert_eq!(board.calls(json!({})).await.len(), 1);
        assert_eq!(board.events("1463669263.30033").await.len(), 1);
        // Also when nobody remembers it any more.
        server.kill_and_restart();
        assert_eq!(accepted(&server, &event("call.new", "1463669263.30033")), answers[0]);
        let mut board = Board::open(&server).await;
        assert_eq!(board.calls(json!({})).await.len(), 1);
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn duplicates_are_answered_as_the_first_was_and_stored_nowhere() {
    told(async {
        let server = center(OPEN);
        for (name, kept) in [
            ("call.new", 1),
            ("call.standby", 1),
            ("call.waiting", 2),
            ("call.ongoing", 2),
            ("call.finished", 1),
        ] {
            let first = accepted(&server, &event(name, "1"));
            let second = accepted(&server, &event(name, "1"));
            assert_eq!(first == second, kept == 1, "{name}");
        }
        let mut twilio = actor("actor.entered", "2", "Maria");
        twilio["sid"] = json!("EV1");
        let mut ongoing = event("call.ongoing", "2");
        ongoing["sid"] = json!("EV1");
        let first = accepted(&server, &twilio);
        assert_eq!(accepted(&server, &twilio), first);
        assert_ne!(accepted(&server, &ongoing), first, "one source event told as two");
        let mut board = Board::open(&server).await;
        assert_eq!((board.events("1").await.len(), board.events("2").await.len()), (7, 2));
    });
}

#[test]
fn official_flows_that_skip_steps_reach_their_end() {
    told(async {
        let server = center(OPEN);
        let mut board = Board::open(&server).await;
        let flows = [
            ("sandbox", vec!["call.new", "call.standby", "call.ongoing", "call.finished"]),
            ("outbound", vec!["call.new", "call.waiting", "call.ongoing", "call.finished"]),
            ("abandoned", vec!["call.new", "call.standby", "call.waiting", "call.queue-abandon"]),
            ("without-new", vec!["call.ongoing", "call.finished", "call.recording-available"]),
        ];
        for (call, names) in flows {
            for name in &names {
                accepted(&server, &event(name, call));
            }
            assert_eq!(board.state(call).await.as_deref(), Some("FINISHED"), "{call}");
            assert_eq!(board.events(call).await.len(), names.len(), "{call}");
        }
        accepted(&server, &event("call.teleported", "unknown"));
        assert_eq!(board.state("unknown").await.as_deref(), Some("NEW"));
        for presence in ["actor.logged-in", "actor.paused", "dialer.expired", "nobody.knows"] {
            let stored = accepted(&server, &json!({"type": presence, "actor": "anna"}));
            assert_eq!(stored["aggregate_id"], "", "of no call");
        }
        assert_eq!(board.calls(json!({})).await.len(), 5, "which makes none");
    });
}

#[test]
fn what_is_no_report_is_said_so_at_once() {
    let server = center(OPEN);
    for (kind, body, status) in [
        ("application/json", "", 422),
        ("application/json", "{}", 422),
        ("application/json", r#"{"type":7,"call_id":"1"}"#, 422),
        ("application/json", "[]", 400),
        ("application/json", "{", 400),
        ("application/json", "7", 400),
        ("text/plain", "type=call.new", 422),
        ("application/json", &format!("{{\"type\":\"{}\"", "x".repeat(300_000)), 413),
    ] {
        let answer = post_raw(&server, kind, body);
        assert_eq!(answer.status, status, "{kind} {body:.40}: {}", answer.body);
        assert_eq!(answer.json()["success"], false);
    }
}

#[test]
fn pushes_go_to_everybody_and_at_most_ten_a_second() {
    told(async {
        let server = center(OPEN);
        let (mut one, mut two) = (Board::open(&server).await, Board::open(&server).await);
        for number in 0..100 {
            accepted(&server, &event("call.new", &format!("{number}")));
        }
        let began = std::time::Instant::now();
        let (first, second) = (one.pushes().await, two.pushes().await);
        let most = 10 * (began.elapsed().as_secs() as usize + 3);
        assert!(first >= 1 && second >= 1, "everybody");
        assert!(first < 100 && first <= most && second <= most, "{first} and {second} within {most}");
    });
}

#[test]
fn a_killed_server_forgets_no_call_and_frees_nobody_by_mistake() {
    told(async {
        let mut server = center(&format!("{OPEN}\nongoing_most_ms = 4000"));
        accepted(&server, &event("call.ongoing", "1"));
        accepted(&server, &actor("actor.entered", "1", "anna"));
        server.kill_and_restart();
        let mut board = Board::open(&server).await;
        assert_eq!(board.state("1").await.as_deref(), Some("ONGOING"));
        // Nothing more is heard: lost sight of, also by a server that was away meanwhile.
        let began = std::time::Instant::now();
        while board.state("1").await.as_deref() != Some("FINISHED") {
            assert!(began.elapsed().as_secs() < 20, "never given up");
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        assert_eq!(report(&server, &event("call.finished", "1")).status, 200, "the late word is kept");
        server.stop();
        server.assert_sound();
    });
}

/// What an owner, or somebody else by this name, reads of the API.
fn read(server: &super::server::Server, who: &str, path: &str) -> (u16, Value) {
    let token = server.credentials().agent(Some(who)).expect(who).token.clone();
    let (status, body) = server.call("GET", path, &token, "", None);
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// Reads until it holds, since what subjects owe each other takes a moment.
fn until(server: &super::server::Server, who: &str, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let began = std::time::Instant::now();
    loop {
        let (status, body) = read(server, who, path);
        if status == 200 && holds(&body) {
            return body;
        }
        assert!(began.elapsed().as_secs() < 10, "{path}: {status} {body}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The name of somebody in the demo who may see everything.
const CHIEF: &str = "sofia";

#[test]
fn an_agent_in_a_call_has_no_room_for_chats_and_its_end_gives_it_back() {
    let mut server = center(OPEN);
    let load = |body: &Value| (body["loads"]["voice"].as_u64(), body["loads"]["chat"].as_u64());
    accepted(&server, &event("call.ongoing", "1"));
    accepted(&server, &actor("actor.entered", "1", "anna"));
    until(&server, CHIEF, "/api/v1/live/agents/anna", |body| load(body) == (Some(1), Some(3)));
    server.kill_and_restart();
    let (_, body) = read(&server, CHIEF, "/api/v1/live/agents/anna");
    assert_eq!(load(&body), (Some(1), Some(3)), "also for a server that was killed");
    accepted(&server, &event("call.finished", "1"));
    until(&server, CHIEF, "/api/v1/live/agents/anna", |body| load(body) == (None, None));
    server.stop();
    server.assert_sound();
}

#[test]
fn callers_wait_beside_chats_in_the_figures_of_their_queue() {
    let server = center(OPEN);
    let path = "/api/v1/live/queues/kundservice";
    let body = until(&server, CHIEF, path, |body| body["callers"] == 0);
    assert_eq!(body.get("oldest_caller"), None);
    for call in ["1", "2"] {
        let waiting = json!({"type": "call.waiting", "call_id": call, "queue": "kundservice"});
        accepted(&server, &waiting);
    }
    let (_, body) = read(&server, CHIEF, path);
    assert_eq!(body["callers"], 2);
    let (_, calls) = read(&server, CHIEF, "/api/v1/calls?queue=kundservice&state=waiting");
    let first = &calls["items"][1];
    assert_eq!((&first["call"], &first["since"]), (&json!("1"), &body["oldest_caller"]));
    accepted(&server, &event("call.queue-abandon", "1"));
    assert_eq!(read(&server, CHIEF, path).1["callers"], 1);
}

#[test]
fn a_call_can_be_read_as_it_was_at_any_moment() {
    let server = center(OPEN);
    let names = ["call.new", "call.waiting", "call.ongoing", "call.finished"];
    for name in names {
        accepted(&server, &event(name, "7.1"));
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    accepted(&server, &event("call.recording-available", "7.1"));
    let (_, events) = read(&server, CHIEF, "/api/v1/calls/7.1/events");
    let events = events["items"].as_array().unwrap().clone();
    for (event, state) in events.iter().zip(["new", "waiting", "ongoing", "finished", "finished"]) {
        for at in [&event["seq"].to_string(), event["at"].as_str().unwrap()] {
            let (status, then) = read(&server, CHIEF, &format!("/api/v1/calls/7.1?at={at}"));
            assert_eq!((status, &then["call"]["state"]), (200, &json!(state)), "{at}: {then}");
        }
    }
    let (status, now) = read(&server, CHIEF, "/api/v1/calls/7.1");
    assert_eq!((status, &now["seq"]), (200, &json!(5)));
    for at in ["2001-01-01T00:00:00Z", "0", "6", "yesterday"] {
        assert_eq!(read(&server, CHIEF, &format!("/api/v1/calls/7.1?at={at}")).0, 400, "{at}");
    }
    assert_eq!(read(&server, CHIEF, "/api/v1/calls/nobody").0, 404);
}

#[test]
fn numbers_and_recordings_are_for_whoever_may_see_them() {
    told(async {
        let server = center("");
        let call = json!({"type": "call.waiting", "call_id": "1", "queue": "kundservice",
            "their_number": "11999990000"});
        accepted(&server, &call);
        accepted(&server, &json!({"type": "call.waiting", "call_id": "2", "queue": "elsewhere"}));
        let recorded =
            json!({"type": "call.recording-available", "call_id": "1", "url": "https://api/1.wav"});
        accepted(&server, &recorded);
        let keyed = json!({"type": "call.cpf-provided", "call_id": "1", "cpf": "00000000191"});
        accepted(&server, &keyed);
        let (_, seen) = read(&server, CHIEF, "/api/v1/calls/1");
        assert_eq!(seen["call"]["their_number"], "11999990000");
        assert_eq!(seen["call"]["recordings"], json!(["https://api/1.wav"]));
        let (_, seen) = read(&server, "anna", "/api/v1/calls/1");
        assert_eq!(seen["call"]["their_number"], "********000");
        assert_eq!(seen["call"]["recordings"], json!([]));
        let (_, events) = read(&server, "anna", "/api/v1/calls/1/events");
        let text = events.to_string();
        assert!(
            !text.contains("11999990000") && !text.contains("00000000191") && !text.contains("1.wav"),
            "{text}"
        );
        assert_eq!(read(&server, "anna", "/api/v1/calls").1["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(read(&server, "anna", "/api/v1/calls/2").0, 404, "of a queue that is not theirs");
        assert_eq!(read(&server, "anna", "/api/v1/calls?their_number=11999990000").0, 403);

        // The same over the socket, for whoever names themselves; nobody else is told anything.
        let token = |who: &str| server.credentials().agent(Some(who)).unwrap().token.clone();
        let ask = json!({"event": "ListCallEvents", "data": {"call_id": "1"}});
        for (who, number) in [(CHIEF, "11999990000"), ("anna", "********000")] {
            let mut board = Board::open(&server).await;
            let hello = json!({"event": "Authenticate", "data": {"token": token(who)}});
            assert_eq!(board.ask(hello).await["status"], "Ok", "{who}");
            let events = board.ask(ask.clone()).await;
            assert_eq!(events["data"][0]["event"]["their_number"], number, "{who}: {events}");
        }
        let mut stranger = Board::open(&server).await;
        assert_eq!(stranger.ask(ask).await["status"], "Failed");
        assert!(stranger.0.next().await.is_err(), "and is closed");
    });
}

#[test]
fn reports_are_taken_from_whoever_knows_the_secret() {
    let server = center("secret = \"a-secret-of-a-story\"");
    let body = event("call.new", "1").to_string();
    let json = "Content-Type: application/json\r\n";
    let sent = |path: &str, headers: &str| {
        super::phone::request(server.address(), "POST", path, &format!("{json}{headers}"), &body).status
    };
    let webhook = "/teravoz/webhook";
    assert_eq!(sent(webhook, ""), 401);
    assert_eq!(sent(webhook, "X-Teravoz-Secret: another-secret-here\r\n"), 401);
    assert_eq!(sent(&format!("{webhook}/another-secret-here"), ""), 401);
    assert_eq!(sent(webhook, "X-Teravoz-Secret: a-secret-of-a-story\r\n"), 200);
    assert_eq!(sent(webhook, "Authorization: Bearer a-secret-of-a-story\r\n"), 200);
    assert_eq!(sent(&format!("{webhook}/a-secret-of-a-story"), ""), 200);
    // Without a secret on loopback everybody may report, but no page of somebody else's.
    let open = center("");
    let sent = |headers: &str| {
        super::phone::request(open.address(), "POST", webhook, &format!("{json}{headers}"), &body).status
    };
    assert_eq!((sent(""), sent("Origin: https://evil.example\r\n")), (200, 401));
}

//! The numbered traps of protocols/teravoz 4, each in the mode it speaks of. Where it says what the reference does, the
//! mode is strict and the server stands on the reference's two ports.

use std::net::SocketAddr;
use std::sync::Barrier;

use serde_json::{Value, json};

use super::phone::{Answer, Board, accepted, actor, center, event, post_raw, report, request, told};
use super::server::{Server, free_address};

const STRICT: &str = "strict = true\nopen_socket = true";

/// Refused, with this in `errors`.
fn refused(answer: &Answer, errors: &Value) {
    assert_eq!(answer.status, 500, "{}", answer.body);
    let expected = json!({"success": false, "code": 500, "errors": errors, "message": ""});
    assert_eq!(answer.json(), expected);
}

/// A call that went through these events.
fn went(server: &Server, call: &str, names: &[&str]) {
    names.iter().for_each(|name| drop(accepted(server, &event(name, call))));
}

const LINE: [&str; 5] = ["call.new", "call.standby", "call.waiting", "call.ongoing", "call.finished"];

#[test]
fn t01_refusals_are_500_in_one_envelope_whatever_the_body() {
    let server = center(STRICT);
    for (kind, body) in [
        ("", ""),
        ("application/json", ""),
        ("text/plain", "hello"),
        ("application/xml", "<a/>"),
        ("application/json", "{}"),
        ("application/json", "[]"),
        ("application/json", r#"[{"type":"call.new"}]"#),
        ("application/json", r#"{"type":"call.overflow","call_id":"1"}"#),
        ("application/json", r#"{"type":"call.recording-available","call_id":"1"}"#),
        ("application/json", r#"{"type":null}"#),
    ] {
        refused(&post_raw(&server, kind, body), &json!(["no suitable handler"]));
    }
    for broken in ["{", "7", "\"text\"", "null"] {
        let answer = post_raw(&server, "application/json", broken);
        assert_eq!(answer.status, 400, "{broken}");
        assert!(
            answer.head.contains("content-type: text/html") && answer.body.starts_with("<!DOCTYPE html>")
        );
    }
    let form = post_raw(&server, "application/x-www-form-urlencoded", "type=call.new&call_id=1");
    assert_eq!(form.status, 200, "{}", form.body);
}

#[test]
fn t02_errors_are_a_text_for_a_refused_call_new_and_a_list_otherwise() {
    let server = center(STRICT);
    went(&server, "1", &["call.new"]);
    refused(&report(&server, &event("call.new", "1")), &json!("wrong type or duplicate"));
    refused(&report(&server, &event("call.waiting", "1")), &json!(["transition not allowed"]));
    refused(&report(&server, &event("call.standby", "2")), &json!(["call not registered"]));
}

#[test]
fn t03_refused_events_are_neither_stored_nor_pushed() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        went(&server, "1", &["call.new"]);
        assert_eq!(board.pushes().await, 1);
        for name in ["call.new", "call.ongoing", "call.overflow"] {
            assert_eq!(report(&server, &event(name, "1")).status, 500);
        }
        assert_eq!(board.pushes().await, 0);
        assert_eq!(board.events("1").await.len(), 1);
        // Nor does a refusal take a number.
        assert_eq!(accepted(&server, &event("call.standby", "1"))["id"], 2);
    });
}

#[test]
fn t04_a_second_call_event_is_refused_also_after_the_end_and_a_second_actor_is_not() {
    told(async {
        let server = center(STRICT);
        went(&server, "1", &LINE);
        for name in LINE {
            assert_eq!(report(&server, &event(name, "1")).status, 500, "{name}");
        }
        for _ in 0..2 {
            accepted(&server, &actor("actor.entered", "1", "a@example.org"));
        }
        assert_eq!(Board::open(&server).await.events("1").await.len(), 7);
    });
}

#[test]
fn t05_without_call_new_actors_alone_are_kept_and_a_late_one_works() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        accepted(&server, &actor("actor.entered", "1", "a@example.org"));
        refused(&report(&server, &event("call.waiting", "1")), &json!(["call not registered"]));
        assert_eq!((board.calls(json!({})).await.len(), board.events("1").await.len()), (0, 1));
        accepted(&server, &event("call.new", "1"));
        let kinds: Vec<_> =
            board.events("1").await.iter().map(|event| event["event"]["type"].clone()).collect();
        assert_eq!(kinds, ["actor.entered", "call.new"], "the earlier one shows before it");
        assert_eq!(board.calls(json!({})).await.len(), 1);
    });
}

#[test]
fn t06_actors_come_and_go_as_they_like_and_change_no_state() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        went(&server, "1", &LINE);
        for (name, who) in [
            ("actor.left", "never-there"),
            ("actor.entered", "a@example.org"),
            ("actor.entered", "b@example.org"),
            ("actor.entered", "a@example.org"),
            ("actor.left", "a@example.org"),
            ("actor.left", "a@example.org"),
        ] {
            accepted(&server, &actor(name, "1", who));
        }
        assert_eq!(board.state("1").await.as_deref(), Some("FINISHED"));
    });
}

#[test]
fn t07_the_official_sandbox_stops_half_way_and_only_the_tolerant_mode_is_lenient() {
    told(async {
        let server = center(STRICT);
        went(&server, "1", &["call.new", "call.standby"]);
        refused(&report(&server, &event("call.ongoing", "1")), &json!(["transition not allowed"]));
        refused(&report(&server, &event("call.finished", "1")), &json!(["transition not allowed"]));
        assert_eq!(Board::open(&server).await.state("1").await.as_deref(), Some("STANDBY"));
        let tolerant = center("open_socket = true");
        went(&tolerant, "1", &["call.new", "call.standby", "call.ongoing", "call.finished"]);
        assert_eq!(Board::open(&tolerant).await.state("1").await.as_deref(), Some("FINISHED"));
    });
}

#[test]
fn t08_twelve_equal_call_new_at_once_make_one_call() {
    told(async {
        let server = center(STRICT);
        let gate = Barrier::new(12);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let knock = || {
                gate.wait();
                report(&server, &event("call.new", "1")).status
            };
            let threads: Vec<_> = (0..12).map(|_| scope.spawn(knock)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let accepted = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!((accepted, statuses.iter().filter(|status| **status == 500).count()), (1, 11));
        let mut board = Board::open(&server).await;
        assert_eq!((board.calls(json!({})).await.len(), board.events("1").await.len()), (1, 1));
    });
}

#[test]
fn t09_ids_rise_in_the_order_in_which_reports_were_accepted() {
    told(async {
        let server = center(STRICT);
        let mut taken: Vec<(String, Vec<u64>)> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|number| {
                    let (server, call) = (&server, format!("call-{number}"));
                    scope.spawn(move || {
                        let ids =
                            LINE.map(|name| accepted(server, &event(name, &call))["id"].as_u64().unwrap());
                        (call, ids.to_vec())
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut board = Board::open(&server).await;
        for (call, ids) in &mut taken {
            let listed = board.events(call).await;
            let listed: Vec<u64> = listed.iter().map(|event| event["id"].as_u64().unwrap()).collect();
            assert!(listed.is_sorted() && listed == *ids, "{call}: {listed:?}, told {ids:?}");
        }
        let mut all: Vec<u64> = taken.into_iter().flat_map(|(_, ids)| ids).collect();
        all.sort_unstable();
        assert_eq!(all, (1..=40).collect::<Vec<_>>(), "dense over all calls");
    });
}

#[test]
fn t10_a_senders_times_are_texts_and_ours_have_three_decimals_and_a_z() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        let times = ["2017-01-01T00:00:00Z", "2017-01-01T00:00:00.1234567Z", "yesterday", ""];
        for (call, time) in ["1", "2", "3", "4"].into_iter().zip(times) {
            let sent = json!({"type": "call.new", "call_id": call, "timestamp": time});
            assert_eq!(accepted(&server, &sent)["event"]["timestamp"], time);
        }
        for call in board.calls(json!({})).await {
            let created = call["created_at"].as_str().unwrap();
            assert!(created.len() == 24 && created.ends_with(".000Z"), "{created}");
            assert_eq!(call["created_at"], call["updated_at"]);
        }
        accepted(&server, &event("call.standby", "1"));
        let call = &board.calls(json!({"aggregate_id": "1"})).await[0];
        assert_eq!(call["created_at"], call["updated_at"], "never touched again");
    });
}

#[test]
fn t11_text_stays_text_and_a_numeric_call_id_a_number() {
    let server = center(STRICT);
    let sent = json!({"type": "call.new", "call_id": "1463669263.30040", "our_number": "0800000000",
        "queue": "900", "code": "007"});
    let data = accepted(&server, &sent);
    assert_eq!((&data["event"], &data["aggregate_id"]), (&sent, &json!("1463669263.30040")));
    let data = accepted(&server, &json!({"type": "call.new", "call_id": 1234}));
    assert_eq!((&data["aggregate_id"], &data["event"]["call_id"]), (&json!("1234"), &json!(1234)));
}

#[test]
fn t12_ids_are_integers_uuids_are_texts_and_nothing_else_shows() {
    told(async {
        let server = center(STRICT);
        let data = accepted(&server, &event("call.new", "1"));
        assert!(data["id"].is_u64());
        let uuid = data["uuid"].as_str().unwrap();
        assert!(uuid.len() == 36 && uuid == uuid.to_lowercase() && uuid.matches('-').count() == 4, "{uuid}");
        let mut board = Board::open(&server).await;
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let call = &board.calls(json!({})).await[0];
        assert_eq!(keys(call), ["aggregate_id", "created_at", "id", "state", "updated_at"]);
        let row = &board.events("1").await[0];
        assert_eq!(keys(row), ["aggregate_id", "event", "id", "uuid"]);
        assert_eq!(row, &data);
    });
}

#[test]
fn t13_params_in_every_form_and_columns_by_a_list() {
    told(async {
        let server = center(STRICT);
        went(&server, "1", &["call.new"]);
        went(&server, "2", &["call.new", "call.standby"]);
        let mut board = Board::open(&server).await;
        for all in [json!({}), json!([]), Value::Null] {
            assert_eq!(board.calls(all.clone()).await.len(), 2, "{all}");
        }
        let without = board.ask(json!({"event": "ListCalls", "data": {}})).await;
        assert_eq!(without["data"].as_array().map(Vec::len), Some(2));
        assert_eq!(board.calls(json!({"state": "NEW"})).await.len(), 1);
        assert_eq!(board.calls(json!([{"state": "NEW"}, {"id": 2}])).await.len(), 2);
        assert_eq!(board.calls(json!({"state": "NEW", "id": 2})).await.len(), 0);
        assert_eq!(board.calls(json!({"state": "NO SUCH"})).await.len(), 0);
        assert_eq!(board.calls(json!({"state": null})).await.len(), 0);
        for column in ["uuid", "valid", "1=1 OR id"] {
            let answer = board.ask(json!({"event": "ListCalls", "data": {"params": {column: 1}}})).await;
            let expected = json!({"data": {"success": false, "error": "unknown column"}, "event": "ListCalls",
                "status": "Failed"});
            assert_eq!(answer, expected);
        }
    });
}

#[test]
fn t14_an_unknown_call_has_no_events_and_that_is_ok() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        let answer = board.ask(json!({"event": "ListCallEvents", "data": {"call_id": "nobody"}})).await;
        assert_eq!(answer, json!({"data": [], "event": "ListCallEvents", "status": "Ok"}));
        let answer = board.ask(json!({"event": "ListCallEvents", "data": {}})).await;
        assert_eq!(answer["status"], "Failed", "answered all the same");
    });
}

#[test]
fn t15_the_welcome_comes_before_anything_is_asked() {
    told(async {
        // `Board::open` takes it as the first frame; what is asked is answered after it.
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        let answer = board.ask(json!({"event": "Nothing", "data": {}})).await;
        let unknown = json!({"data": {"success": false, "error": "no suitable eventHandler for this event"},
            "event": "InvalidEvent", "status": "Failed"});
        assert_eq!(answer, unknown);
        for message in [json!({"event": "ListCalls"}), json!({"data": {}}), json!([]), json!(7), Value::Null]
        {
            let answer = board.ask(message).await;
            let invalid = json!({"data": {"success": false, "error": "invalid body"},
                "event": "InvalidMessage", "status": "Failed"});
            assert_eq!(answer, invalid);
        }
    });
}

#[test]
fn t16_every_accepted_event_is_pushed_once_to_every_socket() {
    told(async {
        let server = center(STRICT);
        let (mut one, mut two) = (Board::open(&server).await, Board::open(&server).await);
        went(&server, "1", &LINE);
        accepted(&server, &actor("actor.entered", "1", "a@example.org"));
        assert_eq!((one.pushes().await, two.pushes().await), (6, 6));
    });
}

/// A strict center on the reference's ports, and these.
fn on_its_own_ports() -> (Server, SocketAddr, SocketAddr) {
    let (reports, board) = (free_address(), free_address());
    let ports = format!(
        "{STRICT}\ncompat_ports = true\ncompat_webhook_port = {}\ncompat_socket_port = {}",
        reports.port(),
        board.port()
    );
    (center(&ports), reports, board)
}

#[test]
fn t17_two_ports_a_socket_at_any_path_and_a_word_for_who_comes_without() {
    told(async {
        let (server, reports, board) = on_its_own_ports();
        let json = "Content-Type: application/json\r\n";
        let sent = |path, call| request(reports, "POST", path, json, &event("call.new", call).to_string());
        for (path, call) in [("/webhook", "1"), ("/webhook/", "2")] {
            let answer = sent(path, call);
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            assert!(answer.head.contains("access-control-allow-origin: *"), "{}", answer.head);
            let allowed =
                "access-control-allow-headers: origin, x-requested-with, authorization, content-type, accept";
            assert!(answer.head.contains(allowed), "{}", answer.head);
        }
        assert_eq!(request(reports, "OPTIONS", "/webhook", "", "").status, 200);
        for (method, path) in [("GET", "/webhook"), ("PUT", "/webhook"), ("POST", "/"), ("GET", "/livez")] {
            let answer = request(reports, method, path, "", "");
            assert_eq!(answer.status, 404, "{method} {path}");
            assert!(answer.head.contains("access-control-allow-origin: *"));
        }
        let plain = request(board, "GET", "/any/path?x=1", "", "");
        assert_eq!((plain.status, plain.body.as_str()), (200, "Nothing to see here!"));
        let url: switchboard::client::ServerUrl = format!("http://{board}").parse().unwrap();
        for path in ["/", "/some/where", "/?x=:4000"] {
            let mut socket = switchboard::client::Socket::open(&url, path).await.expect(path);
            assert_eq!(socket.next().await.unwrap()["event"], "Welcome", "{path}");
            let asked = json!({"event": "ListCalls", "data": {"params": {}}}).to_string();
            // A binary frame is read like a text.
            let binary = tokio_tungstenite::tungstenite::Message::binary(asked.into_bytes());
            socket.send_raw(binary).await.unwrap();
            assert_eq!(socket.next().await.unwrap()["data"].as_array().map(Vec::len), Some(2), "{path}");
        }
        drop(server);
    });
}

#[test]
fn t18_a_reader_that_stopped_and_one_that_died_hold_up_nobody() {
    told(async {
        let server = center(STRICT);
        let frozen = Board::open(&server).await;
        let dead = Board::open(&server).await;
        let mut lively = Board::open(&server).await;
        drop(dead);
        let count = 400;
        for number in 0..count {
            accepted(&server, &event("call.new", &number.to_string()));
        }
        assert_eq!(lively.pushes().await, count, "each, in spite of its neighbours");
        assert_eq!(lively.calls(json!({})).await.len(), count);
        drop(frozen);
    });
}

#[test]
fn t19_nothing_ends_in_an_open_request() {
    let server = center(STRICT);
    for sent in [
        json!({"type": "call.new"}),
        json!({"type": "call.new", "call_id": null}),
        json!({"type": "call.standby", "call_id": ""}),
        json!({"type": "actor.entered"}),
        json!({"type": "actor.entered", "call_id": null, "actor": null}),
    ] {
        assert_eq!(report(&server, &sent).status, 500, "{sent}");
    }
    for sent in [
        json!({"type": "call.new", "call_id": "0b7cbe50-9a6f-4f6e-a0b4-0e5a2f7a8c11"}),
        json!({"type": "call.new", "call_id": "x".repeat(3_000)}),
        json!({"type": "call.new", "call_id": "1", "code": null, "Step": {"deep": [1]}, "their_number": 7}),
        json!({"type": "actor.entered", "call_id": "1"}),
        json!({"type": "actor.entered", "call_id": "1", "actor": "a", "number": "client:a-long-name"}),
        json!({"type": "actor.left", "call_id": "1", "actor": null, "number": null}),
    ] {
        assert_eq!(report(&server, &sent).status, 200, "{sent}");
    }
}

#[test]
fn t20_a_second_run_against_an_old_journal_is_all_duplicates() {
    let mut server = center(STRICT);
    let run = |server: &Server| LINE.map(|name| report(server, &event(name, "1463669263.30033")).status);
    assert_eq!(run(&server), [200; 5]);
    server.kill_and_restart();
    assert_eq!(run(&server), [500; 5]);
    server.stop();
    server.assert_sound();
}

#[test]
fn t21_there_is_no_redis_and_pushes_are_there_from_the_start() {
    told(async {
        let server = center(STRICT);
        let mut board = Board::open(&server).await;
        went(&server, "1", &["call.new"]);
        assert_eq!(board.pushes().await, 1, "once, and without anybody else running");
    });
}

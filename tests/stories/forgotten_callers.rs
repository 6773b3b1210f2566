//! I27 for those who call: a number, what its callers keyed in, and where their recordings are, is in no file after the
//! erasure, in no report that comes later, and on no board; whoever else called keeps everything.

use serde_json::{Value, json};

use crate::erasure::{assert_gone, found, says};
use crate::phone::{Board, accepted, center, told};
use crate::server::Server;

const OPEN: &str = "open_socket = true\nlisted_for_ms = 0";
/// Who may erase in the demo.
const ADMIN: &str = "alva";
/// The person, in two spellings; and what else is theirs, each once unmistakable.
const NUMBER: &str = "11987654321";
const SPELLED: &str = "+55 11 98765-4321";
const CANARIES: [&str; 5] = [NUMBER, SPELLED, "98765432100", "canary-recording", "987-canary"];
/// Somebody else.
const OTHER: &str = "11911112222";

fn asked(server: &Server, method: &str, path: &str, headers: &str, body: Option<&Value>) -> (u16, Value) {
    let token = server.credentials().agent(Some(ADMIN)).expect("an admin").token.clone();
    let (status, body) = server.call(method, &format!("/api/v1{path}"), &token, headers, body);
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// Calls of the person: one that is over, one that goes on; one of somebody else; and a dialer's tries, in no call.
fn calls(server: &Server) {
    let from = |name: &str, call: &str, number: &str| json!({"type": name, "call_id": call, "their_number": number, "direction": "inbound"});
    for (call, number) in [("over", NUMBER), ("open", SPELLED), ("other", OTHER)] {
        accepted(server, &from("call.new", call, number));
        accepted(
            server,
            &json!({"type": "actor.entered", "call_id": call, "actor": "anna", "number": "200"}),
        );
    }
    accepted(server, &json!({"type": "call.cpf-provided", "call_id": "over", "cpf": "98765432100"}));
    accepted(server, &from("call.finished", "over", NUMBER));
    let recorded = json!({"type": "call.recording-available", "call_id": "over",
        "url": "https://api.example.org/canary-recording.wav"});
    accepted(server, &recorded);
    accepted(server, &json!({"type": "call.data-provided", "call_id": "open", "data": "987-canary"}));
    for number in [NUMBER, OTHER] {
        accepted(server, &json!({"type": "dialer.attempt", "number": number, "code": "7"}));
    }
}

/// The boards' clients get what they always got, of what is left.
async fn assert_well_formed(server: &Server, reports: &[(&str, usize)]) {
    let mut board = Board::open(server).await;
    let listed = board.calls(json!({})).await;
    let ids: Vec<u64> = listed.iter().map(|call| call["id"].as_u64().expect("a number")).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    for call in &listed {
        let state = call["state"].as_str().expect("a state");
        assert!(["NEW", "STANDBY", "WAITING", "ONGOING", "FINISHED"].contains(&state), "{call}");
        assert_eq!(call.as_object().expect("an object").len(), 5, "{call}");
    }
    for (call, count) in reports {
        let events = board.events(call).await;
        assert_eq!(events.len(), *count, "{call}: {events:?}");
        for event in &events {
            assert!(
                event["event"].is_object() && event["uuid"].as_str().is_some_and(|uuid| uuid.len() == 36)
            );
            assert_eq!(event["aggregate_id"], *call);
        }
    }
}

fn assert_others_stand(server: &Server) {
    let folder = server.data().parent().expect("a folder").to_owned();
    assert!(!found(&folder, OTHER).is_empty(), "it is somebody else's");
    let (_, other) = asked(server, "GET", "/calls/other", "", None);
    assert_eq!(other["call"]["their_number"], OTHER);
}

#[test]
fn i27_a_person_who_called_is_erased_with_their_calls() {
    let mut server = center(OPEN);
    says(&server, "demo-web", "caller", "hello");
    told(async {
        calls(&server);
        let (_, customers) = asked(&server, "GET", "/customers?q=caller", "", None);
        let id = customers["items"][0]["customer"].as_str().expect("a record").to_owned();
        let profile = json!({"name": "A caller", "phone": NUMBER});
        let put = asked(&server, "PUT", &format!("/customers/{id}"), "If-Match: \"1\"\r\n", Some(&profile));
        assert_eq!(put.0, 200, "{}", put.1);
        let (_, export) = asked(&server, "GET", &format!("/customers/{id}/export"), "", None);
        let export = export.to_string();
        for word in CANARIES {
            assert!(export.contains(word), "{word} is not in {export}");
        }
        assert!(!export.contains(OTHER), "nobody else is in it");
        assert_eq!(asked(&server, "POST", &format!("/customers/{id}/erase"), "", None).0, 204);
        assert_gone(&server, &CANARIES);
        assert_others_stand(&server);
        let (_, open) = asked(&server, "GET", "/calls/open", "", None);
        assert_eq!(
            (&open["call"]["state"], &open["call"]["actors"][0]["agent"]),
            (&json!("new"), &json!("anna"))
        );
        // The provider says it again, and nothing of it is kept.
        accepted(&server, &json!({"type": "call.finished", "call_id": "open", "their_number": SPELLED}));
        assert_gone(&server, &CANARIES);
        assert_well_formed(&server, &[("over", 5), ("open", 4), ("other", 2)]).await;
        server.kill_and_restart();
        assert_gone(&server, &CANARIES);
        assert_well_formed(&server, &[("over", 5), ("open", 4), ("other", 2)]).await;
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn i27_a_number_is_taken_out_of_calls_over_the_api_also_in_strict_mode() {
    told(async {
        let mut server = center("open_socket = true\nstrict = true");
        let event = |name: &str, call: &str, number: &str| json!({"type": name, "call_id": call, "their_number": number, "timestamp": "2017-01-01T00:00:00Z"});
        for name in ["call.new", "call.standby", "call.waiting", "call.ongoing", "call.finished"] {
            accepted(&server, &event(name, "over", NUMBER));
            accepted(&server, &event(name, "other", OTHER));
        }
        accepted(&server, &event("call.new", "open", SPELLED));
        for wrong in [json!({"number": "4321"}), json!({"number": ""}), json!({})] {
            let refused = asked(&server, "POST", "/callers/erase", "", Some(&wrong));
            assert!(refused.0 == 400 || refused.0 == 422, "{wrong}: {refused:?}");
        }
        let erased = asked(&server, "POST", "/callers/erase", "", Some(&json!({"number": "5511987654321"})));
        assert_eq!(erased, (200, json!({"calls": 2})));
        assert_gone(&server, &[NUMBER, SPELLED]);
        assert_others_stand(&server);
        accepted(&server, &event("call.standby", "open", SPELLED));
        assert_gone(&server, &[NUMBER, SPELLED]);
        assert_well_formed(&server, &[("over", 5), ("open", 2), ("other", 5)]).await;
        let again = asked(&server, "POST", "/callers/erase", "", Some(&json!({"number": NUMBER})));
        assert_eq!(again, (200, json!({"calls": 0})), "there is nothing any more");
        let (_, log) = asked(&server, "GET", "/audit", "", None);
        assert!(log.to_string().contains("number_erased"), "{log}");
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn i27_a_number_is_taken_out_of_calls_by_the_command_when_no_server_runs() {
    let mut server = center(OPEN);
    calls(&server);
    let erase = |server: &Server, folder: &str| {
        let asked = ["customer", "erase-caller", "--data", folder, "--workspace", "demo", "--number", NUMBER];
        let output = server.run(&asked);
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let (code, said) = erase(&server, "data");
    assert!(code == Some(73) && said.contains("/api/v1/callers/erase"), "{said}");
    server.stop();
    assert_eq!(erase(&server, "nowhere").0, Some(66));
    let (code, said) = erase(&server, "data");
    assert!(code == Some(0) && said.contains("out of 3 calls"), "two, and what was told of none: {said}");
    assert_gone(&server, &CANARIES);
    server.start();
    assert_gone(&server, &CANARIES);
    assert_others_stand(&server);
    server.stop();
    server.assert_sound();
}

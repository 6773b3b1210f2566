//! A customer and an agent talk through the real doors; whoever comes back takes up where they left off.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::sync::Arc;
use std::time::Duration;

use doors::client::Socket;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_actors::{Shown, ShownRow, Topic};
use switchboard_core::machine::{QueueRow, Row};
use switchboard_edge::EdgeSettings;

fn text(user: &str, id: &str, text: &str) -> Value {
    json!({"type": "text", "platformId": "demo-web", "userId": user, "id": id, "text": text})
}

/// Signs Anna in, has her ready, and lets her accept the next offer. Gives the session.
async fn serve(anna: &mut Socket) -> String {
    anna.send(&json!({"type": "ready", "id": "r"})).await;
    let offer = anna.wait_for("offer").await;
    anna.send(&json!({"type": "accept", "id": "a", "offer": offer["offer"]})).await;
    let assigned = anna.wait_for("assigned").await;
    assert_eq!(assigned["session"], offer["session"]);
    assigned["session"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn many_sessions_are_opened_at_once_by_whoever_is_still_reading_others() {
    // One reader for everybody: a read that is under way may not wait for one that waits for it.
    let center = Center::open(EdgeSettings { readers: 1, ..settings() }).await;
    let mut waiting = Vec::new();
    for number in 0..8 {
        let user = format!("u{number}");
        let (mut customer, _) = center.customer(&user).await;
        customer.send(&text(&user, "m1", "my invoice is wrong")).await;
        let ack = customer.wait_for("ack").await;
        waiting.push(ack["session"].as_str().unwrap().to_owned());
        customer.wait_for("queue_number").await;
    }
    let (mut anna, _) = center.console("demo-anna").await;
    for session in &waiting {
        anna.send(&json!({"type": "open", "id": session, "session": session})).await;
    }
    let (mut acked, mut read) = (0, 0);
    while acked < waiting.len() || read < waiting.len() {
        let frame = anna.next().await;
        acked += usize::from(frame["type"] == "ack");
        read += usize::from(frame["event"]["kind"] == "queued");
    }
    center.close().await;
}

#[actix_web::test]
async fn from_the_first_word_to_the_last() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    assert_eq!((&hello["session"], &hello["seq"]), (&Value::Null, &json!(0)));
    let (mut anna, desk) = center.console("demo-anna").await;
    assert_eq!(
        (&desk["name"], &desk["role"], &desk["capacity"]),
        (&json!("ANNA"), &json!("agent"), &json!(3))
    );

    customer.send(&text("u1", "m1", "my invoice is wrong")).await;
    let session = serve(&mut anna).await;
    anna.send(&json!({"type": "open", "id": "o", "session": session})).await;
    let mut kinds = Vec::new();
    loop {
        let event = anna.wait_for("event").await;
        kinds.push(event["event"]["kind"].as_str().unwrap().to_owned());
        assert_eq!(event["seq"], kinds.len(), "gap-free");
        if kinds.last().unwrap() == "assigned" {
            break;
        }
    }
    assert_eq!(kinds[..3], ["opened", "message_received", "queued"]);

    customer.send(&json!({"type": "typing", "platformId": "demo-web", "userId": "u1", "text": "and"})).await;
    let typing = anna.wait_for("typing").await;
    assert_eq!((&typing["party"], &typing["preview"]), (&json!("customer"), &json!("and")));
    anna.send(&json!({"type": "typing", "session": session, "on": true})).await;
    customer.wait_for("typing_on").await;
    anna.send(&json!({"type": "say", "id": "s", "session": session, "text": "let me look"})).await;
    customer.wait_for("typing_off").await;
    let said = customer.wait_for("text").await;
    assert_eq!((&said["text"], &said["agent"]["name"]), (&json!("let me look"), &json!("ANNA")));

    let mark = json!({
        "type": "messages_read", "platformId": "demo-web", "userId": "u1", "id": "read", "text": "read",
        "at": "2020-02-18T12:14:11.386Z", "seq": 999
    });
    customer.send(&mark).await;
    assert_eq!(customer.wait_for("ack").await["id"], "read");
    let marked = loop {
        let event = anna.wait_for("event").await;
        if event["event"]["kind"] == "read_marked" {
            break event;
        }
    };
    assert_eq!(marked["event"]["upTo"], said["seq"], "what was told, whatever the client claims");

    anna.send(&json!({"type": "done", "id": "d", "session": session})).await;
    customer.wait_for("agent_done").await;
    assert_eq!(anna.wait_for("gone").await["session"], session, "nobody's now, so no longer in her list");
    anna.wait_for("session_ended").await;
    customer
        .send(&json!({"type": "client_left", "platformId": "demo-web", "userId": "u1", "id": "bye"}))
        .await;
    let ended = customer.wait_for("end_session").await;
    assert_eq!(ended["reasonText"], "over");
    center.close().await;
}

#[actix_web::test]
async fn a_conversation_may_begin_without_a_word() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    let read = json!({
        "type": "messages_read", "platformId": "demo-web", "userId": "u1", "id": "r", "text": "read",
        "at": "2020-02-18T12:14:11.386Z"
    });
    customer.send(&read).await;
    assert_eq!(customer.wait_for("refused").await["code"], "not_open");
    customer.send(&json!({"type": "start", "platformId": "demo-web", "userId": "u1", "id": "s"})).await;
    assert!(customer.wait_for("ack").await["session"].is_string());
    customer.wait_for("queue_number").await;
    center.close().await;
}

#[actix_web::test]
async fn every_reader_resumes_without_a_gap_page_by_page() {
    let limits = EdgeSettings { page: 7, window: 4, backlog: 32, ..settings() };
    let center = Center::open(limits).await;
    let (mut writer, hello) = center.customer("u1").await;
    let again = json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": hello["token"]});
    for number in 0..120 {
        writer.send(&text("u1", &format!("m{number}"), &format!("word {number}"))).await;
        writer.wait_for("ack").await;
    }
    let session = center.views.open_sessions(None).unwrap()[0].row.session;
    let all = center.views.public_transcript(session, 0, 1_000).unwrap().len() as u64;
    for after in [0, 1, 50, all] {
        let mut reader = center.knock().await;
        let mut hello = again.clone();
        hello["session"] = json!(session);
        hello["after"] = json!(after);
        reader.send(&hello).await;
        let answer = reader.next().await;
        assert_eq!((&answer["seq"], answer.get("resync")), (&json!(all), None), "{answer}");
        for number in after + 1..=all {
            assert_eq!(reader.numbered().await["seq"], number);
        }
        reader.hears_nothing(Duration::from_millis(50)).await;
    }
    let mut ahead = again.clone();
    ahead["session"] = json!(session);
    ahead["after"] = json!(all + 1);
    let mut reader = center.knock().await;
    reader.send(&ahead).await;
    assert_eq!(reader.next().await["resync"], true);
    assert_eq!(reader.numbered().await["seq"], 1, "from the beginning");
    center.close().await;
}

#[actix_web::test]
async fn readers_catch_up_while_the_conversation_goes_on() {
    let center = Center::open(EdgeSettings { page: 5, ..settings() }).await;
    let (mut writer, hello) = center.customer("u1").await;
    let again = json!({"type": "hello", "platformId": "demo-web", "token": hello["token"]});
    writer.send(&text("u1", "first", "hello")).await;
    writer.wait_for("ack").await;
    let mut readers = Vec::new();
    for number in 0..100 {
        writer.send(&text("u1", &format!("m{number}"), "more")).await;
        if number % 10 == 0 {
            let mut reader = center.knock().await;
            reader.send(&again).await;
            readers.push(reader);
        }
    }
    // Some may have been refused as too many at once; the last one must get through.
    loop {
        writer.send(&text("u1", "last", "the last word")).await;
        let answer = loop {
            let frame = writer.next().await;
            if frame["id"] == "last" {
                break frame;
            }
        };
        if answer["type"] == "ack" {
            break;
        }
    }
    for mut reader in readers {
        assert_eq!(reader.next().await["type"], "hello");
        for number in 1.. {
            let frame = reader.numbered().await;
            assert_eq!(frame["seq"], number, "{frame}");
            if frame["text"] == "the last word" {
                break;
            }
        }
    }
    center.close().await;
}

#[actix_web::test]
async fn who_returns_after_the_end_hears_of_it_and_of_what_began_since() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    customer.send(&text("u1", "m1", "hello")).await;
    let first = customer.wait_for("ack").await["session"].clone();
    let left = json!({"type": "client_left", "platformId": "demo-web", "userId": "u1"});
    customer.send(&left).await;
    let end = customer.wait_for("end_session").await;
    customer.send(&text("u1", "m2", "hello again")).await;
    let second = customer.wait_for("ack").await["session"].clone();
    assert_ne!(first, second);

    let mut back = center.knock().await;
    back.send(&json!({"type": "hello", "platformId": "demo-web", "token": hello["token"], "session": first, "after": 1})).await;
    let answer = back.next().await;
    assert_eq!(answer["session"], second);
    let mut seen = Vec::new();
    loop {
        let frame = back.numbered().await;
        seen.push((frame["session"].clone(), frame["seq"].as_u64().unwrap()));
        if frame["text"] == "hello again" {
            break;
        }
    }
    let of = |session: &Value| seen.iter().filter(|(s, _)| s == session).map(|(_, n)| *n).collect::<Vec<_>>();
    assert_eq!(of(&first), (2..=end["seq"].as_u64().unwrap()).collect::<Vec<_>>());
    assert_eq!(of(&second), [1]);
    center.close().await;
}

#[actix_web::test]
async fn a_console_returns_to_its_list_its_offer_and_its_open_session() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "r"})).await;
    customer.send(&text("u1", "m1", "hello")).await;
    let offer = anna.wait_for("offer").await;
    drop(anna);

    let (mut anna, hello) = center.console("demo-anna").await;
    assert_eq!(hello["ready"], true);
    assert_eq!(anna.wait_for("row").await["row"]["session"], offer["session"]);
    let again = anna.wait_for("offer").await;
    assert_eq!((&again["offer"], &again["acceptBy"]), (&offer["offer"], &offer["acceptBy"]));
    anna.send(&json!({"type": "accept", "id": "a", "offer": offer["offer"]})).await;
    let assigned = anna.wait_for("assigned").await;
    anna.send(&json!({"type": "open", "id": "o", "session": offer["session"]})).await;
    while anna.wait_for("event").await["event"]["kind"] != "assigned" {}
    let position = center.position();
    drop(anna);
    customer.send(&text("u1", "m2", "still there?")).await;
    customer.wait_for("ack").await;

    let mut anna = Socket::connect(center.address, "/console/socket", None).await.unwrap();
    let session = offer["session"].as_str().unwrap();
    let resume = json!({"list": position, "agent": assigned["seq"], "open": {session: 2}});
    anna.send(&json!({"type": "hello", "token": "demo-anna", "resume": resume})).await;
    assert_eq!(anna.next().await["type"], "hello");
    for number in 3.. {
        let event = anna.wait_for("event").await;
        assert_eq!(event["seq"], number);
        if number == 3 {
            // Unanswered when the line was cut, so the client sends it again; nothing is shown twice for it.
            anna.send(&json!({"type": "open", "id": "o2", "session": session, "after": 2})).await;
        }
        if event["content"]["text"] == "still there?" {
            break;
        }
    }
    anna.hears_nothing_of("event", Duration::from_millis(200)).await;
    center.close().await;
}

#[actix_web::test]
async fn what_one_may_not_see_does_not_exist() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m1", "hello")).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let unknown = json!("018f6b1e-7c3a-7000-8000-0000000000a7");

    let (mut bo, _) = center.console("demo-bo").await;
    let (mut foreign, _) = center.console("other-sven").await;
    for desk in [&mut bo, &mut foreign] {
        for session in [&session, &unknown] {
            for command in ["open", "done", "say"] {
                desk.send(&json!({"type": command, "id": "x", "session": session, "text": "boo"})).await;
                let answer = desk.wait_for("refused").await;
                assert_eq!((&answer["type"], &answer["code"]), (&json!("refused"), &json!("not_found")));
            }
        }
    }
    let (mut anna, _) = center.console("demo-anna").await;
    assert_eq!(anna.wait_for("row").await["row"]["session"], session, "it waits in her queue");
    anna.send(&json!({"type": "say", "id": "x", "session": session, "text": "not mine yet"})).await;
    assert_eq!(anna.wait_for("refused").await["code"], "not_serving");
    let (mut sven, _) = center.console("demo-sven").await;
    sven.send(&json!({"type": "open", "id": "o", "session": session})).await;
    assert_eq!(sven.wait_for("event").await["seq"], 1, "a supervisor sees it all");

    let mut robot = Socket::connect(center.address, "/console/socket", None).await.unwrap();
    robot.send(&json!({"type": "hello", "token": "demo-robot"})).await;
    assert_eq!(robot.refused_and_closed().await, ("not_authenticated".to_owned(), 1008));
    center.close().await;
}

#[actix_web::test]
async fn a_resend_is_answered_as_before() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m1", "hello")).await;
    let first = customer.wait_for("ack").await;
    customer.send(&text("u1", "m1", "hello")).await;
    assert_eq!(customer.wait_for("ack").await, first);
    customer.send(&text("u1", "m1", "something else")).await;
    assert_eq!(customer.wait_for("refused").await["code"], "id_reused");
    center.close().await;
}

#[actix_web::test]
async fn the_same_words_without_an_id_are_said_twice() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    let words = json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "hello"});
    customer.send(&words).await;
    let first = customer.wait_for("ack").await;
    customer.send(&words).await;
    let second = customer.wait_for("ack").await;
    assert_eq!(first["session"], second["session"]);
    assert!(first["seq"].as_u64() < second["seq"].as_u64(), "{first} {second}");
    center.close().await;
}

#[actix_web::test]
async fn a_console_that_was_flooded_misses_nothing() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m0", "hello")).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "open", "id": "o", "session": session})).await;
    anna.wait_for("ack").await;

    let directory = center.living.house.directory.clone();
    let desk = Topic::Desk("demo".parse().unwrap());
    let row = QueueRow {
        workspace: "demo".parse().unwrap(),
        queue: "support".parse().unwrap(),
        waiting: 1,
        oldest: None,
        open: true,
        changes_at: None,
        working: 0,
        max_length: None,
        estimated_wait_ms: None,
        estimate_ends: None,
        answer_within_ms: 60_000,
        ended: Vec::new(),
    };
    let shown = Shown::Row(Arc::new(ShownRow { position: 1, row: Row::Queue(row) }));
    let mut overflowed = 0;
    for number in 1..=20 {
        for _ in 0..20_000 {
            directory.show(&desk, &shown);
            if !directory.is_watched(&desk) {
                overflowed += 1;
                break;
            }
        }
        customer.send(&text("u1", &format!("m{number}"), &format!("word {number}"))).await;
        customer.wait_for("ack").await;
    }
    assert!(overflowed > 0, "the flood was none");
    for number in 1.. {
        let event = anna.wait_for("event").await;
        assert_eq!(event["seq"], number);
        if event["content"]["text"] == "word 20" {
            break;
        }
    }
    doors::until("the list is watched again", || directory.is_watched(&desk)).await;
    center.close().await;
}

//! Sessions as the API shows them: list, state at any place, journal, transcript, decisions, boards.

use serde_json::{Value, json};
use switchboard_journal::{Journal, Request as JournalRequest};

use crate::caller::{Request, open};
use crate::doors::{Center, until};

/// A customer writes and waits in `support`; nobody is there.
pub async fn waiting(center: &Center, user: &str) -> Value {
    let (mut customer, _) = center.customer(user).await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": user, "id": "1", "text": "hej från kanariefågeln"})).await;
    customer.wait_for("ack").await;
    let listed = || center.views.open_sessions(None).unwrap().len();
    until("it is listed", || listed() > 0).await;
    let path = format!("/sessions?customer={user}");
    let page = Request::get(path).by("demo-sven").to(center).await.ok();
    page["items"][0].clone()
}

#[actix_web::test]
async fn the_list_is_filtered_and_paged() {
    let center = open().await;
    for user in ["u1", "u2", "u3"] {
        waiting(&center, user).await;
    }
    let ask = |query: &str| Request::get(format!("/sessions{query}")).by("demo-sven").to(&center);
    let all = ask("?limit=2").await.ok();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(all["items"][0]["customer"], "u3", "newest first");
    let rest = ask(&format!("?limit=2&after={}", all["next"].as_str().unwrap())).await.ok();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    let count = async |query: &str| ask(query).await.ok()["items"].as_array().unwrap().len();
    assert_eq!(count("?standing=queued&queue=support&platform=demo-web").await, 3);
    assert_eq!(count("?customer=u2").await, 1);
    for none in ["?standing=closed", "?queue=sales", "?agent=anna", "?closed_since=2020-01-01T00:00:00Z"] {
        assert_eq!(count(none).await, 0, "{none}");
    }
    assert_eq!(ask("?standing=lost").await.problem(), (400, "invalid_query"));
    center.close().await;
}

/// Takes what is over into the index, as the house does behind its commits.
async fn index(center: &Center) {
    let (reply, taken) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |taken| drop(reply.send(taken)));
    center.journal.submit(JournalRequest::TakeInWords { limit: 100, reply }).unwrap();
    taken.await.unwrap().unwrap();
}

#[actix_web::test]
async fn what_was_said_is_found_once_it_is_over_by_whoever_may_see_it() {
    let center = open().await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "1", "text": "hej från kanariefågeln"})).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "1"})).await;
    let offer = anna.wait_for("offer").await["offer"].clone();
    anna.send(&json!({"type": "accept", "offer": offer, "id": "2"})).await;
    anna.wait_for("assigned").await;
    let found = async |token: &str, query: &str| {
        let page = Request::get(format!("/sessions?{query}")).by(token).to(&center).await.ok();
        page["items"].as_array().unwrap().iter().map(|row| row["session"].clone()).collect::<Vec<_>>()
    };
    for token in ["demo-sven", "demo-anna"] {
        for query in ["said=kanarie", "said=kanarie&running=true"] {
            assert_eq!(found(token, query).await, std::slice::from_ref(&session), "{query}: while it runs");
        }
        assert_eq!(found(token, "said=kanarie&running=false").await, [json!(null); 0], "it is not over");
    }
    assert_eq!(found("demo-bo", "said=kanarie").await, [json!(null); 0], "it is hers");
    assert_eq!(found("other-sven", "said=kanarie").await, [json!(null); 0], "another workspace's");
    let left = json!({"type": "client_left", "platformId": "demo-web", "userId": "u1", "id": "bye"});
    customer.send(&left).await;
    customer.wait_for("end_session").await;
    index(&center).await;
    for query in ["said=kanarie", "said=KANARIEFAGELN%20hej", "said=hej&standing=closed", "standing=closed"] {
        assert_eq!(found("demo-sven", query).await, std::slice::from_ref(&session), "{query}");
        assert_eq!(found("demo-anna", query).await, std::slice::from_ref(&session), "{query}: she served it");
        assert_eq!(found("demo-bo", query).await, [json!(null); 0], "{query}: he did not");
        assert_eq!(found("other-sven", query).await, [json!(null); 0], "{query}: another workspace's");
    }
    assert_eq!(found("demo-sven", "said=hej%20inte").await, [json!(null); 0]);
    let long = format!("/sessions?said={}", "x".repeat(201));
    assert_eq!(Request::get(long).by("demo-sven").to(&center).await.problem(), (400, "invalid_query"));
    let live = Request::get("/live/queues/support").by("demo-sven").to(&center).await.ok();
    let level = json!({"within_ms": 60_000, "in_time": 1, "of": 1, "gave_up": 0, "share": 1.0});
    assert_eq!(live["service_level"], level);
    center.close().await;
}

#[actix_web::test]
async fn s20_agents_see_what_is_theirs_and_others_nothing() {
    let center = open().await;
    let session = waiting(&center, "u1").await["session"].as_str().unwrap().to_owned();
    let status = async |token: &str, path: &str| Request::get(path).by(token).to(&center).await.status;
    for tail in ["", "/events", "/transcript"] {
        let path = format!("/sessions/{session}{tail}");
        assert_eq!(status("demo-anna", &path).await, 200, "it waits in a queue of hers");
        assert_eq!(status("demo-bo", &path).await, 404, "he serves no queue");
        assert_eq!(status("other-sven", &path).await, 404, "another workspace's");
        assert_eq!(status("demo-robot", &path).await, 403);
    }
    let listed = async |token: &str| {
        Request::get("/sessions").by(token).to(&center).await.ok()["items"].as_array().unwrap().len()
    };
    assert_eq!((listed("demo-anna").await, listed("demo-bo").await, listed("other-sven").await), (1, 0, 0));
    center.close().await;
}

#[actix_web::test]
async fn a_session_is_shown_as_it_was_at_any_place() {
    let center = open().await;
    let session = waiting(&center, "u1").await["session"].as_str().unwrap().to_owned();
    let path = format!("/sessions/{session}");
    let subject: switchboard_core::Subject = format!("session/{session}").parse().unwrap();
    until("the queue has answered", || {
        center.views.transcript(&subject, 0, 100).unwrap().iter().any(|event| event.kind == "place_told")
    })
    .await;
    let now = Request::get(&path).by("demo-sven").to(&center).await.ok();
    assert_eq!((&now["session"]["standing"], &now["place"]), (&json!("queued"), &json!(1)));
    let events = Request::get(format!("{path}/events")).by("demo-sven").to(&center).await.ok();
    let events = events["items"].as_array().unwrap().clone();
    let queued = events.iter().find(|event| event["kind"] == "queued").unwrap()["seq"].as_u64().unwrap();
    for event in &events {
        let seq = event["seq"].as_u64().unwrap();
        let then = Request::get(format!("{path}?at={seq}")).by("demo-sven").to(&center).await.ok();
        let expected = if seq < queued { "bot" } else { "queued" };
        assert_eq!((&then["seq"], then["session"]["standing"].as_str().unwrap()), (&json!(seq), expected));
    }
    let beyond = Request::get(format!("{path}?at=999")).by("demo-sven").to(&center).await;
    assert_eq!(beyond.problem(), (400, "invalid_query"));
    let tail =
        Request::get(format!("{path}/events?after={queued}&limit=1")).by("demo-sven").to(&center).await.ok();
    assert_eq!(tail["items"][0]["seq"], queued + 1);
    center.close().await;
}

#[actix_web::test]
async fn s40_a_transcript_read_is_audited_and_shows_no_word_of_staff() {
    let center = open().await;
    let session = waiting(&center, "u1").await["session"].as_str().unwrap().to_owned();
    let said = Request::get(format!("/sessions/{session}/transcript")).by("demo-sven").to(&center).await.ok();
    assert_eq!(said["items"][0]["text"], "hej från kanariefågeln");
    let log = center.views.audit(Some(&"demo".parse().unwrap()), None, 10).unwrap();
    let last = &log.first().unwrap().entry;
    assert_eq!((last.who.as_str(), last.what.as_str()), ("person:sven", "transcript_read"));
    assert_eq!(last.subject, format!("session/{session}"));
    center.close().await;
}

#[actix_web::test]
async fn a_queue_says_why_nobody_or_whom_it_chose() {
    let center = open().await;
    let session = waiting(&center, "u1").await["session"].clone();
    let count = |subject: &str, kinds: &'static [&'static str]| {
        let subject = subject.parse().unwrap();
        center.views.events_of_kinds(&subject, kinds, 0, 9).unwrap().len()
    };
    until("nobody could be asked", || count("queue/demo/support", &["nobody_eligible"]) == 1).await;
    let decisions = Request::get("/queues/support/decisions").by("demo-sven").to(&center).await.ok();
    let nobody = &decisions["items"][0];
    assert_eq!((&nobody["session"], &nobody["agent"]), (&session, &Value::Null));
    assert_eq!(nobody["reasons"][0]["agents"], json!(["anna"]));
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "1"})).await;
    until("somebody is chosen", || count("queue/demo/support", &["chosen"]) == 1).await;
    until("who holds the offer", || count("agent/demo/anna", &["held"]) == 1).await;
    let after = nobody["seq"].as_u64().unwrap();
    let chosen = Request::get(format!("/queues/support/decisions?after={after}"))
        .by("demo-sven")
        .to(&center)
        .await
        .ok();
    let chosen = chosen["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&chosen["agent"], &chosen["best"][0]["agent"]), (&json!("anna"), &json!("anna")));
    assert_eq!(chosen["best"][0]["capacities"], json!({"chat": 3}));

    // The same of the one session; whoever it was offered to reads why, and only what is about themselves.
    let of_session = format!("/sessions/{}/decisions", session.as_str().unwrap());
    let all = Request::get(of_session.clone()).by("demo-sven").to(&center).await.ok();
    let own = Request::get(of_session).by("demo-anna").to(&center).await.ok();
    for seen in [&all, &own] {
        let last = seen["items"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["queue"], &last["agent"]), (&json!("support"), &json!("anna")), "{seen}");
    }
    let reasons = own["items"][0]["reasons"][0].clone();
    assert_eq!((&reasons["agents"], &reasons["others"]), (&json!(["anna"]), &json!(0)));

    let live = Request::get("/live/queues/support").by("demo-sven").to(&center).await.ok();
    assert_eq!((&live["waiting"], &live["open"]), (&json!(1), &json!(true)));
    let anna = Request::get("/live/agents/anna").by("demo-sven").to(&center).await.ok();
    assert_eq!(
        (&anna["ready"], &anna["reachable"], &anna["loads"]),
        (&json!(true), &json!(true), &json!({"chat": 1}))
    );
    center.close().await;
}

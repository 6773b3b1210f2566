//! What programs and administrators do to living sessions over the API.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_actors::probe::{Point, Probe};
use switchboard_core::Subject;
use switchboard_core::agent::Patience;

use crate::caller::{Request, Response, open, staffed};
use crate::doors::client::Socket;
use crate::doors::staff::Console;
use crate::doors::{Center, settings, until};

/// A customer who has written.
async fn written(center: &Center) -> (Socket, String) {
    let (mut customer, _) = center.customer("u1").await;
    let text = json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "1", "text": "hello"});
    customer.send(&text).await;
    let session = customer.wait_for("ack").await["session"].as_str().unwrap().to_owned();
    (customer, session)
}

/// The secret of a new key, and its id.
async fn key(center: &Center, of: &str, scopes: &[&str]) -> (String, String) {
    let wanted = json!({"name": "The CRM", "scopes": scopes});
    let made = Request::post("/api-keys").by(&format!("{of}-olle")).json(&wanted).to(center).await.ok();
    (made["secret"].as_str().unwrap().to_owned(), made["key"].as_str().unwrap().to_owned())
}

async fn act(center: &Center, by: &str, session: &str, deed: &str, body: Value) -> Response {
    Request::post(format!("/sessions/{session}/{deed}")).by(by).json(&body).to(center).await
}

fn of_kind(center: &Center, session: &str, kind: &'static str) -> Vec<(String, Value)> {
    let subject = format!("session/{session}").parse().unwrap();
    let events = center.views.transcript(&subject, 0, 1_000).unwrap();
    let content =
        |text: Option<String>| text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    let events = events.into_iter().filter(|event| event.kind == kind);
    events.map(|event| (event.actor, content(event.content))).collect()
}

#[actix_web::test]
async fn s16_a_program_notes_moves_and_puts_back_as_itself_and_only_with_the_scope_for_it() {
    let center = open().await;
    let (_customer, session) = written(&center).await;
    let (notes, id) = key(&center, "demo", &["notes:write"]).await;
    let (moves, _) = key(&center, "demo", &["sessions:write"]).await;
    let (reads, _) = key(&center, "demo", &["sessions:read", "settings:write", "feeds"]).await;
    let (foreign, _) = key(&center, "other", &["notes:write", "sessions:write", "sessions:read"]).await;
    let deeds = [
        ("notes", json!({"text": "a VIP"})),
        ("transfers", json!({"queue": "sales"})),
        ("put-back", json!({})),
        ("hand-to-bot", json!({"group": "end"})),
    ];
    for (deed, body) in &deeds {
        for (key, expected) in [
            (&reads, (403, "not_allowed")),
            (if *deed == "notes" { &moves } else { &notes }, (403, "not_allowed")),
            (&foreign, if *deed == "transfers" { (422, "invalid_body") } else { (404, "not_found") }),
        ] {
            let answer = act(&center, key, &session, deed, body.clone()).await;
            assert_eq!(answer.problem(), expected, "{deed}: {answer:?}");
        }
    }
    let noted = act(&center, &notes, &session, "notes", deeds[0].1.clone()).await.ok();
    assert!(noted["seq"].as_u64().is_some());
    let by_crm = format!("application:{id}");
    let note = json!({"text": "a VIP", "name": "The CRM"});
    assert_eq!(of_kind(&center, &session, "note_added"), [(by_crm, note)]);
    // A person of the staff puts notes where they may look, and nowhere else.
    let note = || json!({"text": "hers"});
    act(&center, "demo-anna", &session, "notes", note()).await.ok();
    assert_eq!(act(&center, "demo-bo", &session, "notes", note()).await.problem(), (404, "not_found"));

    let mut anna = Console::of(&center, "demo-anna").await;
    anna.serve().await;
    let transfer = json!({"queue": "support", "note": "again"});
    let refused = act(&center, &moves, &session, "transfers", transfer.clone()).await;
    assert_eq!(refused.problem(), (409, "not_serving"), "whom an agent serves is theirs to give on");
    anna.ok(json!({"type": "away"})).await;
    let back = json!({"note": "she is ill"});
    let post = || Request::post(format!("/sessions/{session}/put-back")).by(&moves).json(&back);
    let put = post().header("idempotency-key", "k1").to(&center).await.ok();
    assert_eq!(post().header("idempotency-key", "k1").to(&center).await.ok(), put, "once, however often");
    let ended = anna.wait_for("session_ended").await;
    assert_eq!((&ended["session"], &ended["why"]), (&json!(session), &json!("put_back")));
    assert_eq!(of_kind(&center, &session, "put_back").len(), 1);
    assert_eq!(of_kind(&center, &session, "put_back")[0].1["note"], "she is ill");
    act(&center, &moves, &session, "transfers", transfer).await.ok();
    assert_eq!(of_kind(&center, &session, "transferred").len(), 1);
    let bot = act(&center, &moves, &session, "hand-to-bot", json!({})).await;
    assert_eq!(bot.problem(), (409, "no_bot"), "this platform has none");
    center.close().await;
}

/// A defect in every session while it is switched on.
struct Defect(AtomicBool);

impl Probe for Defect {
    fn at(&self, point: Point, subject: &Subject) {
        if point == Point::Apply && matches!(subject, Subject::Session(_)) && self.0.load(Ordering::SeqCst) {
            panic!("planted");
        }
    }
}

#[actix_web::test]
async fn what_was_set_aside_is_listed_and_goes_on_when_an_admin_releases_it() {
    let defect = Arc::new(Defect(AtomicBool::new(false)));
    let probe: Arc<dyn Probe> = defect.clone();
    let center = staffed(Center::with_probe(settings(), Patience::default(), Some(probe)).await).await;
    let (mut customer, session) = written(&center).await;
    let text =
        |id: &str| json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": id, "text": id});
    defect.0.store(true, Ordering::SeqCst);
    let began = std::time::Instant::now();
    let mut tries = 0;
    while center.views.quarantined().unwrap().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "never set aside");
        tries += 1;
        customer.send(&text(&format!("try-{tries}"))).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    customer.send(&text("kept")).await;
    until("it is parked", || center.views.quarantined().unwrap().iter().any(|(_, _, waiting)| *waiting > 0))
        .await;
    defect.0.store(false, Ordering::SeqCst);

    let subject = format!("session/{session}");
    let listed = Request::get("/quarantine").by("demo-ada").to(&center).await.ok();
    assert_eq!(listed["items"][0]["subject"], json!(subject), "{listed}");
    let foreign = Request::get("/quarantine").by("other-ada").to(&center).await.ok();
    assert_eq!(foreign["items"], json!([]));
    let release = async |by: &str| {
        let body = json!({"subject": subject});
        Request::post("/quarantine/releases").by(by).json(&body).to(&center).await
    };
    assert_eq!(release("other-ada").await.problem(), (404, "not_found"));
    assert_eq!(release("demo-sven").await.problem(), (403, "not_allowed"));
    assert_eq!(release("demo-ada").await.status, 204);
    let said =
        || of_kind(&center, &session, "message_received").into_iter().map(|(_, said)| said["text"].clone());
    until("what waited is carried out", || said().any(|text| text == "kept")).await;
    until("nothing is set aside", || center.views.quarantined().unwrap().is_empty()).await;
    assert_eq!(said().filter(|text| text == "kept").count(), 1);
    let log = center.views.audit(Some(&"demo".parse().unwrap()), None, 10).unwrap();
    assert!(log.iter().any(|line| line.entry.what == "quarantine_released" && line.entry.subject == subject));
    assert_eq!(release("demo-ada").await.problem(), (404, "not_found"), "it is not set aside any more");
    center.close().await;
}

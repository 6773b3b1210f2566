//! Letters to agents: who is told that somebody waits, and how agents choose it for themselves.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_edge::wishes::MailSettings;

use crate::browser::{Browser, spoken};
use crate::doors::{Center, http, until};
use crate::outer::World;

const LOOK: &str = "/cs-get-user-profile-settings";
const SET: &str = "/cs-set-user-profile-settings";

/// A center that sends letters, with these on the installation's list.
async fn center(world: &Arc<World>, listed: &[(&str, &str)]) -> Center {
    let mut settings = spoken();
    settings.buerokratt.outside = Some(Arc::clone(world) as _);
    settings.buerokratt.mail = MailSettings {
        is_sent: true,
        agents: listed.iter().map(|(agent, to)| (agent.parse().unwrap(), (*to).to_owned())).collect(),
        subject: "Somebody waits".to_owned(),
        text: "A new chat waits for an answer.".to_owned(),
    };
    let center = Center::open(settings).await;
    Browser::customer(&center).call("/get-greeting-message").await;
    center
}

/// What the API answers an agent about their letters; with a choice, it is made.
async fn api(center: &Center, token: &str, choice: Option<Value>) -> (u16, Value) {
    let path = "/api/v1/me/letters";
    let answered = match choice {
        Some(choice) => http::post(center.address, path, Some(token), &choice).await,
        None => {
            let authorization = format!("Bearer {token}");
            let headers = [("Authorization", authorization.as_str())];
            http::request(center.address, "GET", path, &headers, b"").await
        }
    };
    (answered.status, answered.json())
}

fn addresses(world: &World) -> Vec<String> {
    let mut addresses: Vec<_> =
        world.letters.lock().unwrap().iter().map(|letter| letter.to.clone()).collect();
    addresses.sort();
    addresses
}

/// So many customers begin to wait; whom letters went to.
async fn told(center: &Center, world: &World, customers: usize) -> Vec<String> {
    for _ in 0..customers {
        Browser::customer(center).begins("Tere").await;
    }
    until("a letter", || !world.letters.lock().unwrap().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    addresses(world)
}

#[actix_rt::test]
async fn an_agent_of_the_installations_list_is_told_by_mail_that_somebody_waits() {
    let world = Arc::new(World::new());
    let center = center(&world, &[("anna", "anna@example.org"), ("bo", "bo@example.org")]).await;
    let told = told(&center, &world, 3).await;
    assert_eq!(told, ["anna@example.org"], "one in five minutes, and none to who does not serve the queue");
    let letter = world.letters.lock().unwrap()[0].clone();
    assert_eq!(letter.subject, "Somebody waits");
    assert!(!letter.text.contains("Tere"), "nothing of what was said");
    center.close().await;
}

#[actix_rt::test]
async fn an_agent_chooses_letters_in_the_console_and_sees_the_choice_on_the_dialects_page() {
    let world = Arc::new(World::new());
    let center = center(&world, &[]).await;
    let anna = Browser::agent(&center, "demo-anna");
    let before = api(&center, "demo-anna", None).await;
    assert_eq!(before, (200, json!({"sent": true, "wanted": false})));
    let (status, problem) = api(&center, "demo-anna", Some(json!({"wanted": true}))).await;
    assert_eq!((status, &problem["code"]), (409, &json!("no_mail_address")));
    for address in ["anna", "anna@example.org\r\nBcc: eve@example.org", "a@b, c@d"] {
        let (status, problem) =
            api(&center, "demo-anna", Some(json!({"wanted": true, "address": address}))).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("address")), "{problem}");
    }
    let chosen = json!({"wanted": true, "address": "own@example.org"});
    let now = json!({"sent": true, "wanted": true, "address": "own@example.org", "to": "own@example.org"});
    assert_eq!(api(&center, "demo-anna", Some(chosen)).await, (200, now));
    assert_eq!(anna.ok_newer(LOOK).await[0]["newChatEmailNotifications"], json!(true));
    assert_eq!(told(&center, &world, 1).await, ["own@example.org"]);
    let audited = center.views.audit(Some(&"demo".parse().unwrap()), None, 200).unwrap();
    let audited: Vec<_> = audited.iter().map(|one| (one.entry.what.as_str(), &one.entry.details)).collect();
    assert!(audited.iter().any(|(what, _)| *what == "letters_chosen"), "{audited:?}");
    assert!(!format!("{audited:?}").contains("own@example.org"), "an address does not outlive its choice");
    center.close().await;
}

#[actix_rt::test]
async fn an_agent_chooses_letters_on_the_dialects_page_which_keeps_its_own_switches() {
    let world = Arc::new(World::new());
    let center = center(&world, &[("anna", "listed@example.org")]).await;
    let (anna, sven) = (Browser::agent(&center, "demo-anna"), Browser::agent(&center, "demo-sven"));
    let mut switches = anna.ok_newer(LOOK).await[0].clone();
    assert_eq!(switches["newChatEmailNotifications"], json!(true), "as the installation has it");
    assert_eq!(
        (&switches["newChatSoundNotifications"], &switches["newChatPopupNotifications"]),
        (&json!(true), &json!(false))
    );
    // As the page does: all of them, and whose they are.
    switches["newChatPopupNotifications"] = json!(true);
    switches["userId"] = json!("sven");
    assert_eq!(anna.post(SET, switches.clone()).await.status, 200);
    assert_eq!(
        api(&center, "demo-anna", None).await.1["wanted"],
        json!(true),
        "still the installation's word"
    );
    switches["newChatEmailNotifications"] = json!("false");
    assert_eq!(anna.post(SET, switches).await.status, 200, "today's pages send texts");
    let after = anna.ok_newer(LOOK).await[0].clone();
    assert_eq!(
        (&after["userId"], &after["newChatEmailNotifications"], &after["newChatPopupNotifications"]),
        (&json!("anna"), &json!(false), &json!(true))
    );
    let theirs = sven.ok_newer(LOOK).await[0].clone();
    assert_eq!(theirs["newChatPopupNotifications"], json!(false), "the cookie decides whose they are");
    Browser::customer(&center).begins("Tere").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(addresses(&world).is_empty(), "anna said no");
    center.close().await;
}

#[actix_rt::test]
async fn letters_cannot_be_chosen_where_none_are_sent() {
    let center = Center::open(spoken()).await;
    let anna = Browser::agent(&center, "demo-anna");
    assert_eq!(anna.ok_newer(LOOK).await[0]["newChatEmailNotifications"], json!(false));
    let refused = anna.post(SET, json!({"newChatEmailNotifications": true})).await;
    assert_eq!((refused.status, &refused.json()["error"]), (403, &json!("no_mail_server")));
    let (status, problem) =
        api(&center, "demo-anna", Some(json!({"wanted": true, "address": "a@example.org"}))).await;
    assert_eq!((status, &problem["code"]), (409, &json!("no_mail_server")));
    let nobody = Browser::customer(&center);
    assert_eq!(nobody.post(LOOK, json!({})).await.status, 403, "a customers' page");
    center.close().await;
}

//! Who may invite, change and shut out whom.

use serde_json::json;
use switchboard_journal::accounts::Role;

use crate::caller::Request;
use crate::elsewhere::hire;
use crate::office::{Office, knock, login};

#[actix_web::test]
async fn an_admin_manages_everybody_but_owners() {
    let office = Office::open().await;
    let admin = office.hire("adam", "admin").await;
    let invite = |person: &str, role: &str| json!({"person": person, "login": login(person), "role": role});
    assert_eq!(office.post(&admin, "/people", &invite("eva", "agent")).await.status, 201);
    assert_eq!(
        office.post(&admin, "/people", &invite("otto", "owner")).await.problem(),
        (403, "not_allowed")
    );
    assert_eq!(office.edit(&admin, "eva", json!({"role": "owner"})).await.problem(), (403, "not_allowed"));
    assert_eq!(office.edit(&admin, "adam", json!({"role": "owner"})).await.problem(), (403, "not_allowed"));
    assert_eq!(office.edit(&admin, "olle", json!({"disabled": true})).await.problem(), (403, "not_allowed"));
    let reset = Request::new("POST", "/people/olle/reset-link").by(&admin).to(&office.center).await;
    assert_eq!(reset.problem(), (403, "not_allowed"), "a link is a way to be them");
    assert_eq!(office.edit(&admin, "eva", json!({"role": "supervisor"})).await.ok()["role"], "supervisor");
    let integration = office.edit(&admin, "eva", json!({"role": "integration"})).await;
    assert_eq!(integration.problem(), (422, "not_a_person"));
    office.center.close().await;
}

#[actix_web::test]
async fn the_last_owner_stays_and_names_are_taken_once() {
    let office = Office::open().await;
    for change in [json!({"role": "admin"}), json!({"disabled": true})] {
        let refused = office.edit(&office.owner, "olle", change).await;
        assert_eq!(refused.problem(), (409, "last_owner"));
    }
    office.invite("anna", "agent").await;
    let again = json!({"person": "anna", "login": "somebody@example.org", "role": "agent"});
    assert_eq!(office.post(&office.owner, "/people", &again).await.problem(), (409, "name_taken"));
    let same_login = json!({"person": "anna-2", "login": "ANNA@example.org", "role": "agent"});
    assert_eq!(office.post(&office.owner, "/people", &same_login).await.problem(), (409, "name_taken"));
    office.invite("eva", "agent").await;
    let taken = office.edit(&office.owner, "eva", json!({"login": login("anna")})).await;
    assert_eq!(taken.problem(), (409, "name_taken"));
    let stale = Request::new("PUT", "/people/eva").by(&office.owner).header("if-match", "\"7\"");
    let stale = stale.json(&json!({"login": "e", "role": "agent", "disabled": false}));
    assert_eq!(stale.to(&office.center).await.problem(), (412, "condition_failed"));
    office.center.close().await;
}

#[actix_web::test]
async fn who_is_shut_out_stays_out_until_let_in_again() {
    let office = Office::open().await;
    office.hire("anna", "agent").await;
    office.edit(&office.owner, "anna", json!({"disabled": true})).await.ok();
    assert_eq!(office.sign_in(&knock("anna")).await.problem(), (401, "wrong_credentials"));
    office.edit(&office.owner, "anna", json!({"disabled": false})).await.ok();
    office.sign_in(&knock("anna")).await.ok();
    office.center.close().await;
}

/// Two owners, each in a workspace of their own, with people of the same names.
#[actix_web::test]
async fn s22_people_of_another_workspace_are_neither_seen_nor_touched() {
    let office = Office::open().await;
    let other = hire(&office.center, "other", "omar", Role::Owner).await;
    let anna = office.hire("anna", "agent").await;
    for path in ["/people/anna", "/people/anna/sign-ins", "/people/olle"] {
        office.get(&office.owner, path).await.ok();
        assert_eq!(office.get(&other, path).await.problem(), (404, "not_found"), "{path}");
    }
    let body = json!({"login": "x@example.org", "role": "supervisor", "disabled": true});
    let edit = Request::put("/people/anna").by(&other).of_version(1).json(&body).to(&office.center).await;
    assert_eq!(edit.problem(), (404, "not_found"));
    let reset = Request::post("/people/anna/reset-link").by(&other).to(&office.center).await;
    assert_eq!(reset.problem(), (404, "not_found"));
    let theirs = office.get(&office.owner, "/people/anna/sign-ins").await.ok();
    let sign_in = format!("/people/anna/sign-ins/{}", theirs["items"][0]["sign_in"].as_str().unwrap());
    assert_eq!(office.delete(&other, &sign_in).await.problem(), (404, "not_found"));
    // The same name in the other workspace is another person, and theirs to shut out.
    let invite = json!({"person": "anna", "login": login("anna"), "role": "agent"});
    assert_eq!(office.post(&other, "/people", &invite).await.status, 201);
    let edit = Request::put("/people/anna").by(&other).of_version(1).json(&body).to(&office.center).await;
    assert_eq!(edit.status, 200, "{edit:?}");
    assert_eq!(office.get(&anna, "/me").await.ok()["role"], "agent", "untouched, and signed in");
    let listed = office.get(&other, "/people").await.ok();
    let names: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|one| one["person"].as_str().unwrap()).collect();
    assert_eq!(names, ["anna", "omar"]);
    office.center.close().await;
}

#[actix_web::test]
async fn s40_what_is_done_to_people_and_keys_is_audited_with_its_doer() {
    let office = Office::open().await;
    office.hire("anna", "agent").await;
    office.edit(&office.owner, "anna", json!({"role": "supervisor"})).await.ok();
    office.sign_in(&json!({"login": login("anna"), "password": "wrong", "as": "token"})).await;
    let audited = office.center.views.audit(Some(&"demo".parse().unwrap()), None, 200).unwrap();
    let entries: Vec<_> =
        audited.iter().rev().map(|a| (a.entry.who.as_str(), a.entry.what.as_str())).collect();
    assert_eq!(
        entries,
        [
            ("operator", "workspace_founded"),
            ("person:olle", "signed_in"),
            ("person:olle", "person_invited"),
            ("person:anna", "password_set_by_link"),
            ("person:anna", "signed_in"),
            ("person:olle", "person_changed"),
            ("stranger", "sign_in_failed"),
        ]
    );
    let everything = format!("{audited:?}");
    assert!(
        !everything.contains("sbs_") && !everything.contains("argon2") && !everything.contains("example.org")
    );
    office.center.close().await;
}

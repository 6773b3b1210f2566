//! Consoles opened with a sign-in or a ticket, and closed with it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::caller::Request;
use crate::doors::client::Socket;
use crate::office::{Office, password};

async fn ticket(office: &Office, token: &str) -> String {
    let ticket = Request::new("POST", "/socket-ticket").by(token).to(&office.center).await.ok();
    ticket["ticket"].as_str().unwrap().to_owned()
}

/// A console's socket whose hello shows this.
async fn hello(office: &Office, shown: &str) -> (Socket, Value) {
    let mut socket = Socket::connect(office.center.address, "/console/socket", None).await.unwrap();
    socket.send(&json!({"type": "hello", "token": shown})).await;
    let answer = socket.next().await;
    (socket, answer)
}

/// The socket is told why, and closed with 1008, within five seconds.
async fn is_dismissed(mut socket: Socket) {
    let began = Instant::now();
    loop {
        let frame = socket.next().await;
        if frame["type"] == "refused" {
            assert_eq!(frame["code"], "signed_out", "{frame}");
            break;
        }
    }
    assert_eq!(socket.next_or_close().await, Err(1008));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[actix_web::test]
async fn s14_a_ticket_opens_one_socket_and_so_does_a_sign_in_in_the_first_frame() {
    let office = Office::open().await;
    let anna = office.hire("anna", "agent").await;
    let ticket = ticket(&office, &anna).await;
    let (_first, welcome) = hello(&office, &ticket).await;
    assert_eq!((&welcome["type"], &welcome["agent"]), (&json!("hello"), &json!("anna")));
    let (_, refused) = hello(&office, &ticket).await;
    assert_eq!(refused["code"], "not_authenticated");
    let (_second, welcome) = hello(&office, &anna).await;
    assert_eq!(welcome["type"], "hello");
    let (_, refused) = hello(&office, "sbs_made-up").await;
    assert_eq!(refused["code"], "not_authenticated");
    office.center.close().await;
}

#[actix_web::test]
async fn s15_sockets_close_with_the_sign_in_they_were_opened_with() {
    let office = Office::open().await;
    let first = office.hire("anna", "agent").await;
    let second = office.token("anna").await;
    let (of_first, _) = hello(&office, &ticket(&office, &first).await).await;
    let (mut of_second, _) = hello(&office, &second).await;
    Request::new("POST", "/sign-out").by(&first).to(&office.center).await;
    is_dismissed(of_first).await;
    of_second.hears_nothing_of("refused", Duration::from_millis(200)).await;
    let body = json!({"old": password("anna"), "new": "another long phrase"});
    let third = office.token("anna").await;
    assert_eq!(office.post(&third, "/me/password", &body).await.status, 204);
    is_dismissed(of_second).await;
    office.center.close().await;
}

#[actix_web::test]
async fn s15_sockets_close_when_somebody_gets_another_role_or_is_shut_out() {
    let office = Office::open().await;
    for change in [json!({"role": "supervisor"}), json!({"disabled": true})] {
        let anna = match change.get("role") {
            Some(_) => office.hire("anna", "agent").await,
            None => office.token("anna").await,
        };
        let (socket, welcome) = hello(&office, &anna).await;
        assert_eq!(welcome["type"], "hello");
        office.edit(&office.owner, "anna", change).await.ok();
        is_dismissed(socket).await;
        let (_, refused) = hello(&office, &anna).await;
        assert_eq!(refused["code"], "not_authenticated");
    }
    office.center.close().await;
}

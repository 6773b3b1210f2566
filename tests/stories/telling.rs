//! The server as a service: it starts once a folder, stops in order, and says so.

use serde_json::json;
use switchboard::client::{CUSTOMER_DOOR, ClientError, Socket};

use crate::server::Server;

#[test]
fn a_second_server_on_the_folder_is_refused_and_the_first_goes_on() {
    let mut server = Server::demo();
    let second = server.run(&["serve", "--demo", "--data", "data", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(73));
    assert!(String::from_utf8_lossy(&second.stderr).contains("in use by another process"));
    assert!(server.get("/livez").expect("an answer").starts_with("HTTP/1.1 200"));
    server.stop();
}

#[test]
fn the_same_address_twice_is_refused_by_the_system() {
    let server = Server::demo();
    let address = server.url().to_string();
    let second = server.run(&["serve", "--data", "other", "--listen", address.trim_start_matches("http://")]);
    assert_eq!(second.status.code(), Some(71), "{}", String::from_utf8_lossy(&second.stderr));
}

#[test]
fn a_demo_refuses_public_addresses_and_other_peoples_data() {
    let server = Server::demo();
    let public = server.run(&["serve", "--demo", "--data", "fresh", "--listen", "0.0.0.0:0"]);
    assert_eq!(public.status.code(), Some(78), "{}", String::from_utf8_lossy(&public.stderr));
}

#[test]
fn health_is_told_at_three_places() {
    let server = Server::demo();
    assert!(server.get("/readyz").expect("an answer").contains("ready"));
    assert!(server.get("/status").expect("an answer").contains("\"status\":\"ok\""));
    assert!(server.get("/nothing").expect("an answer").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_restarted_demo_keeps_its_credentials() {
    let mut server = Server::demo();
    let before = server.credentials();
    server.stop();
    server.start();
    assert_eq!(server.credentials(), before);
}

#[test]
fn a_stop_tells_clients_to_come_back_and_does_not_wait_for_those_who_do_not_listen() {
    let mut server = Server::demo();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (mut listening, _deaf) = runtime.block_on(async {
        let hello = json!({"type": "hello", "platformId": "demo-web"});
        let mut sockets = Vec::new();
        for _ in 0..2 {
            let mut socket = Socket::open(&server.url(), CUSTOMER_DOOR).await.expect("open");
            socket.send(&hello).await.expect("sent");
            assert_eq!(socket.next().await.expect("a frame")["type"], "hello");
            sockets.push(socket);
        }
        (sockets.remove(0), sockets.remove(0))
    });
    let end = std::thread::scope(|threads| {
        let stopping = threads.spawn(|| server.stop());
        let end = runtime.block_on(listening.next());
        stopping.join().expect("it stopped well and in time");
        end
    });
    assert!(matches!(end, Err(ClientError::Ended { code: Some(1001), .. })), "{end:?}");
}

//! S28: TCP connections are counted as they are accepted: by address and in all.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::Value;
use switchboard_edge::EdgeSettings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::doors::{self, Center, settings};

/// Somewhere on this machine.
fn here(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}

/// A connection from this address that says half a head and no more.
async fn idle(center: &Center, from: IpAddr, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from, 0)).unwrap();
    let mut stream = socket.connect(center.address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n").as_bytes()).await.unwrap();
    stream
}

/// What a request from there is answered, by a client that takes its time.
async fn answer(center: &Center, from: IpAddr, path: &str) -> String {
    let mut stream = idle(center, from, path).await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    stream.write_all(b"Connection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_string(&mut answer)).await;
    read.expect("an answer, soon").expect("an answer that can be read");
    answer
}

async fn outcome(center: &Center, from: IpAddr) -> String {
    answer(center, from, "/status").await
}

fn is_let_in(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 200 ")
}

fn is_told(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    let head = head.to_lowercase();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    head.starts_with("http/1.1 429 ")
        && head.contains("retry-after: 2")
        && head.contains("connection: close")
        && body["code"] == "too_many_connections"
}

#[actix_web::test]
async fn s28_one_address_has_so_many_tcp_connections_and_others_come_in_meanwhile() {
    let center = Center::open(EdgeSettings { tcp_connections_per_address: 5, ..settings() }).await;
    let mut crowd = Vec::new();
    for _ in 0..5 {
        crowd.push(idle(&center, here(2), "/status").await);
    }
    doors::until("they are accepted", || center.doors.lines() == 5).await;
    for _ in 0..20 {
        let answer = outcome(&center, here(2)).await;
        assert!(is_told(&answer), "one too many is told so, each time: {answer}");
    }
    assert!(is_let_in(&outcome(&center, here(3)).await), "another address");
    assert!(is_let_in(&answer(&center, here(2), "/livez").await), "that it lives is told to everybody");

    // Those who would be refused take no room without end: beyond some at a time they are closed at once.
    let mut refused = Vec::new();
    for _ in 0..50 {
        refused.push(idle(&center, here(2), "/status").await);
    }
    let mut last = idle(&center, here(2), "/status").await;
    let mut told = String::new();
    let read = tokio::time::timeout(Duration::from_secs(3), last.read_to_string(&mut told)).await;
    read.expect("before the head's own time is over").expect("with an answer");
    assert!(is_told(&told), "unasked: {told}");
    drop(refused);

    crowd.pop();
    doors::until("its seat is free", || center.doors.lines() == 4).await;
    assert!(is_let_in(&outcome(&center, here(2)).await), "there is room again");
    // Who says half a head is gone after its time (F21).
    doors::until("the slow ones are gone", || center.doors.lines() == 0).await;
    center.close().await;
}

#[actix_web::test]
async fn s28_there_are_so_many_tcp_connections_in_all() {
    let center = Center::open(EdgeSettings { tcp_connections: 3, ..settings() }).await;
    let mut crowd = Vec::new();
    for last in 2..5 {
        crowd.push(idle(&center, here(last), "/status").await);
    }
    doors::until("they are accepted", || center.doors.lines() == 3).await;
    assert!(is_told(&outcome(&center, here(9)).await));
    drop(crowd);
    doors::until("they are gone", || center.doors.lines() == 0).await;
    assert!(is_let_in(&outcome(&center, here(9)).await));
    center.close().await;
}

#[actix_web::test]
async fn s28_a_trusted_proxy_brings_many() {
    let proxied = EdgeSettings { tcp_connections_per_address: 1, trusted: vec![here(8)], ..settings() };
    let center = Center::open(proxied).await;
    let _one = (
        idle(&center, here(2), "/status").await,
        idle(&center, here(8), "/status").await,
        idle(&center, here(8), "/status").await,
    );
    doors::until("they are accepted", || center.doors.lines() == 3).await;
    assert!(is_told(&outcome(&center, here(2)).await));
    assert!(is_let_in(&outcome(&center, here(8)).await));
    center.close().await;
}

#[actix_web::test]
async fn a_socket_keeps_its_tcp_connections_seat_for_as_long_as_it_lives() {
    let center = Center::open(settings()).await;
    let (socket, _) = center.customer("u1").await;
    assert_eq!(center.doors.lines(), 1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(center.doors.lines(), 1);
    drop(socket);
    doors::until("it is free", || center.doors.lines() == 0).await;
    center.close().await;
}

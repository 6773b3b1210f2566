//! Bodies without end, and clients without haste.

use std::time::{Duration, Instant};

use super::doors::{Center, settings};
use super::raw::{once, say};

#[actix_web::test]
async fn s26_a_body_beyond_the_largest_is_refused_before_it_is_read() {
    let center = Center::open(settings()).await;
    let announced = "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 104857600\r\n\r\n{";
    let heard = say(center.address, &[announced.as_bytes()], Duration::ZERO, Duration::from_secs(5)).await;
    assert_eq!(heard.statuses(), [413], "{}", heard.text);
    assert!(heard.text.contains("too_large") && heard.ended, "{}", heard.text);
    center.close().await;
}

#[actix_web::test]
async fn s27_a_head_that_drips_is_cut_off() {
    let center = Center::open(settings()).await;
    let began = Instant::now();
    let pieces: Vec<Vec<u8>> = std::iter::once(b"GET /livez HTTP/1.1\r\n".to_vec())
        .chain((0..20).map(|n| format!("x-{n}: y\r\n").into_bytes()))
        .collect();
    let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
    let heard = say(center.address, &pieces, Duration::from_millis(500), Duration::from_secs(5)).await;
    assert!(
        heard.ended && began.elapsed() < Duration::from_secs(14),
        "after {:?}: {heard:?}",
        began.elapsed()
    );
    assert!(matches!(heard.statuses()[..], [408] | []), "{heard:?}");
    center.close().await;
}

#[actix_web::test]
async fn f21_slow_clients_take_nobodys_place() {
    let center = Center::open(settings()).await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = tokio::net::TcpStream::connect(center.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-le")
            .await
            .unwrap();
        slow.push(stream);
    }
    let began = Instant::now();
    let served = once(center.address, "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!(served.statuses(), [200]);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let (_, hello) = center.customer("in-between").await;
    assert_eq!(hello["type"], "hello");
    drop(slow);
    center.close().await;
}

//! Request smuggling: where a request ends is never left in doubt (fault F22).

use super::doors::{Center, settings};
use super::raw::once;

/// What follows is a request of its own for somebody who reads the lengths otherwise.
const SMUGGLED: &str = "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n";

#[actix_web::test]
async fn f22_contradicting_lengths_are_refused_and_nothing_behind_them_is_read() {
    let center = Center::open(settings()).await;
    let cases = [
        (
            "length and coding",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            "coding and length",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n",
        ),
        (
            "two lengths",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\ncontent-length: 37\r\n\r\n",
        ),
        (
            "two equal lengths",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n",
        ),
        ("a length with a sign", "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: +0\r\n\r\n"),
        ("a length that is none", "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 0x10\r\n\r\n"),
        ("a list of lengths", "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 0, 0\r\n\r\n"),
        ("a coding nobody knows", "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n"),
        (
            "chunked not last",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked, identity\r\n\r\n",
        ),
        (
            "two codings",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n",
        ),
        ("space before the colon", "POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length : 4\r\n\r\nGET "),
        ("a folded line", "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding:\r\n chunked\r\n\r\n"),
        ("two hosts", "GET /nothing HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n"),
        (
            "an old version with a coding",
            "POST /nothing HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        ("a NUL in a header", "GET /nothing HTTP/1.1\r\nhost: x\r\nx-a: b\0c\r\n\r\n"),
        (
            "a chunk of no size",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
        ),
        (
            "a chunk beyond all sizes",
            "POST /nothing HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, request) in cases {
        let heard = once(center.address, &format!("{request}{SMUGGLED}")).await;
        let served = heard.text.contains("\r\n\r\nok\n");
        if served || !heard.ended || heard.statuses().contains(&200) {
            wrong.push(format!("{name}: {:?}, ended {}", heard.statuses(), heard.ended));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let plain = once(center.address, &format!("{SMUGGLED}{SMUGGLED}")).await;
    assert_eq!(plain.statuses(), [200, 200], "two plain requests are two");
    center.close().await;
}

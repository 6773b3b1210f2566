//! The numbered traps that show on the wire; those of pure values are tested beside the values
//! (`src/wire/buerokratt`, `src/edge/buerokratt`).

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::browser::{BASE, Browser, Served, agents, center, event, find, message, served};

/// A stream as it is on the wire.
struct Wire {
    socket: tokio::net::TcpStream,
    text: String,
}

impl Wire {
    async fn open(widget: &Browser<'_>, path: &str) -> Self {
        let cookie = format!("chatJwt={}", widget.cookies.borrow()["chatJwt"]);
        let mut socket = tokio::net::TcpStream::connect(widget.center.address).await.unwrap();
        let head = format!("GET {BASE}/sse/{path} HTTP/1.1\r\nHost: test\r\nCookie: {cookie}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        Self { socket, text: String::new() }
    }

    /// Reads until there are so many of these.
    async fn until(&mut self, what: &str, times: usize, within: Duration) {
        let mut bytes = [0; 4096];
        while self.text.matches(what).count() < times {
            let read = timeout(within, self.socket.read(&mut bytes)).await.expect("in time").unwrap();
            assert!(read > 0, "closed: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }
}

const COMMENT: &str = ": still here";

#[actix_rt::test]
async fn trap_4_a_streams_head_and_a_comment_come_at_once() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    widget.ok("/get-messages-by-chat-id", json!({})).await;
    let mut stream = Wire::open(&widget, "get-new-messages").await;
    stream.until(COMMENT, 1, Duration::from_secs(1)).await;
    assert!(stream.text.contains("text/event-stream"));
    center.close().await;
}

#[actix_rt::test]
async fn trap_5_an_idle_stream_is_kept_open_by_comments_and_tells_what_comes_at_last() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let mut streams =
        [Wire::open(&widget, "get-new-messages").await, Wire::open(&widget, "get-chat-by-id").await];
    for stream in &mut streams {
        stream.until(COMMENT, 3, Duration::from_secs(15)).await;
    }
    widget.ok("/post-message", message("viimaks", "2023-01-13T14:24:00.001Z")).await;
    let [messages, _] = &mut streams;
    messages.until("viimaks", 1, Duration::from_secs(5)).await;
    for line in messages.text.lines().filter(|line| line.contains(':') && !line.contains("HTTP")) {
        assert!(!line.starts_with("event:") && !line.starts_with("id:"), "trap 2: {line}");
    }
    center.close().await;
}

#[actix_rt::test]
async fn trap_7_nothing_is_lost_by_reconnects_and_a_clock_that_runs_ahead() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    let mut seen = Vec::new();
    let said: Vec<String> = (0..12).map(|number| format!("sõnum {number}")).collect();
    let volley = async {
        for (number, text) in said.iter().enumerate() {
            let mut body = agents(&id, text, "");
            body["authorTimestamp"] = json!(format!("2023-02-02T07:44:42.{number:03}Z"));
            anna.ok("/cs-post-message", body).await;
        }
    };
    // As the widget does: each frame makes it drop its stream and open another, with its own clock's time.
    let listening = async {
        while said.iter().any(|text| !seen.contains(text)) {
            let path = "/sse/get-new-messages?chatId=x&timeRangeBegin=2999-01-01T00:00:00.000Z";
            let batch = widget.stream(path).await.next().await;
            seen.extend(
                batch.as_array().unwrap().iter().map(|one| one["content"].as_str().unwrap().to_owned()),
            );
        }
    };
    timeout(Duration::from_secs(20), async { tokio::join!(volley, listening) }).await.expect("all of them");
    center.close().await;
}

#[actix_rt::test]
async fn trap_8_an_agents_cursor_is_exact_to_the_millisecond() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    let batch = anna.stream(&format!("/sse/cs-get-new-messages?chatId={id}&lastRead=")).await.next().await;
    let last = batch.as_array().unwrap().last().unwrap()["updated"].as_str().unwrap().to_owned();
    // Cut at the plus, as the page does: without a zone it is UTC (trap 9).
    let cut = last.split('+').next().unwrap();
    let mut again = anna.stream(&format!("/sse/cs-get-new-messages?chatId={id}&lastRead={cut}")).await;
    widget.ok("/post-message", message("uus", "2023-01-13T14:24:00.001Z")).await;
    let next = again.next().await;
    assert_eq!(next.as_array().unwrap().len(), 1, "only what is new: {next}");
    assert_eq!(next[0]["content"], "uus");
    center.close().await;
}

#[actix_rt::test]
async fn trap_10_the_local_echo_and_the_stored_message_share_role_and_instant() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let mut stream = widget.stream("/sse/get-new-messages").await;
    widget.ok("/post-message", message("kaja", "2023-01-13T14:24:00.007Z")).await;
    let echo = stream.message("kaja").await;
    assert_eq!(
        (&echo["authorRole"], &echo["authorTimestamp"]),
        (&json!("end-user"), &json!("2023-01-13T14:24:00.007+00:00"))
    );
    assert!(!echo["id"].as_str().unwrap().is_empty() && !echo["created"].is_null(), "trap 32");
    center.close().await;
}

#[actix_rt::test]
async fn trap_13_bodies_may_be_missing_bare_or_of_another_type() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let text = [("Content-Type", "text/plain;charset=UTF-8")];
    let begun = widget
        .send(
            "POST",
            &format!("{BASE}/init-chat"),
            &text,
            crate::browser::first("Tere").to_string().as_bytes(),
        )
        .await;
    assert_eq!(begun.status, 200);
    assert_eq!(widget.call("/get-messages-by-chat-id").await.status, 200);
    assert_eq!(widget.post("/get-chat-by-id", json!("chatJwt")).await.status, 200);
    center.close().await;
}

#[actix_rt::test]
async fn trap_15_no_answer_is_empty_or_another_status_than_200() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    for (path, body) in [
        ("/post-message", message("a", "2023-01-13T14:24:00.001Z")),
        ("/post-message", event("message-read")),
        ("/post-message-preview", json!({"content": "a"})),
        ("/post-chat-feedback-rating", json!({"feedbackRating": 3})),
        ("/end-chat", event("client-left")),
    ] {
        let answered = widget.post(path, body).await;
        assert_eq!(answered.status, 200, "{path}");
        assert!(!answered.body.is_empty(), "{path}");
        assert!(!crate::browser::value(&answered.json()).is_null(), "{path}");
    }
    center.close().await;
}

#[actix_rt::test]
async fn trap_17_the_cookie_decides_and_not_the_body() {
    let center = center().await;
    let (mine, theirs) = (Browser::customer(&center), Browser::customer(&center));
    let (my_chat, their_chat) = (mine.begins("minu").await, theirs.begins("tema").await);
    let read = mine.ok("/get-chat-by-id", json!({"id": their_chat})).await;
    assert_eq!(read["id"], json!(my_chat));
    let messages = mine.ok("/get-messages-by-chat-id", json!({"id": their_chat})).await;
    assert!(find(&messages, "content", "tema").is_none());
    let theirs_messages = theirs.ok("/get-messages-by-chat-id", json!({})).await;
    let mut foreign = find(&theirs_messages, "content", "tema").unwrap();
    foreign["rating"] = json!("liked");
    assert_eq!(mine.refused("/post-message-with-rating", foreign).await.1, "no_such_message");
    center.close().await;
}

#[actix_rt::test]
async fn trap_18_and_19_after_an_agents_end_the_chat_stream_says_so_and_the_cookie_stays() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    let mut chat = widget.stream(&format!("/sse/get-chat-by-id?id={id}")).await;
    anna.ok("/cs-end-chat", agents(&id, "", "ACCEPTED")).await;
    let ended = chat.until("ended", |chat| chat["status"] == "ENDED").await;
    assert!(!ended["ended"].as_str().unwrap().is_empty());
    assert!(widget.cookies.borrow().contains_key("chatJwt"));
    assert_eq!(widget.ok("/get-chat-by-id", json!({})).await["status"], "ENDED");
    center.close().await;
}

#[actix_rt::test]
async fn trap_20_a_chat_that_waits_is_listed_though_its_agents_id_is_empty() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let id = widget.begins("Tere").await;
    let list = anna.ok("/cs-get-all-active-chats", json!({})).await;
    let row = find(&list, "id", &id).expect("it is there");
    for name in ["customerSupportId", "customerSupportDisplayName", "endUserId", "forwardedToName"] {
        assert_eq!(row[name], "", "trap 11: {name}");
    }
    center.close().await;
}

#[actix_rt::test]
async fn trap_21_and_22_a_read_mark_has_no_words_and_never_stands_for_the_chat() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let id = widget.begins("Tere").await;
    widget.ok("/post-message", event("message-read")).await;
    let mut repeated = event("message-read");
    repeated["content"] = json!("message-read");
    widget.ok("/post-message", repeated).await;
    let list = anna.ok("/cs-get-all-active-chats", json!({})).await;
    assert_eq!(find(&list, "id", &id).unwrap()["lastMessage"], "Tere");
    let mine = widget.ok("/get-messages-by-chat-id", json!({})).await;
    assert!(find(&mine, "event", "message-read").is_none(), "their own marks are not theirs to read");
    center.close().await;
}

#[actix_rt::test]
async fn a_message_sent_twice_is_said_once() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    for _ in 0..2 {
        widget.ok("/post-message", message("üks kord", "2023-01-13T14:24:00.001Z")).await;
    }
    widget.ok("/post-message", message("teine", "2023-01-13T14:24:00.001Z")).await;
    let list = widget.ok("/get-messages-by-chat-id", json!({})).await;
    let count = |text: &str| list.as_array().unwrap().iter().filter(|one| one["content"] == text).count();
    assert_eq!((count("üks kord"), count("teine")), (1, 1));
    center.close().await;
}

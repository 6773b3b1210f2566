//! The frames as TypeScript, for the pages that speak them: `src/web/shared/sermo.gen.ts` is written from these types, and
//! a test fails when it is not what they say. `scripts/types` writes it anew.
//!
//! What the house tells has types of its own in `encode.rs`. What it reads, it reads field by field (`decode.rs`), so the
//! frames a client may send are spelt here, and held against the decoder.

use serde::Serialize;
use ts_rs::{Config, TS};

use super::{decode, encode};
use crate::{Said, Words};

/// What a customer's client sends once it was let in.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(rename = "Say", optional_fields)]
enum Say {
    /// A message; opens a session where none is.
    Text {
        platform_id: String,
        user_id: String,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        image_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Still there.
    Heartbeat { platform_id: String, user_id: String },
    /// What is written and not sent.
    Typing { platform_id: String, user_id: String, text: String },
    /// Begins without a word.
    Start {
        platform_id: String,
        user_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Left, and confirmed it.
    ClientLeft {
        platform_id: String,
        user_id: String,
        text: String,
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// The page went.
    ClientUnload { platform_id: String, user_id: String, at: String },
    /// What the site says of who this is.
    Identify {
        platform_id: String,
        user_id: String,
        token: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// The page of the site it is on; for staff.
    CustomerPage {
        platform_id: String,
        user_id: String,
        url: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// Has what it was told, up to this number; nobody has read it yet.
    MessagesReceived { platform_id: String, user_id: String, session: String, seq: u64 },
    /// How a conversation was, from 1 to 5.
    Rating {
        platform_id: String,
        user_id: String,
        session: String,
        score: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Has read what was shown.
    MessagesRead {
        platform_id: String,
        user_id: String,
        text: String,
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
}

/// The first frame.
#[derive(Debug, Serialize, TS)]
#[serde(tag = "type", rename = "hello", rename_all = "camelCase")]
#[ts(optional_fields)]
struct Hello {
    platform_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
}

fn module() -> String {
    let config = Config::new().with_large_int("number");
    let declared = [
        Hello::decl(&config).replace("type hello ", "type Hello "),
        Say::decl(&config),
        encode::WelcomeFrame::decl(&config),
        encode::Ack::decl(&config),
        encode::Refused::decl(&config),
        encode::Kind::decl(&config),
        encode::Speaker::decl(&config),
        encode::Frame::decl(&config),
    ];
    let mut module = "// Written by scripts/types from src/wire/sermo. Do not edit.\n".to_owned();
    for declaration in declared {
        module.push_str(&format!("\nexport {declaration}\n"));
    }
    module.push_str(
        "\n/** Whatever a customer's client hears. */\nexport type Heard = Welcome | Ack | Refused | Told;\n",
    );
    module
}

#[test]
fn the_pages_know_the_frames_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/shared/sermo.gen.ts");
    let module = module();
    if std::env::var_os("WRITE_TYPES").is_some() {
        std::fs::write(path, &module).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == module, "{path} is stale: run scripts/types");
}

#[test]
fn what_a_page_may_send_is_understood() {
    let (platform_id, user_id) = (String::from("demo-web"), String::from("u1"));
    let named = || (platform_id.clone(), user_id.clone());
    let at = || "2026-03-02T10:00:00.000Z".to_owned();
    let id = || Some("1".to_owned());
    let frames = [
        {
            let (platform_id, user_id) = named();
            Say::Text { platform_id, user_id, text: "hi".into(), image: None, image_id: None, id: id() }
        },
        {
            let (platform_id, user_id) = named();
            Say::Heartbeat { platform_id, user_id }
        },
        {
            let (platform_id, user_id) = named();
            Say::Typing { platform_id, user_id, text: "h".into() }
        },
        {
            let (platform_id, user_id) = named();
            Say::Start { platform_id, user_id, id: id() }
        },
        {
            let (platform_id, user_id) = named();
            Say::ClientLeft { platform_id, user_id, text: "left".into(), at: at(), id: id() }
        },
        {
            let (platform_id, user_id) = named();
            Say::ClientUnload { platform_id, user_id, at: at() }
        },
        {
            let (platform_id, user_id) = named();
            let (url, title) = ("https://shop.example/cart".into(), Some("Cart".into()));
            Say::CustomerPage { platform_id, user_id, url, title }
        },
        {
            let (platform_id, user_id) = named();
            let session = "018f6b1e-7c3a-7000-8000-0000000000a7".into();
            Say::MessagesReceived { platform_id, user_id, session, seq: 7 }
        },
        {
            let (platform_id, user_id) = named();
            Say::Identify { platform_id, user_id, token: "t".into(), id: id() }
        },
        {
            let (platform_id, user_id) = named();
            let session = "018f6b1e-7c3a-7000-8000-0000000000a7".into();
            Say::Rating { platform_id, user_id, session, score: 4, text: None, id: id() }
        },
        {
            let (platform_id, user_id) = named();
            Say::MessagesRead { platform_id, user_id, text: "read".into(), at: at(), seq: Some(3), id: None }
        },
    ];
    for frame in frames {
        let said = decode::decode(&serde_json::to_string(&frame).unwrap()).unwrap();
        let Said::Event(spoken) = said else { panic!("{frame:?} is not an event: {said:?}") };
        let is_whole = match (&frame, &spoken.words) {
            (Say::MessagesRead { .. }, Words::Read { up_to, .. }) => *up_to == Some(3),
            (Say::CustomerPage { url, .. }, Words::Page { address, title }) => {
                url == address && title == "Cart"
            }
            (Say::Text { .. }, Words::Text { text, .. }) => text == "hi" && spoken.id == id(),
            (Say::Heartbeat { .. }, Words::Heartbeat)
            | (Say::Typing { .. }, Words::Typing { .. })
            | (Say::Start { .. }, Words::Start)
            | (Say::ClientLeft { .. }, Words::Left)
            | (Say::ClientUnload { .. }, Words::Unload)
            | (Say::Rating { .. }, Words::Rating { score: 4, .. })
            | (Say::MessagesReceived { .. }, Words::Received { up_to: 7, .. })
            | (Say::Identify { .. }, Words::Identify { .. }) => true,
            _ => false,
        };
        assert!(is_whole, "{frame:?} was read as {:?}", spoken.words);
    }
    let hello =
        Hello { platform_id, user_id: Some(user_id), token: Some("t".into()), session: None, after: Some(0) };
    let said = decode::decode(&serde_json::to_string(&hello).unwrap()).unwrap();
    assert!(matches!(said, Said::Hello(hello) if hello.after == Some(0) && hello.token.is_some()));
}

//! Walks every `src/wire/<dialect>/samples`, and folders within for what else a dialect speaks: `name.in` must decode to `name.said.json`, `name.heard.json` must encode
//! to `name.out.json` (null for no frame). A file without its other half fails, and so does a folder of samples that no
//! codec here answers for.
//!
//! A refused frame's expectation is `{"refused": {"id", "code", "detail"}}`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use switchboard_core::Recorded;
use switchboard_core::session::Event;
use switchboard_wire::sermo::feed;
use switchboard_wire::{Customer, DIALECTS, DecodeError, Heard, console, teravoz};

/// Both directions of one dialect, in JSON.
struct Codec {
    name: &'static str,
    /// Below `src/wire`.
    folder: PathBuf,
    decode: Box<dyn Fn(&str) -> Value>,
    encode: Box<dyn Fn(Value) -> Value>,
}

fn codecs() -> Vec<Codec> {
    let mut codecs = vec![Codec {
        name: "console",
        folder: "console/samples".into(),
        decode: Box::new(|frame| told(console::decode(frame))),
        encode: Box::new(|sample| {
            #[derive(Deserialize)]
            struct Sample<'a> {
                n: u64,
                heard: console::Heard<'a>,
            }
            let sample: Sample<'_> = serde_json::from_value(sample).expect("a value of the model");
            frame(console::encode(sample.n, &sample.heard))
        }),
    }];
    codecs.extend(DIALECTS.iter().map(|dialect| Codec {
        name: dialect.name(),
        folder: Path::new(dialect.name()).join("samples"),
        decode: Box::new(|frame| told(dialect.decode(frame))),
        encode: Box::new(|sample| {
            #[derive(Deserialize)]
            struct Sample<'a> {
                to: Customer,
                heard: Heard<'a>,
            }
            let sample: Sample<'_> = serde_json::from_value(sample).expect("a value of the model");
            frame(dialect.encode(Some(&sample.to), &sample.heard))
        }),
    }));
    for (name, folder, mode) in [
        ("teravoz", "teravoz/samples", teravoz::Mode::Tolerant),
        ("teravoz, strict", "teravoz/samples/strict", teravoz::Mode::Strict),
    ] {
        codecs.push(Codec {
            name,
            folder: folder.into(),
            decode: Box::new(move |body| posted(body, mode)),
            encode: Box::new(answered),
        });
    }
    codecs.push(Codec {
        name: "teravoz, socket",
        folder: "teravoz/samples/socket".into(),
        decode: Box::new(|message| serde_json::to_value(teravoz::decode(message)).unwrap()),
        encode: Box::new(listed),
    });
    codecs.push(Codec {
        name: "buerokratt",
        folder: "buerokratt/samples".into(),
        decode: Box::new(said_in_buerokratt),
        encode: Box::new(told_in_buerokratt),
    });
    codecs.push(Codec {
        name: "feed",
        folder: "sermo/samples/feed".into(),
        decode: Box::new(|frame| told(feed::decode(frame))),
        encode: Box::new(in_a_feed),
    });
    codecs
}

/// A body of a call: a chat given on, or a message.
fn said_in_buerokratt(frame: &str) -> Value {
    use switchboard_wire::buerokratt::{Body, said};
    let refused = |fault| json!({ "refused": fault });
    let body = match Body::read(frame.as_bytes()) {
        Ok(body) => body,
        Err(fault) => return refused(fault),
    };
    if body.text("forwardedToCsa").is_some() {
        return said::redirect(&body).map_or_else(refused, |redirect| json!({ "redirect": redirect }));
    }
    said::posted(&body).map_or_else(refused, |posted| json!({ "posted": posted }))
}

/// What is told of a chat made of these events, or around it.
fn told_in_buerokratt(sample: Value) -> Value {
    use switchboard_wire::buerokratt::{Chat, envelope, told};
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sample {
        Wait { seconds: Option<u64>, position: u64 },
        Health(Vec<(String, String)>),
        History { session: switchboard_core::SessionId, events: Vec<Recorded<Event>> },
        Row { session: switchboard_core::SessionId, events: Vec<Recorded<Event>> },
    }
    let chat = |session, events: Vec<Recorded<Event>>| {
        let mut chat = Chat::new(session);
        events.iter().for_each(|event| chat.take(event));
        chat
    };
    match serde_json::from_value(sample).expect("a value of the model") {
        Sample::Wait { seconds, position } => envelope::v2(told::waiting_time(seconds, position)),
        Sample::Health(parts) => {
            let parts: Vec<_> =
                parts.iter().map(|(name, version)| (name.as_str(), version.as_str())).collect();
            envelope::v1("set_healthz_response", told::health(&parts))
        }
        Sample::History { session, events } => {
            let history = told::history(&chat(session, events));
            envelope::v1("cs_get_messages_by_chat_id", history.into())
        }
        Sample::Row { session, events } => told::row(&chat(session, events), false),
    }
}

/// An event, or something live, as it stands in a feed: its direction and itself.
fn in_a_feed(sample: Value) -> Value {
    #[derive(Deserialize)]
    struct Sample {
        to: Customer,
        heard: Heard,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Heard {
        Event { session: switchboard_core::SessionId, event: Box<Recorded<Event>>, image: Option<String> },
        Live(Live),
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Live {
        Heartbeat,
        Typing(String),
        AgentTyping(bool),
    }
    let Sample { to, heard } = serde_json::from_value(sample).expect("a value of the model");
    let told = match heard {
        Heard::Event { session, event, image } => feed::encode(&to, session, &event, image.as_deref()),
        Heard::Live(Live::Heartbeat) => Some((feed::Direction::Inbound, feed::heartbeat(&to))),
        Heard::Live(Live::Typing(text)) => Some((feed::Direction::Inbound, feed::typing(&to, &text))),
        Heard::Live(Live::AgentTyping(on)) => Some((feed::Direction::Outbound, feed::agent_typing(&to, on))),
    };
    told.map_or(
        Value::Null,
        |(direction, event)| json!({ "direction": direction, "event": frame(Some(event)) }),
    )
}

/// A report; a sample that begins with `form:` is a form's.
fn posted(body: &str, mode: teravoz::Mode) -> Value {
    let body =
        body.strip_prefix("form:").map_or(teravoz::Body::Json(body), |form| teravoz::Body::Form(form.trim()));
    match teravoz::Whole::read(body) {
        Ok(whole) => serde_json::to_value(teravoz::Posted::of(whole, mode, Default::default())).unwrap(),
        Err(why) => json!({ "unread": why.to_string() }),
    }
}

/// What a sender is told of a report.
fn answered(sample: Value) -> Value {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sample {
        Accepted { id: u64, call: String, uuid: uuid::Uuid, event: String },
        Refused { code: u16, why: String, bare: bool },
    }
    frame(Some(match serde_json::from_value(sample).expect("an answer") {
        Sample::Accepted { id, call, uuid, event } => {
            teravoz::accepted(&teravoz::ReportLine::new(id, &call, uuid, Some(&event)))
        }
        Sample::Refused { code, why, bare } => teravoz::refused(code, &why, bare),
    }))
}

/// What the board's client is told.
fn listed(sample: Value) -> Value {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sample {
        Welcome,
        DataChanged,
        Calls { strict: bool, rows: Vec<(u64, switchboard_core::machine::CallRow)> },
        Events(Vec<(u64, String, uuid::Uuid, String)>),
        InvalidEvent,
        InvalidMessage,
    }
    frame(Some(match serde_json::from_value(sample).expect("something to tell") {
        Sample::Welcome => teravoz::WELCOME.to_owned(),
        Sample::DataChanged => teravoz::DATA_CHANGED.to_owned(),
        Sample::Calls { strict, rows } => {
            let mode = if strict { teravoz::Mode::Strict } else { teravoz::Mode::Tolerant };
            let lines = rows.iter().map(|(id, row)| teravoz::CallLine::of(*id, row, mode));
            teravoz::calls(&lines.collect::<Vec<_>>())
        }
        Sample::Events(events) => {
            let lines = events
                .iter()
                .map(|(id, call, uuid, event)| teravoz::ReportLine::new(*id, call, *uuid, Some(event)));
            teravoz::events(&lines.collect::<Vec<_>>())
        }
        Sample::InvalidEvent => teravoz::invalid_event(),
        Sample::InvalidMessage => teravoz::invalid_message(),
    }))
}

fn told<T: serde::Serialize>(decoded: Result<T, DecodeError>) -> Value {
    match decoded {
        Ok(said) => serde_json::to_value(said).unwrap(),
        Err(error) => {
            json!({ "refused": { "code": error.code(), "detail": error.to_string(), "id": error.id } })
        }
    }
}

fn frame(encoded: Option<String>) -> Value {
    encoded.map_or(Value::Null, |frame| serde_json::from_str(&frame).expect("a frame is JSON"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{} is not there: {why}", path.display()))
}

fn value(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The names of a folder's samples, by their ending.
fn names(folder: &Path, ending: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    files.filter_map(|file| file.strip_suffix(ending).map(str::to_owned)).collect()
}

fn pair(folder: &Path, given: &str, wanted: &str) -> BTreeSet<String> {
    let (left, right) = (names(folder, given), names(folder, wanted));
    let orphans: Vec<_> = left.symmetric_difference(&right).collect();
    assert!(orphans.is_empty(), "{}: without {given} or {wanted}: {orphans:?}", folder.display());
    left
}

fn walk(codec: &Codec, folder: &Path) {
    let inbound = pair(folder, ".in", ".said.json");
    for name in &inbound {
        let said = (codec.decode)(&read(&folder.join(format!("{name}.in"))));
        assert_eq!(said, value(&folder.join(format!("{name}.said.json"))), "{}: {name} (in)", codec.name);
    }
    let outbound = pair(folder, ".heard.json", ".out.json");
    for name in &outbound {
        let out = (codec.encode)(value(&folder.join(format!("{name}.heard.json"))));
        assert_eq!(out, value(&folder.join(format!("{name}.out.json"))), "{}: {name} (out)", codec.name);
    }
    let files = fs::read_dir(folder).unwrap().filter(|file| file.as_ref().unwrap().path().is_file()).count();
    assert_eq!(files, 2 * (inbound.len() + outbound.len()), "{}: a file of no pair", folder.display());
    assert!(!inbound.is_empty() && !outbound.is_empty(), "{}: both directions have samples", codec.name);
}

#[test]
fn every_sample_of_every_dialect_holds() {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().path().join("samples"));
    let mut found: BTreeSet<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
    for folder in found.clone() {
        let within = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        found.extend(within.filter(|path| path.is_dir()));
    }
    let codecs = codecs();
    let known: BTreeSet<PathBuf> = codecs.iter().map(|codec| home.join(&codec.folder)).collect();
    assert_eq!(found, known, "each dialect has its samples, and each folder of samples its dialect");
    for codec in &codecs {
        walk(codec, &home.join(&codec.folder));
    }
}

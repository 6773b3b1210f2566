//! Walks every `src/wire/<dialect>/samples`: `name.in` must decode to `name.said.json`, `name.heard.json` must encode
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
use switchboard_wire::{Customer, DIALECTS, DecodeError, Heard, console};

/// Both directions of one dialect, in JSON.
struct Codec {
    name: &'static str,
    decode: Box<dyn Fn(&str) -> Value>,
    encode: Box<dyn Fn(Value) -> Value>,
}

fn codecs() -> Vec<Codec> {
    let mut codecs = vec![Codec {
        name: "console",
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
    codecs
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
    let files = fs::read_dir(folder).unwrap().count();
    assert_eq!(files, 2 * (inbound.len() + outbound.len()), "{}: a file of no pair", folder.display());
    assert!(!inbound.is_empty() && !outbound.is_empty(), "{}: both directions have samples", codec.name);
}

#[test]
fn every_sample_of_every_dialect_holds() {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().path().join("samples"));
    let found: BTreeSet<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
    let codecs = codecs();
    let known: BTreeSet<PathBuf> = codecs.iter().map(|codec| home.join(codec.name).join("samples")).collect();
    assert_eq!(found, known, "each dialect has its samples, and each folder of samples its dialect");
    for codec in &codecs {
        walk(codec, &home.join(codec.name).join("samples"));
    }
}

//! The TypeScript our own pages are written against is made from the types here, and a stale file fails.
//!
//! `WRITE_TYPES=1 cargo test -p switchboard-wire --features ts --test typescript` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use switchboard_wire::console::{Frame, Spoken};
use ts_rs::{Config, TS, TypeVisitor};

/// Every type that another one names, by its name.
struct Collected<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Collected<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(self.config);
        if self.found.contains_key(&name) {
            return;
        }
        let docs = T::docs().map(|docs| docs.trim_end().to_owned() + "\n").unwrap_or_default();
        self.found.insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn console() -> String {
    let config = Config::new().with_large_int("number");
    let mut collected = Collected { config: &config, found: BTreeMap::new() };
    collected.visit::<Frame>();
    collected.visit::<Spoken>();
    let mut file =
        "// Made from src/wire/console by tests/typescript.rs of that crate; do not edit.\n".to_owned();
    for declared in collected.found.values() {
        file.push('\n');
        file.push_str(declared);
    }
    file
}

#[test]
fn the_consoles_types_are_those_of_its_frames() {
    let path = home().join("../web/shared/console.gen.ts");
    let made = console();
    if std::env::var_os("WRITE_TYPES").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "{} is stale: run this test with WRITE_TYPES=1", path.display());
}

#[test]
fn every_sample_of_a_command_fits_its_type_and_every_command_has_one() {
    let mut kinds = Vec::new();
    for entry in fs::read_dir(home().join("console/samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".in") || name.starts_with("refused-") {
            continue;
        }
        let sample: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let spoken: Spoken =
            serde_json::from_value(sample.clone()).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(serde_json::to_value(spoken).unwrap(), sample, "{name}");
        kinds.push(sample["type"].as_str().unwrap().to_owned());
    }
    kinds.sort();
    kinds.dedup();
    let declared = Spoken::decl(&Config::new());
    let known = declared.matches("\"type\": ").count();
    assert_eq!(kinds.len(), known, "each command has a sample: {kinds:?}\n{declared}");
}

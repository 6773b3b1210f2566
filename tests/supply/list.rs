//! The list of what a release is made of (`scripts/sbom`), held against the lock files.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn list() -> Value {
    let output = Command::new(root().join("scripts/sbom")).output().expect("the script runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text(of: &Value) -> String {
    of.as_str().expect("text").to_owned()
}

/// Every package of the lock files, as the list names packages.
fn locked() -> BTreeSet<String> {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).expect(file);
    let lock: toml::Table = read("Cargo.lock").parse().expect("TOML");
    let of_cargo = lock["package"].as_array().expect("packages").iter().map(|package| {
        let part = |name: &str| package[name].as_str().expect("text");
        format!("pkg:cargo/{}@{}", part("name"), part("version"))
    });
    let lock: Value = serde_json::from_str(&read("src/web/package-lock.json")).expect("JSON");
    let of_npm = lock["packages"].as_object().expect("packages").iter().filter_map(|(place, package)| {
        let (_, name) = place.rsplit_once("node_modules/")?;
        Some(format!("pkg:npm/{}@{}", name.replace('@', "%40"), package["version"].as_str()?))
    });
    of_cargo.chain(of_npm).collect()
}

#[test]
fn s45_the_list_of_a_release_names_what_is_built_in_as_it_is_locked_and_nothing_of_the_tests() {
    let list = list();
    assert_eq!((&list["bomFormat"], &list["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    let components = list["components"].as_array().expect("components");
    let named: BTreeSet<String> = components.iter().map(|one| text(&one["purl"])).collect();
    assert_eq!(named.len(), components.len(), "each once");
    let unlocked: Vec<_> = named.difference(&locked()).cloned().collect();
    assert!(unlocked.is_empty(), "in no lock file: {unlocked:?}");
    for one in components.iter().filter(|one| !text(&one["name"]).starts_with("switchboard-")) {
        assert!(one["licenses"][0]["expression"].is_string(), "no licence: {one}");
    }

    let is_in = |name: &str| named.iter().any(|one| one.starts_with(name));
    for name in ["actix", "diesel", "libsqlite3-sys", "rustls", "switchboard-core"] {
        assert!(is_in(&format!("pkg:cargo/{name}@")), "not listed: {name}");
    }
    for name in ["preact", "react"] {
        assert!(is_in(&format!("pkg:npm/{name}@")), "not listed: {name}");
    }
    for name in ["cargo/proptest", "cargo/tempfile", "npm/vitest", "npm/typescript", "npm/playwright-core"] {
        assert!(!is_in(&format!("pkg:{name}@")), "only for building or tests, and listed: {name}");
    }

    // Whatever hangs on whatever is listed itself, and everything hangs on the program in the end.
    let application = text(&list["metadata"]["component"]["bom-ref"]);
    let known = |one: &String| named.contains(one) || *one == application;
    let mut reached = BTreeSet::from([application.clone()]);
    let edges: Vec<(String, Vec<String>)> = list["dependencies"]
        .as_array()
        .expect("dependencies")
        .iter()
        .map(|one| {
            let below = one["dependsOn"].as_array().expect("a list").iter().map(text).collect();
            (text(&one["ref"]), below)
        })
        .collect();
    for (above, below) in &edges {
        assert!(known(above) && below.iter().all(known), "hangs on what is not listed: {above}");
    }
    loop {
        let next = edges.iter().filter(|(above, _)| reached.contains(above)).flat_map(|(_, below)| below);
        let before = reached.len();
        reached = reached.iter().chain(next).cloned().collect();
        if reached.len() == before {
            break;
        }
    }
    let loose: Vec<_> = named.difference(&reached).collect();
    assert!(loose.is_empty(), "hangs on nothing: {loose:?}");
}

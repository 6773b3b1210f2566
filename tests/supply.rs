//! What is built in: licences, sources and banned versions, as deny.toml says, over what cargo resolved. No network.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "supply/list.rs"]
mod list;
#[path = "supply/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Everything cargo resolved for this machine.
fn packages() -> Vec<serde_json::Value> {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let about = String::from_utf8(rustc.stdout).expect("text");
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn rules() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(path).expect("deny.toml").parse().expect("TOML")
}

fn words(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().expect("a list").iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
}

/// Whether an SPDX expression can be met with these licences: one side of every OR, both of every AND.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let mut depth = 0_i32;
    let mut parts: Vec<(usize, usize, &str)> = Vec::new();
    for (at, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth > 0 => {}
            _ => {
                for operator in [" OR ", " AND ", "/"] {
                    if expression[at..].starts_with(operator) {
                        parts.push((at, operator.len(), operator.trim()));
                    }
                }
            }
        }
    }
    let split = |operator: &[&str]| parts.iter().find(|(.., found)| operator.contains(found));
    if let Some((at, length, _)) = split(&["OR", "/"]) {
        return is_met(expression[..*at].trim(), allowed)
            || is_met(expression[at + length..].trim(), allowed);
    }
    if let Some((at, length, _)) = split(&["AND"]) {
        return is_met(expression[..*at].trim(), allowed)
            && is_met(expression[at + length..].trim(), allowed);
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => is_met(inner.trim(), allowed),
        None => allowed.contains(expression.trim()),
    }
}

/// Whether a version lies below a bound of the form `<1.2.3`; without one every version does.
fn is_banned(version: &str, bound: Option<&str>) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let release = version.split(['-', '+']).next().unwrap_or_default();
        release.split('.').map(|number| number.parse().expect("a number")).collect()
    };
    match bound {
        None => true,
        Some(bound) => numbers(version) < numbers(bound.strip_prefix('<').expect("only such bounds")),
    }
}

#[test]
fn s44_every_licence_is_on_the_list() {
    let allowed = words(&rules()["licenses"]["allow"]);
    let mut faults = Vec::new();
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or("none");
        if !is_met(licence, &allowed) {
            faults.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(faults.is_empty(), "not on the list:\n{}", faults.join("\n"));
}

/// Everything in the lock file, for every platform: name, version, and where it comes from.
fn locked() -> Vec<(String, String, Option<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock: toml::Table = std::fs::read_to_string(path).expect("Cargo.lock").parse().expect("TOML");
    let word = |package: &toml::Value, name: &str| {
        package.get(name).and_then(|value| value.as_str()).map(str::to_owned)
    };
    let packages = lock["package"].as_array().expect("packages").iter();
    packages
        .map(|one| {
            (
                word(one, "name").expect("a name"),
                word(one, "version").expect("a version"),
                word(one, "source"),
            )
        })
        .collect()
}

#[test]
fn s44_everything_comes_from_the_registry_and_nothing_is_banned() {
    let rules = rules();
    let registries = words(&rules["sources"]["allow-registry"]);
    let banned = rules["bans"]["deny"].as_array().expect("a list");
    let mut faults = Vec::new();
    for (name, version, source) in locked() {
        let known = source.as_deref().is_none_or(|source| {
            source.strip_prefix("registry+").is_some_and(|url| registries.contains(url))
        });
        if !known {
            faults.push(format!("{name} {version} comes from {source:?}"));
        }
        // Ours alone have no source.
        if source.is_none() && !name.starts_with("switchboard") {
            faults.push(format!("{name} {version} comes from a folder"));
        }
        for ban in banned.iter().filter(|ban| ban["name"].as_str() == Some(name.as_str())) {
            if is_banned(&version, ban.get("version").and_then(|bound| bound.as_str())) {
                faults.push(format!("{name} {version} is banned: {}", ban["reason"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `wildcards = "deny"`: whatever we name, we name with a version.
#[test]
fn s44_no_dependency_is_of_any_version() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifests = ["Cargo.toml", "src/core/Cargo.toml", "src/wire/Cargo.toml", "src/journal/Cargo.toml"];
    for path in manifests.into_iter().chain(["actors/Cargo.toml", "src/edge/Cargo.toml"]) {
        let manifest: toml::Table =
            std::fs::read_to_string(root.join(path)).expect("a manifest").parse().expect("TOML");
        let shared = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
        let tables = tables.into_iter().filter_map(|name| manifest.get(name)).chain(shared);
        for (name, wanted) in tables.flat_map(|table| table.as_table().expect("a table")) {
            let version = wanted.as_str().or_else(|| wanted.get("version").and_then(|one| one.as_str()));
            let is_ours = ["workspace", "path"].iter().any(|key| wanted.get(key).is_some());
            let is_named = version.is_some_and(|version| !version.contains('*'));
            assert!(is_named || is_ours, "{path}: {name} = {wanted}");
        }
    }
}

/// A rule that is written down and that nothing here looks at would be no rule.
#[test]
fn s44_every_rule_of_deny_toml_is_one_these_tests_know() {
    let known = [
        ("graph", vec!["targets"]),
        ("licenses", vec!["allow"]),
        ("bans", vec!["deny", "multiple-versions", "wildcards"]),
        ("sources", vec!["allow-git", "allow-registry", "unknown-git", "unknown-registry"]),
        // Asked of the network by scripts/audit; what was known is among the bans, by version.
        ("advisories", vec!["unmaintained"]),
    ];
    let rules = rules();
    let named: BTreeSet<&str> = rules.keys().map(String::as_str).collect();
    assert_eq!(named, known.iter().map(|(table, _)| *table).collect());
    for (table, keys) in known {
        let found: BTreeSet<&str> =
            rules[table].as_table().expect("a table").keys().map(String::as_str).collect();
        assert_eq!(found, keys.into_iter().collect(), "{table}");
    }
    assert_eq!(rules["bans"]["wildcards"].as_str(), Some("deny"));
    assert!(rules["sources"]["allow-git"].as_array().expect("a list").is_empty());
    for source in ["unknown-git", "unknown-registry"] {
        assert_eq!(rules["sources"][source].as_str(), Some("deny"));
    }
}

/// What the web applications are made of, and what they are built and tested with. Where a package comes from is not
/// written down, so that any mirror serves it; what it must be is.
#[test]
fn s44_the_packages_of_the_pages_have_their_licences_and_name_no_mirror() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/package-lock.json");
    let lock: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the lock file")).expect("JSON");
    let shipped = words(&rules()["licenses"]["allow"]);
    // Tools only: axe checks accessibility in the tests, a parser of YAML and a list of characters come with others.
    let tools = ["MPL-2.0", "Python-2.0", "CC0-1.0", "0BSD", "BlueOak-1.0.0"].map(str::to_owned);
    let tools: BTreeSet<String> = shipped.iter().cloned().chain(tools).collect();
    let mut faults = Vec::new();
    for (path, package) in lock["packages"].as_object().expect("packages") {
        if package["link"].as_bool() == Some(true) || !path.contains("node_modules") {
            continue;
        }
        let allowed = if package["dev"].as_bool() == Some(true) { &tools } else { &shipped };
        let licence = package["license"].as_str().unwrap_or("none");
        if !is_met(licence, allowed) {
            faults.push(format!("{path}: {licence}"));
        }
        if let Some(source) = package["resolved"].as_str() {
            faults.push(format!("{path} comes from {source} alone"));
        }
        if package["integrity"].as_str().is_none_or(|hash| !hash.starts_with("sha512-")) {
            faults.push(format!("{path} has no hash"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_rules_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "ISC"].map(str::to_owned).into();
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("(GPL-3.0 AND MIT) OR ISC", true),
        ("MIT AND (GPL-3.0 OR BSD)", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression}");
    }
    for (version, bound, banned) in [
        ("0.3.27", Some("<0.4.16"), true),
        ("0.4.16", Some("<0.4.16"), false),
        ("1.0.0", None, true),
        ("0.4.9-rc.1", Some("<0.4.16"), true),
    ] {
        assert_eq!(is_banned(version, bound), banned, "{version} {bound:?}");
    }
}

/// Sources of ours that may draw their randomness elsewhere than from the system: none. And what is compared with a
/// secret is compared by its hash or in constant time.
#[test]
fn s43_s46_s47_the_house_rules_of_the_manifest_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table =
        std::fs::read_to_string(root.join("Cargo.toml")).expect("the manifest").parse().expect("TOML");
    let lints = &manifest["workspace"]["lints"];
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for lint in ["unwrap_used", "expect_used", "panic", "indexing_slicing", "todo", "unimplemented"] {
        assert_eq!(lints["clippy"][lint].as_str(), Some("deny"), "{lint}");
    }
    assert_eq!(manifest["profile"]["release"]["overflow-checks"].as_bool(), Some(true));
    for member in manifest["workspace"]["members"].as_array().expect("members") {
        let path = root.join(member.as_str().expect("a path")).join("Cargo.toml");
        let member: toml::Table = std::fs::read_to_string(path).expect("a manifest").parse().expect("TOML");
        assert_eq!(member["lints"]["workspace"].as_bool(), Some(true), "{}", member["package"]["name"]);
        let dependencies = member["dependencies"].as_table().expect("dependencies");
        for other in ["rand", "fastrand", "oorandom"] {
            assert!(!dependencies.contains_key(other), "{other} is not the system's randomness");
        }
    }
}

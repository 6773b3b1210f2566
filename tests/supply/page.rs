//! docs/security.md held against the sources: every line is there once, every file it names exists, and every test it names
//! is a test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Lines without a test: what they are about is not there yet, or is the page itself.
const WITHOUT_A_TEST: [&str; 2] = ["S34", "S48"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && name != "node_modules" && name != "dist" {
            sources(&path, ending, found);
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

/// The names of all functions the test harness runs, and those of the tests of the pages.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["src", "actors", "tests"] {
        sources(&root().join(folder), ".rs", &mut files);
    }
    let mut names = tests_of_pages();
    for file in files {
        let source = std::fs::read_to_string(&file).expect("text");
        let mut is_test = false;
        for line in source.lines().map(str::trim) {
            let words = line.strip_prefix("async ").unwrap_or(line);
            match words.strip_prefix("fn ").and_then(|rest| rest.split(['(', '<']).next()) {
                Some(name) if is_test => {
                    names.insert(name.to_owned());
                    is_test = false;
                }
                Some(_) => is_test = false,
                None => is_test = is_test || (line.starts_with("#[") && is_of_a_test(line)),
            }
        }
    }
    names
}

/// A test of the pages is named by a sentence.
fn tests_of_pages() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join("src/web"), ".test.ts", &mut files);
    let sentence =
        |line: &str| line.trim().strip_prefix("test(\"")?.split_once('"').map(|(name, _)| name.to_owned());
    files
        .iter()
        .flat_map(|file| {
            std::fs::read_to_string(file).expect("text").lines().filter_map(sentence).collect::<Vec<_>>()
        })
        .collect()
}

fn is_of_a_test(attribute: &str) -> bool {
    ["#[test]", "#[actix_web::test]", "#[actix_rt::test]", "#[actix::test]", "#[tokio::test"]
        .iter()
        .any(|known| attribute.starts_with(known))
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/security.md")).expect("the page")
}

/// The words between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The table's rows by their line: where, and tests.
fn rows(page: &str) -> BTreeMap<String, (String, String)> {
    let mut rows = BTreeMap::new();
    for row in page.lines().filter(|line| line.starts_with("| S")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [line, _, place, tests] = cells[..] else { panic!("four columns: {row}") };
        let before = rows.insert(line.to_owned(), (place.to_owned(), tests.to_owned()));
        assert!(before.is_none(), "{line} is there twice");
    }
    rows
}

#[test]
fn every_line_of_the_security_page_names_what_enforces_it_and_a_test_that_exists() {
    let (page, known) = (page(), tests());
    let rows = rows(&page);
    let lines: BTreeSet<String> = (1..=48).map(|number| format!("S{number}")).collect();
    assert_eq!(rows.keys().cloned().collect::<BTreeSet<_>>(), lines);
    let mut faults = Vec::new();
    for (line, (place, tests)) in &rows {
        let tests = quoted(tests);
        if tests.is_empty() != WITHOUT_A_TEST.contains(&line.as_str()) {
            faults.push(format!("{line}: {tests:?}"));
        }
        faults.extend(
            tests.iter().filter(|name| !known.contains(**name)).map(|name| format!("{line}: no test {name}")),
        );
        for path in quoted(place).into_iter().filter(|word| word.contains('/') && !word.contains(' ')) {
            if !root().join(path).exists() {
                faults.push(format!("{line}: no file {path}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// And whatever test any other page speaks of, by the number of the line, fault or invariant it is named for.
#[test]
fn every_test_the_documentation_names_is_there() {
    let known = tests();
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(root().join("docs")).expect("the pages") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|kind| kind != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        let is_numbered = |word: &&str| {
            let number = word.strip_prefix(['s', 'f', 'i']).and_then(|rest| rest.split_once('_'));
            number.is_some_and(|(number, _)| number.parse::<u32>().is_ok())
        };
        for name in quoted(&text).into_iter().filter(is_numbered) {
            if !known.contains(name) {
                faults.push(format!("{}: no test {name}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn tests_are_told_from_what_only_looks_like_one() {
    let known = tests();
    assert!(known.contains("tests_are_told_from_what_only_looks_like_one"));
    assert!(known.contains("addresses of the web are told apart, and no other scheme is"));
    assert!(!known.contains("tests") && !known.contains("is_of_a_test") && known.len() > 500);
    assert_eq!(quoted("a `b` c `d/e`"), ["b", "d/e"]);
}

//! The project's files as text: code without comments, and what it names of another crate or module.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the project.
#[derive(Clone)]
pub struct Source {
    /// From the project's root, `src/core/lib.rs`.
    pub path: String,
    /// How many lines it has.
    pub lines: usize,
    /// Its text without line comments.
    pub code: String,
}

/// Every Rust file of the project, in order of its path.
pub fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for top in ["src", "actors", "tests"] {
        walk(&root.join(top), &mut paths);
    }
    paths.sort();
    paths.iter().map(|path| read(root, path)).collect()
}

/// Every file of the web applications that somebody wrote, in order of its path.
pub fn pages() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk_for(&root.join("src/web"), &["ts", "tsx", "mts", "mjs", "css", "html"], &mut paths);
    paths.retain(|path| !path.to_string_lossy().contains(".gen."));
    paths.sort();
    paths.iter().map(|path| read(root, path)).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    walk_for(folder, &["rs"], found);
}

/// What was fetched or built is nobody's source.
fn walk_for(folder: &Path, kinds: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !matches!(path.file_name().and_then(|name| name.to_str()), Some("node_modules" | "dist")) {
                walk_for(&path, kinds, found);
            }
        } else if path.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind)) {
            found.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source file reads as text");
    let code = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let path = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
    Source { path, lines: text.lines().count(), code }
}

impl Source {
    /// Whether it lies in this folder, or is this file.
    pub fn within(&self, place: &str) -> bool {
        self.path == place || self.path.starts_with(&format!("{place}/"))
    }

    /// Whether it only exists for tests.
    pub fn is_test(&self) -> bool {
        self.path.contains("tests/")
            || self.path.contains("/browser/")
            || self.path.contains(".test.")
            || self.path.ends_with("tests.rs")
            || self.path.ends_with("_tests.rs")
    }

    /// What it names directly below a path: `a` and `b` for `use base::{a::x, b};`.
    pub fn names_below(&self, base: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let prefix = format!("{base}::");
        for (place, _) in self.code.match_indices(&prefix) {
            let before = self.code[..place].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let rest = &self.code[place + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => names.extend(heads_of_group(group)),
                None => names.extend(head(rest)),
            }
        }
        names
    }
}

/// The first word of each item of a `{…}` group, whose opening brace is already taken off.
fn heads_of_group(group: &str) -> Vec<String> {
    let mut depth = 1;
    let mut items = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if let Some(item) = items.last_mut() {
            item.push(letter);
        }
    }
    items.iter().filter_map(|item| head(item.trim())).collect()
}

fn head(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn names_are_found_in_groups_and_alone() {
    let source = Source {
        path: String::new(),
        lines: 0,
        code: "use journal::{accounts::{Role, Note}, views};\nlet x = journal::error::E; other_journal::no;"
            .to_owned(),
    };
    let names: Vec<String> = source.names_below("journal").into_iter().collect();
    assert_eq!(names, ["accounts", "error", "views"]);
}

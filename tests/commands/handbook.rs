//! What the pages say of commands, settings, figures and codes is so: an operator copies them at night.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use switchboard::cli::Arguments;
use switchboard::settings::Settings;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// Every page a person reads, and what is shipped beside the program.
fn pages() -> Vec<(String, String)> {
    let mut found: Vec<PathBuf> = vec!["README.md".into(), "SECURITY.md".into()];
    for folder in ["docs", "docs/dialects", "docs/adr", "packaging", "config"] {
        let files = fs::read_dir(root().join(folder)).expect(folder);
        let files = files.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
        found.extend(files.map(|path| path.strip_prefix(root()).expect("below").to_owned()));
    }
    let named = found.into_iter().map(|path| path.display().to_string());
    named.map(|path| (path.clone(), read(&path))).collect()
}

/// What stands between backticks in a line of prose.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The program's commands in a text, without the program's own name: in code blocks, units, and between backticks.
fn commands(text: &str) -> Vec<String> {
    const NAMES: [&str; 5] = [
        "switchboard",
        "./target/debug/switchboard",
        "target/release/switchboard",
        "/usr/local/bin/switchboard",
        "$program",
    ];
    let joined = text.replace("\\\n", " ");
    let unit = |line: &str| {
        line.split_once('=').filter(|(key, _)| key.starts_with("Exec")).map(|(_, it)| it.to_owned())
    };
    let lines = joined.lines().map(|line| {
        let line = line.trim_start_matches(['#', '$', ' ', '|']);
        unit(line).unwrap_or_else(|| line.split("  #").next().unwrap_or_default().to_owned())
    });
    let lines: Vec<String> = lines.chain(spans(&joined).map(str::to_owned)).collect();
    let named = lines.iter().filter_map(|line| {
        let (name, rest) = line.trim().split_once(' ')?;
        NAMES.contains(&name).then(|| rest.trim().to_owned())
    });
    // Prose may begin a line with the name.
    named.filter(|rest| rest.starts_with(|first: char| first == '-' || first.is_ascii_lowercase())).collect()
}

/// Whether there is such a command with such flags; if not, which word is wrong.
fn known(command: &str) -> Result<(), String> {
    let mut here = Arguments::command();
    here.build();
    let mut is_begun = false;
    for word in command.split_whitespace() {
        let word = word.trim_end_matches([',', '.', ';', ':', ')', ']']).trim_start_matches('[');
        if let Some(flag) = word.strip_prefix("--") {
            let flag = flag.split('=').next().unwrap_or_default();
            let is_flag = here.get_arguments().any(|argument| argument.get_long() == Some(flag));
            if !is_flag {
                return Err(format!("{} has no --{flag}", here.get_name()));
            }
            continue;
        }
        let below: Vec<clap::Command> =
            word.split('|').filter_map(|name| here.find_subcommand(name).cloned()).collect();
        match below.into_iter().next() {
            Some(next) if word.split('|').all(|name| here.find_subcommand(name).is_some()) => {
                here = next;
                is_begun = true;
            }
            _ if !is_begun || here.has_subcommands() => return Err(format!("no command {word}")),
            // A value.
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn every_command_the_pages_name_is_there_with_its_flags() {
    let mut count = 0;
    for (path, text) in pages() {
        for command in commands(&text) {
            known(&command).unwrap_or_else(|why| panic!("{path}: `switchboard {command}`: {why}"));
            count += 1;
        }
    }
    assert!(count > 30, "the pages name commands; {count} were found");
    assert!(
        known("customer vanish").is_err() && known("backup --too x").is_err(),
        "what is not there is found"
    );
}

/// Every key there is: `limits.frame_bytes`, `server.tls.cert`.
fn keys() -> BTreeSet<String> {
    fn below(prefix: &str, table: &toml::Table, keys: &mut BTreeSet<String>) {
        for (name, value) in table {
            let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            if let Some(table) = value.as_table() {
                below(&name, table, keys);
            }
            keys.insert(name);
        }
    }
    let mut keys = BTreeSet::new();
    below("", &Settings::default().to_toml().expect("TOML").parse().expect("TOML"), &mut keys);
    keys
}

#[test]
fn every_setting_the_pages_name_is_there() {
    let keys = keys();
    let sections: Vec<&String> = keys.iter().filter(|key| !key.contains('.')).collect();
    let mut count = 0;
    for (path, text) in pages() {
        for span in spans(&text) {
            let word = span.split([' ', '=']).next().unwrap_or_default();
            let Some((section, rest)) = word.split_once('.') else { continue };
            let is_key = rest.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte));
            let is_file = ["toml", "sqlite", "json", "rs", "md", "key"].contains(&rest);
            if sections.iter().any(|known| *known == section) && is_key && !is_file {
                assert!(keys.contains(word), "{path} names {word}, which is no setting");
                count += 1;
            }
        }
        for (place, _) in text.match_indices("SWITCHBOARD__") {
            let name: String = text[place..]
                .chars()
                .take_while(|letter| letter.is_ascii_uppercase() || *letter == '_')
                .collect();
            let key = name.trim_start_matches("SWITCHBOARD__").to_lowercase().replace("__", ".");
            let key = key.trim_end_matches("_file");
            let is_pattern = key == "section.key";
            assert!(is_pattern || keys.contains(key), "{path} names {name}, which is no setting");
        }
    }
    assert!(count > 15, "the pages name settings; {count} were found");
}

#[test]
fn every_figure_is_on_the_page_and_every_figure_of_the_page_is_counted() {
    let figure = |text: &str| -> BTreeSet<String> {
        let after = text.match_indices("\"switchboard_").map(|(place, _)| &text[place + 1..]);
        after.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    let counted: BTreeSet<String> =
        ["src/figures.rs", "src/edge/figures.rs", "src/journal/figures.rs", "actors/figures.rs"]
            .into_iter()
            .flat_map(|path| figure(&read(path)))
            .collect();
    let page = read("docs/operations.md");
    let table = page.lines().skip_while(|line| !line.starts_with("| name | labels |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let names = rows.flat_map(|row| spans(row.split('|').nth(1).unwrap_or_default()).collect::<Vec<_>>());
    let told: BTreeSet<String> = names.map(|name| format!("switchboard_{name}")).collect();
    assert_eq!(told, counted, "left: on the page; right: in the program");
    for word in page.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_') {
        let name = word.trim_end_matches("_bucket");
        let is_figure = word.starts_with("switchboard_") && word.len() > "switchboard_".len();
        assert!(!is_figure || counted.contains(name), "an alarm waits for {word}, which nobody counts");
    }
}

#[test]
fn every_exit_code_is_on_the_page() {
    let source = read("src/exit.rs");
    let codes: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = ").map(|(_, code)| code))
        .filter(|code| code.parse::<u8>().is_ok())
        .collect();
    assert!(codes.len() > 8, "{codes:?}");
    let page = read("docs/operations.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
    for code in codes {
        let is_told =
            |row: &&str| row.split('|').nth(1).unwrap_or_default().split(',').any(|told| told.trim() == code);
        assert!(rows.iter().any(is_told), "code {code} is not in docs/operations.md");
    }
}

//! The unit, the timer and the container file: what they name is there, and systemd reads its own without a complaint.

use std::fs;
use std::path::Path;
use std::process::Command;

const UNITS: [&str; 3] = ["switchboard.service", "switchboard-backup.service", "switchboard-backup.timer"];

fn packaged(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging").join(name);
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

#[test]
fn systemd_has_nothing_to_complain_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = env!("CARGO_BIN_EXE_switchboard");
    let mut paths = Vec::new();
    for unit in UNITS {
        let path = folder.path().join(unit);
        fs::write(&path, packaged(unit).replace("/usr/local/bin/switchboard", program)).expect("a copy");
        paths.push(path);
    }
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no"]).args(&paths).output();
    let Ok(verified) = verified else {
        eprintln!("there is no systemd-analyze here: not tried");
        return;
    };
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    let about_ours: Vec<&str> = said.lines().filter(|line| line.contains("switchboard")).collect();
    assert!(verified.status.success() && about_ours.is_empty(), "{said}");
}

#[test]
fn what_must_not_be_started_again_is_left_alone() {
    let unit = packaged("switchboard.service");
    // A data folder in use, and wrong settings: both need a person.
    assert!(unit.lines().any(|line| line == "RestartPreventExitStatus=73 78"), "{unit}");
    for unit in ["switchboard.service", "switchboard-backup.service"] {
        let unit = packaged(unit);
        for line in ["DynamicUser=yes", "User=switchboard", "StateDirectory=switchboard", "UMask=0077"] {
            assert!(unit.lines().any(|one| one == line), "the same user and folder in both: {line}");
        }
    }
}

#[test]
fn the_container_is_made_of_what_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = packaged("Containerfile").replace("\\\n", " ");
    let ignored = fs::read_to_string(root.join(".containerignore")).expect("the list of what stays out");
    let ignored: Vec<&str> = ignored.lines().collect();
    for line in file.lines().filter_map(|line| line.strip_prefix("COPY ")) {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        let (_, sources) = words.split_last().expect("a place to copy to");
        for source in sources {
            let source = source.strip_prefix("/build/").unwrap_or(source);
            let is_built = source == "target/release/switchboard" && file.contains("./scripts/build release");
            assert!(is_built || root.join(source).exists(), "COPY {source}: there is none");
            assert!(is_built || !ignored.contains(&source), "COPY {source}: it stays out");
        }
    }
    let health = file.lines().find(|line| line.starts_with("HEALTHCHECK")).expect("a health check");
    let listens = "SWITCHBOARD__SERVER__METRICS_LISTEN=127.0.0.1:7701";
    assert!(
        file.contains(listens) && health.contains("127.0.0.1:7701/readyz"),
        "where it is asked, it answers"
    );
    let command = file.lines().find_map(|line| line.strip_prefix("CMD ")).expect("a command");
    let words: Vec<String> = serde_json::from_str(command).expect("a list of words");
    let program = Path::new("switchboard").to_owned().display().to_string();
    let parsed =
        <switchboard::cli::Arguments as clap::Parser>::try_parse_from([program].into_iter().chain(words));
    assert!(parsed.is_ok(), "{:?}", parsed.err().map(|why| why.to_string()));
    let settings = packaged("Containerfile");
    assert!(
        settings.contains("USER 10001:10001") && settings.contains("VOLUME /data"),
        "no rights, one folder"
    );
}

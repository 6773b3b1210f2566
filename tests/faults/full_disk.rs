//! A disk that is really full: a small file system of its own, filled and emptied while people write. Only root may mount
//! one; for everybody else the journal's own test of a full database stands in (`journal/tests/contract/disk.rs`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::center::{PLATFORM, agents, furnish, token};
use crate::server::Server;

/// Long enough for what is looked at every second.
const SOON: Duration = Duration::from_secs(20);
const MIB: usize = 1024 * 1024;

/// A file system in memory; gone with this.
struct Small(PathBuf);

impl Small {
    /// None where it may not be mounted.
    fn mount(at: &Path, mib: usize) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={mib}m,mode=0700");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "switchboard-test"]).arg(at).output();
        let is_mounted = mounted.is_ok_and(|output| output.status.success());
        is_mounted.then(|| Self(at.to_owned()))
    }

    fn free(&self) -> usize {
        let stat = rustix::fs::statvfs(&self.0).unwrap();
        usize::try_from(stat.f_bavail * stat.f_frsize).unwrap()
    }

    /// Nothing can be written any more, or (false) it can again.
    fn make_read_only(&self, read_only: bool) {
        let way = if read_only { "remount,ro" } else { "remount,rw" };
        let done = Command::new("mount").args(["-o", way]).arg(&self.0).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Fills it until so much is left, or to the last byte.
    fn leave(&self, bytes: usize) {
        let _ = fs::remove_file(self.ballast());
        let much = vec![7; self.free().saturating_sub(bytes)];
        if fs::write(self.ballast(), much).is_err() {
            assert_eq!(bytes, 0, "there was room");
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// A customer who writes over plain HTTP.
struct Writer<'a> {
    server: &'a Server,
    token: String,
    sent: usize,
    acked: Vec<String>,
}

impl<'a> Writer<'a> {
    fn of(server: &'a Server) -> Self {
        let greeting = json!({"type": "hello", "platformId": PLATFORM, "userId": "u1"});
        let (status, answer) = server.call("POST", "/sermo/hello", "", "", Some(&greeting));
        assert_eq!(status, 200, "{answer}");
        let welcome: Value = serde_json::from_str(&answer).unwrap();
        Self { server, token: welcome["token"].as_str().unwrap().to_owned(), sent: 0, acked: Vec::new() }
    }

    /// Says something new: the status, and the code of a refusal.
    fn says(&mut self) -> (u16, String) {
        self.sent += 1;
        let text = format!("text-{}", self.sent);
        self.says_again(&text)
    }

    fn says_again(&mut self, text: &str) -> (u16, String) {
        let event = json!({"type": "text", "platformId": PLATFORM, "userId": "u1", "id": text, "text": text});
        let (status, answer) = self.server.call("POST", "/sermo/events", &self.token, "", Some(&event));
        if status == 200 {
            self.acked.push(text.to_owned());
        }
        let answer: Value = serde_json::from_str(&answer).unwrap();
        (status, answer["code"].as_str().unwrap_or_default().to_owned())
    }

    fn until(&mut self, wanted: (u16, &str)) {
        let by = Instant::now() + SOON;
        loop {
            let (status, code) = self.says();
            if (status, code.as_str()) == wanted {
                return;
            }
            assert!(Instant::now() < by, "still {status} {code}, not {wanted:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn reads(server: &Server) {
    let (status, listed) = server.call("GET", "/api/v1/sessions", &token("agent-1"), "", None);
    assert!(status == 200 && listed.contains("\"u1\""), "{status} {listed}");
    assert!(server.get("/readyz").unwrap().starts_with("HTTP/1.1 200"), "who reads is served");
}

/// A center whose data folder is a file system of 48 MiB.
fn center(limits: &str) -> Option<(Server, Small)> {
    let folder = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(&folder.path().join("data"), 48) else {
        eprintln!("nothing may be mounted here: not tried");
        return None;
    };
    furnish(folder.path(), &agents(1), 1);
    let settings = folder.path().join("settings.toml");
    let with = fs::read_to_string(&settings).unwrap() + limits;
    fs::write(settings, with).unwrap();
    Some((Server::over(folder, false), small))
}

/// Everything acknowledged is in the journal once, also after a kill; nothing refused is.
fn assert_kept(server: &mut Server, acked: &[String], sent: usize) {
    server.kill_and_restart();
    let exported = server.exported();
    let texts: Vec<String> = exported
        .iter()
        .filter(|event| event["kind"] == "message_received")
        .filter_map(|event| serde_json::from_str::<Value>(event["content"].as_str()?).ok())
        .map(|content| content["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    for number in 1..=sent {
        let text = format!("text-{number}");
        let kept = texts.iter().filter(|said| **said == text).count();
        assert_eq!(kept, usize::from(acked.contains(&text)), "{text}");
    }
    server.stop();
    server.assert_sound();
}

#[test]
fn f5_a_disk_that_fills_warns_then_refuses_and_goes_on_by_itself() {
    let limits = format!("disk_warn_bytes = {}\ndisk_refuse_bytes = {}\n", 24 * MIB, 12 * MIB);
    let Some((mut server, small)) = center(&limits) else { return };
    let mut writer = Writer::of(&server);
    assert_eq!(writer.says().0, 200);
    assert!(server.get("/status").unwrap().contains("\"ok\""), "all is well");

    small.leave(18 * MIB);
    let by = Instant::now() + SOON;
    while !server.get("/status").unwrap().contains("\"degraded\"") {
        assert!(Instant::now() < by, "no warning");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(writer.says().0, 200, "a warning refuses nobody");

    small.leave(6 * MIB);
    writer.until((507, "disk_full"));
    reads(&server);
    small.leave(0);
    assert_eq!(writer.says(), (507, "disk_full".to_owned()));
    reads(&server);

    fs::remove_file(small.ballast()).unwrap();
    writer.until((200, ""));
    assert_eq!(writer.says_again("text-1").0, 200, "what was acknowledged before is known");
    let (acked, sent) = (writer.acked.clone(), writer.sent);
    assert_kept(&mut server, &acked, sent);
}

#[test]
fn f5_when_the_reserve_is_used_up_the_journal_refuses_and_loses_nothing() {
    // Nobody watches: the database itself meets the end of the disk, in the middle of a commit.
    let Some((mut server, small)) = center("disk_warn_bytes = 0\ndisk_refuse_bytes = 0\n") else { return };
    let mut writer = Writer::of(&server);
    for _ in 0..3 {
        assert_eq!(writer.says().0, 200);
        small.leave(0);
        writer.until((507, "disk_full"));
        reads(&server);
        fs::remove_file(small.ballast()).unwrap();
        writer.until((200, ""));
    }
    let (acked, sent) = (writer.acked.clone(), writer.sent);
    assert_kept(&mut server, &acked, sent);
}

#[test]
fn f6_on_a_read_only_disk_it_does_not_start_and_says_why() {
    let Some((mut server, small)) = center("disk_warn_bytes = 0\ndisk_refuse_bytes = 0\n") else { return };
    let mut writer = Writer::of(&server);
    assert_eq!(writer.says().0, 200);
    let (acked, sent) = (writer.acked.clone(), writer.sent);
    server.stop();
    small.make_read_only(true);
    let ended = server.try_start().expect("it ends");
    assert_eq!(ended.code(), Some(73), "{ended}");
    let log = server.log_text();
    assert!(log.contains("cannot be written") && log.contains("ead-only file system"), "{log}");
    small.make_read_only(false);
    server.start();
    assert_kept(&mut server, &acked, sent);
}

//! The disk that fails when a test says so: `shim.c`, compiled once, loaded before the C library of the server.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The library, compiled with the system's compiler.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (built, whole) = (folder.join(format!("shim-{}", std::process::id())), folder.join("shim.so"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
        let mut compile = Command::new("cc");
        compile.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&built).arg(source);
        let done = compile.args(["-ldl", "-lpthread"]).output().expect("a C compiler, as SQLite needs one");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::rename(built, &whole).expect("renamed");
        whole
    })
}

/// What a crash takes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The process alone: what it wrote is with the system.
    Nothing,
    /// The power: what was not synced is gone.
    Unsynced,
    /// The power, in the middle of writing: every other piece is gone.
    Half,
}

/// So many words are shared.
const WORDS: usize = 8;

/// The words shared with the library, by their places in `shim.c`.
pub struct Shim(File, PathBuf);

impl Shim {
    /// In this folder; all is well at first.
    pub fn in_folder(folder: &Path) -> Self {
        let path = folder.join("disk");
        fs::write(&path, [0; WORDS * 8]).expect("a file");
        Self(File::options().read(true).write(true).open(&path).expect("a file"), path)
    }

    /// What the server's environment needs.
    pub fn environment(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.to_str().expect("a path").to_owned();
        let preload = ("LD_PRELOAD".to_owned(), text(library()));
        vec![preload, ("FAULTS_CONTROL".to_owned(), text(&self.1))]
    }

    /// The disk is well from now on, and counts anew.
    pub fn heal(&self) {
        for word in 0..WORDS as u64 {
            self.set(word, 0);
        }
    }

    /// Syncs of the journal since it counts.
    pub fn syncs(&self) -> u64 {
        self.word(0)
    }

    /// The process dies at this sync, before it is carried out.
    pub fn die_at(&self, sync: u64, loss: Loss) {
        self.set(2, loss as u64);
        self.set(1, sync);
    }

    /// Syncs fail from this one on, and what was not synced is lost.
    pub fn fail_syncs_from(&self, sync: u64, loss: Loss) {
        self.set(2, loss as u64);
        self.set(3, sync);
    }

    /// Writes fail in this way; with 0 they do not.
    pub fn fail_writes(&self, errno: i32) {
        self.set(4, u64::try_from(errno).expect("a number"));
    }

    /// The log's syncs do nothing, as if the journal asked for them only when it moves the log (`synchronous = NORMAL`).
    pub fn skip_syncs_of_the_log(&self) {
        self.set(7, 1);
    }

    /// How often it said no.
    pub fn refused(&self) -> u64 {
        self.word(6)
    }

    fn set(&self, word: u64, value: u64) {
        self.0.write_all_at(&value.to_ne_bytes(), word * 8).expect("written");
    }

    fn word(&self, word: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.read_exact_at(&mut bytes, word * 8).expect("read");
        u64::from_ne_bytes(bytes)
    }
}

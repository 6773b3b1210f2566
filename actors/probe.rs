//! A test's finger on the inside of a host: it may panic at a chosen line. No setting reaches it; the program never
//! sets one.

use switchboard_core::Subject;

/// The guarded and unguarded lines of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Before `decide`, inside its guard.
    Decide,
    /// Before `follow` is asked, inside its guard.
    Follow,
    /// Before `apply` of a live event, inside its guard.
    Apply,
    /// Before effects are carried out after a commit, inside their guard.
    Effects,
    /// Before a stored event is applied on waking, inside its guard.
    Replay,
    /// In the shell itself, unguarded.
    Shell,
}

/// Called at every point; a panic in it is a defect planted there.
pub trait Probe: Send + Sync {
    /// The host of this subject is at this point.
    fn at(&self, point: Point, subject: &Subject);
}

//! Defects a simulation must find, planted by its tests alone: without the feature `planted` none can be switched on.

/// A defect, at the line where it would be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// Agents take more than they have slots for.
    CapacityIgnored,
    /// Two agents may pick the same session.
    TwoWinners,
    /// Who left the line is counted on in the places told.
    PlaceAfterLeave,
    /// A session meant for one agent is anybody's once the queue was read back.
    WishForgotten,
    /// A whisper counts as said to everybody.
    WhisperShown,
    /// A closed queue takes everybody in.
    DoorIgnored,
    /// A host arms no timer where nothing is in flight: after its waking, after a tick.
    TimerForgotten,
    /// The clock handed to hosts follows the wall clock backwards.
    ClockBackwards,
    /// A host forgets when its stream's last event was.
    LastInstantForgotten,
    /// A report that comes late takes a call back to where it was.
    CallMovesBack,
    /// A call that ends frees nobody who was in it.
    CallFreesNobody,
    /// A reader who resumes begins one event too far on.
    ResumeOffByOne,
}

#[cfg(feature = "planted")]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Defect>> = const { std::cell::Cell::new(None) };
}

/// From now on, on this thread.
#[cfg(feature = "planted")]
pub fn plant(defect: Option<Defect>) {
    PLANTED.with(|planted| planted.set(defect));
}

/// Whether this one is planted here.
#[cfg(feature = "planted")]
pub fn is(defect: Defect) -> bool {
    PLANTED.with(std::cell::Cell::get) == Some(defect)
}

/// Never.
#[cfg(not(feature = "planted"))]
pub const fn is(_: Defect) -> bool {
    false
}

//! Defects a simulation must find, planted by its tests alone: without the feature `planted` none can be switched on.

#[cfg(feature = "planted")]
thread_local! {
    static CAPACITY_IGNORED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// On this thread agents take more than they have slots for, or no longer.
#[cfg(feature = "planted")]
pub fn ignore_capacity(ignored: bool) {
    CAPACITY_IGNORED.with(|planted| planted.set(ignored));
}

#[cfg(feature = "planted")]
pub(crate) fn capacity_ignored() -> bool {
    CAPACITY_IGNORED.with(std::cell::Cell::get)
}

#[cfg(not(feature = "planted"))]
pub(crate) const fn capacity_ignored() -> bool {
    false
}

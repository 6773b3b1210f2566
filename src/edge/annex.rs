//! Rooms built on to the doors: what a single door holds in memory, by its own type, so that what all doors share
//! (`doors.rs`) need not know any of them.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One room for each type, furnished with its default when it is entered first.
#[derive(Default)]
pub(crate) struct Annexes(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Annexes {
    /// The room of this type.
    pub(crate) fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // What lies under a type's name is of that type, so the default is never taken.
        Arc::clone(room).downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};

    use super::*;

    #[test]
    fn each_type_has_one_room_and_keeps_it() {
        let annexes = Annexes::default();
        annexes.of::<AtomicU8>().store(7, Ordering::SeqCst);
        annexes.of::<AtomicU16>().store(16, Ordering::SeqCst);
        assert_eq!(annexes.of::<AtomicU8>().load(Ordering::SeqCst), 7);
        assert_eq!(annexes.of::<AtomicU16>().load(Ordering::SeqCst), 16);
    }
}

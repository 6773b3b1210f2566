//! Frames of the list, written once for all agents who are shown the same chats.

use std::collections::HashMap;

use actix_web::web::Bytes;
use switchboard_core::SessionId;

/// Those of one state of the board, by the chats in them.
#[derive(Debug, Default)]
pub(super) struct SharedFrames {
    state: u64,
    frames: HashMap<Vec<SessionId>, Bytes>,
}

impl SharedFrames {
    /// The frame of these chats as they are in this state. A later state forgets the frames of earlier ones.
    pub(super) fn of(&mut self, state: u64, chats: Vec<SessionId>, write: impl FnOnce() -> String) -> Bytes {
        if self.state != state {
            self.state = state;
            self.frames.clear();
        }
        self.frames.entry(chats).or_insert_with(|| Bytes::from(write())).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_shown_the_same_is_written_to_once_a_state() {
        let mut shared = SharedFrames::default();
        let (chats, mut written) = (vec![SessionId::lowest()], 0);
        let mut ask = |state, chats: &[SessionId]| {
            let frame = shared.of(state, chats.to_vec(), || {
                written += 1;
                written.to_string()
            });
            String::from_utf8(frame.to_vec()).unwrap()
        };
        let told = [(1, &chats[..]), (1, &chats[..]), (1, &[]), (2, &chats[..]), (2, &chats[..])];
        assert_eq!(told.map(|(state, chats)| ask(state, chats)), ["1", "1", "2", "3", "3"]);
    }
}

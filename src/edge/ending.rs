//! Why the house closes a socket, in the websocket's own codes.

/// Why a socket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The server stops or moves: connect again.
    Going,
    /// Fragments or bytes in an order the protocol does not allow.
    Protocol,
    /// Binary frames are not spoken here.
    NotText,
    /// A text frame that is not UTF-8.
    InvalidUtf8,
    /// The client may not be here, in the stable word of its refusal.
    NotAllowed(&'static str),
    /// Not at this moment, in the stable word of its refusal: connect again a little later.
    NotNow(&'static str),
    /// A frame above the limit.
    TooLarge,
    /// A defect of ours.
    Fault,
    /// The client does not read, or sends faster than it can be heard: connect again and resume.
    Behind,
    /// Nothing was heard for too long.
    Silent,
}

impl Ending {
    /// The close code and the reason sent with it.
    pub fn spoken(self) -> (u16, &'static str) {
        match self {
            Self::Going => (1001, "going away, connect again"),
            Self::Protocol => (1002, "protocol error"),
            Self::NotText => (1003, "text frames only"),
            Self::InvalidUtf8 => (1007, "invalid UTF-8"),
            Self::NotAllowed(code) => (1008, code),
            Self::NotNow(code) => (1013, code),
            Self::TooLarge => (1009, "frame too large"),
            Self::Fault => (1011, "internal error"),
            Self::Behind => (1013, "too slow, connect again and resume"),
            Self::Silent => (1001, "nothing heard for too long"),
        }
    }

    /// What a client is told in its dialect before the close, where there is something to say.
    pub fn refusal(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::NotText => Some(("not_text", "only text frames are understood here")),
            Self::InvalidUtf8 => Some(("invalid_utf8", "a text frame must be UTF-8")),
            Self::TooLarge => Some(("frame_too_large", "the frame is larger than this door takes")),
            Self::Protocol => Some(("bad_frame", "the frames do not follow the websocket protocol")),
            _ => None,
        }
    }
}

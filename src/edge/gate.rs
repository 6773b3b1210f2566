//! How large a message a client may send, decided at its head, before its bytes take any room.
//!
//! A customer may send a picture within a text, which is far larger than any other frame. So the socket beneath is told
//! of the larger limit, and this gate before it lets a large message in only from a client who was let in itself, and
//! only as many at once as there are seats. It reads the heads of frames as they pass and touches nothing.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_util::Stream;

use crate::doors::Doors;
use crate::limits::Seat;

/// Set once a client is in.
pub(crate) type IsIn = Arc<AtomicBool>;

/// Large messages of one client.
pub(crate) struct Large {
    /// What every client may send, in bytes.
    pub usual: usize,
    /// Whether this one may send more.
    pub is_in: IsIn,
    /// Where its messages take a seat meanwhile.
    pub doors: Doors,
    /// By its address.
    pub address: IpAddr,
}

/// The bytes of a client's frames, as they come, until one is too much.
pub(crate) struct Gate {
    payload: Payload,
    heads: Heads,
    large: Option<Large>,
    seat: Option<Seat<IpAddr>>,
}

impl Gate {
    pub(crate) fn new(payload: Payload, large: Option<Large>) -> Self {
        Self { payload, heads: Heads::default(), large, seat: None }
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), PayloadError> {
        let Some(large) = &self.large else { return Ok(()) };
        let seat = &mut self.seat;
        self.heads.pass(bytes, &mut |seen| match seen {
            Seen::Ends => {
                *seat = None;
                Ok(())
            }
            Seen::Message(length) if length <= large.usual as u64 || seat.is_some() => Ok(()),
            Seen::Message(_) if !large.is_in.load(Ordering::Relaxed) => Err(PayloadError::Overflow),
            Seen::Message(_) => {
                *seat = Some(large.doors.picture_seat(large.address).ok_or_else(no_room)?);
                Ok(())
            }
        })
    }
}

const NO_ROOM: &str = "no room for another picture now";

fn no_room() -> PayloadError {
    PayloadError::Io(std::io::Error::other(NO_ROOM))
}

/// Whether a read ended because a message was too large for this client.
pub(crate) fn was_too_large(why: &std::io::Error) -> bool {
    // The library beneath hands on only the words of what the gate said.
    why.to_string().contains(&PayloadError::Overflow.to_string())
}

/// Whether a read ended because too many large messages were under way.
pub(crate) fn had_no_room(why: &std::io::Error) -> bool {
    why.to_string().contains(NO_ROOM)
}

impl Stream for Gate {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.payload).poll_next(context);
        next.map(|next| next.map(|bytes| bytes.and_then(|bytes| self.look(&bytes).map(|()| bytes))))
    }
}

/// What the gate sees pass.
enum Seen {
    /// A message is so long with the frame that begins here.
    Message(u64),
    /// Its last byte passed.
    Ends,
}

/// Reads frames' heads out of a stream of bytes.
#[derive(Default)]
struct Heads {
    /// The head that is passing.
    head: Vec<u8>,
    /// Bytes of the frame still to pass.
    rest: u64,
    /// The message so far.
    message: u64,
    /// The message ends with this frame.
    ends: bool,
}

impl Heads {
    fn pass(
        &mut self,
        mut bytes: &[u8],
        seen: &mut impl FnMut(Seen) -> Result<(), PayloadError>,
    ) -> Result<(), PayloadError> {
        while !bytes.is_empty() {
            if self.rest > 0 {
                let here = usize::try_from(self.rest).unwrap_or(usize::MAX).min(bytes.len());
                bytes = bytes.get(here..).unwrap_or_default();
                self.rest = self.rest.saturating_sub(here as u64);
            } else if let Some((byte, behind)) = bytes.split_first() {
                self.head.push(*byte);
                bytes = behind;
                let Some(length) = length(&self.head) else { continue };
                let first = self.head.first().copied().unwrap_or_default();
                self.head.clear();
                self.frame(first, length, seen)?;
            }
            if self.rest == 0 && self.ends && self.head.is_empty() {
                self.ends = false;
                seen(Seen::Ends)?;
            }
        }
        Ok(())
    }

    fn frame(
        &mut self,
        first: u8,
        length: u64,
        seen: &mut impl FnMut(Seen) -> Result<(), PayloadError>,
    ) -> Result<(), PayloadError> {
        self.rest = length;
        let (is_last, code) = (first & 0x80 != 0, first & 0x0f);
        if code >= 8 {
            // A ping between two parts of a message is no part of it.
            return Ok(());
        }
        self.message = if code == 0 { self.message.saturating_add(length) } else { length };
        self.ends = is_last;
        seen(Seen::Message(self.message))
    }
}

/// The length a whole head tells; none while bytes of it are missing.
fn length(head: &[u8]) -> Option<u64> {
    let [_, second, rest @ ..] = head else { return None };
    let mask = if second & 0x80 != 0 { 4 } else { 0 };
    let (length, wide) = match second & 0x7f {
        126 => (u64::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?)), 2),
        127 => (u64::from_be_bytes(rest.get(..8)?.try_into().ok()?), 8),
        short => (u64::from(short), 0),
    };
    (rest.len() >= wide + mask).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A masked frame, as clients send them.
    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match length {
            0..126 => frame.push(0x80 | u8::try_from(length).unwrap()),
            126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend([1, 2, 3, 4]);
        frame.resize(frame.len() + length, 0x81);
        frame
    }

    fn seen(bytes: &[u8], piece: usize) -> Vec<Option<u64>> {
        let mut heads = Heads::default();
        let mut all = Vec::new();
        for piece in bytes.chunks(piece) {
            let note = &mut |seen| {
                all.push(if let Seen::Message(length) = seen { Some(length) } else { None });
                Ok(())
            };
            heads.pass(piece, note).unwrap();
        }
        all
    }

    #[test]
    fn messages_are_measured_at_their_heads_however_they_are_cut() {
        let bytes = [
            frame(0x81, 5),
            frame(0x01, 300),
            frame(0x89, 4), // a ping in between
            frame(0x00, 70_000),
            frame(0x80, 0),
            frame(0x82, 126),
        ]
        .concat();
        let expected = [Some(5), None, Some(300), Some(70_300), Some(70_300), None, Some(126), None];
        for piece in [1, 2, 3, 7, 64, 1000, bytes.len()] {
            assert_eq!(seen(&bytes, piece), expected, "in pieces of {piece}");
        }
    }
}

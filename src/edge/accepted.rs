//! What is done with a TCP connection as it is accepted: it takes a seat or is refused, and the kernel is told to end it when
//! nobody reads it any more.
//!
//! A websocket whose client stops reading freezes its pump; only the end of the TCP connection wakes it again. And a
//! connection costs before it asks anything, so they are counted here, where no request is known yet: by the address they
//! come from, unless that is a trusted proxy's. One too many is heard out and refused at its first request, so that its
//! client learns why; but only so many at a time, else the refused would take the room. Beyond, they are closed at once.

use std::any::Any;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Shutdown};
use std::time::Duration;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};

use crate::doors::Doors;
use crate::figures;
use crate::limits::Seat;
use crate::problem::Problem;

/// Silent lines are probed after this long.
const PROBE_AFTER: Duration = Duration::from_secs(30);
/// And then this often.
const PROBE_EVERY: Duration = Duration::from_secs(10);
/// What was sent and not acknowledged for so long ends the connection.
const UNACKNOWLEDGED: Duration = Duration::from_secs(45);

/// One connection too many: whatever it asks is refused.
#[derive(Debug)]
pub(crate) struct Unseated {
    _seat: Seat<IpAddr>,
}

/// The `on_connect` hook of the doors.
pub fn seated(doors: &Doors, connection: &dyn Any, beside: &mut Extensions) {
    let Some((stream, is_plain)) = beneath(connection) else { return };
    set(stream);
    let Ok(peer) = stream.peer_addr() else { return };
    match doors.line(peer.ip()) {
        Ok(seat) => {
            figures::line_taken();
            beside.insert(Line { _seat: seat });
        }
        Err(why) => {
            figures::line_refused(why.name());
            match doors.refused_line(peer.ip()) {
                Some(seat) => _ = beside.insert(Unseated { _seat: seat }),
                None => close(stream, is_plain),
            }
        }
    }
}

/// The `on_connect` hook where nobody is counted: the operators' door.
pub fn accepted(connection: &dyn Any, _: &mut Extensions) {
    if let Some((stream, _)) = beneath(connection) {
        set(stream);
    }
}

/// A connection's seat, for as long as the connection lives.
struct Line {
    _seat: Seat<IpAddr>,
}

impl Drop for Line {
    fn drop(&mut self) {
        figures::line_free();
    }
}

/// The TCP connection, and whether it carries HTTP as it is.
fn beneath(connection: &dyn Any) -> Option<(&TcpStream, bool)> {
    let plain = connection.downcast_ref::<TcpStream>().map(|stream| (stream, true));
    plain.or_else(|| {
        connection.downcast_ref::<TlsStream<TcpStream>>().map(|stream| (stream.get_ref().0, false))
    })
}

/// Closes without having heard anything; with an answer, where one can be written. What the client has said already is
/// taken out first: closing upon unread words would make its system throw the answer away.
fn close(stream: &TcpStream, is_plain: bool) {
    let socket = SockRef::from(stream);
    if is_plain {
        let mut said = [MaybeUninit::uninit(); 4096];
        while socket.recv(&mut said).is_ok_and(|count| count > 0) {}
        // A new connection takes so little at once, or it is gone.
        let _ = socket.send(Problem::TooManyConnections.unasked().as_bytes());
    }
    let _ = socket.shutdown(Shutdown::Both);
}

fn set(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new().with_time(PROBE_AFTER).with_interval(PROBE_EVERY);
    let kept = socket.set_tcp_keepalive(&keepalive).and_then(|()| socket.set_tcp_nodelay(true));
    if let Err(why) = kept.and_then(|()| end_when_unread(&socket)) {
        tracing::debug!(%why, "socket options were not taken");
    }
}

#[cfg(target_os = "linux")]
fn end_when_unread(socket: &SockRef<'_>) -> std::io::Result<()> {
    socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED))
}

#[cfg(not(target_os = "linux"))]
fn end_when_unread(_: &SockRef<'_>) -> std::io::Result<()> {
    let _ = UNACKNOWLEDGED;
    Ok(())
}

//! What an accepted TCP socket is told, so that the kernel ends the ones nobody reads any more.
//!
//! A websocket whose client stops reading freezes its pump; only the end of the TCP connection wakes it again.

use std::any::Any;
use std::time::Duration;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use socket2::{SockRef, TcpKeepalive};

/// Silent lines are probed after this long.
const PROBE_AFTER: Duration = Duration::from_secs(30);
/// And then this often.
const PROBE_EVERY: Duration = Duration::from_secs(10);
/// What was sent and not acknowledged for so long ends the connection.
const UNACKNOWLEDGED: Duration = Duration::from_secs(45);

/// The server's `on_connect` hook.
pub fn accepted(connection: &dyn Any, _: &mut Extensions) {
    let plain = connection.downcast_ref::<TcpStream>();
    let beneath = connection.downcast_ref::<TlsStream<TcpStream>>().map(|stream| stream.get_ref().0);
    let Some(stream) = plain.or(beneath) else { return };
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

//! Frames as server-sent events: the pump of a connection whose client cannot open a socket.
//!
//! It is to `connection.rs` what `socket.rs` is. A frame counts as handled when the body of the response takes it, and a
//! body is polled only while its client reads; so one that stops reading fills its window and is closed. What a client
//! says comes by other requests. The pump's mailbox is the window and a few words more; it ends with its connection.

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use actix::{Actor, ActorContext, Context, Handler};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::Stream;
use tokio::sync::mpsc;

use crate::limits::Seat;
use crate::socket::{Ear, Incoming, Open, Outgoing, Receipts};

/// Room in the pump's mailbox beyond the window: signs of life and the close.
const SPARE: usize = 8;

/// The first words: how long a client whose stream ends waits before it comes back, in milliseconds.
const BEGINNING: &str = "retry: 2000\n\n";

/// Whether the client reads is seen by whether this is taken.
const SIGN_OF_LIFE: &str = ": still here\n\n";

/// A frame without a number.
pub(crate) fn plain(frame: &str) -> String {
    format!("data: {frame}\n\n")
}

/// A frame by whose id the client resumes.
pub(crate) fn numbered(id: &str, frame: &str) -> String {
    format!("id: {id}\ndata: {frame}\n\n")
}

/// No event, only the id by which the client resumes.
pub(crate) fn place(id: &str) -> String {
    format!("id: {id}\n\n")
}

/// Answers with a stream; `open` starts the connection behind it. Frames must come as [`plain`] or [`numbered`]. The seat
/// is kept for as long as the stream takes room.
pub(crate) fn serve(window: usize, seat: Seat<IpAddr>, open: Open) -> HttpResponse {
    let (out, frames) = mpsc::unbounded_channel();
    let pump = Pump { out, window }.start();
    let connection = open(pump.recipient());
    let body =
        Body { frames, connection, receipts: Receipts::default(), state: State::Beginning, _seat: seat };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies that gather an answer before they pass it on would gather for ever.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body)
}

/// Takes what the connection sends. The channel is bounded by the connection's window.
struct Pump {
    out: mpsc::UnboundedSender<Outgoing>,
    window: usize,
}

impl Actor for Pump {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.window.saturating_add(SPARE));
    }
}

impl Handler<Outgoing> for Pump {
    type Result = ();

    fn handle(&mut self, outgoing: Outgoing, ctx: &mut Self::Context) {
        if self.out.send(outgoing).is_err() {
            ctx.stop();
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Beginning,
    Open,
    Over,
}

/// The body of the response.
struct Body {
    frames: mpsc::UnboundedReceiver<Outgoing>,
    connection: Box<dyn Ear>,
    receipts: Receipts,
    state: State,
    _seat: Seat<IpAddr>,
}

impl Body {
    fn text(&mut self, outgoing: Outgoing) -> String {
        match outgoing {
            Outgoing::Frame(frame) => {
                self.receipts.handled(self.connection.as_ref());
                frame
            }
            Outgoing::Ping => {
                self.connection.hear_surely(Incoming::Alive(None));
                SIGN_OF_LIFE.to_owned()
            }
            Outgoing::Close(ending) => {
                self.state = State::Over;
                let (code, reason) = ending.spoken();
                format!("event: close\ndata: {{\"code\":{code},\"reason\":\"{reason}\"}}\n\n")
            }
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        match self.state {
            State::Beginning => {
                self.state = State::Open;
                return Poll::Ready(Some(Ok(Bytes::from_static(BEGINNING.as_bytes()))));
            }
            State::Over => return Poll::Ready(None),
            State::Open => {}
        }
        self.frames.poll_recv(context).map(|next| next.map(|outgoing| Ok(Bytes::from(self.text(outgoing)))))
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        self.connection.hear_surely(Incoming::Ended);
    }
}

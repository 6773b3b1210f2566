//! Frames over a websocket, and nothing else: the only file that uses actix-web-actors.
//!
//! A client that stops reading freezes an actor of this kind with all its timers, because it is polled as the body of
//! the response. So the pump owns no timer and decides nothing: what comes in goes to the connection's own actor, which
//! hears how many frames were handled here (`Receipts`) and so knows how far the client has fallen behind.
//! Mailbox: the window and a few words more. It ends when the socket or its connection ends.
//!
//! What a client says has room of its own in its connection's mailbox: that the house has filled it with what it shows, while
//! the connection looks something up, is no fault of a client that reads.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix::prelude::SendError;
use actix::{Actor, ActorContext, Addr, AsyncContext, Handler, Message, Recipient, StreamHandler};
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{
    self, CloseCode, CloseReason, ProtocolError, WebsocketContext, WsResponseBuilder,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::assembly::Assembly;
use crate::ending::Ending;
use crate::gate::{Gate, Large, had_no_room, was_too_large};
use crate::limits::Seat;

/// Room in the pump's mailbox beyond the window: pings and the close.
const SPARE: usize = 8;

/// Frames of a client its connection has not heard yet, at once; one that sends more is closed.
const UNHEARD: usize = 512;

/// One of those, given back when the connection hears the frame.
pub(crate) type Place = OwnedSemaphorePermit;

/// What a pump tells its connection.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) enum Incoming {
    /// A whole text.
    Text(String, Place),
    /// A ping or pong, or what is as good: the client lives. None where as many cannot pile up.
    Alive(Option<Place>),
    /// Frames were handled; there is room for as many.
    Handled(Receipts),
    /// Nothing more will be read, and this is why. The connection says so and closes.
    Unreadable(Ending),
    /// The socket is gone.
    Ended,
}

/// Frames handled of which their connection does not know yet. It hears once of all that are handled until it looks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Receipts(Arc<AtomicUsize>);

impl Receipts {
    /// One more was handled. Tells the connection, unless it was told of others and has not looked since. Never lost, or the
    /// window would shrink.
    pub fn handled(&self, connection: &dyn Ear) {
        if self.0.fetch_add(1, Ordering::AcqRel) == 0 {
            connection.hear_surely(Incoming::Handled(self.clone()));
        }
    }

    /// How many were handled since this was looked at last.
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::AcqRel)
    }
}

/// What a connection tells its pump.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) enum Outgoing {
    /// A text frame; counted in `Receipts` when it was handled.
    Frame(String),
    /// Asks the client for a sign of life.
    Ping,
    /// The last frame.
    Close(Ending),
}

/// Who hears what a pump reads.
pub(crate) trait Ear {
    /// Takes it, if there is room.
    fn hear(&self, incoming: Incoming) -> Result<(), SendError<Incoming>>;
    /// Takes it in any case: it may not be lost, and only a bounded number can be under way.
    fn hear_surely(&self, incoming: Incoming);
}

impl Ear for Recipient<Incoming> {
    fn hear(&self, incoming: Incoming) -> Result<(), SendError<Incoming>> {
        self.try_send(incoming)
    }

    fn hear_surely(&self, incoming: Incoming) {
        self.do_send(incoming);
    }
}

/// Starts the connection behind a socket, once the socket is open.
pub(crate) type Open = Box<dyn FnOnce(Recipient<Outgoing>) -> Box<dyn Ear>>;

/// What a pump keeps to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// The largest frame, in bytes.
    pub frame: usize,
    /// Frames on their way to the client at once.
    pub window: usize,
    /// Binary frames are read as texts.
    pub binary: bool,
}

/// Answers the handshake; `large` lets larger messages in than the sizes say; `open` is called when the socket is up. The seat is kept for as long as the socket takes room,
/// which may be longer than its connection lives.
pub(crate) fn serve(
    request: &HttpRequest,
    payload: web::Payload,
    sizes: Sizes,
    large: Option<Large>,
    seat: Seat<IpAddr>,
    open: Open,
) -> Result<HttpResponse, actix_web::Error> {
    let pump = Pump {
        open: Some(open),
        connection: None,
        assembly: Assembly::default(),
        unheard: Arc::new(Semaphore::new(UNHEARD)),
        receipts: Receipts::default(),
        sizes,
        own: None,
        _seat: seat,
    };
    WsResponseBuilder::new(pump, request, Gate::new(payload, large)).frame_size(sizes.frame).start()
}

struct Pump {
    open: Option<Open>,
    connection: Option<Box<dyn Ear>>,
    assembly: Assembly,
    unheard: Arc<Semaphore>,
    receipts: Receipts,
    sizes: Sizes,
    own: Option<Addr<Pump>>,
    _seat: Seat<IpAddr>,
}

impl Actor for Pump {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(self.sizes.window.saturating_add(SPARE));
        self.connection = self.open.take().map(|open| open(ctx.address().recipient()));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if let Some(connection) = &self.connection {
            connection.hear_surely(Incoming::Ended);
        }
    }
}

impl Pump {
    /// Hands something on, also beyond a full mailbox; a connection that is gone ends the socket.
    fn pass(&mut self, incoming: Incoming, ctx: &mut WebsocketContext<Self>) {
        let Some(connection) = &self.connection else { return };
        match connection.hear(incoming) {
            Ok(()) => {}
            Err(SendError::Full(incoming)) => connection.hear_surely(incoming),
            Err(SendError::Closed(_)) => close(ctx, Ending::Fault),
        }
    }

    /// Room for one more frame of the client; without it, too much waits already.
    fn place(&self, ctx: &mut WebsocketContext<Self>) -> Option<Place> {
        let place = Arc::clone(&self.unheard).try_acquire_owned().ok();
        if place.is_none() {
            close(ctx, Ending::Behind);
        }
        place
    }

    fn text(&mut self, text: String, ctx: &mut WebsocketContext<Self>) {
        if let Some(place) = self.place(ctx) {
            self.pass(Incoming::Text(text, place), ctx);
        }
    }

    fn alive(&mut self, ctx: &mut WebsocketContext<Self>) {
        if let Some(place) = self.place(ctx) {
            self.pass(Incoming::Alive(Some(place)), ctx);
        }
    }

    /// Reads no further: after a broken frame there is no telling where the next one begins.
    fn unreadable(&mut self, ending: Ending, ctx: &mut WebsocketContext<Self>) {
        let reader = ctx.handle();
        ctx.cancel_future(reader);
        // Without a reader and, once the connection has ended, without anybody's address, the pump would end before its
        // last frames are written.
        self.own = Some(ctx.address());
        self.pass(Incoming::Unreadable(ending), ctx);
    }

    fn fragment(&mut self, item: actix_http::ws::Item, ctx: &mut WebsocketContext<Self>) {
        match self.assembly.take(item, self.sizes.frame) {
            Ok(Some(text)) => self.text(text, ctx),
            Ok(None) => {}
            Err(ending) => self.unreadable(ending, ctx),
        }
    }
}

impl StreamHandler<Result<ws::Message, ProtocolError>> for Pump {
    fn handle(&mut self, frame: Result<ws::Message, ProtocolError>, ctx: &mut Self::Context) {
        match frame {
            Ok(ws::Message::Text(text)) => self.text(text.to_string(), ctx),
            Ok(ws::Message::Continuation(item)) => self.fragment(item, ctx),
            Ok(ws::Message::Ping(payload)) => {
                ctx.pong(&payload);
                self.alive(ctx);
            }
            Ok(ws::Message::Pong(_)) => self.alive(ctx),
            Ok(ws::Message::Nop) => {}
            Ok(ws::Message::Binary(bytes)) if self.sizes.binary => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => self.text(text, ctx),
                Err(_) => self.unreadable(Ending::InvalidUtf8, ctx),
            },
            Ok(ws::Message::Binary(_)) => self.unreadable(Ending::NotText, ctx),
            Ok(ws::Message::Close(reason)) => {
                ctx.close(reason);
                ctx.stop();
            }
            Err(ProtocolError::Overflow) => self.unreadable(Ending::TooLarge, ctx),
            Err(ProtocolError::Io(why)) if is_utf8(&why) => self.unreadable(Ending::InvalidUtf8, ctx),
            Err(ProtocolError::Io(why)) if was_too_large(&why) => self.unreadable(Ending::TooLarge, ctx),
            Err(ProtocolError::Io(why)) if had_no_room(&why) => self.unreadable(Ending::NotNow("busy"), ctx),
            Err(ProtocolError::Io(_)) => ctx.stop(),
            Err(_) => self.unreadable(Ending::Protocol, ctx),
        }
    }
}

/// The library reports a text that is not UTF-8 as an I/O error; only its words tell it from a broken line.
fn is_utf8(why: &std::io::Error) -> bool {
    why.to_string().contains("utf-8")
}

impl Handler<Outgoing> for Pump {
    type Result = ();

    fn handle(&mut self, outgoing: Outgoing, ctx: &mut Self::Context) {
        match outgoing {
            Outgoing::Frame(text) => {
                ctx.text(text);
                if let Some(connection) = &self.connection {
                    // A connection that has ended counts no longer: its close is next in this mailbox.
                    self.receipts.handled(connection.as_ref());
                }
            }
            Outgoing::Ping => ctx.ping(b""),
            Outgoing::Close(ending) => close(ctx, ending),
        }
    }
}

fn close(ctx: &mut WebsocketContext<Pump>, ending: Ending) {
    let (code, reason) = ending.spoken();
    ctx.close(Some(CloseReason { code: CloseCode::Other(code), description: Some(reason.to_owned()) }));
    ctx.stop();
}

#[cfg(test)]
#[path = "socket_tests.rs"]
mod tests;

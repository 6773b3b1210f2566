//! One client behind one socket: an ordinary actor, since its time-outs must fire also when the client reads nothing.
//!
//! It owns who the client is, the window of frames on their way, the frames waiting behind it, and the journal reads
//! that let a reader catch up. A [`Side`] fills in what frames mean. Its address is held by its pump; nobody else keeps
//! a strong one. Mailbox: 512. It ends when the socket ends, or by [`Connection::end`]. Not supervised: a client whose
//! connection breaks connects again and resumes by number. `connection/entering.rs` is how it gets in,
//! `connection/outward.rs` what it says and how it ends.

mod entering;
mod outward;

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::Duration;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, Recipient};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, Shown, Viewer};
use switchboard_core::Timestamp;
use uuid::Uuid;

use crate::accounts::Dismissed;
use crate::doors::{Doors, Leave};
use crate::ending::Ending;
use crate::figures;
use crate::gate::{IsIn, Large};
use crate::guest::Guest;
use crate::limits::{Pace, Seat};
use crate::problem::Problem;
use crate::socket::{self, Incoming, Open, Outgoing, Sizes};
pub(crate) use outward::{Refusing, refused};

/// Messages waiting for one connection. Beyond that it is shown nothing more and reads from the journal; what its client says
/// has room of its own (`socket.rs`).
const MAILBOX: usize = 512;

/// Commands of one client on their way at once.
const UNANSWERED: usize = 64;

/// What the frames of one kind of client mean.
pub(crate) trait Side: Sized + Unpin + 'static {
    /// What its figures are called.
    const KIND: &'static str;
    /// Whether its client may send messages above the usual size once it is in.
    const LARGE: bool = false;
    /// Whether binary frames are read as texts.
    const BINARY: bool = false;

    /// The connection begins.
    fn began(_: &mut Connection<Self>, _: &mut Context<Connection<Self>>) {}
    /// Whether its first frame let it in.
    fn is_in(&self) -> bool;
    /// Whether it may say only so much at once.
    fn is_paced(&self) -> bool {
        true
    }
    /// A text frame came.
    fn said(me: &mut Connection<Self>, frame: &str, ctx: &mut Context<Connection<Self>>);
    /// Something looked at has changed.
    fn shown(me: &mut Connection<Self>, shown: Shown, ctx: &mut Context<Connection<Self>>);
    /// A command was answered.
    fn answered(
        me: &mut Connection<Self>,
        id: Option<String>,
        answer: Answer,
        ctx: &mut Context<Connection<Self>>,
    );
    /// The frame that refuses something.
    fn refusal(&self, refused: Refusing) -> Option<String>;
    /// Nothing waits: time to read on what is behind.
    fn room(me: &mut Connection<Self>, ctx: &mut Context<Connection<Self>>);
    /// Every few seconds.
    fn beat(me: &mut Connection<Self>, now: Timestamp, ctx: &mut Context<Connection<Self>>);
    /// The connection ends: look at nothing any more.
    fn gone(me: &mut Connection<Self>);
}

/// The actor.
pub(crate) struct Connection<S: Side> {
    pub(crate) side: S,
    pub(crate) doors: Doors,
    pub(crate) guest: Guest,
    /// Its number for presence and leases.
    pub(crate) number: u64,
    /// Its name for people.
    pub(crate) name: String,
    /// Its name in the directory.
    pub(crate) viewer: Viewer,
    /// A read of the journal is under way.
    pub(crate) reading: bool,
    pump: Recipient<Outgoing>,
    /// Lets larger messages through the gate.
    let_in: IsIn,
    on_the_way: usize,
    waiting: VecDeque<String>,
    waiting_bytes: usize,
    /// A picture is under way: its seat, until the client has taken everything.
    carried: Option<Seat<IpAddr>>,
    /// A page is being handed out: the client asked for it, and it is bounded by itself.
    pub(crate) paging: bool,
    unanswered: usize,
    /// Its hello is being looked at.
    entering: bool,
    frames: Pace,
    heard_at: Timestamp,
    moved_at: Timestamp,
    deaf: bool,
}

/// Answers a websocket handshake with a connection behind it.
pub(crate) fn open<S: Side>(
    side: S,
    request: &HttpRequest,
    payload: web::Payload,
    doors: &Doors,
) -> Result<HttpResponse, actix_web::Error> {
    if doors.is_draining() {
        return Err(Problem::Draining.into());
    }
    let guest = Guest::of(request, &doors.settings);
    let seat = doors.seat(guest.address).ok_or(Problem::TooManyConnections)?;
    let usual = doors.settings.frame_bytes;
    let let_in = IsIn::default();
    let large = S::LARGE.then(|| Large {
        usual,
        is_in: IsIn::clone(&let_in),
        doors: doors.clone(),
        address: guest.address,
    });
    let frame = if S::LARGE { doors.settings.picture_frame_bytes.max(usual) } else { usual };
    let sizes = Sizes { frame, window: doors.settings.window, binary: S::BINARY };
    let doors = doors.clone();
    let start = behind(side, doors, guest, let_in);
    socket::serve(request, payload, sizes, large, seat, start).map_err(|_| Problem::NotAWebsocket.into())
}

/// Starts a connection once its pump stands.
pub(crate) fn behind<S: Side>(side: S, doors: Doors, guest: Guest, let_in: IsIn) -> Open {
    Box::new(move |pump| Box::new(Connection::new(side, doors, guest, pump, let_in).start().recipient()))
}

impl<S: Side> Connection<S> {
    /// One client behind a pump, not yet started.
    fn new(side: S, doors: Doors, guest: Guest, pump: Recipient<Outgoing>, let_in: IsIn) -> Self {
        let now = doors.house.clock.now();
        Self {
            side,
            guest,
            number: doors.number(),
            name: Uuid::now_v7().simple().to_string(),
            viewer: doors.house.directory.viewer(),
            reading: false,
            pump,
            let_in,
            on_the_way: 0,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            carried: None,
            paging: false,
            unanswered: 0,
            entering: false,
            frames: Pace::new(doors.settings.frames_per_second, doors.settings.frames_at_once),
            heard_at: now,
            moved_at: now,
            deaf: false,
            doors,
        }
    }

    /// When the client last gave any sign of life.
    pub(crate) fn heard_at(&self) -> Timestamp {
        self.heard_at
    }

    fn hear(&mut self) {
        self.heard_at = self.doors.house.clock.now();
    }

    fn frame(&mut self, frame: &str, ctx: &mut Context<Self>) {
        self.hear();
        figures::frame_in(S::KIND);
        if self.deaf {
            return;
        }
        if self.side.is_paced()
            && let Err(seconds) = self.frames.keep()
        {
            let refusing =
                Refusing::new(None, "rate_limited", "too many frames at once; this one was not read");
            return self.refuse(refusing.again(seconds), ctx);
        }
        S::said(self, frame, ctx);
    }

    fn beat(&mut self, ctx: &mut Context<Self>) {
        let now = self.doors.house.clock.now();
        let silent = now.since(self.heard_at);
        if silent >= self.doors.settings.dead_after {
            return self.end(Ending::Silent, ctx);
        }
        if self.on_the_way > 0 && now.since(self.moved_at) >= self.doors.settings.dead_after {
            return self.end(Ending::Behind, ctx);
        }
        if silent >= self.doors.settings.ping_after {
            // A full pump is a frozen one; the next beats see to that.
            let _ = self.pump.try_send(Outgoing::Ping);
        }
        if self.side.is_in() {
            S::beat(self, now, ctx);
        }
        ctx.run_later(self.doors.settings.beat, Self::beat);
    }
}

impl<S: Side> Actor for Connection<S> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        figures::connected(S::KIND);
        self.doors.opened(self.number, ctx.address().recipient().downgrade());
        ctx.run_later(self.doors.settings.hello_within, |me, ctx| {
            if !me.side.is_in() && !me.entering {
                me.turn_away(Refusing::new(None, "not_authenticated", "no hello came in time"), ctx);
            }
        });
        ctx.run_later(self.doors.settings.beat, Self::beat);
        S::began(self, ctx);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        figures::disconnected(S::KIND);
        self.doors.closed(self.number);
        S::gone(self);
        // Also after a defect of ours; a socket that was closed already takes no second close.
        let _ = self.pump.try_send(Outgoing::Close(Ending::Fault));
    }
}

impl<S: Side> Handler<Incoming> for Connection<S> {
    type Result = ();

    fn handle(&mut self, incoming: Incoming, ctx: &mut Self::Context) {
        match incoming {
            Incoming::Text(frame, place) => {
                drop(place);
                self.frame(&frame, ctx);
            }
            Incoming::Alive(place) => {
                drop(place);
                self.hear();
            }
            Incoming::Handled(receipts) => {
                self.on_the_way = self.on_the_way.saturating_sub(receipts.take());
                self.moved_at = self.doors.house.clock.now();
                self.push(ctx);
                if self.on_the_way == 0 {
                    self.carried = None;
                }
                if self.has_room() {
                    S::room(self, ctx);
                }
            }
            Incoming::Unreadable(ending) => self.unreadable(ending, ctx),
            Incoming::Ended => ctx.stop(),
        }
    }
}

impl<S: Side> Handler<Shown> for Connection<S> {
    type Result = ();

    fn handle(&mut self, shown: Shown, ctx: &mut Self::Context) {
        S::shown(self, shown, ctx);
    }
}

/// A command of this connection was answered.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(crate) struct Answered {
    id: Option<String>,
    answer: Answer,
}

impl<S: Side> Handler<Answered> for Connection<S> {
    type Result = ();

    fn handle(&mut self, answered: Answered, ctx: &mut Self::Context) {
        self.unanswered = self.unanswered.saturating_sub(1);
        S::answered(self, answered.id, answered.answer, ctx);
    }
}

impl<S: Side> Handler<Leave> for Connection<S> {
    type Result = ();

    /// Reads no more at once, and closes a little later: not all clients shall come back in the same moment.
    fn handle(&mut self, leave: Leave, ctx: &mut Self::Context) {
        self.deaf = true;
        let spread = u64::try_from(leave.within.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut bytes = [0; 8];
        let _ = getrandom::fill(&mut bytes);
        let pause = Duration::from_millis(u64::from_le_bytes(bytes) % spread);
        ctx.run_later(pause, |me, ctx| me.end(Ending::Going, ctx));
    }
}

impl<S: Side> Handler<Dismissed> for Connection<S> {
    type Result = ();

    /// The right to be here has ended: said once, and over.
    fn handle(&mut self, _: Dismissed, ctx: &mut Self::Context) {
        self.deaf = true;
        self.turn_away(Refusing::new(None, "signed_out", "the sign-in has ended; sign in again"), ctx);
    }
}

//! One client behind one socket: an ordinary actor, since its time-outs must fire also when the client reads nothing.
//!
//! It owns who the client is, the window of frames on their way, the frames waiting behind it, and the journal reads
//! that let a reader catch up. A [`Side`] fills in what frames mean. Its address is held by its pump; nobody else keeps
//! a strong one. Mailbox: 512. It ends when the socket ends, or by [`Connection::end`]. Not supervised: a client whose
//! connection breaks connects again and resumes by number.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::time::Duration;

use actix::prelude::SendError;
use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, Recipient};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, ReplyTo, Shown, Viewer};
use switchboard_core::{AnyEvent, Recorded, Timestamp};
use uuid::Uuid;

use crate::doors::{Doors, Leave};
use crate::ending::Ending;
use crate::limits::{Pace, Seat, address};
use crate::origin;
use crate::problem::Problem;
use crate::socket::{self, Incoming, Outgoing, Sizes};

/// Messages waiting for one connection; beyond that the client is too far behind.
const MAILBOX: usize = 512;

/// Commands of one client on their way at once.
const UNANSWERED: usize = 64;

/// Where a client comes from.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// The page that opened the socket; none for a client without one.
    pub page: Option<String>,
    /// Its address.
    pub address: IpAddr,
}

/// What the frames of one kind of client mean.
pub(crate) trait Side: Sized + Unpin + 'static {
    /// Whether its first frame let it in.
    fn is_in(&self) -> bool;
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

/// What a client is refused with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusing {
    /// The id of what is refused.
    pub id: Option<String>,
    /// A stable word.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// Worth another try after so many seconds.
    pub retry_after: Option<u64>,
}

impl Refusing {
    /// Refused for good.
    pub fn new(id: Option<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { id, code, detail: detail.into(), retry_after: None }
    }

    /// Refused for now.
    pub fn again(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
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
    on_the_way: usize,
    waiting: VecDeque<String>,
    unanswered: usize,
    frames: Pace,
    heard_at: Timestamp,
    moved_at: Timestamp,
    deaf: bool,
    _seat: Seat,
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
    let guest = Guest { page: origin::page(request), address: address(request, &doors.settings.trusted) };
    let seat = doors.seat(guest.address).ok_or(Problem::TooManyConnections)?;
    let sizes = Sizes { frame: doors.settings.frame_bytes, window: doors.settings.window };
    let doors = doors.clone();
    let start = Box::new(move |pump| {
        let connection = Connection::new(side, doors, guest, pump, seat);
        connection.start().recipient()
    });
    socket::serve(request, payload, sizes, start).map_err(|_| Problem::NotAWebsocket.into())
}

impl<S: Side> Connection<S> {
    fn new(side: S, doors: Doors, guest: Guest, pump: Recipient<Outgoing>, seat: Seat) -> Self {
        let now = doors.house.clock.now();
        Self {
            side,
            guest,
            number: doors.number(),
            name: Uuid::now_v7().simple().to_string(),
            viewer: doors.house.directory.viewer(),
            reading: false,
            pump,
            on_the_way: 0,
            waiting: VecDeque::new(),
            unanswered: 0,
            frames: Pace::new(doors.settings.frames_per_second, doors.settings.frames_at_once),
            heard_at: now,
            moved_at: now,
            deaf: false,
            _seat: seat,
            doors,
        }
    }

    /// Sends a frame, or lets it wait behind the window; a reader too far behind is closed.
    pub(crate) fn tell(&mut self, frame: String, ctx: &mut Context<Self>) {
        if self.waiting.len() >= self.doors.settings.backlog {
            return self.end(Ending::Behind, ctx);
        }
        if self.on_the_way == 0 {
            self.moved_at = self.doors.house.clock.now();
        }
        self.waiting.push_back(frame);
        self.push(ctx);
    }

    /// Sends something that may be lost, unless others wait already.
    pub(crate) fn tell_fleeting(&mut self, frame: String, ctx: &mut Context<Self>) {
        if self.waiting.is_empty() {
            self.tell(frame, ctx);
        }
    }

    /// Refuses something.
    pub(crate) fn refuse(&mut self, refusing: Refusing, ctx: &mut Context<Self>) {
        if let Some(frame) = self.side.refusal(refusing) {
            self.tell(frame, ctx);
        }
    }

    /// Refuses, and closes: this client may not be here.
    pub(crate) fn turn_away(&mut self, refusing: Refusing, ctx: &mut Context<Self>) {
        let code = refusing.code;
        self.refuse(refusing, ctx);
        self.end(Ending::NotAllowed(code), ctx);
    }

    /// Closes the socket and ends.
    pub(crate) fn end(&mut self, ending: Ending, ctx: &mut Context<Self>) {
        self.deaf = true;
        if self.pump.try_send(Outgoing::Close(ending)).is_err() {
            tracing::debug!(connection = self.name, "the socket was gone before it could be closed");
        }
        ctx.stop();
    }

    /// Nothing waits for the client.
    pub(crate) fn has_room(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The way back for a command; none when too many are under way.
    pub(crate) fn reply(&mut self, id: Option<String>, ctx: &Context<Self>) -> Option<ReplyTo> {
        if self.unanswered >= UNANSWERED {
            return None;
        }
        self.unanswered = self.unanswered.saturating_add(1);
        let me = ctx.address();
        Some(ReplyTo::new(move |answer| me.do_send(Answered { id, answer })))
    }

    fn push(&mut self, ctx: &mut Context<Self>) {
        while self.on_the_way < self.doors.settings.window {
            let Some(frame) = self.waiting.pop_front() else { return };
            match self.pump.try_send(Outgoing::Frame(frame)) {
                Ok(()) => self.on_the_way = self.on_the_way.saturating_add(1),
                Err(SendError::Full(Outgoing::Frame(frame))) => return self.waiting.push_front(frame),
                Err(_) => return ctx.stop(),
            }
        }
    }

    fn hear(&mut self) {
        self.heard_at = self.doors.house.clock.now();
    }

    fn frame(&mut self, frame: &str, ctx: &mut Context<Self>) {
        self.hear();
        if self.deaf {
            return;
        }
        if let Err(seconds) = self.frames.keep() {
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
        self.doors.opened(self.number, ctx.address().recipient().downgrade());
        ctx.run_later(self.doors.settings.hello_within, |me, ctx| {
            if !me.side.is_in() {
                me.turn_away(Refusing::new(None, "not_authenticated", "no hello came in time"), ctx);
            }
        });
        ctx.run_later(self.doors.settings.beat, Self::beat);
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.doors.closed(self.number);
        S::gone(self);
    }
}

impl<S: Side> Handler<Incoming> for Connection<S> {
    type Result = ();

    fn handle(&mut self, incoming: Incoming, ctx: &mut Self::Context) {
        match incoming {
            Incoming::Text(frame) => self.frame(&frame, ctx),
            Incoming::Alive => self.hear(),
            Incoming::Handled => {
                self.on_the_way = self.on_the_way.saturating_sub(1);
                self.moved_at = self.doors.house.clock.now();
                self.push(ctx);
                if self.has_room() {
                    S::room(self, ctx);
                }
            }
            Incoming::Unreadable(ending) => {
                if let Some((code, detail)) = ending.refusal() {
                    self.refuse(Refusing::new(None, code, detail), ctx);
                }
                self.end(ending, ctx);
            }
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

/// How an answer that is no acceptance is refused.
pub(crate) fn refused(id: Option<String>, answer: Answer) -> Refusing {
    match answer {
        Answer::Refused(refused) => {
            let retry_after = refused.retry_after.map(|wait| wait.as_secs().max(1));
            Refusing { id, code: refused.code, detail: refused.detail, retry_after }
        }
        _ => {
            let detail = "it is not known whether this was stored; send it again under the same id";
            Refusing::new(id, "unknown", detail).again(1)
        }
    }
}

/// The same record with its event taken out of the many kinds.
pub(crate) fn with_event<E>(recorded: &Recorded<AnyEvent>, event: E) -> Recorded<E> {
    Recorded {
        seq: recorded.seq,
        public: recorded.public,
        at: recorded.at,
        actor: recorded.actor.clone(),
        event,
        content: recorded.content.clone(),
    }
}

//! A customer's socket: what each frame means, in any dialect.
//!
//! `hello.rs` lets the client in and finds where it left off; `story.rs` keeps it fed with its session's public events
//! (`shown.rs` with the pictures among them); `speaker.rs` is what it says. Where sockets are blocked, `requests.rs` takes what a customer says, one event a request
//! (`entry.rs` lets it in, `answer.rs` answers, `visits.rs` remembers its tab), and `stream.rs` tells it what it hears.

pub(crate) mod answer;
pub(crate) mod availability;
pub(crate) mod entry;
mod hello;
mod identify;
pub(crate) mod image;
pub(crate) mod messages;
mod rating;
pub(crate) mod requests;
mod shown;
mod speaker;
mod story;
pub(crate) mod stream;
pub(crate) mod uploads;
mod visits;
mod vouching;

use std::borrow::Cow;
use std::sync::Arc;

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, Ask, CustomerAsk, ReplyTo, Shown, Topic};
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId, SessionId, Subject, Timestamp};
use switchboard_wire::{Customer, Dialect, Heard, Hello, Said, Spoken};
use uuid::Uuid;

use crate::auth::Admitted;
use crate::connection::{self, Connection, Refusing, Side, refused};
use crate::doors::Doors;
use crate::ending::Ending;
use crate::limits::Seat;
use crate::sse;
use speaker::{Mark, Next, Speaker, Wanted};
use story::Story;
use stream::Entrant;
use visits::Visit;
pub(crate) use visits::Visits;

/// Opens a customer's socket.
pub(crate) async fn open(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    payload: web::Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, actix_web::Error> {
    connection::open(Visitor { dialect, carrier: Carrier::Socket, inside: None }, &request, payload, &doors)
}

/// The customer's side of a connection.
pub(crate) struct Visitor {
    dialect: &'static dyn Dialect,
    carrier: Carrier,
    inside: Option<Inside>,
}

/// What carries frames to the client.
enum Carrier {
    /// A websocket, both ways.
    Socket,
    /// Server-sent events; what the client says comes by requests of the same visit.
    Stream {
        /// Who was let in by the request, until the connection begins.
        entrant: Option<Box<(Admitted, Hello)>>,
        /// Remembered for as long as the stream lasts.
        visit: Arc<Visit>,
    },
}

impl Carrier {
    /// A frame as this carrier takes it; by its number, where it has one, it is resumed.
    fn carried(&self, number: Option<(SessionId, u64)>, frame: String) -> String {
        match (self, number) {
            (Self::Socket, _) => frame,
            (Self::Stream { .. }, Some((session, number))) => {
                sse::numbered(&stream::event_id(session, number), &frame)
            }
            (Self::Stream { .. }, None) => sse::plain(&frame),
        }
    }
}

impl Visitor {
    /// A customer's side whose frames go out as server-sent events.
    fn over_stream(dialect: &'static dyn Dialect, entrant: Entrant) -> Self {
        let Entrant { admitted, hello, visit } = entrant;
        Self {
            dialect,
            carrier: Carrier::Stream { entrant: Some(Box::new((admitted, hello))), visit },
            inside: None,
        }
    }

    /// What the carrier is given to tell the customer so; none if the dialect has no word for it.
    fn frame(&self, heard: &Heard<'_>) -> Option<String> {
        let frame = self.dialect.encode(self.inside.as_ref().map(|inside| &inside.to), heard)?;
        let number = match heard {
            Heard::Event { session, event, .. } => event.public.map(|number| (*session, number)),
            _ => None,
        };
        Some(self.carrier.carried(number, frame))
    }
}

/// A customer who is in.
struct Inside {
    opening: Opening,
    to: Customer,
    /// Over a socket; over HTTP the visit has one.
    speaker: Speaker,
    story: Story,
    _seat: Seat<(PlatformId, CustomerKey)>,
}

type Me = Connection<Visitor>;
type Ctx = Context<Me>;

impl Side for Visitor {
    const KIND: &'static str = "customer";
    const LARGE: bool = true;

    fn began(me: &mut Me, ctx: &mut Ctx) {
        if let Carrier::Stream { entrant, .. } = &mut me.side.carrier
            && let Some(entrant) = entrant.take()
        {
            let (admitted, hello) = *entrant;
            me.take_up(admitted, hello, ctx);
        }
    }

    fn is_in(&self) -> bool {
        self.inside.is_some()
    }

    fn said(me: &mut Me, frame: &str, ctx: &mut Ctx) {
        let decoded = me.side.dialect.decode(frame);
        if image::is_too_large(frame, decoded.as_ref().ok(), me.doors.settings.frame_bytes) {
            return me.unreadable(Ending::TooLarge, ctx);
        }
        match (decoded, me.side.is_in()) {
            (Ok(Said::Hello(hello)), false) => me.enter(hello, ctx),
            (Ok(_), false) => me.not_yet_in(ctx),
            (Ok(Said::Hello(_)), true) => me.in_already(ctx),
            (Ok(Said::Event(spoken)), true) => me.spoken(spoken, ctx),
            (Ok(Said::Ignored { .. }), true) => me.strange(frame),
            (Err(error), _) => me.misread(&error, ctx),
        }
    }

    fn shown(me: &mut Me, shown: Shown, ctx: &mut Ctx) {
        match shown {
            Shown::Event(event) => me.live(&event, ctx),
            Shown::Signal { session, signal } => me.signal(session, signal, ctx),
            Shown::Lagged => me.lagged(ctx),
            Shown::Row(_) | Shown::Live(_) => {}
        }
    }

    fn answered(me: &mut Me, id: Option<String>, answer: Answer, ctx: &mut Ctx) {
        match acknowledged(id, answer) {
            Ok(heard) => me.hears(&heard, ctx),
            Err(refusing) => me.refuse(refusing, ctx),
        }
    }

    fn refusal(&self, refusing: Refusing) -> Option<String> {
        self.frame(&refusal(refusing))
    }

    fn room(me: &mut Me, ctx: &mut Ctx) {
        me.read_on(ctx);
    }

    fn beat(_: &mut Me, _: Timestamp, _: &mut Ctx) {}

    fn gone(me: &mut Me) {
        let Some(mut inside) = me.side.inside.take() else { return };
        let directory = &me.doors.house.directory;
        directory.unwatch(&topic(&inside.opening), me.viewer);
        if let Some(session) = inside.story.session() {
            directory.unwatch(&Topic::Line(session), me.viewer);
        }
        match &me.side.carrier {
            Carrier::Socket => {
                inside.speaker.gone(&me.doors.house);
                Visits::at(&me.doors).socket_closed(&me.doors, &inside.opening, &me.name);
            }
            Carrier::Stream { visit, .. } => visit.speaker().gone(&me.doors.house),
        }
    }
}

/// How a customer is told that something was not done.
fn refusal(refusing: Refusing) -> Heard<'static> {
    let Refusing { id, code, detail, retry_after } = refusing;
    Heard::Refused { id, code: Cow::Borrowed(code), detail: Cow::Owned(detail), retry_after }
}

/// How a customer is told what became of their command.
pub(crate) fn acknowledged(id: Option<String>, answer: Answer) -> Result<Heard<'static>, Refusing> {
    match answer {
        Answer::Accepted { subject, public, .. } => {
            let session = if let Subject::Session(session) = subject { Some(session) } else { None };
            Ok(Heard::Ack { id, session, seq: public, delayed: false })
        }
        Answer::Delayed => Ok(Heard::Ack { id, session: None, seq: None, delayed: true }),
        other => Err(refused(id, other)),
    }
}

fn topic(opening: &Opening) -> Topic {
    Topic::Customer(opening.platform.clone(), opening.customer.clone())
}

impl Me {
    /// Tells the customer something, if the dialect has a word for it.
    fn hears(&mut self, heard: &Heard<'_>, ctx: &mut Ctx) {
        if let Some(frame) = self.side.frame(heard) {
            self.tell(frame, ctx);
        }
    }

    fn strange(&mut self, frame: &str) {
        if let Some(inside) = &mut self.side.inside {
            inside.speaker.strange(frame, &self.doors.house);
        }
    }

    fn spoken(&mut self, spoken: Spoken, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        match inside.speaker.spoken(spoken, &self.doors.house) {
            Next::Nothing => {}
            Next::Refuse(refusing) => self.refuse(refusing, ctx),
            Next::Ask(wanted) => self.ask(wanted, ctx),
            Next::Read(mark) => self.read(mark, ctx),
            Next::Rate(rating) => self.rate(rating, ctx),
            Next::ShowLater(rest) => {
                ctx.run_later(rest, |me, _| {
                    if let Some(inside) = &mut me.side.inside {
                        inside.speaker.show_later(&me.doors.house);
                    }
                });
            }
            Next::Identify { id, token } => self.identify(id, token, ctx),
            Next::Keep { id, text, picture } => self.keep(id, text, picture, ctx),
        }
    }

    /// Keeps a picture first. What the customer says next waits in the mailbox meanwhile, in order.
    fn keep(&mut self, id: Option<String>, text: String, picture: image::Named, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (doors, address, opening) = (self.doors.clone(), self.guest.address, inside.opening.clone());
        let kept = async move { image::take(&doors, address, &opening, &picture).await };
        ctx.wait(kept.into_actor(self).map(move |kept, me, ctx| {
            let Some(inside) = &me.side.inside else { return };
            match kept {
                Ok(attachment) => {
                    let wanted = inside.speaker.said(id, text, Some(attachment));
                    me.ask(wanted, ctx);
                }
                Err(refusing) => me.refuse(Refusing { id, ..refusing }, ctx),
            }
        }));
    }

    fn ask(&mut self, wanted: Wanted, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let opening = inside.opening.clone();
        let Wanted { id, word, client } = wanted;
        let Some(reply) = self.reply(id.clone(), ctx) else {
            let refusing =
                Refusing::new(id, "busy", "too many messages are under way; this one was not taken");
            return self.refuse(refusing.again(1), ctx);
        };
        self.doors.house.customer(CustomerAsk { opening, what: word, fresh: Uuid::now_v7(), client, reply });
    }

    /// Marks what was told on this connection as read.
    fn read(&mut self, mark: Mark, ctx: &mut Ctx) {
        let told = self.side.inside.as_ref().and_then(|inside| inside.story.told());
        let Some((session, told)) = told else {
            let refusing = Refusing::new(mark.id, "not_open", "nothing was told on this connection");
            return self.refuse(refusing, ctx);
        };
        let command = mark.command(told);
        let reply = match mark.id {
            Some(id) => self.reply(Some(id), ctx),
            None => None,
        };
        let reply = reply.unwrap_or_else(|| ReplyTo::new(|_| {}));
        self.doors.house.ask(Subject::Session(session), Ask::from_client(command, None, reply));
    }

    /// The journal could not be read: the client connects again and resumes.
    fn broken(&mut self, why: &dyn std::fmt::Display, ctx: &mut Ctx) {
        tracing::warn!(connection = self.name, %why, "a customer's connection could not read on");
        self.end(Ending::Fault, ctx);
    }
}

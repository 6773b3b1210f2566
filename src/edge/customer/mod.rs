//! A customer's socket: what each frame means, in any dialect.
//!
//! `hello.rs` lets the client in and finds where it left off; `story.rs` keeps it fed with its session's public events.

mod hello;
mod identify;
mod story;
mod vouching;

use std::borrow::Cow;
use std::time::Duration;

use actix::{AsyncContext, Context};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, CustomerAsk, CustomerSign, CustomerWord, Shown, Topic};
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId, Subject, Timestamp};
use switchboard_wire::{Customer, Dialect, Heard, Said, Spoken, Words};
use uuid::Uuid;

use crate::auth;
use crate::connection::{self, Connection, Refusing, Side, refused};
use crate::doors::Doors;
use crate::ending::Ending;
use crate::limits::{Pace, Seat};
pub(crate) use identify::purpose;
use story::Story;

/// The newest of several typing previews is shown after this long.
const COALESCE: Duration = Duration::from_millis(500);

/// Opens a customer's socket.
pub(crate) async fn open(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    payload: web::Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, actix_web::Error> {
    connection::open(Visitor { dialect, inside: None }, &request, payload, &doors)
}

/// The customer's side of a connection.
pub(crate) struct Visitor {
    dialect: &'static dyn Dialect,
    inside: Option<Inside>,
}

/// A customer who is in.
struct Inside {
    opening: Opening,
    to: Customer,
    story: Story,
    texts: Pace,
    typing: Pace,
    /// A preview held back until the pace allows it.
    unsent: Option<String>,
    pulse: Pulse,
    _seat: Seat<(PlatformId, CustomerKey)>,
}

/// What is known of a client's presence by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pulse {
    /// It sent no heartbeat yet: perhaps it never will, and nobody is lost for that.
    Unknown,
    /// It sends heartbeats, so their absence means something.
    Beats,
    /// It unloaded its page; any word from it means it is back.
    Unloaded,
}

type Me = Connection<Visitor>;
type Ctx = Context<Me>;

impl Side for Visitor {
    const KIND: &'static str = "customer";

    fn is_in(&self) -> bool {
        self.inside.is_some()
    }

    fn said(me: &mut Me, frame: &str, ctx: &mut Ctx) {
        let decoded = me.side.dialect.decode(frame);
        match (decoded, me.side.is_in()) {
            (Ok(Said::Hello(hello)), false) => me.enter(hello, ctx),
            (Ok(_), false) => me.not_yet_in(ctx),
            (Ok(Said::Hello(_)), true) => me.in_already(ctx),
            (Ok(Said::Event(spoken)), true) => me.spoken(spoken, ctx),
            (Ok(Said::Ignored { .. }), true) => me.alive(false),
            (Err(error), _) => me.misread(&error, ctx),
        }
    }

    fn shown(me: &mut Me, shown: Shown, ctx: &mut Ctx) {
        match shown {
            Shown::Event(event) => me.live(&event, ctx),
            Shown::Signal { session, signal } => me.signal(session, signal, ctx),
            Shown::Lagged => me.lagged(ctx),
            Shown::Row(_) => {}
        }
    }

    fn answered(me: &mut Me, id: Option<String>, answer: Answer, ctx: &mut Ctx) {
        let heard = match answer {
            Answer::Accepted { subject, public, .. } => {
                let session = if let Subject::Session(session) = subject { Some(session) } else { None };
                Heard::Ack { id, session, seq: public, delayed: false }
            }
            Answer::Delayed => Heard::Ack { id, session: None, seq: None, delayed: true },
            other => return me.refuse(refused(id, other), ctx),
        };
        me.hears(&heard, ctx);
    }

    fn refusal(&self, refusing: Refusing) -> Option<String> {
        let Refusing { id, code, detail, retry_after } = refusing;
        let heard = Heard::Refused { id, code: Cow::Borrowed(code), detail: Cow::Owned(detail), retry_after };
        self.dialect.encode(None, &heard)
    }

    fn room(me: &mut Me, ctx: &mut Ctx) {
        me.read_on(ctx);
    }

    fn beat(_: &mut Me, _: Timestamp, _: &mut Ctx) {}

    fn gone(me: &mut Me) {
        let Some(inside) = me.side.inside.take() else { return };
        let directory = &me.doors.house.directory;
        directory.unwatch(&topic(&inside.opening), me.viewer);
        if let Some(session) = inside.story.session() {
            directory.unwatch(&Topic::Line(session), me.viewer);
        }
        if inside.pulse == Pulse::Beats {
            me.doors.house.sign(inside.opening, me.number, CustomerSign::Disconnected);
        }
    }
}

fn topic(opening: &Opening) -> Topic {
    Topic::Customer(opening.platform.clone(), opening.customer.clone())
}

impl Me {
    /// Tells the customer something, if the dialect has a word for it.
    fn hears(&mut self, heard: &Heard<'_>, ctx: &mut Ctx) {
        let to = self.side.inside.as_ref().map(|inside| &inside.to);
        if let Some(frame) = self.side.dialect.encode(to, heard) {
            self.tell(frame, ctx);
        }
    }

    fn sign(&self, sign: CustomerSign) {
        if let Some(inside) = &self.side.inside {
            self.doors.house.sign(inside.opening.clone(), self.number, sign);
        }
    }

    /// A frame came; of a client that sends heartbeats it says that the customer is there.
    fn alive(&mut self, is_heartbeat: bool) {
        let Some(inside) = &mut self.side.inside else { return };
        match inside.pulse {
            Pulse::Unknown if !is_heartbeat => {}
            Pulse::Beats => self.sign(CustomerSign::Alive),
            Pulse::Unknown | Pulse::Unloaded => {
                inside.pulse = Pulse::Beats;
                self.sign(CustomerSign::Connected);
            }
        }
    }

    fn unloaded(&mut self) {
        let Some(inside) = &mut self.side.inside else { return };
        if inside.pulse == Pulse::Beats {
            inside.pulse = Pulse::Unloaded;
            self.sign(CustomerSign::Unloaded);
        }
    }

    fn spoken(&mut self, spoken: Spoken, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        let Spoken { id, platform, customer, words } = spoken;
        if platform != inside.to.platform || customer != inside.to.key {
            let detail = "platformId and userId must be this connection's own";
            return self.refuse(Refusing::new(id, "foreign_user", detail), ctx);
        }
        if words == Words::Unload {
            return self.unloaded();
        }
        self.alive(words == Words::Heartbeat);
        match words {
            Words::Text { image: Some(_), .. } => {
                let detail = "pictures are not taken on this socket";
                self.refuse(Refusing::new(id, "image_not_accepted", detail), ctx);
            }
            Words::Text { text, image: None } => self.text(id, text, ctx),
            Words::Identify { token } => self.identify(id, token, ctx),
            Words::Left => self.ask(id, CustomerWord::Left, &["left"], ctx),
            Words::Typing { text } => self.typing(text, ctx),
            // What was read is taken note of in a later version; a heartbeat was heard above.
            Words::Read { .. } | Words::Heartbeat | Words::Unload => {}
        }
    }

    fn text(&mut self, id: Option<String>, text: String, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        if let Err(seconds) = inside.texts.keep() {
            let refusing =
                Refusing::new(id, "rate_limited", "too many messages at once; this one was not taken");
            return self.refuse(refusing.again(seconds), ctx);
        }
        // The message replaces what was being written.
        inside.unsent = None;
        self.ask(id, CustomerWord::text(text.clone()), &["text", &text], ctx);
    }

    fn ask(&mut self, id: Option<String>, what: CustomerWord, body: &[&str], ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let opening = inside.opening.clone();
        let sender = ["customer", opening.platform.as_str(), opening.customer.as_str()];
        let client = id.as_deref().map(|id| auth::stamp(&sender, id, body));
        let Some(reply) = self.reply(id.clone(), ctx) else {
            let refusing =
                Refusing::new(id, "busy", "too many messages are under way; this one was not taken");
            return self.refuse(refusing.again(1), ctx);
        };
        self.doors.house.customer(CustomerAsk { opening, what, fresh: Uuid::now_v7(), client, reply });
    }

    /// Shows the newest preview, not more often than the pace allows.
    fn typing(&mut self, text: String, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        if inside.unsent.is_none() && inside.typing.keep().is_ok() {
            return self.sign(CustomerSign::Typing(text));
        }
        let is_scheduled = inside.unsent.replace(text).is_some();
        if !is_scheduled {
            ctx.run_later(COALESCE, |me, _| {
                let unsent = me.side.inside.as_mut().and_then(|inside| inside.unsent.take());
                if let Some(text) = unsent {
                    me.sign(CustomerSign::Typing(text));
                }
            });
        }
    }

    /// The journal could not be read: the client connects again and resumes.
    fn broken(&mut self, why: &dyn std::fmt::Display, ctx: &mut Ctx) {
        tracing::warn!(connection = self.name, %why, "a customer's connection could not read on");
        self.end(Ending::Fault, ctx);
    }
}

//! A console's socket: what an agent's frames mean.
//!
//! `hello.rs` signs the agent in and gathers what the client has missed; `rules.rs` says what each command needs,
//! `commands.rs` carries out what is asked, `saying.rs` what is said to a
//! customer, `handling.rs` what is asked about sessions beyond talking in them;
//! `watching.rs` is how one looks into a session, `looking.rs` what one sees there and of oneself; `list.rs` is the
//! session list, `boards.rs` the boards of queues and agents; `typing.rs` ends what a client forgot to end.

mod boards;
mod calls;
mod commands;
mod handling;
mod hello;
mod list;
mod looking;
mod rules;
mod saying;
mod typing;
mod watching;

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix::{AsyncContext, Context};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, Shown, Topic};
use switchboard_core::machine::SessionRow;
use switchboard_core::{AgentId, QueueId, SessionId, Subject, Timestamp, WorkspaceId};
use switchboard_journal::accounts::Role;
use switchboard_wire::console::{Heard, Said, decode, encode};

use crate::accounts::Dismissed;
use crate::accounts::standing::{self, Standing};
use crate::connection::{self, Connection, Refusing, Side, refused};
use crate::doors::Doors;
use crate::ending::Ending;
use crate::feed::Feed;
use crate::limits::Pace;
use crate::origin;
use crate::permissions::may_read;
use crate::problem::Problem;
use crate::ties::Ties;
use boards::Boards;
use calls::Calls;
use list::List;
use typing::Typing;
use watching::Watching;

pub use rules::{COMMANDS, ConsoleCommand};

/// Opens a console's socket.
pub(crate) async fn open(
    request: HttpRequest,
    payload: web::Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, actix_web::Error> {
    if !origin::console_allows(&request, &doors.settings.console_origins, doors.settings.secure) {
        return Err(Problem::OriginNotAllowed.into());
    }
    connection::open(Desk { inside: None }, &request, payload, &doors)
}

/// The agent's side of a connection.
pub(crate) struct Desk {
    inside: Option<Inside>,
}

/// An agent who is signed in.
struct Inside {
    workspace: WorkspaceId,
    agent: AgentId,
    name: String,
    role: Role,
    queues: Vec<QueueId>,
    /// The last numbered frame.
    n: u64,
    /// The agent's own stream.
    own: Feed,
    /// Sessions open on this connection.
    open: BTreeMap<SessionId, Feed>,
    watching: Watching,
    list: List,
    boards: Boards,
    calls: Calls,
    /// What is held out to the agent, and what they served.
    ties: Ties,
    typing: Typing,
    typing_pace: Pace,
    /// What the connection was opened with.
    standing: Standing,
    /// Until when the connection was asserted; none while it must be asserted again.
    asserted_until: Option<Timestamp>,
}

impl Inside {
    fn subject(&self) -> Subject {
        Subject::Agent(self.workspace.clone(), self.agent.clone())
    }

    /// Whether the agent may look into a session. Another workspace's does not exist for them.
    fn may_open(&self, row: &SessionRow) -> bool {
        let tie = self.ties.to(row.session);
        row.workspace == self.workspace && may_read(self.role, &self.agent, &self.queues, row, tie)
    }
}

type Me = Connection<Desk>;
type Ctx = Context<Me>;

impl Side for Desk {
    const KIND: &'static str = "agent";

    fn is_in(&self) -> bool {
        self.inside.is_some()
    }

    fn said(me: &mut Me, frame: &str, ctx: &mut Ctx) {
        let decoded = decode(frame);
        match (decoded, me.side.is_in()) {
            (Ok(Said::Hello(hello)), false) => me.enter(hello, ctx),
            (Ok(_), false) => me.not_yet_in(ctx),
            (Ok(Said::Hello(_)), true) => me.in_already(ctx),
            (Ok(Said::Command { id, command }), true) => me.command(id, command, ctx),
            (Ok(Said::Typing { session, on }), true) => me.typing(session, on, ctx),
            (Ok(Said::Heartbeat), true) => {}
            (Ok(Said::Ping { id }), true) => me.hears(&Heard::Ack { id, seq: None, delayed: false }, ctx),
            (Err(error), _) => me.misread(&error, ctx),
        }
    }

    fn shown(me: &mut Me, shown: Shown, ctx: &mut Ctx) {
        match shown {
            Shown::Event(event) => me.live(&event, ctx),
            Shown::Signal { session, signal } => me.signal(session, &signal, ctx),
            Shown::Row(row) => me.row(&row, ctx),
            Shown::Live(_) => {}
            Shown::Lagged => me.lagged(ctx),
        }
    }

    fn answered(me: &mut Me, id: Option<String>, answer: Answer, ctx: &mut Ctx) {
        let (seq, delayed) = match answer {
            Answer::Accepted { seq, .. } => (Some(seq), false),
            Answer::Delayed => (None, true),
            other => return me.refuse(refused(id, other), ctx),
        };
        me.hears(&Heard::Ack { id: id.unwrap_or_default(), seq, delayed }, ctx);
    }

    fn refusal(&self, refusing: Refusing) -> Option<String> {
        let Refusing { id, code, detail, retry_after } = refusing;
        encode(0, &Heard::Refused { id, code: Cow::Borrowed(code), detail: Cow::Owned(detail), retry_after })
    }

    fn room(me: &mut Me, ctx: &mut Ctx) {
        me.read_on(ctx);
    }

    fn beat(me: &mut Me, now: Timestamp, ctx: &mut Ctx) {
        me.stand(now, ctx);
        me.assert(now);
    }

    fn gone(me: &mut Me) {
        me.stop_typing();
        me.unwatch_all();
        me.doors.accounts.consoles.closed(me.number);
        let Some(inside) = me.side.inside.take() else { return };
        let directory = &me.doors.house.directory;
        directory.unwatch(&Topic::Subject(inside.subject()), me.viewer);
        directory.unwatch(&Topic::Desk(inside.workspace.clone()), me.viewer);
        for session in inside.open.keys() {
            directory.unwatch(&Topic::Subject(Subject::Session(*session)), me.viewer);
        }
        me.doors.house.agent_connection(&inside.workspace, &inside.agent, me.number, None);
    }
}

impl Me {
    /// Tells the console something; events that concern it in no way have no frame.
    fn hears(&mut self, heard: &Heard<'_>, ctx: &mut Ctx) {
        let n = self.side.inside.as_ref().map_or(0, |inside| inside.n).saturating_add(1);
        let Some(frame) = encode(n, heard) else { return };
        if let Some(inside) = self.side.inside.as_mut().filter(|_| heard.is_numbered()) {
            inside.n = n;
        }
        self.tell(frame, ctx);
    }

    /// An open socket uses its sign-in, and ends with it.
    fn stand(&mut self, now: Timestamp, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let Standing { token, until, sign_in, .. } = &inside.standing;
        if until.is_some_and(|until| until <= now) {
            ctx.notify(Dismissed);
        } else if sign_in.is_some() {
            standing::used(&self.doors, *token, now);
        }
    }

    /// Lets the agent's actor know that somebody is there: for a while after the client was last heard, so that a frozen
    /// one counts no longer. What was not taken in is asserted again soon.
    fn assert(&mut self, now: Timestamp) {
        let lease = self.doors.settings.agent_lease;
        let until = self.heard_at() + lease;
        let Some(inside) = &mut self.side.inside else { return };
        let renews = inside.asserted_until.is_none_or(|asserted| until.since(asserted) >= lease / 3);
        if until <= now || !renews {
            return;
        }
        let house = &self.doors.house;
        let taken = house.agent_connection(&inside.workspace, &inside.agent, self.number, Some(until));
        inside.asserted_until = taken.then_some(until);
    }

    /// The journal could not be read: the client connects again and resumes.
    fn broken(&mut self, why: &dyn std::fmt::Display, ctx: &mut Ctx) {
        tracing::warn!(connection = self.name, %why, "a console's connection could not read on");
        self.end(Ending::Fault, ctx);
    }
}

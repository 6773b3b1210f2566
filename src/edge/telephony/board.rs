//! The call board's socket, in the words its clients know: they ask, and are told when asking again is worth it.
//!
//! Asks of one client are answered one after another. That something changed says nothing of what, so a client that
//! cannot keep up is told once and not closed; towards everybody it is told after the commit, at most ten times a second
//! in the tolerant mode, for every report in the strict one.

use std::collections::VecDeque;
use std::time::Duration;

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_actors::{Answer, Shown, Topic};
use switchboard_core::call::Event;
use switchboard_core::{AgentId, AnyRecorded, CallId, Subject, Timestamp, WorkspaceId};
use switchboard_journal::JournalError;
use switchboard_journal::views::{CallFilter, CallsVisible};
use switchboard_wire::teravoz::{self, Asked, CallLine, Mode, Sight, Wanted};

use super::line::line;
use super::sight::sees;
use super::workspace;
use crate::accounts::Dismissed;
use crate::accounts::standing::Standing;
use crate::auth;
use crate::caller::{self, Caller};
use crate::connection::{Connection, Refusing, Side, open as connect};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::ending::Ending;
use crate::permissions::{Deed, may};
use crate::problem::Problem;

/// Asks of one client that wait for their turn; one that asks on without reading has gone too far.
const MOST_ASKS: usize = 256;

/// Between two words that something changed, in the tolerant mode.
const PAUSE: Duration = Duration::from_millis(100);

/// A board's client.
pub(super) struct Board {
    workspace: WorkspaceId,
    mode: Mode,
    /// None until it is let in.
    inside: Option<Inside>,
    /// What is asked and not answered yet.
    asks: VecDeque<Asked>,
    /// It has not been told yet that something changed.
    changed: bool,
    /// The next word that something changed waits for its time.
    waits: bool,
}

/// A client that is let in.
struct Inside {
    visible: CallsVisible,
    sight: Sight,
    /// Ends its right to be here; none where nobody is asked who they are.
    until: Option<Timestamp>,
}

type Me = Connection<Board>;
type Ctx = Context<Me>;

/// Opens the socket: for whoever names themselves in a header, or will with their first message; or for everybody.
pub(super) async fn open(
    request: HttpRequest,
    payload: web::Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, actix_web::Error> {
    let workspace = workspace(&doors)?;
    let telephony = &doors.settings.telephony;
    let everything = || Inside { visible: CallsVisible::All, sight: Sight::FULL, until: None };
    let inside = if telephony.open_socket {
        Some(everything())
    } else if caller::bearer(&request).is_some() {
        let caller = caller::of(&doors, &request).await.map_err(actix_web::Error::from)?;
        caller.must_be_allowed(Deed::SeeCalls, false)?;
        if caller.workspace != workspace {
            return Err(Problem::NotAllowed.into());
        }
        Some(of_caller(&doors, &caller).await.map_err(|_| Problem::Busy)?)
    } else {
        None
    };
    let mode = telephony.mode();
    let board = Board { workspace, mode, inside, asks: VecDeque::new(), changed: false, waits: false };
    connect(board, &request, payload, &doors)
}

async fn of_caller(doors: &Doors, caller: &Caller) -> Result<Inside, JournalError> {
    let sight = Sight { numbers: caller.may(Deed::SeeNumbers), recordings: caller.may(Deed::HearRecordings) };
    let agent = caller.person().filter(|_| !caller.may(Deed::SeeAllCalls)).cloned();
    let visible = visible(doors, caller.workspace.clone(), agent).await?;
    Ok(Inside { visible, sight, until: None })
}

/// All calls, or those of an agent and their queues.
async fn visible(
    doors: &Doors,
    workspace: WorkspaceId,
    agent: Option<AgentId>,
) -> Result<CallsVisible, JournalError> {
    let Some(agent) = agent else { return Ok(CallsVisible::All) };
    let me = agent.clone();
    let values = doors.reader.read(move |records| records.agent(&workspace, &me)).await?;
    Ok(CallsVisible::Of { agent, queues: values.map(|values| values.queues).unwrap_or_default() })
}

impl Side for Board {
    const KIND: &'static str = "board";
    const BINARY: bool = true;

    fn began(me: &mut Me, ctx: &mut Ctx) {
        me.tell(teravoz::WELCOME.to_owned(), ctx);
        if me.side.inside.is_some() {
            me.look(ctx);
        }
    }

    fn is_in(&self) -> bool {
        self.inside.is_some()
    }

    fn is_paced(&self) -> bool {
        self.mode == Mode::Tolerant
    }

    fn said(me: &mut Me, frame: &str, ctx: &mut Ctx) {
        match (teravoz::decode(frame), me.side.is_in()) {
            (Asked::Authenticate(token), false) => me.enter(token, ctx),
            (_, false) => me.not_yet_in(ctx),
            (asked, true) => {
                if me.side.asks.len() >= MOST_ASKS {
                    return me.end(Ending::Behind, ctx);
                }
                me.side.asks.push_back(asked);
                me.answer_next(ctx);
            }
        }
    }

    fn shown(me: &mut Me, shown: Shown, ctx: &mut Ctx) {
        match shown {
            Shown::Event(event) => {
                let AnyRecorded::Call(recorded) = &event.recorded else { return };
                match (&recorded.event, me.side.mode) {
                    (Event::Reported { .. }, Mode::Strict) if !me.is_crowded() => {
                        me.tell(teravoz::DATA_CHANGED.to_owned(), ctx);
                    }
                    (Event::Reported { .. }, _) | (Event::LostSight { .. }, Mode::Tolerant) => {
                        me.note_change(ctx);
                    }
                    _ => {}
                }
            }
            Shown::Lagged => {
                me.look(ctx);
                me.note_change(ctx);
            }
            Shown::Signal { .. } | Shown::Row(_) | Shown::Live(_) => {}
        }
    }

    fn answered(_: &mut Me, _: Option<String>, _: Answer, _: &mut Ctx) {}

    fn refusal(&self, refusing: Refusing) -> Option<String> {
        Some(teravoz::failed("Refused", &refusing.detail))
    }

    fn room(me: &mut Me, ctx: &mut Ctx) {
        if me.side.changed && !me.side.waits {
            me.tell_change(ctx);
        }
    }

    fn beat(me: &mut Me, now: Timestamp, ctx: &mut Ctx) {
        let until = me.side.inside.as_ref().and_then(|inside| inside.until);
        if until.is_some_and(|until| until <= now) {
            ctx.notify(Dismissed);
        }
    }

    fn gone(me: &mut Me) {
        me.doors.house.directory.unwatch(&Topic::Calls(me.side.workspace.clone()), me.viewer);
        me.doors.accounts.consoles.closed(me.number);
    }
}

impl Me {
    /// Is shown from now on what is reported.
    fn look(&mut self, ctx: &mut Ctx) {
        let me = ctx.address().recipient();
        self.doors.house.directory.watch(Topic::Calls(self.side.workspace.clone()), self.viewer, &me);
    }

    fn enter(&mut self, token: String, ctx: &mut Ctx) {
        let (doors, workspace) = (self.doors.clone(), self.side.workspace.clone());
        let entering = async move {
            let standing = auth::staff(&doors, &token).await?;
            let role = standing.credential.role;
            if standing.credential.workspace != workspace || !may(role, Deed::SeeCalls) {
                return Err(Denied::NotAuthenticated);
            }
            let agent = (!may(role, Deed::SeeAllCalls)).then(|| standing.credential.agent.clone());
            let visible = visible(&doors, workspace, agent).await?;
            Ok((standing, visible))
        };
        self.admit(entering, Self::entered, ctx);
    }

    fn entered(&mut self, (standing, visible): (Standing, CallsVisible), ctx: &mut Ctx) {
        let role = standing.credential.role;
        let sight =
            Sight { numbers: may(role, Deed::SeeNumbers), recordings: may(role, Deed::HearRecordings) };
        let me = ctx.address().recipient().downgrade();
        self.doors.accounts.consoles.opened(self.number, standing.place(), standing.token, me);
        self.side.inside = Some(Inside { visible, sight, until: standing.until });
        self.tell(teravoz::authenticated(standing.credential.agent.as_str()), ctx);
        self.look(ctx);
    }

    /// Something has changed: told now, or when the client can take it.
    fn note_change(&mut self, ctx: &mut Ctx) {
        self.side.changed = true;
        if !self.side.waits && self.has_room() {
            self.tell_change(ctx);
        }
    }

    fn tell_change(&mut self, ctx: &mut Ctx) {
        self.side.changed = false;
        self.tell(teravoz::DATA_CHANGED.to_owned(), ctx);
        if self.side.mode == Mode::Strict {
            return;
        }
        self.side.waits = true;
        ctx.run_later(PAUSE, |me, ctx| {
            me.side.waits = false;
            if me.side.changed && me.has_room() {
                me.tell_change(ctx);
            }
        });
    }

    /// Answers what was asked first, and then the next.
    fn answer_next(&mut self, ctx: &mut Ctx) {
        while !self.reading {
            let Some(asked) = self.side.asks.pop_front() else { return };
            match asked {
                Asked::Calls(wanted) => self.list(wanted, ctx),
                Asked::Events(call) => self.list_events(call, ctx),
                Asked::Miscalled(why) => self.tell(teravoz::failed("ListCalls", &why.to_string()), ctx),
                Asked::EventsOfNone => {
                    self.tell(teravoz::failed("ListCallEvents", "call_id is missing"), ctx);
                }
                Asked::Authenticate(_) => {
                    self.tell(teravoz::failed("Authenticate", "let in already"), ctx);
                }
                Asked::Unknown => self.tell(teravoz::invalid_event(), ctx),
                Asked::Invalid => self.tell(teravoz::invalid_message(), ctx),
            }
        }
    }

    fn list(&mut self, wanted: Wanted, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (workspace, mode) = (self.side.workspace.clone(), self.side.mode);
        let now = self.doors.house.clock.now();
        let window = self.doors.settings.telephony.window.filter(|_| mode == Mode::Tolerant);
        let filter = CallFilter {
            state: wanted.only_state(),
            since: window.map(|window| now - window),
            visible: inside.visible.clone(),
            ..CallFilter::default()
        };
        let only = wanted.only_call();
        let reader = self.doors.reader.clone();
        let read = async move {
            reader
                .read(move |records| match only {
                    Some(call) => {
                        let found = records.views().call(&workspace, &call)?;
                        Ok(found.filter(|found| sees(&filter.visible, &found.row)).into_iter().collect())
                    }
                    None => records.views().calls(&workspace, &filter, None),
                })
                .await
        };
        self.reading = true;
        ctx.spawn(read.into_actor(self).map(move |listed, me, ctx| {
            let frame = match listed {
                Ok(listed) => {
                    let lines = listed.iter().map(|listed| CallLine::of(listed.id, &listed.row, mode));
                    let mut lines: Vec<_> = lines.filter(|line| wanted.holds(line)).collect();
                    lines.sort_by_key(|line| line.id);
                    teravoz::calls(&lines)
                }
                Err(error) => failed("ListCalls", &error),
            };
            me.hand_out(frame, ctx);
        }));
    }

    fn list_events(&mut self, call: CallId, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (sight, visible) = (inside.sight, inside.visible.clone());
        let (workspace, name) = (self.side.workspace.clone(), call.to_string());
        let subject = Subject::Call(workspace.clone(), call.clone());
        let reader = self.doors.reader.clone();
        let read = async move {
            reader
                .read(move |records| {
                    let row = records.views().call(&workspace, &call)?;
                    let hidden = match (&row, &visible) {
                        (_, CallsVisible::All) => false,
                        (Some(found), visible) => !sees(visible, &found.row),
                        (None, CallsVisible::Of { .. }) => true,
                    };
                    if hidden || call.is_none() {
                        return Ok(Vec::new());
                    }
                    records.views().reports(&subject, 0, None)
                })
                .await
        };
        self.reading = true;
        ctx.spawn(read.into_actor(self).map(move |stored, me, ctx| {
            let frame = match stored {
                Ok(stored) => {
                    let lines = stored.iter().filter_map(|stored| line(stored, &name));
                    let lines: Vec<_> = lines.map(|line| line.shown_to(sight)).collect();
                    teravoz::events(&lines)
                }
                Err(error) => failed("ListCallEvents", &error),
            };
            me.hand_out(frame, ctx);
        }));
    }

    /// An answer that was asked for: its size does not count against its reader.
    fn hand_out(&mut self, frame: String, ctx: &mut Ctx) {
        self.reading = false;
        self.paging = true;
        self.tell(frame, ctx);
        self.paging = false;
        self.answer_next(ctx);
    }
}

fn failed(event: &str, error: &JournalError) -> String {
    tracing::warn!(%error, "a call board could not be read");
    teravoz::failed(event, "not now, ask again")
}

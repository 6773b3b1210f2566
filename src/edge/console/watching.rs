//! Looking into sessions. One's own, those held out to one and those that wait in one's queues are simply opened. Any
//! other is *watched*: the session and the audit log know of it before a word is shown, the customer does not.

use std::collections::BTreeSet;

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_actors::{Answer, Ask, ReplyTo};
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, AnyCommand, SessionId, Subject, session};
use switchboard_journal::JournalError;
use switchboard_journal::accounts::{AccountWrite, Role};
use switchboard_journal::audit::{By, Who};
use switchboard_wire::console::Heard;
use tokio::sync::oneshot;

use super::{Ctx, Inside, Me};
use crate::connection::{Refusing, refused};
use crate::doors::Doors;
use crate::permissions::{Deed, may, may_read};
use crate::records::Ends;
use crate::ties;

/// Sessions open at once on one connection.
const OPEN_AT_ONCE: usize = 64;

/// Sessions this connection watches.
pub(super) type Watching = BTreeSet<SessionId>;

/// A session somebody wants to look into.
pub(super) struct Look {
    /// The command to answer; none for one that goes on after a reconnect.
    pub id: Option<String>,
    /// Only events after this sequence.
    pub after: u64,
    /// Watched even where it could simply be opened.
    pub watch: bool,
}

/// How a look ends.
enum Looked {
    /// Nobody must know; or it is over, and the audit log knows.
    Opens,
    /// The session knows, by the event of this sequence.
    Watches(u64),
    Refused(Answer),
}

impl Inside {
    /// Whether the session may be opened without anybody's knowledge.
    fn has_in_sight(&self, row: &SessionRow) -> bool {
        may_read(Role::Agent, &self.agent, &self.queues, row, self.ties.to(row.session))
    }

    pub(super) fn serves(&self, row: &SessionRow) -> bool {
        row.standing == Standing::Agent && row.agent.as_ref() == Some(&self.agent)
    }
}

impl Me {
    pub(super) fn look(&mut self, session: SessionId, look: Look, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        if inside.open.len() >= OPEN_AT_ONCE && !inside.open.contains_key(&session) {
            return self.refuse(Refusing::new(look.id, "too_many_open", "shut another session first"), ctx);
        }
        let (reader, agent) = (self.doors.reader.clone(), inside.agent.clone());
        let look_up = async move {
            let found = reader.read(move |records| {
                let Some(row) = records.session_row(session)? else { return Ok(None) };
                let served = ties::has_served(records, session, &agent)?;
                Ok(Some((row, served, records.ends(&Subject::Session(session))?)))
            });
            found.await
        };
        ctx.wait(look_up.into_actor(self).map(move |found, me, ctx| match found {
            Ok(Some((row, served, ends))) if me.knows(&row, served) => me.look_at(&row, look, ends, ctx),
            Ok(_) => me.not_found(look.id, ctx),
            Err(why) => me.not_now(look.id, &why, ctx),
        }));
    }

    /// Whether the agent may look into a session, now that its journal was asked whether they served it.
    pub(super) fn knows(&mut self, row: &SessionRow, served: bool) -> bool {
        let Some(inside) = &mut self.side.inside else { return false };
        if served {
            inside.ties.note_served(row.session);
        }
        inside.may_open(row)
    }

    /// Looks into a session this agent may see.
    pub(super) fn look_at(&mut self, row: &SessionRow, look: Look, ends: Ends, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let watched = inside.watching.contains(&row.session);
        let simply = inside.serves(row) || (inside.has_in_sight(row) && !look.watch) || watched;
        if simply {
            return self.opened(look.id, row.session, look.after, ends, ctx);
        }
        if !may(inside.role, Deed::Watch) {
            return self.not_allowed(look.id, ctx);
        }
        let (doors, by, session) = (self.doors.clone(), Who::Person(inside.agent.clone()), row.session);
        let (workspace, agent) = (inside.workspace.clone(), inside.agent.clone());
        let (is_over, must_live) = (row.standing == Standing::Closed, look.watch);
        let beginning = async move {
            if is_over && must_live {
                return Ok(Looked::Refused(Answer::no("closed", "the session is over; open it to read it")));
            }
            let what = if is_over { "transcript_read" } else { "session_watched" };
            let by = By { who: by, at: doors.house.clock.now() };
            let entry = by.did(&workspace, what, format!("session/{session}"));
            doors.writer.account(AccountWrite::Audit(entry)).await?;
            if is_over {
                return Ok(Looked::Opens);
            }
            Ok(match asked(&doors, session, session::Command::Watch { agent }).await {
                Answer::Accepted { seq, .. } => Looked::Watches(seq),
                // It ended meanwhile: what was audited was a reading.
                Answer::Refused(why) if why.code == "closed" && !must_live => Looked::Opens,
                other => Looked::Refused(other),
            })
        };
        ctx.wait(beginning.into_actor(self).map(
            move |looked: Result<_, JournalError>, me, ctx| match looked {
                Ok(Looked::Opens) => me.opened(look.id, session, look.after, ends, ctx),
                Ok(Looked::Watches(seq)) => {
                    if let Some(inside) = &mut me.side.inside {
                        inside.watching.insert(session);
                    }
                    me.opened(None, session, look.after, ends, ctx);
                    if let Some(id) = look.id {
                        me.hears(&Heard::Ack { id, seq: Some(seq), delayed: false }, ctx);
                    }
                }
                Ok(Looked::Refused(_)) | Err(_) if look.id.is_none() => me.shut(session),
                Ok(Looked::Refused(why)) => me.refuse(refused(look.id, why), ctx),
                Err(why) => me.not_now(look.id, &why, ctx),
            },
        ));
    }

    /// A session that is open may from now on only be watched: an agent who looks no longer has it in sight.
    pub(super) fn sight_changed(&mut self, row: &SessionRow, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let is_open = inside.open.contains_key(&row.session) && !inside.watching.contains(&row.session);
        if !is_open || inside.has_in_sight(row) || row.standing == Standing::Closed {
            return;
        }
        let look = Look { id: None, after: 0, watch: true };
        self.look_at(row, look, Ends::default(), ctx);
    }

    /// Watches no longer what was watched.
    pub(super) fn unwatch(&mut self, session: SessionId) {
        let Some(inside) = &mut self.side.inside else { return };
        if inside.watching.remove(&session) {
            let command = session::Command::Unwatch { agent: inside.agent.clone() };
            let ask = Ask::from_client(AnyCommand::Session(command), None, ReplyTo::nobody());
            self.doors.house.ask(Subject::Session(session), ask);
        }
    }

    /// The connection ends.
    pub(super) fn unwatch_all(&mut self) {
        let watched = self.side.inside.as_ref().map(|inside| inside.watching.clone());
        for session in watched.unwrap_or_default() {
            self.unwatch(session);
        }
    }

    /// Another connection of the same agent ended its watch: this one still looks.
    pub(super) fn watch_ended(&mut self, session: SessionId, agent: &AgentId) {
        let Some(inside) = &self.side.inside else { return };
        if inside.agent == *agent && inside.watching.contains(&session) {
            let command = session::Command::Watch { agent: agent.clone() };
            let ask = Ask::from_client(AnyCommand::Session(command), None, ReplyTo::nobody());
            self.doors.house.ask(Subject::Session(session), ask);
        }
    }
}

/// Asks a session, and waits for its answer.
async fn asked(doors: &Doors, session: SessionId, command: session::Command) -> Answer {
    let (tell, told) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // Nobody waits any more when the connection ended meanwhile.
        let _ = tell.send(answer);
    });
    let ask = Ask::from_client(AnyCommand::Session(command), None, reply);
    doors.house.ask(Subject::Session(session), ask);
    told.await.unwrap_or(Answer::Unknown)
}

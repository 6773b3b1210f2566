//! What an agent asks for: each command is allowed by the table of permissions, and by the session's own line.

use std::collections::btree_map::Entry;

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_actors::{Ask, Topic};
use switchboard_core::{AnyCommand, SessionId, Subject, agent, queue, session};
use switchboard_journal::JournalError;
use switchboard_wire::console::{Command, Heard};

use super::rules::rule;
use super::saying::Saying;
use super::watching::Look;
use super::{Ctx, Inside, Me};
use crate::connection::Refusing;
use crate::feed::Feed;
use crate::permissions::may;
use crate::records::Ends;
use crate::tokens;

impl Me {
    pub(super) fn command(&mut self, id: String, command: Command, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let Some(rule) = rule(&command).filter(|rule| may(inside.role, rule.deed)) else {
            return self.not_allowed(Some(id), ctx);
        };
        let body = serde_json::to_string(&command).unwrap_or_default();
        match command {
            Command::Ready => self.ask_agent(id, agent::Command::BecomeReady { by: None }, &body, ctx),
            Command::Away { reason } => {
                self.ask_agent(id, agent::Command::BecomeAway { reason, by: None }, &body, ctx)
            }
            Command::Accept { offer } => self.ask_agent(id, agent::Command::Accept { offer }, &body, ctx),
            Command::Decline { offer } => self.ask_agent(id, agent::Command::Decline { offer }, &body, ctx),
            Command::Pick { session } => self.pick(id, session, body, ctx),
            Command::FinishWrapUp { session } => {
                self.ask_agent(id, agent::Command::FinishWrapUp { session }, &body, ctx);
            }
            Command::Say { session, text, image } => self.within(id, session, ctx, move |me, id, ctx| {
                me.say(id, session, Saying { text, image, body }, ctx);
            }),
            Command::Done { session } => self.within(id, session, ctx, move |me, id, ctx| {
                me.typing_over(session);
                let Some(Inside { agent, .. }) = &me.side.inside else { return };
                let done = session::Command::AgentDone { agent: agent.clone() };
                me.ask(id, Subject::Session(session), AnyCommand::Session(done), &body, ctx);
            }),
            Command::Force { agent, ready, reason } => {
                let by = Some(inside.agent.clone());
                let command = match ready {
                    true => agent::Command::BecomeReady { by },
                    false => agent::Command::BecomeAway { reason, by },
                };
                self.force(id, agent, command, body, ctx);
            }
            Command::Handle { session, what } => self.handle(id, session, (what, rule), body, ctx),
            Command::Open { session, after } => {
                self.look(session, Look { id: Some(id), after: after.unwrap_or(0), watch: false }, ctx);
            }
            Command::Shut { session } => {
                self.shut(session);
                self.hears(&Heard::Ack { id, seq: None, delayed: false }, ctx);
            }
        }
    }

    fn ask_agent(&mut self, id: String, command: agent::Command, body: &str, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let subject = inside.subject();
        self.ask(id, subject, AnyCommand::Agent(command), body, ctx);
    }

    /// The queue decides who gets it; which one the session waits in is looked up.
    fn pick(&mut self, id: String, session: SessionId, body: String, ctx: &mut Ctx) {
        let reader = self.doors.reader.clone();
        let look_up = async move { reader.read(move |records| records.session_row(session)).await };
        ctx.wait(look_up.into_actor(self).map(move |row, me, ctx| {
            let Some(inside) = &me.side.inside else { return };
            match row {
                Ok(Some(row)) if row.workspace == inside.workspace => {
                    let Some(queue) = row.queue else { return me.not_waiting(id, ctx) };
                    let picked = queue::Command::Pick { agent: inside.agent.clone(), session };
                    let subject = Subject::Queue(row.workspace, queue);
                    me.ask(id, subject, AnyCommand::Queue(picked), &body, ctx);
                }
                Ok(_) => me.not_found(Some(id), ctx),
                Err(why) => me.not_now(Some(id), &why, ctx),
            }
        }));
    }

    fn not_waiting(&mut self, id: String, ctx: &mut Ctx) {
        self.refuse(Refusing::new(Some(id), "not_waiting", "this session does not wait in a queue"), ctx);
    }

    pub(super) fn ask(
        &mut self,
        id: String,
        subject: Subject,
        command: AnyCommand,
        body: &str,
        ctx: &mut Ctx,
    ) {
        let Some(inside) = &self.side.inside else { return };
        let sender = ["agent", inside.workspace.as_str(), inside.agent.as_str()];
        let client = tokens::stamp(&sender, &id, &[body]);
        let Some(reply) = self.reply(Some(id.clone()), ctx) else {
            let refusing =
                Refusing::new(Some(id), "busy", "too many commands are under way; this one was not taken");
            return self.refuse(refusing.again(1), ctx);
        };
        let Some(inside) = &self.side.inside else { return };
        self.doors.house.say(&inside.workspace, subject, Ask::from_client(command, Some(client), reply));
    }

    /// Goes on if the agent may see the session. One that is not on the screen is looked up first; later frames wait.
    fn within(
        &mut self,
        id: String,
        session: SessionId,
        ctx: &mut Ctx,
        then: impl FnOnce(&mut Me, String, &mut Ctx) + 'static,
    ) {
        let Some(inside) = &self.side.inside else { return };
        let is_known = inside.list.shows(session)
            || inside.open.contains_key(&session)
            || inside.ties.to(session).offered;
        if is_known {
            return then(self, id, ctx);
        }
        let reader = self.doors.reader.clone();
        let look_up = async move { reader.read(move |records| records.session_row(session)).await };
        ctx.wait(look_up.into_actor(self).map(move |row, me, ctx| match row {
            Ok(Some(row)) if me.side.inside.as_ref().is_some_and(|inside| inside.may_open(&row)) => {
                then(me, id, ctx);
            }
            Ok(_) => me.not_found(Some(id), ctx),
            Err(why) => me.not_now(Some(id), &why, ctx),
        }));
    }

    /// Looks into a session from here on: what the client has not, then what comes. Opened again after a reconnect,
    /// there is no id to answer.
    pub(super) fn opened(
        &mut self,
        id: Option<String>,
        session: SessionId,
        after: u64,
        ends: Ends,
        ctx: &mut Ctx,
    ) {
        let Some(inside) = &mut self.side.inside else { return };
        // Open already: what the client has not is on its way, and to begin anew would show it twice.
        if let Entry::Vacant(closed) = inside.open.entry(session) {
            // A client that has more than there is has seen another journal: it is told everything.
            closed.insert(Feed::after(if after > ends.seq { 0 } else { after }));
        }
        let me = ctx.address().recipient();
        self.doors.house.directory.watch(Topic::Subject(Subject::Session(session)), self.viewer, &me);
        if let Some(id) = id {
            self.hears(&Heard::Ack { id, seq: Some(ends.seq), delayed: false }, ctx);
        }
        self.read_on(ctx);
    }

    /// Looks into a session no longer.
    pub(super) fn shut(&mut self, session: SessionId) {
        self.unwatch(session);
        let was_open = self.side.inside.as_mut().is_some_and(|inside| inside.open.remove(&session).is_some());
        if was_open {
            let topic = Topic::Subject(Subject::Session(session));
            self.doors.house.directory.unwatch(&topic, self.viewer);
        }
    }

    pub(super) fn not_allowed(&mut self, id: Option<String>, ctx: &mut Ctx) {
        self.refuse(Refusing::new(id, "not_allowed", "your role may not do this"), ctx);
    }

    /// A session that may not be seen is refused exactly as one that does not exist.
    pub(super) fn not_found(&mut self, id: Option<String>, ctx: &mut Ctx) {
        self.refuse(Refusing::new(id, "not_found", "there is no such session"), ctx);
    }

    pub(super) fn not_now(&mut self, id: Option<String>, why: &JournalError, ctx: &mut Ctx) {
        tracing::warn!(connection = self.name, %why, "a session could not be looked up");
        self.refuse(Refusing::new(id, "busy", "not now; nothing was done, try again").again(1), ctx);
    }
}

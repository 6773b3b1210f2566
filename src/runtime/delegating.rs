//! Calls that stand by are sent on: the provider is asked once for each, after its report is durable and beside the answer
//! to it, and again while it does not answer, as long as the call's time lasts (protocols/teravoz 5.5).
//!
//! An actor that is shown what happens to calls; at the start, and when it was shown too much, it reads who waits for this.
//! What becomes of an asking is told to the call, which alone remembers it: nothing here survives a restart. Mailbox: 1024.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, WrapFuture};
use data_encoding::BASE64;
use serde_json::json;
use switchboard_actors::{Answer, Ask, House, ReplyTo, Shown, Topic, Viewer};
use switchboard_core::call::{Command, Delegated, Event};
use switchboard_core::machine::CallState;
use switchboard_core::{AnyCommand, AnyRecorded, CallId, Subject, Timestamp, WorkspaceId};
use switchboard_journal::Views;

use crate::client::{ServerUrl, http};
use crate::settings::Teravoz;

/// More of them are read when these are asked for.
const AT_ONCE: u32 = 1_000;
/// Before the provider is asked again: first this long, then twice as long each time.
const AGAIN: Duration = Duration::from_millis(200);
/// Before the call is told again what became of it, should it be busy.
const TELL_AGAIN: Duration = Duration::from_millis(100);
const MAILBOX: usize = 1_024;

/// Whom to ask, and for what.
struct Provider {
    url: ServerUrl,
    authorization: String,
    newcomers_to: String,
    returning_to: String,
}

/// The actor.
pub(super) struct Delegating {
    house: House,
    views: Views,
    workspace: WorkspaceId,
    provider: Arc<Provider>,
    viewer: Viewer,
    under_way: BTreeSet<CallId>,
}

impl Delegating {
    /// Begins, if the settings name whom to ask.
    pub(super) fn begin(teravoz: &Teravoz, workspace: Option<WorkspaceId>, house: &House, views: &Views) {
        let (true, Some(workspace)) = (teravoz.delegates(), workspace) else { return };
        let Ok(url) = teravoz.api_url.parse() else {
            tracing::error!("teravoz.api_url does not read as a URL; no call is sent on");
            return;
        };
        let returning_to = match teravoz.delegate_returning_to.as_str() {
            "" => teravoz.delegate_to.clone(),
            other => other.to_owned(),
        };
        let credentials = format!("{}:{}", teravoz.api_user, teravoz.api_password);
        let provider = Provider {
            url,
            authorization: format!("Basic {}", BASE64.encode(credentials.as_bytes())),
            newcomers_to: teravoz.delegate_to.clone(),
            returning_to,
        };
        let delegating = Self {
            viewer: house.directory.viewer(),
            house: house.clone(),
            views: views.clone(),
            workspace,
            provider: Arc::new(provider),
            under_way: BTreeSet::new(),
        };
        delegating.start();
    }

    /// Watches first, then reads, so that nobody falls between the two.
    fn look_anew(&mut self, ctx: &mut Context<Self>) {
        let me = ctx.address().recipient();
        self.house.directory.watch(Topic::Calls(self.workspace.clone()), self.viewer, &me);
        let views = self.views.clone();
        let read = async move { tokio::task::spawn_blocking(move || views.to_delegate(AT_ONCE)).await };
        ctx.spawn(read.into_actor(self).map(|found, me, ctx| match found {
            Ok(Ok(listed)) => {
                for listed in listed {
                    let (row, ours) = (listed.row, &me.workspace);
                    if let Some(by) = row.delegate_by.filter(|_| row.workspace == *ours) {
                        me.send_on(row.call, by, ctx);
                    }
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "calls that stand by could not be read"),
            Err(error) => tracing::warn!(%error, "calls that stand by could not be read"),
        }));
    }

    fn send_on(&mut self, call: CallId, by: Timestamp, ctx: &mut Context<Self>) {
        if !self.under_way.insert(call.clone()) {
            return;
        }
        let sending = Sending {
            house: self.house.clone(),
            views: self.views.clone(),
            provider: Arc::clone(&self.provider),
            workspace: self.workspace.clone(),
            call: call.clone(),
            by,
        };
        ctx.spawn(sending.through().into_actor(self).map(move |(), me, _| {
            me.under_way.remove(&call);
        }));
    }
}

impl Actor for Delegating {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.set_mailbox_capacity(MAILBOX);
        self.look_anew(ctx);
    }
}

impl Handler<Shown> for Delegating {
    type Result = ();

    fn handle(&mut self, shown: Shown, ctx: &mut Context<Self>) {
        match shown {
            Shown::Event(event) => {
                if let (Subject::Call(_, call), AnyRecorded::Call(recorded)) =
                    (&event.subject, &event.recorded)
                    && let Event::Reported { delegate_by: Some(by), .. } = &recorded.event
                {
                    self.send_on(call.clone(), *by, ctx);
                }
            }
            Shown::Lagged => self.look_anew(ctx),
            Shown::Signal { .. } | Shown::Row(_) | Shown::Live(_) => {}
        }
    }
}

/// One call on its way.
struct Sending {
    house: House,
    views: Views,
    provider: Arc<Provider>,
    workspace: WorkspaceId,
    call: CallId,
    /// Too late from here on; the call says so itself.
    by: Timestamp,
}

impl Sending {
    /// Asks until the provider has answered, or it is too late, and tells the call.
    async fn through(self) {
        let (mut tries, mut pause) = (0, AGAIN);
        let outcome = loop {
            let rest = self.by.since(self.house.clock.now());
            let Some(destination) = self.destination().await.filter(|_| !rest.is_zero()) else { return };
            tries += 1;
            let action =
                json!({"type": "delegate", "call_id": self.call.as_str(), "destination": destination});
            let asked =
                http::status_of_post(&self.provider.url, "/actions", &self.provider.authorization, &action);
            match tokio::time::timeout(rest, asked).await {
                Ok(Ok(200..=299)) => break Delegated::Taken { destination, tries },
                Ok(Ok(status @ 400..=499)) if !matches!(status, 408 | 429) => {
                    break Delegated::Refused { destination, status };
                }
                Ok(Ok(status)) => tracing::warn!(status, "the provider did not take a call; asked again"),
                Ok(Err(error)) => tracing::warn!(%error, "the provider could not be asked; tried again"),
                // The call notes by itself that it is too late.
                Err(_) => return,
            }
            tokio::time::sleep(pause.min(rest)).await;
            pause *= 2;
        };
        self.tell(outcome).await;
    }

    /// Where the call is to go, as long as it stands by.
    async fn destination(&self) -> Option<String> {
        let (views, workspace, call) = (self.views.clone(), self.workspace.clone(), self.call.clone());
        let read = tokio::task::spawn_blocking(move || {
            let Some(listed) = views.call(&workspace, &call)? else { return Ok(None) };
            let known = match &listed.row.their_number {
                Some(number) => views.has_called_before(&workspace, number, listed.id)?,
                None => false,
            };
            Ok::<_, switchboard_journal::JournalError>(Some((listed.row.state, known)))
        });
        match read.await {
            Ok(Ok(Some((CallState::Standby, true)))) => Some(self.provider.returning_to.clone()),
            Ok(Ok(Some((CallState::Standby, false)))) => Some(self.provider.newcomers_to.clone()),
            Ok(Ok(_)) => None,
            // Nothing is known of who calls: better sent on than left waiting.
            Ok(Err(_)) | Err(_) => Some(self.provider.newcomers_to.clone()),
        }
    }

    async fn tell(&self, outcome: Delegated) {
        let subject = Subject::Call(self.workspace.clone(), self.call.clone());
        loop {
            let (reply, told) = tokio::sync::oneshot::channel();
            let reply = ReplyTo::new(move |answer| {
                let _ = reply.send(answer);
            });
            let command = AnyCommand::Call(Command::Delegated(outcome.clone()));
            self.house.ask(subject.clone(), Ask::from_client(command, None, reply));
            match told.await {
                Ok(Answer::Refused(refused)) if refused.code == "busy" => {
                    tokio::time::sleep(TELL_AGAIN).await;
                }
                _ => return,
            }
        }
    }
}

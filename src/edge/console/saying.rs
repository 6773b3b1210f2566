//! What an agent says to a customer, and the picture shown with it: one they uploaded for this session, or one that was
//! shown in it already. Any other does not exist for them.

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_core::{AnyCommand, Attachment, SessionId, Subject, session};

use super::{Ctx, Inside, Me};
use crate::connection::Refusing;
use crate::pictures::{self, Unfit};

/// A word that is to be said.
pub(super) struct Saying {
    pub text: String,
    /// The picture's id.
    pub image: Option<String>,
    /// All of the command: a resend must be the same.
    pub body: String,
}

impl Me {
    /// Says it, after its picture was found. Later frames wait.
    pub(super) fn say(&mut self, id: String, session: SessionId, saying: Saying, ctx: &mut Ctx) {
        let Some(image) = saying.image.clone() else { return self.said(id, session, saying, None, ctx) };
        let Some(Inside { agent, .. }) = &self.side.inside else { return };
        let Some(hash) = pictures::hash(&image) else { return self.no_picture(id, ctx) };
        let (reader, agent) = (self.doors.reader.clone(), agent.clone());
        let look_up = async move {
            let found =
                reader.read(move |records| match records.views().may_say_with(&hash, session, &agent)? {
                    true => records.views().blob(&hash),
                    false => Ok(None),
                });
            Ok(found.await?.map(|(media, bytes)| pictures::kept(&hash, &media, bytes)))
        };
        ctx.wait(look_up.into_actor(self).map(move |found, me, ctx| match found {
            Ok(Some(Ok(attachment))) => me.said(id, session, saying, Some(attachment), ctx),
            Ok(Some(Err(why))) => me.unfit(id, why, ctx),
            Ok(None) => me.no_picture(id, ctx),
            Err(why) => me.not_now(Some(id), &why, ctx),
        }));
    }

    fn said(
        &mut self,
        id: String,
        session: SessionId,
        saying: Saying,
        attachment: Option<Attachment>,
        ctx: &mut Ctx,
    ) {
        self.typing_over(session);
        let Some(Inside { agent, name, .. }) = &self.side.inside else { return };
        let (agent, name, text) = (agent.clone(), name.clone(), saying.text);
        let said = session::Command::AgentText { agent, name, text, attachment, authored_at: None };
        self.ask(id, Subject::Session(session), AnyCommand::Session(said), &saying.body, ctx);
    }

    fn no_picture(&mut self, id: String, ctx: &mut Ctx) {
        self.refuse(Refusing::new(Some(id), "not_found", "there is no such picture"), ctx);
    }

    fn unfit(&mut self, id: String, why: Unfit, ctx: &mut Ctx) {
        self.refuse(Refusing::new(Some(id), why.code(), why.to_string()), ctx);
    }
}

//! How a customer found a conversation: a word to the session it names, if that is theirs, over or not.

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_actors::{Answer, Ask, ReplyTo};
use switchboard_core::session::{Command, Opening};
use switchboard_core::{AnyCommand, Subject};
use switchboard_wire::Heard;
use tokio::sync::oneshot;

use super::answer::denied;
use super::hello::is_theirs;
use super::speaker::Rating;
use super::{Ctx, Me, acknowledged};
use crate::connection::Refusing;
use crate::denied::Denied;
use crate::doors::Doors;

/// Keeps it; what the customer is told once it is durable. Said again it changes nothing, so it needs no stamp.
pub(crate) async fn rate(
    doors: &Doors,
    opening: Opening,
    rating: Rating,
) -> Result<Heard<'static>, Refusing> {
    let Rating { id, session, score, text } = rating;
    let row = doors.reader.read(move |records| records.session_row(session)).await;
    let row = row.map_err(|why| Refusing { id: id.clone(), ..denied(&Denied::Journal(why)) })?;
    if !row.is_some_and(|row| is_theirs(&row, &opening)) {
        return Err(Refusing::new(id, "not_open", "there is no such conversation"));
    }
    let (tell, answer) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // The client went away meanwhile; what it said stands all the same.
        let _ = tell.send(answer);
    });
    let command = AnyCommand::Session(Command::CustomerRated { score, on_scale: None, text });
    doors.house.ask(Subject::Session(session), Ask::from_client(command, None, reply));
    acknowledged(id, answer.await.unwrap_or(Answer::Unknown))
}

impl Me {
    /// The customer says how it was. What is said meanwhile is taken all the same.
    pub(super) fn rate(&mut self, rating: Rating, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (doors, opening) = (self.doors.clone(), inside.opening.clone());
        let kept = async move { rate(&doors, opening, rating).await };
        ctx.spawn(kept.into_actor(self).map(|outcome, me, ctx| match outcome {
            Ok(heard) => me.hears(&heard, ctx),
            Err(refusing) => me.refuse(refusing, ctx),
        }));
    }
}

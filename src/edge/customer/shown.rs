//! A picture on its way to its customer: one at a time, read and spelt off the actors' threads.

use std::sync::Arc;

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_core::session::Event;
use switchboard_core::{Recorded, SessionId};
use switchboard_journal::JournalError;
use switchboard_wire::Heard;

use super::story::MOMENT;
use super::{Ctx, Me};
use crate::pictures::shown::{data_url, to_customer};

impl Me {
    /// Sends the one event of this page, with its picture, as soon as there is room for it.
    pub(super) fn show_picture(
        &mut self,
        session: SessionId,
        page: Vec<Arc<Recorded<Event>>>,
        ctx: &mut Ctx,
    ) {
        let (Some(inside), Some(event)) = (&self.side.inside, page.into_iter().next()) else { return };
        let Some(seat) = self.picture_seat() else {
            ctx.run_later(MOMENT, Me::read_on);
            return;
        };
        self.reading = true;
        let (dialect, to, reader) = (self.side.dialect, inside.to.clone(), self.doors.reader.clone());
        let number = event.public.unwrap_or_default();
        let spelt = async move {
            let spelt = reader.read(move |records| {
                let picture = to_customer(&event).map(|picture| data_url(records.views(), picture));
                let image = picture.transpose()?.flatten().map(Into::into);
                let heard = Heard::Event { session, event, image };
                Ok(dialect.encode(Some(&to), &heard))
            });
            spelt.await
        };
        ctx.spawn(spelt.into_actor(self).map(move |spelt, me, ctx| {
            me.reading = false;
            match spelt {
                Ok(frame) => {
                    let Some(inside) = &mut me.side.inside else { return };
                    if let (true, Some(frame)) = (inside.story.shown(number), frame) {
                        let frame = me.side.carrier.carried(Some((session, number)), frame);
                        me.tell_picture(frame, seat, ctx);
                    }
                    me.read_on(ctx);
                }
                Err(JournalError::Busy) => {
                    ctx.run_later(MOMENT, Me::read_on);
                }
                Err(why) => me.broken(&why, ctx),
            }
        }));
    }
}

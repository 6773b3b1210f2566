//! What a connection says, within its window; and how it ends.

use std::net::IpAddr;

use actix::prelude::SendError;
use actix::{ActorContext, AsyncContext, Context};
use switchboard_actors::{Answer, ReplyTo};
use tokio::time::Instant;

use super::{Answered, Connection, Side, UNANSWERED};
use crate::ending::Ending;
use crate::figures;
use crate::limits::Seat;
use crate::socket::Outgoing;

/// What a client is refused with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusing {
    /// The id of what is refused.
    pub id: Option<String>,
    /// A stable word.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// Worth another try after so many seconds.
    pub retry_after: Option<u64>,
}

impl Refusing {
    /// Refused for good.
    pub fn new(id: Option<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { id, code, detail: detail.into(), retry_after: None }
    }

    /// Refused for now.
    pub fn again(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl<S: Side> Connection<S> {
    /// Sends a frame, or lets it wait behind the window; a reader too far behind is closed.
    pub(crate) fn tell(&mut self, frame: String, ctx: &mut Context<Self>) {
        let settings = &self.doors.settings;
        let is_heavy = self.waiting_bytes >= settings.backlog_bytes && !self.paging;
        if self.waiting.len() >= settings.backlog || is_heavy {
            return self.end(Ending::Behind, ctx);
        }
        if self.on_the_way == 0 {
            self.moved_at = self.doors.house.clock.now();
        }
        self.waiting_bytes = self.waiting_bytes.saturating_add(frame.len());
        self.waiting.push_back(frame);
        self.push(ctx);
    }

    /// Sends something that may be lost, unless others wait already.
    pub(crate) fn tell_fleeting(&mut self, frame: String, ctx: &mut Context<Self>) {
        if self.waiting.is_empty() {
            self.tell(frame, ctx);
        }
    }

    /// Refuses something.
    pub(crate) fn refuse(&mut self, refusing: Refusing, ctx: &mut Context<Self>) {
        figures::refused(refusing.code);
        if let Some(frame) = self.side.refusal(refusing) {
            self.tell(frame, ctx);
        }
    }

    /// Refuses, and closes: this client may not be here, or not now.
    pub(crate) fn turn_away(&mut self, refusing: Refusing, ctx: &mut Context<Self>) {
        let code = refusing.code;
        let ending =
            if refusing.retry_after.is_some() { Ending::NotNow(code) } else { Ending::NotAllowed(code) };
        self.refuse(refusing, ctx);
        self.end(ending, ctx);
    }

    /// Says why nothing more is read, and closes.
    pub(crate) fn unreadable(&mut self, ending: Ending, ctx: &mut Context<Self>) {
        if let Some((code, detail)) = ending.refusal() {
            self.refuse(Refusing::new(None, code, detail), ctx);
        }
        self.end(ending, ctx);
    }

    /// Closes the socket and ends.
    pub(crate) fn end(&mut self, ending: Ending, ctx: &mut Context<Self>) {
        self.deaf = true;
        if self.pump.try_send(Outgoing::Close(ending)).is_err() {
            tracing::debug!(connection = self.name, "the socket was gone before it could be closed");
        }
        ctx.stop();
    }

    /// Half of what may wait for the client does: what can be read again later is better left in the journal.
    pub(crate) fn is_crowded(&self) -> bool {
        let settings = &self.doors.settings;
        self.waiting.len() >= settings.backlog / 2 || self.waiting_bytes >= settings.backlog_bytes / 2
    }

    /// Nothing waits for the client.
    pub(crate) fn has_room(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Room to send one picture; none while another one is under way here, or too many elsewhere.
    pub(crate) fn picture_seat(&self) -> Option<Seat<IpAddr>> {
        if self.carried.is_some() {
            return None;
        }
        self.doors.shown_picture_seat(self.guest.address)
    }

    /// Keeps the seat of a picture, if there is one, until the client has taken all it is told from now on.
    pub(crate) fn carries(&mut self, seat: Option<Seat<IpAddr>>) {
        if seat.is_some() {
            self.carried = seat;
        }
    }

    /// Sends a frame with a picture in it, which a reader asked for by having room: its size does not count against it.
    pub(crate) fn tell_picture(&mut self, frame: String, seat: Seat<IpAddr>, ctx: &mut Context<Self>) {
        self.carries(Some(seat));
        self.paging = true;
        self.tell(frame, ctx);
        self.paging = false;
    }

    /// The way back for a command; none when too many are under way.
    pub(crate) fn reply(&mut self, id: Option<String>, ctx: &Context<Self>) -> Option<ReplyTo> {
        if self.unanswered >= UNANSWERED {
            return None;
        }
        self.unanswered = self.unanswered.saturating_add(1);
        let (me, asked) = (ctx.address(), Instant::now());
        Some(ReplyTo::new(move |answer| {
            if matches!(answer, Answer::Accepted { .. }) {
                figures::accepted_after(S::KIND, asked.elapsed());
            }
            me.do_send(Answered { id, answer });
        }))
    }

    pub(super) fn push(&mut self, ctx: &mut Context<Self>) {
        while self.on_the_way < self.doors.settings.window {
            let Some(frame) = self.waiting.pop_front() else { return };
            let bytes = frame.len();
            match self.pump.try_send(Outgoing::Frame(frame)) {
                Ok(()) => {
                    figures::frame_out(S::KIND);
                    self.on_the_way = self.on_the_way.saturating_add(1);
                    self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes);
                }
                Err(SendError::Full(Outgoing::Frame(frame))) => return self.waiting.push_front(frame),
                Err(_) => return ctx.stop(),
            }
        }
    }
}

/// How an answer that is no acceptance is refused.
pub(crate) fn refused(id: Option<String>, answer: Answer) -> Refusing {
    match answer {
        Answer::Refused(refused) => {
            let retry_after = refused.retry_after.map(|wait| wait.as_secs().max(1));
            Refusing { id, code: refused.code, detail: refused.detail, retry_after }
        }
        _ => {
            let detail = "it is not known whether this was stored; send it again under the same id";
            Refusing::new(id, "unknown", detail).again(1)
        }
    }
}

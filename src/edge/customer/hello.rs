//! A customer's first frame: who it is, and where its client left off.

use actix::{AsyncContext, Recipient};
use switchboard_actors::{Shown, Viewer};
use switchboard_core::machine::Standing;
use switchboard_core::session::Opening;
use switchboard_core::{SessionId, Subject};
use switchboard_journal::JournalError;
use switchboard_wire::{Customer, Heard, Hello, Welcome};

use super::speaker::Speaker;
use super::story::Story;
use super::visits::Visits;
use super::{Carrier, Ctx, Inside, Me, topic};
use crate::auth::{self, Admitted};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::records::Records;

/// Where a client takes up its story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Start {
    /// The session it is told of in the hello, and its last public number.
    session: Option<(SessionId, u64)>,
    /// The session frames begin with, and the last number the client has of it.
    from: Option<(SessionId, u64)>,
    /// The open session, if frames begin with another one.
    next: Option<SessionId>,
    /// Where the session of the hello stands.
    standing: Option<Standing>,
    /// What the client has seen is not known here.
    resync: bool,
}

impl Start {
    /// As the client is told it; the door fills in who and where.
    pub(super) fn welcome(&self) -> Welcome {
        Welcome {
            token: None,
            session: self.session.map(|(session, _)| session),
            seq: self.session.map_or(0, |(_, last)| last),
            standing: self.standing,
            heartbeat_every_ms: 0,
            connection: String::new(),
            resync: self.resync,
        }
    }
}

struct Entered {
    admitted: Admitted,
    start: Start,
}

impl Me {
    /// Lets the client in. Until that is settled, what it sends stays in the mailbox, in order.
    pub(super) fn enter(&mut self, hello: Hello, ctx: &mut Ctx) {
        let (doors, guest, viewer) = (self.doors.clone(), self.guest.clone(), self.viewer);
        let me = ctx.address().recipient();
        let entering = async move {
            let admitted = auth::customer(&doors, &hello, &guest).await?;
            enter(doors, admitted, hello, viewer, me).await
        };
        self.admit(entering, Self::entered, ctx);
    }

    /// The same for a client whose request let it in.
    pub(super) fn take_up(&mut self, admitted: Admitted, hello: Hello, ctx: &mut Ctx) {
        let (doors, viewer, me) = (self.doors.clone(), self.viewer, ctx.address().recipient());
        self.admit(enter(doors, admitted, hello, viewer, me), Self::entered, ctx);
    }

    fn entered(&mut self, entered: Entered, ctx: &mut Ctx) {
        let Entered { admitted: Admitted { platform, opening, seat, token }, start } = entered;
        if matches!(self.side.carrier, Carrier::Socket) {
            Visits::at(&self.doors).socket_opened(&opening, &self.name, self.number);
        }
        self.side.inside = Some(Inside {
            to: Customer { platform: opening.platform.clone(), key: opening.customer.clone() },
            speaker: Speaker::new(opening.clone(), self.number, &self.doors.settings),
            opening,
            story: Story::new(start.from, start.next),
            _seat: seat,
        });
        let welcome = Welcome {
            token,
            heartbeat_every_ms: platform.values.times.heartbeat_every_ms,
            connection: self.name.clone(),
            ..start.welcome()
        };
        self.hears(&Heard::Welcome(welcome), ctx);
        self.watch_line(ctx);
        self.read_on(ctx);
    }
}

/// Watches before it reads, so that nothing falls between the two.
async fn enter(
    doors: Doors,
    admitted: Admitted,
    hello: Hello,
    viewer: Viewer,
    me: Recipient<Shown>,
) -> Result<Entered, Denied> {
    let topic = topic(&admitted.opening);
    doors.house.directory.watch(topic.clone(), viewer, &me);
    let opening = admitted.opening.clone();
    let start = doors.reader.read(move |records| start(records, &opening, &hello)).await;
    if start.is_err() {
        doors.house.directory.unwatch(&topic, viewer);
    }
    Ok(Entered { admitted, start: start? })
}

/// Where a client that says so takes up its story.
pub(super) fn start(records: &dyn Records, opening: &Opening, hello: &Hello) -> Result<Start, JournalError> {
    let open = records.open_session(&opening.platform, &opening.customer)?;
    let named = match hello.session {
        Some(session) => records.session_row(session)?.filter(|row| is_theirs(row, opening)).map(|_| session),
        None => None,
    };
    let is_unknown = hello.session.is_some() && named.is_none();
    let Some(first) = named.or(open) else {
        return Ok(Start { resync: hello.after.is_some_and(|after| after > 0), ..Start::default() });
    };
    let last = records.ends(&Subject::Session(first))?.public;
    let seen = hello.after.filter(|_| !is_unknown).unwrap_or(0);
    let is_ahead = seen > last;
    let from = if is_ahead { 0 } else { seen };
    let next = open.filter(|open| *open != first);
    let session = match next {
        Some(open) => Some((open, records.ends(&Subject::Session(open))?.public)),
        // Of a closed session one is told as long as there is something left to hear of it.
        None => Some((first, last)).filter(|_| open.is_some() || from < last),
    };
    let resync = hello.after.is_some() && (is_ahead || is_unknown);
    let row = session.map(|(session, _)| records.session_row(session)).transpose()?.flatten();
    Ok(Start { session, from: Some((first, from)), next, standing: row.map(|row| row.standing), resync })
}

/// Whether a session is this customer's.
pub(super) fn is_theirs(row: &switchboard_core::machine::SessionRow, opening: &Opening) -> bool {
    row.workspace == opening.workspace && row.platform == opening.platform && row.customer == opening.customer
}

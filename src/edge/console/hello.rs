//! A console's first frame: who signs in, and what the client has missed.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix::{ActorFutureExt, AsyncContext, Recipient, WrapFuture};
use switchboard_actors::read::read_event;
use switchboard_actors::{Shown, Topic, Viewer};
use switchboard_core::effect::{AgentValues, WayOfWork};
use switchboard_core::machine;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::{AnyRecorded, OfferId, Recorded, Subject, agent};
use switchboard_journal::JournalError;
use switchboard_journal::accounts::Credential;
use switchboard_wire::console::{Heard, Hello, Resume, Welcome};

use super::boards::Boards;
use super::calls::Calls;
use super::list::List;
use super::typing::Typing;
use super::watching::{Look, Watching};
use super::{Ctx, Inside, Me};
use crate::accounts::Dismissed;
use crate::accounts::standing::{self, Standing};
use crate::auth;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::feed::Feed;
use crate::limits::Pace;
use crate::permissions::{Deed, may, role_name};
use crate::records::{Ends, Records};
use crate::ties::{self, TAIL, Ties};

/// How often an agent's typing may begin, a second.
const TYPING_PER_SECOND: u32 = 4;

/// What the journal says about an agent.
struct Found {
    values: Option<AgentValues>,
    row: Option<AgentRow>,
    ends: Ends,
    position: u64,
    offers: BTreeMap<OfferId, Arc<Recorded<agent::Event>>>,
    ties: Ties,
    /// Every open session's line, for a client that has none of them.
    open: Option<Vec<(u64, SessionRow)>>,
    /// Sessions the client had open: each with where it ends and the last sequence the client has of it.
    resumed: Vec<(SessionRow, Ends, u64)>,
}

struct Entered {
    standing: Standing,
    resume: Resume,
    found: Found,
}

impl Me {
    /// Signs the agent in. Until that is settled, what the client sends stays in the mailbox, in order.
    pub(super) fn enter(&mut self, hello: Hello, ctx: &mut Ctx) {
        let (doors, viewer) = (self.doors.clone(), self.viewer);
        let me = ctx.address().recipient();
        self.admit(enter(doors, hello, viewer, me), Self::entered, ctx);
    }

    fn entered(&mut self, entered: Entered, ctx: &mut Ctx) {
        let Entered { standing, resume, found } = entered;
        let credential = standing.credential.clone();
        let own = resume.agent.filter(|seen| *seen <= found.ends.seq).unwrap_or(found.ends.seq);
        let welcome = self.welcome(&credential, &found);
        let mut list = match found.open {
            Some(open) => List::fresh(found.position, open),
            None => List::resumed(resume.list.unwrap_or(0)),
        };
        for (row, ..) in &found.resumed {
            if row.standing == machine::Standing::Agent && row.agent.as_ref() == Some(&credential.agent) {
                list.note_mine(row.session);
            }
        }
        self.side.inside = Some(Inside {
            workspace: credential.workspace,
            agent: credential.agent,
            name: welcome.name.clone(),
            role: credential.role,
            queues: found.values.map(|values| values.queues).unwrap_or_default(),
            n: 0,
            own: Feed::after(own),
            open: BTreeMap::new(),
            watching: Watching::new(),
            list,
            boards: Boards::new(may(credential.role, Deed::SeeLive)),
            calls: Calls::new(),
            ties: found.ties,
            typing: Typing::default(),
            typing_pace: Pace::new(TYPING_PER_SECOND, TYPING_PER_SECOND),
            standing: standing.clone(),
            asserted_until: None,
        });
        self.vouch(standing, ctx);
        self.hears(&Heard::Welcome(welcome), ctx);
        let now = self.doors.house.clock.now();
        self.assert(now);
        self.read_on(ctx);
        for offer in found.offers.into_values().filter(|offer| offer.seq <= own && still_stands(offer, now)) {
            self.hears(&Heard::Agent(offer), ctx);
        }
        for (row, ends, after) in found.resumed {
            if self.side.inside.as_ref().is_some_and(|inside| inside.may_open(&row)) {
                self.look_at(&row, Look { id: None, after, watch: false }, ends, ctx);
            }
        }
    }

    /// Ends with the right to be here. A right that ended while the hello was looked at was told to nobody yet, so it is
    /// looked at once more.
    fn vouch(&mut self, standing: Standing, ctx: &mut Ctx) {
        let me = ctx.address().recipient().downgrade();
        self.doors.accounts.consoles.opened(self.number, standing.place(), standing.token, me);
        let doors = self.doors.clone();
        let look = async move { standing::of(&doors, standing.token).await };
        ctx.spawn(look.into_actor(self).map(|found, me, ctx| match found {
            Ok(Some(standing)) if !standing.lacks_factor => {}
            Ok(_) => ctx.notify(Dismissed),
            Err(why) => me.broken(&why, ctx),
        }));
    }

    fn welcome(&self, credential: &Credential, found: &Found) -> Welcome {
        let name = found.values.as_ref().map_or(credential.agent.as_str(), |values| values.name.as_str());
        let settled = self.doors.house.book.workspace(&credential.workspace);
        Welcome {
            connection: self.name.clone(),
            workspace: credential.workspace.clone(),
            agent: credential.agent.clone(),
            name: name.to_owned(),
            role: role_name(credential.role).to_owned(),
            heartbeat_every_ms: u64::try_from(self.doors.settings.console_heartbeat.as_millis()).unwrap_or(0),
            ready: found.row.as_ref().is_some_and(|row| row.ready),
            reason: found.row.as_ref().and_then(|row| row.reason.clone()),
            since: found.row.as_ref().map(|row| row.since),
            capacities: found.row.as_ref().map(|row| row.capacities.clone()).unwrap_or_default(),
            loads: found.row.as_ref().map(|row| row.loads.clone()).unwrap_or_default(),
            break_reasons: settled.break_reasons.clone(),
            wrap_up_codes: settled.wrap_up_codes.clone(),
            agent_seq: found.ends.seq,
            position: found.position,
        }
    }
}

fn still_stands(offer: &Recorded<agent::Event>, now: switchboard_core::Timestamp) -> bool {
    matches!(&offer.event, agent::Event::Held { accept_by, .. } if *accept_by > now)
}

/// Watches before it reads, so that nothing falls between the two.
async fn enter(doors: Doors, hello: Hello, viewer: Viewer, me: Recipient<Shown>) -> Result<Entered, Denied> {
    let standing = auth::staff(&doors, &hello.token).await?;
    let credential = standing.credential.clone();
    let subject = Subject::Agent(credential.workspace.clone(), credential.agent.clone());
    let topics = [Topic::Subject(subject.clone()), Topic::Desk(credential.workspace.clone())];
    for topic in &topics {
        doors.house.directory.watch(topic.clone(), viewer, &me);
    }
    let (asked, resume) = (credential.clone(), hello.resume.clone());
    let found = doors.reader.read(move |records| find(records, &asked, &subject, &resume)).await;
    if found.is_err() {
        for topic in &topics {
            doors.house.directory.unwatch(topic, viewer);
        }
    }
    Ok(Entered { standing, resume: hello.resume, found: found? })
}

fn find(
    records: &dyn Records,
    who: &Credential,
    subject: &Subject,
    resume: &Resume,
) -> Result<Found, JournalError> {
    // The position first: lines that change while they are gathered are then read again, never missed.
    let position = records.position()?;
    let ends = records.ends(subject)?;
    let mut found = Found {
        values: records.agent(&who.workspace, &who.agent)?,
        row: records.agent_row(&who.workspace, &who.agent)?,
        ends,
        position,
        offers: BTreeMap::new(),
        ties: Ties::default(),
        open: None,
        resumed: Vec::new(),
    };
    if resume.list.is_none_or(|seen| seen > position) {
        found.open = Some(records.open_rows(&who.workspace)?);
    }
    for (session, after) in &resume.open {
        if let Some(row) = records.session_row(*session)? {
            if ties::has_served(records, *session, &who.agent)? {
                found.ties.note_served(*session);
            }
            found.resumed.push((row, records.ends(&Subject::Session(*session))?, *after));
        }
    }
    for stored in records.page(subject, ends.seq.saturating_sub(u64::from(TAIL)), TAIL)? {
        if let AnyRecorded::Agent(recorded) = read_event(&stored)? {
            found.follow(recorded);
        }
    }
    Ok(found)
}

impl Found {
    /// Keeps the offers that still wait for an answer.
    fn follow(&mut self, recorded: Arc<Recorded<agent::Event>>) {
        self.ties.follow(&recorded.event);
        match &recorded.event {
            agent::Event::Held { offer, way, .. } if *way == WayOfWork::Offer => {
                self.offers.insert(offer.clone(), recorded);
            }
            agent::Event::OfferAccepted { offer, .. } | agent::Event::OfferEnded { offer, .. } => {
                self.offers.remove(offer);
            }
            _ => {}
        }
    }
}

//! Moments in order and not, and a watch that tells what lasts.

use std::time::Duration;

use uuid::Uuid;

use super::moment::{Moment, at_rest};
use super::watch::{Closer, Watch};
use super::*;
use crate::effect::{Capacity, Channel};
use crate::ids::{AgentId, PlatformId, QueueId, SessionId, ShardId, WorkspaceId};
use crate::machine::{AgentRow, QueueRow, Row, SessionRow, Standing};
use crate::signal::Presence;

const PATIENCE: Duration = Duration::from_micros(10);

fn workspace() -> WorkspaceId {
    WorkspaceId::new("demo").unwrap()
}

fn anna() -> AgentId {
    AgentId::new("anna").unwrap()
}

fn sales() -> QueueId {
    QueueId::new("sales").unwrap()
}

fn sales_line() -> Subject {
    Subject::Queue(workspace(), sales())
}

fn anna_herself() -> Subject {
    Subject::Agent(workspace(), anna())
}

fn id(number: u128) -> SessionId {
    SessionId::placed(Uuid::from_u128(number << 8), ShardId(0))
}

/// Somebody waits, Anna serves somebody else with her only slot.
fn moment() -> Moment {
    let session = SessionRow {
        session: id(1),
        workspace: workspace(),
        platform: PlatformId::new("web").unwrap(),
        customer: CustomerKey::new("c1").unwrap(),
        standing: Standing::Queued,
        queue: Some(sales()),
        agent: None,
        since: Timestamp(0),
        opened_at: Timestamp(0),
        presence: Presence::Unknown,
        channel: Channel::Chat,
    };
    let agent = AgentRow {
        workspace: workspace(),
        agent: anna(),
        ready: true,
        reason: None,
        reachable: true,
        since: Timestamp(0),
        loads: 1.into(),
        capacities: 1.into(),
    };
    let served =
        SessionRow { session: id(2), standing: Standing::Agent, agent: Some(anna()), ..session.clone() };
    let queue = QueueRow {
        workspace: workspace(),
        queue: sales(),
        waiting: 1,
        oldest: None,
        open: true,
        changes_at: None,
        working: 1,
        max_length: None,
        estimated_wait_ms: None,
        estimate_ends: None,
        answer_within_ms: 60_000,
        ended: Vec::new(),
    };
    let mut moment = Moment {
        serves: [((workspace(), anna()), [sales()].into())].into(),
        gives: [((workspace(), sales()), Channel::Chat)].into(),
        ..Moment::default()
    };
    for row in [Row::Session(session), Row::Session(served), Row::Agent(agent), Row::Queue(queue)] {
        moment.add(row);
    }
    moment
}

fn changed(what: impl FnOnce(&mut Moment)) -> Moment {
    let mut moment = moment();
    what(&mut moment);
    moment
}

/// Anna has room for one more; her row changed last there.
fn anna_is_free(position: u64) -> Moment {
    changed(|moment| {
        moment.agents[0].capacities = 2.into();
        moment.changed.insert(anna_herself(), position);
    })
}

fn oddities(moment: &Moment) -> Vec<Invariant> {
    moment.oddities().iter().map(|odd| odd.violation.invariant).collect()
}

fn look(watch: &mut Watch, moment: &Moment, at: i64) -> Vec<Invariant> {
    let seen = watch.look(moment, Timestamp(at), PATIENCE, |_| Closer::Wrong);
    seen.broken.iter().map(|violation| violation.invariant).collect()
}

#[test]
fn a_moment_is_in_order_or_names_what_is_not() {
    assert_eq!(at_rest(&moment()), []);
    let change = |what: fn(&mut Moment)| oddities(&changed(what));
    assert_eq!(change(|m| m.agents[0].capacities = 2.into()), [Invariant::SomebodyWaits]);
    assert_eq!(
        change(|m| m.agents[0].loads = Capacity::default()),
        [Invariant::SomebodyWaits, Invariant::NoOwner]
    );
    assert_eq!(change(|m| m.agents[0].loads = 2.into()), [Invariant::Capacity]);
    assert_eq!(change(|m| m.queues[0].waiting = 0), [Invariant::NoOwner]);
    assert_eq!(change(|m| m.queues.clear()), [Invariant::NoOwner]);
    assert_eq!(change(|m| m.due.push((Subject::Session(id(1)), Timestamp(0)))), [Invariant::TimerOverdue]);
    let mut leaked = moment();
    leaked.sessions.pop();
    let leaked: Vec<_> = at_rest(&leaked).iter().map(|violation| violation.invariant).collect();
    assert_eq!(leaked, [Invariant::StillOwed]);
}

#[test]
fn what_is_under_way_explains_what_differs() {
    let one = |subject: Subject, what: fn(&mut Moment)| {
        oddities(&changed(|moment| {
            what(moment);
            moment.under_way.insert(subject, 1);
        }))
    };
    assert_eq!(one(sales_line(), |m| m.queues[0].waiting = 0), []);
    assert_eq!(one(sales_line(), |m| m.queues[0].waiting = 3), [Invariant::NoOwner], "one word explains one");
    let nobody_waits = |m: &mut Moment| {
        m.sessions.remove(0);
        m.waiting.clear();
        m.queues[0].waiting = 0;
        m.agents[0].loads = Capacity::default();
    };
    assert_eq!(one(anna_herself(), nobody_waits), []);
    assert_eq!(one(sales_line(), nobody_waits), [Invariant::NoOwner], "no word of hers");
}

#[test]
fn the_watch_tells_once_what_lasts_and_when_it_is_over() {
    let mut watch = Watch::default();
    let odd = anna_is_free(7);
    assert_eq!(look(&mut watch, &odd, 0), [], "it may pass");
    assert_eq!(look(&mut watch, &moment(), 5), []);
    assert_eq!(look(&mut watch, &odd, 10), [], "it began anew");
    assert_eq!(look(&mut watch, &odd, 20), [Invariant::SomebodyWaits]);
    assert_eq!(look(&mut watch, &odd, 30), [], "told once");
    assert_eq!(watch.lasting().count(), 1);
    let seen = watch.look(&moment(), Timestamp(40), PATIENCE, |_| Closer::Wrong);
    assert_eq!(seen.healed, [(Invariant::SomebodyWaits, Subject::Session(id(1)), Timestamp(10))]);
    assert_eq!(watch.lasting().count(), 0);
}

/// Anna takes the offer into consideration: the line still stands, and nobody is to blame.
#[test]
fn what_was_told_is_over_once_there_is_a_reason() {
    let mut watch = Watch::default();
    let odd = anna_is_free(7);
    let mut looks = |at, says| {
        let seen = watch.look(&odd, Timestamp(at), PATIENCE, |_| says);
        (seen.broken.len(), seen.healed.len())
    };
    assert_eq!(looks(0, Closer::Wrong), (0, 0));
    assert_eq!(looks(10, Closer::Wrong), (1, 0));
    assert_eq!(looks(20, Closer::Unseen), (0, 0));
    assert_eq!(looks(30, Closer::InOrder), (0, 1));
    assert_eq!(looks(35, Closer::Wrong), (0, 0), "it has its patience again");
    assert_eq!(looks(40, Closer::Wrong), (1, 0));
}

/// Between any two looks she took somebody and was done: somebody is free at every look, and nobody is idle.
#[test]
fn a_busy_house_has_somebody_free_at_every_look() {
    let mut watch = Watch::default();
    for at in 0..100 {
        assert_eq!(look(&mut watch, &anna_is_free(at), at as i64), []);
    }
}

/// The same session waits on in another line, where Anna is free too.
#[test]
fn who_begins_to_wait_anew_has_not_waited_yet() {
    let mut watch = Watch::default();
    let mut odd = anna_is_free(7);
    assert_eq!(look(&mut watch, &odd, 0), []);
    odd.sessions[0].since = Timestamp(9);
    assert_eq!(look(&mut watch, &odd, 15), []);
    assert_eq!(look(&mut watch, &odd, 25), [Invariant::SomebodyWaits]);
}

#[test]
fn what_is_in_order_when_looked_at_closely_is_asked_again_later() {
    let mut watch = Watch::default();
    let odd = anna_is_free(7);
    let (mut asked, mut says) = (0, [Closer::Unseen, Closer::InOrder].into_iter());
    let mut told = Vec::new();
    for at in [0, 10, 20, 25, 30] {
        let seen = watch.look(&odd, Timestamp(at), PATIENCE, |_| {
            asked += 1;
            says.next().unwrap_or(Closer::Wrong)
        });
        if !seen.broken.is_empty() {
            told.push(at);
        }
    }
    assert_eq!(
        (asked, told),
        (3, vec![30]),
        "not before its time, at once when nobody looked, then after a patience"
    );
}

#[test]
fn a_pause_counts_for_nothing() {
    let mut watch = Watch::default();
    let odd = anna_is_free(7);
    assert_eq!(look(&mut watch, &odd, 0), []);
    watch.pause();
    assert_eq!(look(&mut watch, &odd, 50), [], "nothing could be put right meanwhile");
    assert_eq!(look(&mut watch, &odd, 60), [Invariant::SomebodyWaits]);
    watch.pause();
    assert_eq!(
        (look(&mut watch, &odd, 90), watch.lasting().count()),
        (vec![], 1),
        "what was told is not told twice"
    );
}

#[test]
fn slots_that_were_taken_away_are_in_order_until_more_are_used() {
    let mut watch = Watch::default();
    let mut lowered = changed(|moment| moment.agents[0].capacities = Capacity::default());
    assert_eq!(look(&mut watch, &moment(), 0), []);
    assert_eq!(look(&mut watch, &lowered, 1), []);
    assert_eq!(look(&mut watch, &lowered, 2), []);
    lowered.agents[0].loads = 2.into();
    let mut given_twice = lowered.clone();
    given_twice.given.insert(anna_herself(), 2);
    assert_eq!(look(&mut watch, &given_twice, 3), [], "she was given more in between, and less again");
    assert_eq!(look(&mut watch, &lowered, 4), []);
    lowered.agents[0].loads = 3.into();
    assert_eq!(look(&mut watch, &lowered, 5), [Invariant::Capacity]);
}

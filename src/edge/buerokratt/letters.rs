//! Agents who asked for it (`wishes.rs`) are told by mail that somebody waits: one letter in five minutes each at most, and none
//! while they are at work anyway.
//!
//! One task listens to the lines of the workspace's sessions; it begins with the server. A letter that cannot be sent is
//! logged and not tried again: the next one who waits is worth another. After a restart, whoever began to wait in the minutes
//! before it counts as told of: nobody gets two letters in five minutes for it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use switchboard_actors::{Shown, Topic};
use switchboard_core::effect::Channel;
use switchboard_core::machine::{Row, SessionRow, Standing};
use switchboard_core::{AgentId, SessionId, Timestamp, WorkspaceId};
use switchboard_journal::JournalError;

use super::ear::{Heard, Watch};
use super::outside::Letter;
use crate::doors::Doors;
use crate::wishes;

/// Between two letters to one agent.
const APART: Duration = Duration::from_secs(5 * 60);

/// Who was told when, and which sessions wait already.
#[derive(Debug, Default)]
struct Told {
    last: BTreeMap<AgentId, Timestamp>,
    waiting: BTreeSet<SessionId>,
}

impl Told {
    /// Whether this line says that somebody has begun to wait.
    fn is_news(&mut self, row: &SessionRow) -> bool {
        let waits = row.standing == Standing::Queued && row.channel == Channel::Chat;
        if !waits {
            self.waiting.remove(&row.session);
        }
        waits && self.waiting.insert(row.session)
    }

    fn was_told(&mut self, agent: AgentId, at: Timestamp) {
        let last = self.last.entry(agent).or_insert(at);
        *last = at.max(*last);
    }

    /// Whether this agent may be told now; then they are.
    fn may_tell(&mut self, agent: &AgentId, now: Timestamp) -> bool {
        let is_due = self.last.get(agent).is_none_or(|last| now.since(*last) >= APART);
        if is_due {
            self.last.insert(agent.clone(), now);
        }
        is_due
    }
}

/// Listens for as long as the doors are open.
pub(super) async fn keep(doors: Doors, workspace: WorkspaceId) {
    let mut watch = Watch::begin(&doors, vec![Topic::Desk(workspace.clone())]);
    let mut told = Told::default();
    if let Err(error) = remember(&doors, &workspace, &mut told).await {
        tracing::warn!(%error, "who waited before the restart is not known; they may be told of again");
    }
    loop {
        match watch.next().await {
            Heard::Leave => return,
            Heard::Shown(Shown::Row(shown)) => {
                if let Row::Session(row) = &shown.row
                    && row.workspace == workspace
                    && told.is_news(row)
                    && let Err(error) = tell(&doors, &mut told, row).await
                {
                    tracing::warn!(%error, "nobody could be told by mail that somebody waits");
                }
            }
            Heard::Shown(_) | Heard::Missed => {}
        }
    }
}

/// Who waits already was told of when they began to.
async fn remember(doors: &Doors, workspace: &WorkspaceId, told: &mut Told) -> Result<(), JournalError> {
    let of = workspace.clone();
    let open = doors.reader.read(move |records| records.open_rows(&of)).await?;
    let now = doors.house.clock.now();
    for (_, row) in open {
        if told.is_news(&row) && now.since(row.since) < APART {
            for (agent, _) in wanting(doors, &row).await? {
                told.was_told(agent, row.since);
            }
        }
    }
    Ok(())
}

async fn tell(doors: &Doors, told: &mut Told, row: &SessionRow) -> Result<(), JournalError> {
    let settings = &doors.settings.buerokratt;
    let Some(outside) = settings.outside.clone() else { return Ok(()) };
    let now = doors.house.clock.now();
    for (agent, to) in wanting(doors, row).await? {
        if !told.may_tell(&agent, now) {
            continue;
        }
        let (subject, text) = (settings.mail.subject.clone(), settings.mail.text.clone());
        let sending = outside.send(Letter { to, subject, text });
        actix_web::rt::spawn(async move {
            if let Err(why) = sending.await {
                tracing::warn!(%why, "a letter could not be sent");
            }
        });
    }
    Ok(())
}

/// Those who asked for letters, serve the line, and are not at work; with their addresses.
async fn wanting(doors: &Doors, row: &SessionRow) -> Result<Vec<(AgentId, String)>, JournalError> {
    let (mail, workspace, queue) = (wishes::mail(doors), row.workspace.clone(), row.queue.clone());
    let found = doors.reader.read(move |records| {
        let mut wanting = Vec::new();
        for (agent, address) in wishes::wanting(records, &mail, &workspace)? {
            let serves = records.agent(&workspace, &agent)?;
            let serves = serves
                .is_some_and(|values| queue.as_ref().is_some_and(|queue| values.queues.contains(queue)));
            let line = records.agent_row(&workspace, &agent)?;
            let is_at_work = line.is_some_and(|line| line.reachable && line.ready);
            if serves && !is_at_work {
                wanting.push((agent, address));
            }
        }
        Ok(wanting)
    });
    found.await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(standing: Standing) -> SessionRow {
        SessionRow {
            session: SessionId::lowest(),
            workspace: "demo".parse().unwrap(),
            platform: "demo-web".parse().unwrap(),
            customer: "u1".to_owned().try_into().unwrap(),
            standing,
            queue: None,
            agent: None,
            since: Timestamp(0),
            opened_at: Timestamp(0),
            presence: switchboard_core::Presence::Unknown,
            channel: Channel::Chat,
        }
    }

    #[test]
    fn somebody_begins_to_wait_once_a_stay() {
        let mut told = Told::default();
        let news = [Standing::Queued, Standing::Queued, Standing::Agent, Standing::Queued, Standing::Closed]
            .map(|standing| told.is_news(&row(standing)));
        assert_eq!(news, [true, false, false, true, false]);
    }

    #[test]
    fn an_agent_gets_one_letter_in_five_minutes() {
        let mut told = Told::default();
        let (anna, bo): (AgentId, AgentId) = ("anna".parse().unwrap(), "bo".parse().unwrap());
        let at = |seconds: u64| Timestamp(0) + Duration::from_secs(seconds);
        assert!(told.may_tell(&anna, at(0)) && told.may_tell(&bo, at(1)));
        assert!(!told.may_tell(&anna, at(299)));
        assert!(told.may_tell(&anna, at(300)));
        told.was_told(bo.clone(), at(400));
        assert!(!told.may_tell(&bo, at(699)) && told.may_tell(&bo, at(700)));
    }
}

//! The agent behind a call: by the cookie of their sign-in, with the house's own roles and permissions.

use serde_json::{Value, json};
use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow, Standing as Where};
use switchboard_core::{AgentId, Party, SessionId, Timestamp, WorkspaceId};
use switchboard_journal::JournalError;
use switchboard_journal::accounts::Role;
use switchboard_journal::people::Person;
use switchboard_wire::buerokratt::Chat;

use super::call::{Call, No};
use super::cookies::{self, AGENT};
use super::reading;
use crate::accounts::standing::{self, Standing};
use crate::permissions::{Deed, may, may_read, sees};
use crate::records::Records;
use crate::ties;
use crate::tokens;

/// An agent who is signed in.
#[derive(Clone)]
pub(super) struct Agent {
    pub(super) standing: Standing,
    pub(super) values: AgentValues,
}

impl Agent {
    pub(super) fn id(&self) -> &AgentId {
        &self.standing.credential.agent
    }

    pub(super) fn workspace(&self) -> &WorkspaceId {
        &self.standing.credential.workspace
    }

    pub(super) fn role(&self) -> Role {
        self.standing.credential.role
    }

    pub(super) fn may(&self, deed: Deed) -> bool {
        may(self.role(), deed)
    }

    pub(super) fn by(&self) -> Party {
        Party::Agent(self.id().clone())
    }

    /// Whether the chat is in their list: who serves it, or waits where they serve, or everything for who leads.
    pub(super) fn lists(&self, row: &SessionRow) -> bool {
        let is_listed = matches!(row.standing, Where::Queued | Where::Agent | Where::Desk);
        is_listed
            && row.workspace == *self.workspace()
            && sees(self.role(), self.id(), &self.values.queues, row)
    }
}

/// The agent of a call.
pub(super) async fn of(call: &Call) -> Result<Agent, No> {
    let shown = cookies::of(&call.request, AGENT).ok_or_else(No::unknown)?;
    by_token(call, shown).await
}

/// Whoever this token lets in.
pub(super) async fn by_token(call: &Call, token: &str) -> Result<Agent, No> {
    let standing = standing::of(&call.doors, tokens::hash(token)).await?.ok_or_else(No::unknown)?;
    let credential = &standing.credential;
    if credential.workspace != *call.workspace() || !may(credential.role, Deed::SignIn) {
        return Err(No::unknown());
    }
    if standing.lacks_factor {
        return Err(No::refused("second_factor_required"));
    }
    if call.doors.hears_caller(&standing.token).wait.is_some() {
        return Err(No::paced(1));
    }
    let (workspace, agent) = (credential.workspace.clone(), credential.agent.clone());
    let values = call.doors.reader.read(move |records| records.agent(&workspace, &agent)).await?;
    // Somebody who administers need not take chats; they have a name all the same.
    let values = values.unwrap_or_else(|| AgentValues {
        name: standing.credential.agent.to_string(),
        queues: Vec::new(),
        capacity: 0.into(),
        wrap_up_ms: 0,
    });
    Ok(Agent { values, standing })
}

/// A chat the agent may read; one they may not does not exist for them.
pub(super) async fn chat(call: &Call, agent: &Agent, session: SessionId) -> Result<(SessionRow, Chat), No> {
    let asking = agent.clone();
    let found = call.doors.reader.read(move |records| {
        let Some((row, chat)) = reading::chat(records, session)? else { return Ok(None) };
        Ok(reads(records, &asking, &row)?.then_some((row, chat)))
    });
    found.await?.ok_or_else(No::absent)
}

/// Whether the agent may read this session now.
pub(super) fn reads(records: &dyn Records, agent: &Agent, row: &SessionRow) -> Result<bool, JournalError> {
    if row.workspace != *agent.workspace() {
        return Ok(false);
    }
    let tie = ties::of(records, agent.workspace(), agent.id(), row.session)?;
    Ok(may_read(agent.role(), agent.id(), &agent.values.queues, row, tie))
}

/// The house's roles as the dialect's pages know them.
pub(super) fn authorities(role: Role) -> Value {
    json!(match role {
        Role::Owner | Role::Admin => vec!["ROLE_ADMINISTRATOR"],
        Role::Supervisor => vec!["ROLE_SERVICE_MANAGER"],
        Role::Agent => vec!["ROLE_CUSTOMER_SUPPORT_AGENT"],
        Role::Integration => vec!["ROLE_UNAUTHENTICATED"],
    })
}

/// What an agent's page is told of them.
pub(super) fn user_info(agent: &Agent, person: Option<&Person>, now: Timestamp) -> Value {
    let name = &agent.values.name;
    let ends = agent.standing.until.unwrap_or(now + cookies::SIGN_IN_FOR);
    let created = ends - standing::ABSOLUTE;
    let millis = |at: Timestamp| at.micros().div_euclid(1_000).to_string();
    let login = person.map_or_else(|| agent.id().to_string(), |person| person.login.clone());
    json!({
        "idCode": agent.id(), "displayName": name, "firstName": name, "lastName": "", "fullName": name,
        "login": login, "csaTitle": "", "authorities": authorities(agent.role()),
        "JWTCreated": millis(created), "JWTExpirationTimestamp": millis(ends),
    })
}

/// Presence as the dialect calls it; what its pages compare with is a text (trap 24).
pub(super) fn activity(id: &AgentId, row: Option<&AgentRow>) -> Value {
    let (ready, reachable) = row.map_or((false, false), |row| (row.ready, row.reachable));
    let status = match (reachable, ready) {
        (true, true) => "online",
        (true, false) => "idle",
        (false, _) => "offline",
    };
    json!({
        "idCode": id, "customerSupportId": id, "active": ready.to_string(), "status": status,
        "customerSupportStatus": status, "statusComment": row.and_then(|row| row.reason.clone()).unwrap_or_default(),
    })
}

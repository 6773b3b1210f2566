//! The first workspace and its owner, made by whoever started the server.

use serde::{Deserialize, Serialize};
use switchboard_core::{AgentId, WorkspaceId};
use switchboard_journal::JournalError;
use switchboard_journal::accounts::Role;
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{NewPerson, PeopleOutcome, PeopleWrite, Place};
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::facts::Access;
use super::operation::Operation;
use super::people::{checked_login, checked_password};
use crate::accounts::change;
use crate::accounts::sign_in::{self, TurnedAway};
use crate::limits::address;
use crate::problem::{Failed, Problem};

/// What founds a workspace.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Founding {
    /// The token the server printed when it started; it counts for 15 minutes, once.
    token: String,
    /// The workspace's name in paths; never changed.
    #[schema(value_type = String)]
    workspace: WorkspaceId,
    /// The owner's name in paths, and as an agent if they take chats; never changed.
    #[schema(value_type = String)]
    person: AgentId,
    /// The name the owner signs in with, for instance an e-mail address.
    login: String,
    /// 8 to 128 characters; 15 or more are better.
    password: String,
}

/// What was founded.
#[derive(Debug, Serialize, ToSchema)]
struct Founded {
    /// The workspace.
    workspace: String,
    /// Its owner, who signs in next.
    person: String,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::post("/bootstrap", Access::Public, bootstrap).refuses(&[Problem::NotAuthenticated, Problem::Refused("already_bootstrapped")]).creates().secret().says(
        "Founds the first workspace",
        "Answered only by a server whose data folder is empty; until then every other operation answers 503 \
         not_bootstrapped. The first person is its owner.",
    )]
}

async fn bootstrap(call: Call<Json<Founding>>) -> Result<Answer<Founded>, Failed> {
    let Founding { token, workspace, person, login, password } = &call.body.0;
    let (doors, now) = (&call.doors, call.doors.house.clock.now());
    if !doors.accounts.founding.is_awaited() {
        return Err(Problem::Refused("already_bootstrapped").into());
    }
    let login = checked_login(login)?;
    checked_password(password, &[&login, workspace.as_str(), person.as_str()])?;
    let taken = doors.accounts.founding.take(token, now).ok_or(Problem::NotAuthenticated)?;
    let place = Place { workspace: workspace.clone(), agent: person.clone() };
    let password = doors.accounts.passwords.hash(password.clone()).await.map_err(TurnedAway::from)?;
    let found = PeopleWrite::Found {
        person: NewPerson { place, login: login.clone(), role: Role::Owner },
        password,
        by: By { who: Who::Operator, at: now },
    };
    match change(doors, found).await {
        Ok(PeopleOutcome::Done) => {}
        // Whoever asked before went away without hearing that it was done.
        Ok(_) | Err(JournalError::Conflict) => {
            taken.founded();
            return Err(Problem::Refused("already_bootstrapped").into());
        }
        Err(error) => return Err(error.into()),
    }
    taken.founded();
    sign_in::is_familiar(doors, workspace, &login, address(&call.request, &doors.settings.trusted));
    let founded = Founded { workspace: workspace.to_string(), person: person.to_string() };
    Ok(Answer::new(founded).created_at(format!("/people/{person}")))
}

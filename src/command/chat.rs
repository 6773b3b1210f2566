//! `chat`: one side of a conversation in this terminal.

use crate::chat::agent::Agent;
use crate::chat::customer::Customer;
use crate::chat::{Side, fresh_id, standard_input, talk};
use crate::cli::{Chat, Role};
use crate::command::server_of;
use crate::credentials::Credentials;
use crate::exit::{Exit, Failure};

/// Chats until the person is done.
pub async fn run(asked: Chat) -> Result<(), Failure> {
    let credentials = Credentials::find(asked.credentials.as_deref())?;
    let server = server_of(asked.reach.clone(), credentials.as_ref())?;
    let mut side = side_of(asked, credentials.as_ref())?;
    let mut lines = standard_input();
    talk(side.as_mut(), &server, &mut lines, &mut |line| println!("{line}")).await?;
    Ok(())
}

fn side_of(asked: Chat, credentials: Option<&Credentials>) -> Result<Box<dyn Side>, Failure> {
    match asked.role {
        Role::Customer => {
            let platform =
                asked.platform.or_else(|| Some(credentials?.platform.clone())).ok_or_else(|| {
                    Failure::new(Exit::Usage, "which platform does the customer write to?")
                        .advise("name it with --platform ID, or a credentials file with --credentials FILE")
                })?;
            Ok(Box::new(Customer::new(platform, asked.user, asked.token, fresh_id)))
        }
        Role::Agent => {
            let token = match asked.token {
                Some(token) => token,
                None => token_of(asked.agent.as_deref(), credentials)?,
            };
            Ok(Box::new(Agent::new(token, fresh_id)))
        }
    }
}

fn token_of(name: Option<&str>, credentials: Option<&Credentials>) -> Result<String, Failure> {
    let Some(credentials) = credentials else {
        return Err(Failure::new(Exit::Usage, "an agent needs a token")
            .advise("name a credentials file with --credentials FILE (the demo writes DIR/demo.json), or give --token T"));
    };
    let known = || {
        let names: Vec<&str> = credentials.agents.iter().map(|agent| agent.agent.as_str()).collect();
        format!("the credentials know: {}", names.join(", "))
    };
    match credentials.agent(name) {
        Some(agent) => Ok(agent.token.clone()),
        None => {
            let wanted = name.unwrap_or("(any)");
            Err(Failure::new(Exit::Usage, format!("no agent {wanted:?} in the credentials")).advise(known()))
        }
    }
}

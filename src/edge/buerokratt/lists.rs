//! The lists of agents' pages: who works here, what was ended, what somebody is doing.

use serde_json::{Value, json};
use switchboard_core::machine::{AgentRow, Standing};
use switchboard_core::session::Command;
use switchboard_core::{AgentId, AnyCommand, Subject, agent};
use switchboard_journal::accounts::Role;
use switchboard_journal::views::SessionFilter;
use switchboard_wire::buerokratt::{Chat, instants, told};

use super::agent::{self as agents, Agent};
use super::call::{Call, No, Outcome, Told};
use super::held;
use super::{board, reading, working};
use crate::permissions::Deed;

/// So many ended chats, newest first.
const ENDED: u32 = 100;

/// Chats that are not ended and not the bot's, as far as the agent sees them.
pub(super) async fn active(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let board = held(&call.doors).board(&call.doors, agent.workspace()).await?;
    let list = board.list(&|row| agent.lists(row), call.is_v2());
    let value: Value = serde_json::from_str(&list).unwrap_or(json!([]));
    Ok(Told::new(board::NAME, value))
}

/// A chat's whole history; never empty, since the page reads its last element (trap 25).
pub(super) async fn history(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let session = call.body.chat("chatId").ok_or(No::bad("bad_field"))?;
    let (_, chat) = agents::chat(&call, &agent, session).await?;
    Ok(Told::new("cs_get_messages_by_chat_id", Value::Array(told::history(&chat))))
}

/// What is new of a chat, for who asks instead of listening.
pub(super) async fn new_messages(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let session = call.body.chat("chatId").ok_or(No::bad("bad_field"))?;
    let last_read = call.body.text("lastRead").and_then(instants::read).map_or(0, instants::millis);
    let (_, chat) = agents::chat(&call, &agent, session).await?;
    let new = chat.messages().iter().filter(|message| instants::millis(message.updated) > last_read);
    let rows = new.map(|message| working::row(&chat, message, "")).collect();
    Ok(Told::new(working::NEW_MESSAGES, Value::Array(rows)))
}

async fn ended_chats(call: &Call, agent: &Agent) -> Result<Vec<Chat>, No> {
    let agent = agent.clone();
    let found = call.doors.reader.read(move |records| {
        // Whom one served before is in the journal, not in the line: each is asked whether it may be read.
        let filter = SessionFilter { standing: Some(Standing::Closed), ..SessionFilter::default() };
        let mut chats = Vec::new();
        for row in records.views().list_sessions(agent.workspace(), &filter, ENDED)? {
            if agents::reads(records, &agent, &row)? {
                let mut chat = Chat::new(row.session);
                reading::read_on(records, &mut chat)?;
                chats.push(chat);
            }
        }
        Ok(chats)
    });
    Ok(found.await?)
}

/// Those ended last that the agent may read.
pub(super) async fn ended(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let chats = ended_chats(&call, &agent).await?;
    let rows = chats.iter().map(|chat| told::ended_row(chat, call.is_v2())).collect();
    Ok(Told::new("cs_get_all_ended_chats", Value::Array(rows)))
}

/// Which of them hold these words.
pub(super) async fn matching(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let searched = call.body.text("searchKey").unwrap_or_default().to_lowercase();
    let chats = ended_chats(&call, &agent).await?;
    let holds = |chat: &&Chat| {
        let mut texts = chat.messages().iter().map(|message| message.content.to_lowercase());
        !searched.is_empty() && texts.any(|text| text.contains(&searched))
    };
    let ids = chats.iter().filter(holds).map(|chat| json!({ "chatId": chat.session })).collect();
    Ok(Told::new("cs_get_chat_ids_matching_message_search", Value::Array(ids)))
}

/// Everybody who answers customers here, with who is there.
pub(super) async fn colleagues(call: Call) -> Outcome {
    people(call, "cs_get_customer_support_agents", &|_| true).await
}

/// Those who administer.
pub(super) async fn admins(call: Call) -> Outcome {
    people(call, "cs_get_admins", &|role| matches!(role, Role::Owner | Role::Admin)).await
}

async fn people(call: Call, name: &'static str, whom: &dyn Fn(Role) -> bool) -> Outcome {
    let agent = agents::of(&call).await?;
    let workspace = agent.workspace().clone();
    let (people, names, rows) = call
        .doors
        .reader
        .read(move |records| {
            let views = records.views();
            Ok((views.people(&workspace)?, views.configured_agents(&workspace)?, views.agents(&workspace)?))
        })
        .await?;
    let told = people.iter().filter(|person| !person.disabled && whom(person.role)).filter_map(|person| {
        let id = &person.place.agent;
        let (_, _, values) = names.iter().find(|(known, ..)| known == id)?;
        let mut told = agents::activity(id, rows.iter().find(|row| row.agent == *id));
        if let Value::Object(told) = &mut told {
            told.insert("login".to_owned(), json!(person.login));
            told.insert("displayName".to_owned(), json!(values.name));
            told.insert("firstName".to_owned(), json!(values.name));
            told.insert("lastName".to_owned(), json!(""));
            told.insert("csaTitle".to_owned(), json!(""));
            told.insert("authorities".to_owned(), agents::authorities(person.role));
        }
        Some(told)
    });
    Ok(Told::new(name, Value::Array(told.collect())))
}

/// There is no other institution here. The page takes the list out of an object.
pub(super) async fn establishments(call: Call) -> Outcome {
    agents::of(&call).await?;
    Ok(Told::new("cs_get_all_establishments", json!({ "establishments": [] })))
}

async fn line(call: &Call, whom: &AgentId) -> Result<Option<AgentRow>, No> {
    let (workspace, id) = (call.workspace().clone(), whom.clone());
    Ok(call.doors.reader.read(move |records| records.agent_row(&workspace, &id)).await?)
}

/// Whether somebody takes chats, and whether they are there.
pub(super) async fn activity(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let named = call.body.text("customerSupportId").and_then(|id| AgentId::new(id).ok());
    let id = named.unwrap_or_else(|| agent.id().clone());
    let told = agents::activity(&id, line(&call, &id).await?.as_ref());
    Ok(Told::new("get_customer_support_activity", if call.is_v2() { told } else { json!([told]) }))
}

/// Takes chats from now on, or not. One's own word; another's only who may say it for them.
pub(super) async fn set_activity(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let named = call.body.text("customerSupportId").and_then(|id| AgentId::new(id).ok());
    let whom = named.unwrap_or_else(|| agent.id().clone());
    let by = Some(agent.id().clone()).filter(|by| *by != whom);
    if by.is_some() && !agent.may(Deed::Force) {
        return Err(No::refused("not_allowed"));
    }
    // "true" and "false" of the first pages, the three words of the later ones.
    let ready = match call.body.text("customerSupportStatus") {
        Some("true" | "online") => true,
        Some("false" | "idle" | "offline") => false,
        _ => call.body.flag("customerSupportActive").ok_or(No::bad("bad_field"))?,
    };
    let subject = Subject::Agent(agent.workspace().clone(), whom.clone());
    let command = match ready {
        true => agent::Command::BecomeReady { by },
        false => agent::Command::BecomeAway { reason: None, by },
    };
    call.ask_any(subject, AnyCommand::Agent(command), None).await?;
    let told = agents::activity(&whom, line(&call, &whom).await?.as_ref());
    Ok(Told::new("set_customer_support_activity", if call.is_v2() { told } else { json!([told]) }))
}

/// Puts everything the agent serves back into its queue.
pub(super) async fn unclaim_all(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let (workspace, id) = (agent.workspace().clone(), agent.id().clone());
    let mine = call.doors.reader.read(move |records| {
        let filter =
            SessionFilter { standing: Some(Standing::Agent), agent: Some(id), ..SessionFilter::default() };
        records.views().list_sessions(&workspace, &filter, 1_000)
    });
    for row in mine.await? {
        let put_back = Command::PutBack { by: agent.by(), note: None, from: Some(agent.id().clone()) };
        match call.ask(row.session, put_back, None).await {
            // It ended, or went elsewhere, meanwhile.
            Ok(()) | Err(No { why: "chat_has_ended" | "not_serving", .. }) => {}
            Err(no) => return Err(no),
        }
    }
    Ok(Told::done("remove_attached_chats"))
}

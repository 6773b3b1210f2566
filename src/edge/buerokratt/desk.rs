//! What an agent does with a chat: takes it, talks, asks the customer for something, gives it on, ends it.

use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::session::{Amendment, Command, Remark, TransferTo};
use switchboard_core::{AgentId, SessionId};
use switchboard_journal::ClientStamp;
use switchboard_wire::buerokratt::{Chat, Posted, message, said, told, words};

use super::agent::{self as agents, Agent};
use super::call::{Call, No, Outcome, Told};
use super::reading;
use super::taking::{self, Way};
use crate::permissions::Deed;
use crate::tokens;

fn named(call: &Call, name: &str) -> Result<SessionId, No> {
    call.body.chat(name).ok_or(No::bad("bad_field"))
}

/// An agent's message as the journal's index knows it again.
fn stamp(agent: &Agent, session: SessionId, kind: &str, posted: &Posted) -> Option<ClientStamp> {
    let at = posted.authored_at?;
    let id = format!("{kind}/{session}/{}/{}/{}", at.micros(), posted.event, posted.content);
    let sender = ["agent", agent.workspace().as_str(), agent.id().as_str()];
    Some(tokens::stamp(&sender, &id, &[&posted.content]))
}

async fn whole(call: &Call, session: SessionId) -> Result<Chat, No> {
    let (_, chat) = reading::find(&call.doors.reader, session).await?.ok_or_else(No::absent)?;
    Ok(chat)
}

async fn chat_answer(call: &Call, name: &'static str, session: SessionId) -> Outcome {
    let chat = whole(call, session).await?;
    Ok(Told::new(name, told::chat(&chat, call.is_v2())))
}

/// Takes a chat that waits; from another agent only who may take over.
pub(super) async fn claim(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let session = named(&call, "id")?;
    let (row, _) = agents::chat(&call, &agent, session).await?;
    if row.standing == Standing::Closed {
        return Err(No::refused("chat_has_ended"));
    }
    if row.agent.as_ref().is_some_and(|holder| holder != agent.id()) && !agent.may(Deed::TakeOver) {
        return Err(No::refused("claimed_by_another_agent"));
    }
    taking::take(&call, &agent, &row).await?;
    chat_answer(&call, "claim_chat", session).await
}

/// Gives a chat on to an agent, at once. Others' chats only who may direct them.
pub(super) async fn redirect(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let said::Redirect { chat: session, to } = said::redirect(&call.body)?;
    let to = AgentId::new(to).map_err(|_| No::refused("no_such_agent"))?;
    let (row, _) = agents::chat(&call, &agent, session).await?;
    if row.standing == Standing::Closed {
        return Err(No::refused("chat_has_ended"));
    }
    if row.agent.as_ref() == Some(&to) {
        return chat_answer(&call, "redirect_chat", session).await;
    }
    let is_mine = row.agent.as_ref() == Some(agent.id());
    // What waits in their lines they could take, and then give on.
    let is_theirs_to_take = row.standing == Standing::Queued && agent.lists(&row);
    if !is_mine && !is_theirs_to_take && !agent.may(Deed::Direct) {
        return Err(No::refused("not_serving"));
    }
    taking::has_room(&call, &to, &row).await?;
    give(&call, &agent, &row, to, is_mine).await?;
    chat_answer(&call, "redirect_chat", session).await
}

async fn give(call: &Call, agent: &Agent, row: &SessionRow, to: AgentId, is_mine: bool) -> Result<(), No> {
    let session = row.session;
    if !is_mine && row.agent.is_some() {
        let put_back = Command::PutBack { by: agent.by(), note: None, from: row.agent.clone() };
        call.ask(session, put_back, None).await?;
    }
    let onto = TransferTo::Agent { agent: to.clone(), queue: None, at_once: true };
    let (by, name) = (agent.by(), agent.values.name.clone());
    let transfer = Command::Transfer { by, name, to: onto, note: None };
    taking::until_served_by(call, session, &to, async {
        call.ask(session, transfer, None).await.map(|()| Way::Given)
    })
    .await
}

/// Says something.
pub(super) async fn post(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    if !posted.event.is_empty() {
        return post_event(call).await;
    }
    let agent = agents::of(&call).await?;
    let session = posted.chat.ok_or(No::bad("bad_field"))?;
    let text = said::words(&posted)?.to_owned();
    agents::chat(&call, &agent, session).await?;
    let stamp = stamp(&agent, session, "post", &posted);
    // Whoever the body says it is: the sign-in decides.
    let command = Command::AgentText {
        agent: agent.id().clone(),
        name: agent.values.name.clone(),
        text,
        attachment: None,
        authored_at: posted.authored_at,
    };
    call.ask(session, command, stamp).await?;
    Ok(Told::done("post_message"))
}

/// Asks the customer for something, or tells them so: an event, perhaps with words.
pub(super) async fn post_event(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let agent = agents::of(&call).await?;
    let session = posted.chat.ok_or(No::bad("bad_field"))?;
    if posted.event.is_empty() || words::is_end(&posted.event) {
        return Err(No::bad("bad_field"));
    }
    agents::chat(&call, &agent, session).await?;
    let stamp = stamp(&agent, session, "event", &posted);
    let remark = remark(&posted.event, &posted);
    let name = Some(agent.values.name.clone());
    call.ask(session, Command::Remark { by: agent.by(), name, remark }, stamp).await?;
    chat_answer(&call, "get_chat", session).await
}

/// Asks the customer whether the chat may go to another institution, and which of its messages. What it asks is kept as its
/// text; who says yes stays here, since there is no other institution.
pub(super) async fn request_redirect(call: Call) -> Outcome {
    let posted = said::redirect_request(&call.body)?;
    let agent = agents::of(&call).await?;
    let session = posted.chat.ok_or(No::bad("bad_field"))?;
    agents::chat(&call, &agent, session).await?;
    let stamp = stamp(&agent, session, "event", &posted);
    let remark = remark(&posted.event, &posted);
    let name = Some(agent.values.name.clone());
    call.ask(session, Command::Remark { by: agent.by(), name, remark }, stamp).await?;
    Ok(Told::done("post_redirect_request_message"))
}

fn remark(label: &str, posted: &Posted) -> Remark {
    Remark {
        label: label.to_owned(),
        text: Some(posted.content.clone()).filter(|text| !text.is_empty()),
        authored_at: posted.authored_at,
        ..Remark::default()
    }
}

/// Changes a question that was not answered: it was asked again.
pub(super) async fn change_event(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let agent = agents::of(&call).await?;
    let session = posted.chat.ok_or(No::bad("bad_field"))?;
    let (_, chat) = agents::chat(&call, &agent, session).await?;
    let number = posted.id.as_deref().and_then(|id| message::number(session, id));
    let found = number.and_then(|number| chat.messages().iter().find(|message| message.number == number));
    let message = found.ok_or(No::refused("no_such_message"))?;
    if !words::answers(&message.event, &posted.event) {
        return Err(No::refused("no_answer_to_that"));
    }
    let label = Some(posted.event.clone());
    let authored_at = posted.authored_at;
    let amendment = Amendment { message: message.number, label, authored_at, ..Amendment::default() };
    call.ask(session, Command::Amend { by: agent.by(), amendment }, None).await?;
    Ok(Told::done("post_message_with_new_event"))
}

/// Ends a chat, for one of the reasons there are.
pub(super) async fn end(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let agent = agents::of(&call).await?;
    let session = posted.chat.ok_or(No::bad("bad_field"))?;
    if !words::is_end(&posted.event) {
        return Err(No::refused("no_such_reason"));
    }
    let (row, _) = agents::chat(&call, &agent, session).await?;
    if row.standing == Standing::Closed {
        return Err(No::refused("chat_has_ended"));
    }
    let is_mine = row.agent.as_ref() == Some(agent.id());
    if !is_mine && !agent.may(Deed::Direct) {
        return Err(No::refused("not_serving"));
    }
    let (by, name) = (agent.by(), Some(agent.values.name.clone()));
    let end = Command::End { by, name, remark: remark(&posted.event, &posted) };
    call.ask(session, end, stamp(&agent, session, "end", &posted)).await?;
    chat_answer(&call, "end_chat", session).await
}

//! A customer's chat: begun, talked in, looked at, ended.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_actors::{Answer, CustomerAsk, CustomerSign, CustomerWord, ReplyTo};
use switchboard_core::session::{Amendment, Command, Opening, Remark};
use switchboard_core::{CustomerKey, Party, SessionId, Subject};
use switchboard_wire::buerokratt::{Chat, Holder, instants, message, said, told, words};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::call::{Call, No, Outcome, Told, settled};
use super::cookies::{self, CHAT, Cookie};
use super::customer::{self, BY, Customer, remark};
use super::held;
use super::{bot, deliveries, handing_over, reading};

/// What v1 calls the answer of everything that another institution might have had to answer.
pub(super) const VALIDATED: &str = "forwarding_validation";

/// The first message: a chat opens.
pub(super) async fn init(call: Call) -> Outcome {
    let new = said::new_chat(&call.body)?;
    if !call.doors.welcomes_newcomer(call.guest.address) {
        return Err(No::paced(60));
    }
    let fresh = Uuid::now_v7();
    let key = CustomerKey::new(fresh.hyphenated().to_string()).map_err(|_| No::later())?;
    let platform = call.doors.settings.buerokratt.platform.clone().ok_or_else(No::absent)?;
    let opening = Opening { workspace: call.workspace().clone(), platform, customer: key };
    let what =
        CustomerWord::Text { text: new.content.clone(), attachment: None, authored_at: new.authored_at };
    let session = begun(&call, opening, what, fresh).await?;
    let mut about = new.about;
    if call.is_v2() {
        about.insert(words::CLIENT.to_owned(), words::TODAYS.to_owned());
    }
    beside(&call, session, words::ABOUT, None, about).await?;
    if let Some(greeting) = call.doors.settings.buerokratt.greeting.clone() {
        beside(&call, session, words::GREETING, Some(greeting), BTreeMap::new()).await?;
    }
    if !asked(&call, session).await {
        // The widget begins another chat when it tries again.
        let remark = Remark { label: words::LEFT_UNKNOWN.to_owned(), ..Remark::default() };
        call.ask(session, Command::End { by: BY, name: None, remark }, None).await?;
        return Err(No::bot_failed());
    }
    let (_, chat) = reading::find(&call.doors.reader, session).await?.ok_or_else(No::later)?;
    if chat.holder == Holder::Nobody {
        handing_over::told_unavailable(&call.doors, &chat, &handing_over::holidays(&call)).await?;
    }
    let pass = customer::pass_to(&call, session)?;
    Ok(Told::new("get_inserted_chat", told::chat(&chat, call.is_v2())).with(pass))
}

/// Has the bot asked, if it serves; false where today's widget is to be told that it failed.
async fn asked(call: &Call, session: SessionId) -> bool {
    if call.is_v2() {
        return bot::answers(&call.doors, session).await;
    }
    bot::heed(&call.doors, session);
    true
}

async fn begun(call: &Call, opening: Opening, what: CustomerWord, fresh: Uuid) -> Result<SessionId, No> {
    let (tell, answer) = oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        // The client went away meanwhile; what it said stands all the same.
        let _ = tell.send(answer);
    });
    call.doors.house.customer(CustomerAsk { opening, what, fresh, client: None, reply });
    let answer = answer.await.unwrap_or(Answer::Unknown);
    match answer {
        Answer::Accepted { subject: Subject::Session(session), .. } => Ok(session),
        other => settled(other).and(Err(No::later())),
    }
}

/// What is kept with the chat and is nobody's message.
async fn beside(
    call: &Call,
    session: SessionId,
    label: &str,
    text: Option<String>,
    details: BTreeMap<String, String>,
) -> Result<(), No> {
    let remark = Remark { label: label.to_owned(), text, details, ..Remark::default() };
    match call.ask(session, Command::Remark { by: Party::System, name: None, remark }, None).await {
        // A script may have come to its end with the first word.
        Err(No { why: "chat_has_ended", .. }) => Ok(()),
        done => done,
    }
}

/// A later message, or an event: a read mark, contact details.
pub(super) async fn post(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let customer = customer::of(&call).await?.open()?;
    let stamp = customer.stamp("post", &posted);
    if posted.event.is_empty() {
        let text = said::words(&posted)?.to_owned();
        let opening = customer.opening();
        let authored_at = posted.authored_at;
        let command = Command::CustomerText { opening, text, attachment: None, authored_at };
        call.ask(customer.session, command, stamp).await?;
        if !asked(&call, customer.session).await {
            return Err(No::bot_failed());
        }
    } else {
        if posted.event == words::READ {
            // Also for those who look at it in another dialect: everything shown so far was read.
            let read = Command::CustomerRead { up_to: u64::MAX, at: posted.authored_at };
            call.ask(customer.session, read, None).await?;
        }
        let remark = remark(&posted.event, &posted);
        call.ask(customer.session, Command::Remark { by: BY, name: None, remark }, stamp).await?;
    }
    let pass = customer::pass_to(&call, customer.session)?;
    Ok(Told::done(VALIDATED).with(pass))
}

/// The chat as it is. To today's widget whatever is over, or nobody's here, is a chat that has ended: a refusal makes it
/// hide altogether.
pub(super) async fn get(call: Call) -> Outcome {
    let chat = match customer::of(&call).await {
        Ok(Customer { session, .. }) => {
            reading::find(&call.doors.reader, session).await?.map(|(_, chat)| chat).ok_or_else(No::unknown)?
        }
        Err(no) if call.is_v2() && no == No::unknown() => {
            Chat::over(call.body.chat("chatId").unwrap_or(SessionId::lowest()), call.now)
        }
        Err(no) => return Err(no),
    };
    if chat.left && !call.is_v2() {
        return Err(No::refused("chat_has_ended"));
    }
    Ok(Told::new(VALIDATED, told::chat(&chat, call.is_v2())))
}

/// All its messages, oldest first.
pub(super) async fn messages(call: Call) -> Outcome {
    let (customer, chat) = customer::with_chat(&call).await?;
    let mine: Vec<_> = chat.messages().iter().filter(|message| deliveries::is_told(message)).collect();
    let told = mine.iter().map(|one| told::to_customer(&chat, one, told::Missing::Empty)).collect();
    held(&call.doors).deliveries.handed_out(customer.session, mine, call.now);
    Ok(Told::new(VALIDATED, Value::Array(told)))
}

/// Those that are new, as v2 fetches them. Its first cursor is the customer's clock, so what was never sent goes out as well
/// (trap 7).
pub(super) async fn new_messages(call: Call) -> Outcome {
    let (customer, chat) = customer::with_chat(&call).await?;
    let named = customer::cursor(&call, "timeRangeBegin");
    let cursor = named.or_else(|| instants::read(call.body.text("timeRangeBegin")?)).unwrap_or_default();
    let deliveries = &held(&call.doors).deliveries;
    let new = deliveries.unsent_or_since(&chat, cursor);
    let told = new.iter().map(|one| told::to_customer(&chat, one, told::Missing::Null)).collect();
    deliveries.handed_out(customer.session, new, call.now);
    Ok(Told::new(VALIDATED, Value::Array(told)))
}

/// The message of the chat that a client posts back changed.
pub(super) fn meant<'a>(
    chat: &'a Chat,
    id: Option<&str>,
) -> Result<&'a switchboard_wire::buerokratt::Message, No> {
    let number = id.and_then(|id| message::number(chat.session, id));
    let found = number.and_then(|number| chat.messages().iter().find(|message| message.number == number));
    found.ok_or(No::refused("no_such_message"))
}

/// A thumb, or none any more.
pub(super) async fn rate_message(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let (customer, chat) = customer::with_chat(&call).await?;
    let message = meant(&chat, posted.id.as_deref())?;
    let rating = posted.rating.clone().unwrap_or_default();
    if message.author == switchboard_wire::buerokratt::Author::EndUser {
        return Err(No::refused("own_message"));
    }
    let amendment = Amendment { message: message.number, rating: Some(rating), ..Amendment::default() };
    call.ask(customer.session, Command::Amend { by: BY, amendment }, None).await?;
    Ok(Told::done(VALIDATED))
}

/// The answer to a question of an agent: it edits the question (trap 12). A thumb comes here too in v2.
pub(super) async fn answer(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let is_thumb =
        posted.rating.as_deref().is_some_and(|rating| !rating.is_empty()) || posted.event == words::RATED;
    if is_thumb {
        return rate_message(call).await;
    }
    if posted.id.is_none() && posted.event == words::CONTACTS {
        // Some widgets of v2 tell contacts here and name no question.
        return post(call).await;
    }
    let (customer, chat) = customer::with_chat(&call).await?;
    let customer = customer.open()?;
    let message = meant(&chat, posted.id.as_deref())?;
    if !words::answers(&message.event, &posted.event) {
        return Err(No::refused("no_answer_to_that"));
    }
    let text = Some(posted.content.clone()).filter(|text| !text.is_empty() && *text != message.content);
    let label = Some(posted.event.clone());
    let authored_at = posted.authored_at;
    let amendment = Amendment { message: message.number, label, text, authored_at, ..Amendment::default() };
    call.ask(customer.session, Command::Amend { by: BY, amendment }, customer.stamp("answer", &posted))
        .await?;
    Ok(Told::done(VALIDATED))
}

/// What is being written and not yet sent.
pub(super) async fn preview(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let customer: Customer = customer::of(&call).await?.open()?;
    // Signs of typing are nobody's connection.
    call.doors.house.sign(customer.opening(), 0, CustomerSign::Typing(posted.content));
    Ok(Told::done(VALIDATED))
}

/// The customer closes the chat: their cookies are worth nothing from here on.
pub(super) async fn end(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let customer = customer::of(&call).await?.open()?;
    let label = if words::is_end(&posted.event) { posted.event.as_str() } else { words::LEFT };
    let remark = remark(label, &posted);
    call.ask(customer.session, Command::End { by: BY, name: None, remark }, None).await?;
    let mut told = Told::done(VALIDATED).with(Cookie::gone(CHAT));
    if cookies::of(&call.request, cookies::CUSTOMER).is_some() {
        told = told.with(Cookie::gone(cookies::CUSTOMER));
    }
    Ok(told)
}

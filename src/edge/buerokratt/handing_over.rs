//! How a chat of today's widget gets from the bot to people: asked first, where that is wanted; and where nobody can take it,
//! the customer is told so in the widget's own terms, and stays with the bot (`protocols/buerokratt` 4).
//!
//! In this order: the hours, with their exceptions as holidays; then whether anybody is at work. What is told is a setting;
//! without a text the chat goes to its line, which has its own ways.

use switchboard_core::session::{Amendment, AppWhat, ApplicationWord, Command, Remark};
use switchboard_core::{AnyCommand, Party, SessionId, Subject, Timestamp};
use switchboard_journal::{ClientStamp, JournalError};
use switchboard_wire::buerokratt::{Chat, Holder, said, words};

use super::call::{Call, No, Outcome, Told, answer_of, settled};
use super::chatting::{VALIDATED, meant};
use super::customer::{self, BY};
use super::settings::{BotSettings, UnavailableSettings};
use crate::availability;
use crate::doors::Doors;

/// Why nobody can take a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unavailable {
    /// Outside the hours.
    Closed,
    /// Outside the hours, because today is another day than others.
    Holiday,
    /// Nobody is at work.
    Nobody,
}

impl Unavailable {
    /// The widget's word and our text; none where no text is set.
    fn told(self, settings: &UnavailableSettings) -> Option<(String, String)> {
        let (word, text) = match self {
            Self::Closed => (words::NOT_OPEN, &settings.organization),
            Self::Holiday => (words::HOLIDAY, &settings.holiday),
            Self::Nobody => (words::NO_AGENTS, &settings.agents),
        };
        let asks = if settings.asks_contacts { words::ASKS_CONTACTS } else { "" };
        text.clone().map(|text| (format!("{word}{asks}"), text))
    }
}

/// Whether nobody can take a newcomer now; of a platform nobody knows, that is not known either.
pub(super) async fn unavailable(
    doors: &Doors,
    holidays: &[String],
    now: Timestamp,
) -> Result<Option<Unavailable>, JournalError> {
    let Some(platform) = doors.settings.buerokratt.platform.as_ref() else { return Ok(None) };
    let Some((workspace, is)) = availability::look(doors, platform).await? else { return Ok(None) };
    if is.open {
        return Ok((is.working == 0).then_some(Unavailable::Nobody));
    }
    let queue = is.queue;
    let configured = doors.reader.read(move |records| records.views().configured_queue(&workspace, &queue));
    let hours = configured.await?.and_then(|(_, values)| values.hours);
    let is_holiday = hours.is_some_and(|hours| {
        let today = hours.local_date(now);
        today.is_some_and(|today| hours.exceptions.contains_key(&today) || holidays.contains(&today))
    });
    Ok(Some(if is_holiday { Unavailable::Holiday } else { Unavailable::Closed }))
}

/// What came of a bot's wish that people go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HandedOver {
    /// They do, or the customer was asked, or told why not.
    Well,
    /// Nobody can, and the customer was told.
    Nobody,
    /// The bot serves no more.
    No,
}

/// Says something in the widget's terms.
async fn remark(doors: &Doors, session: SessionId, label: String, text: String) -> Result<(), No> {
    let Some(workspace) = workspace(doors) else { return Err(No::absent()) };
    let remark = Remark { label, text: Some(text), ..Remark::default() };
    let command = AnyCommand::Session(Command::Remark { by: Party::System, name: None, remark });
    settled(answer_of(doors, &workspace, Subject::Session(session), command, None).await)
}

fn workspace(doors: &Doors) -> Option<switchboard_core::WorkspaceId> {
    let platform = doors.settings.buerokratt.platform.as_ref()?;
    Some(doors.house.book.platform(platform)?.values.workspace.clone())
}

/// Tells today's widget that nobody can take the chat, where that is so and a text for it is set; whether it was.
pub(super) async fn told_unavailable(doors: &Doors, chat: &Chat, holidays: &[String]) -> Result<bool, No> {
    if !chat.is_todays {
        return Ok(false);
    }
    let now = doors.house.clock.now();
    let Some(why) = unavailable(doors, holidays, now).await? else { return Ok(false) };
    let Some((label, text)) = why.told(&doors.settings.buerokratt.unavailable) else { return Ok(false) };
    // Said once until somebody says something else.
    if chat.messages().last().is_none_or(|last| last.event != label) {
        remark(doors, chat.session, label, text).await?;
    }
    Ok(true)
}

/// The bot wishes that people go on: the customer is asked whether they want that, if that is a setting.
pub(super) async fn wished(doors: &Doors, bot: &BotSettings, chat: &Chat, stamp: ClientStamp) -> HandedOver {
    if let (true, Some(question)) = (chat.is_todays, bot.question.clone()) {
        return match remark(doors, chat.session, words::ASKS_TO_FORWARD.to_owned(), question).await {
            Ok(()) => HandedOver::Well,
            Err(_) => HandedOver::No,
        };
    }
    hand_over(doors, bot, chat, &[], Some(stamp)).await
}

/// Gives the chat to people, or says why not.
pub(super) async fn hand_over(
    doors: &Doors,
    bot: &BotSettings,
    chat: &Chat,
    holidays: &[String],
    stamp: Option<ClientStamp>,
) -> HandedOver {
    match told_unavailable(doors, chat, holidays).await {
        Ok(true) => return HandedOver::Nobody,
        Ok(false) => {}
        Err(why) => tracing::warn!(?why, "whether anybody can take a chat was not seen; it goes to its line"),
    }
    let Some(workspace) = workspace(doors) else { return HandedOver::No };
    let what = AppWhat::HandToAgent { queue: None };
    let word = ApplicationWord { key: bot.key.clone(), opening: None, what };
    let command = AnyCommand::Session(Command::Application(word));
    match settled(answer_of(doors, &workspace, Subject::Session(chat.session), command, stamp).await) {
        Ok(()) => HandedOver::Well,
        Err(why) => {
            tracing::debug!(?why, "a chat was not handed over");
            HandedOver::No
        }
    }
}

/// The holidays a widget names.
pub(super) fn holidays(call: &Call) -> Vec<String> {
    call.body.texts("holidays")
}

/// The customer says yes: the question carries the answer, and people go on, or they are told why not.
pub(super) async fn forward(call: Call) -> Outcome {
    let posted = said::posted(&call.body)?;
    let (customer, chat) = customer::with_chat(&call).await?;
    let customer = customer.open()?;
    let Some(bot) = call.doors.settings.buerokratt.bot.as_ref().filter(|_| chat.holder == Holder::Bot) else {
        return Err(No::refused("bot_is_not_active"));
    };
    let question = meant(&chat, posted.id.as_deref())?;
    if !words::answers(&question.event, &posted.event) {
        return Err(No::refused("no_answer_to_that"));
    }
    let label = Some(posted.event.clone());
    let amendment = Amendment {
        message: question.number,
        label,
        authored_at: posted.authored_at,
        ..Amendment::default()
    };
    let stamp = customer.stamp("answer", &posted);
    call.ask(customer.session, Command::Amend { by: BY, amendment }, stamp).await?;
    match hand_over(&call.doors, bot, &chat, &holidays(&call), None).await {
        HandedOver::Well | HandedOver::Nobody => Ok(Told::done(VALIDATED)),
        HandedOver::No => Err(No::refused("bot_is_not_active")),
    }
}

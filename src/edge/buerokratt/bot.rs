//! An outside bot that is asked over HTTP: `{sender, message}` for each of the customer's texts, answered with what it says.
//!
//! It is the platform's bot under the key of the settings, and speaks as any outside bot does. One text of a chat is asked
//! about at a time, in order, as it stands in the journal. One sentence of its answers means that people are to go on; so
//! does a bot that cannot be reached. What was asked is remembered in memory: after a restart a text without an answer is
//! asked about again when its customer's page is back.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::json;
use switchboard_actors::Answer;
use switchboard_core::machine::SessionRow;
use switchboard_core::session::{AppWhat, ApplicationWord, Command};
use switchboard_core::{AnyCommand, SessionId, Subject};
use switchboard_journal::ClientStamp;
use switchboard_wire::buerokratt::{Author, Chat, Holder, Message};

use tokio::sync::oneshot;

use super::call::answer_of;
use super::handing_over::{self, HandedOver};
use super::held;
use super::outside::Unreached;
use super::reading;
use super::settings::BotSettings;
use crate::doors::Doors;
use crate::tokens;

/// A bot that cannot be reached is asked once more.
const TRIES: u32 = 2;
/// Chats remembered; over that the idle ones are forgotten.
const MOST: usize = 10_000;

/// What is known of each chat.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// The last text asked about.
    last: Option<u64>,
    /// Somebody is asking.
    busy: bool,
    /// Meanwhile something was said.
    again: bool,
}

/// All chats the bot was asked about.
#[derive(Debug, Default)]
pub(super) struct Asking(Mutex<HashMap<SessionId, Asked>>);

impl Asking {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether to begin; somebody who asks already will look again.
    fn begins(&self, session: SessionId) -> bool {
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, asked| asked.busy);
        }
        let asked = all.entry(session).or_default();
        asked.again = asked.busy;
        !std::mem::replace(&mut asked.busy, true)
    }

    /// Whether it is over; not if something was said meanwhile.
    fn is_over(&self, session: SessionId) -> bool {
        let mut all = self.lock();
        let asked = all.entry(session).or_default();
        asked.busy = std::mem::take(&mut asked.again);
        !asked.busy
    }

    fn last(&self, session: SessionId) -> Option<u64> {
        self.lock().get(&session).and_then(|asked| asked.last)
    }

    fn asked(&self, session: SessionId, number: Option<u64>) {
        self.lock().entry(session).or_default().last = number;
    }
}

/// One thing a bot says.
#[derive(Debug, Deserialize)]
struct Said {
    #[serde(default)]
    text: String,
    #[serde(default)]
    buttons: Vec<Button>,
}

#[derive(Debug, Deserialize)]
struct Button {
    title: String,
}

/// The customer said something, or is back: the bot is asked where it serves. Returns at once.
pub(super) fn heed(doors: &Doors, session: SessionId) {
    drop(begin(doors, session));
}

/// The same, and waits for what the bot says; false where it failed and nobody else can go on. A text that is sent again after
/// that is asked about again.
pub(super) async fn answers(doors: &Doors, session: SessionId) -> bool {
    match begin(doors, session) {
        Some(told) => told.await.unwrap_or(true),
        None => true,
    }
}

fn begin(doors: &Doors, session: SessionId) -> Option<oneshot::Receiver<bool>> {
    if doors.settings.buerokratt.bot.is_none() || !held(doors).asking.begins(session) {
        return None;
    }
    let (tell, told) = oneshot::channel();
    let doors = doors.clone();
    // Goes on where the client does not wait.
    actix_web::rt::spawn(async move {
        let mut is_well = true;
        loop {
            loop {
                match ask_next(&doors, session).await {
                    Turn::More => {}
                    Turn::Over => break,
                    Turn::Failed => {
                        is_well = false;
                        break;
                    }
                }
            }
            if held(&doors).asking.is_over(session) {
                let _ = tell.send(is_well);
                return;
            }
        }
    });
    Some(told)
}

/// What came of asking about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// There may be another.
    More,
    /// There is none, or the bot serves no more.
    Over,
    /// The bot failed, and nobody can go on.
    Failed,
}

/// Asks about the next text.
async fn ask_next(doors: &Doors, session: SessionId) -> Turn {
    let Some(bot) = &doors.settings.buerokratt.bot else { return Turn::Over };
    let Ok(Some((row, chat))) = reading::find(&doors.reader, session).await else { return Turn::Over };
    let before = held(doors).asking.last(session);
    let Some(text) = next(&chat, before) else { return Turn::Over };
    held(doors).asking.asked(session, Some(text.number));
    let mut answered = Err(Unreached("not asked".to_owned()));
    for _ in 0..TRIES {
        answered = ask(doors, bot, session, &text.content).await;
        if answered.is_ok() {
            break;
        }
    }
    let stamp =
        |place: usize| tokens::stamp(&["bot", &bot.key], &format!("{session}/{}/{place}", text.number), &[]);
    let says = match answered {
        Ok(says) => says,
        Err(why) => {
            tracing::warn!(%why, "the bot could not be asked; people go on, if there are any");
            let nobody = handing_over::unavailable(doors, &[], doors.house.clock.now()).await;
            if chat.is_todays && matches!(nobody, Ok(Some(_))) {
                held(doors).asking.asked(session, before);
                return Turn::Failed;
            }
            return went_on(handing_over::hand_over(doors, bot, &chat, &[], Some(stamp(0))).await);
        }
    };
    for (place, what) in says.into_iter().enumerate() {
        let went_on = match what {
            AppWhat::HandToAgent { .. } => {
                went_on(handing_over::wished(doors, bot, &chat, stamp(place)).await)
            }
            what => match tell(doors, bot, &row, stamp(place), what).await {
                true => Turn::More,
                false => Turn::Over,
            },
        };
        if went_on != Turn::More {
            return went_on;
        }
    }
    Turn::More
}

fn went_on(handed: HandedOver) -> Turn {
    match handed {
        HandedOver::Well | HandedOver::Nobody => Turn::More,
        HandedOver::No => Turn::Over,
    }
}

/// The first text that was not asked about: after the last that was, else after the bot's last words.
fn next(chat: &Chat, asked: Option<u64>) -> Option<&Message> {
    if chat.holder != Holder::Bot || chat.ended.is_some() {
        return None;
    }
    let messages = chat.messages();
    let is_bots = |message: &&Message| message.author == Author::Buerokratt && message.event.is_empty();
    let after = asked.or_else(|| messages.iter().filter(is_bots).map(|message| message.number).max());
    let is_next = |message: &&Message| {
        message.author == Author::EndUser
            && message.event.is_empty()
            && after.is_none_or(|after| message.number > after)
    };
    messages.iter().find(is_next)
}

async fn ask(
    doors: &Doors,
    bot: &BotSettings,
    session: SessionId,
    text: &str,
) -> Result<Vec<AppWhat>, Unreached> {
    let outside = doors.settings.buerokratt.outside.clone();
    let outside = outside.ok_or_else(|| Unreached("nothing is reached from here".to_owned()))?;
    let question = json!({ "sender": session, "message": text }).to_string();
    let body = outside.fetch(bot.url.clone(), Some(question)).await?;
    let said: Vec<Said> =
        serde_json::from_slice(&body).map_err(|why| Unreached(format!("no answer of a bot: {why}")))?;
    Ok(said.into_iter().filter_map(|said| meant(bot, said)).collect())
}

fn meant(bot: &BotSettings, said: Said) -> Option<AppWhat> {
    let text = said.text.trim();
    if text == bot.hand_over {
        return Some(AppWhat::HandToAgent { queue: None });
    }
    (!text.is_empty()).then(|| AppWhat::Say {
        text: text.to_owned(),
        name: Some(bot.name.clone()).filter(|name| !name.is_empty()),
        speaker: None,
        typing_ms: 0,
        choices: said.buttons.into_iter().map(|button| button.title).collect(),
        attachment: None,
    })
}

/// Has the bot say it; false when it does not serve any more.
async fn tell(doors: &Doors, bot: &BotSettings, row: &SessionRow, stamp: ClientStamp, what: AppWhat) -> bool {
    let word = ApplicationWord { key: bot.key.clone(), opening: None, what };
    let command = AnyCommand::Session(Command::Application(word));
    let subject = Subject::Session(row.session);
    match answer_of(doors, &row.workspace, subject, command, Some(stamp)).await {
        Answer::Accepted { .. } | Answer::Delayed => true,
        answer => {
            tracing::debug!(?answer, "what the bot said was not taken");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_asks_at_a_time_and_looks_again_for_what_came_meanwhile() {
        let asking = Asking::default();
        let session = SessionId::lowest();
        assert!(asking.begins(session) && !asking.begins(session));
        assert!(!asking.is_over(session), "something was said meanwhile");
        assert!(asking.is_over(session));
        assert!(asking.begins(session));
        asking.asked(session, Some(3));
        assert_eq!(asking.last(session), Some(3));
    }

    #[test]
    fn the_sentence_means_that_people_go_on() {
        let bot = BotSettings {
            url: String::new(),
            key: "bot".to_owned(),
            name: "Bürokratt".to_owned(),
            hand_over: "Suunan teid edasi.".to_owned(),
            question: None,
        };
        let said = |text: &str| Said { text: text.to_owned(), buttons: Vec::new() };
        assert_eq!(meant(&bot, said(" Suunan teid edasi. ")), Some(AppWhat::HandToAgent { queue: None }));
        assert_eq!(meant(&bot, said(" ")), None);
        assert!(matches!(meant(&bot, said("Tere")), Some(AppWhat::Say { text, .. }) if text == "Tere"));
    }
}

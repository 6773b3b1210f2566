//! What an agent sets on the dialect's pages for themselves: whether a mail tells them that somebody waits, and the switches
//! of the page itself, which mean something there alone and are kept for it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{Choice, Choices};

use super::agent as agents;
use super::call::{Call, No, Outcome, Told};
use crate::wishes::{self, Unfit};

/// What v1 calls it, and today's pages too.
const NAME: &str = "get_user_profile_settings";
/// Whether a mail tells of a chat that waits.
const LETTERS: &str = "newChatEmailNotifications";
/// The same of a chat that was given to them: no letters are sent for that.
const OF_FORWARDED: &str = "forwardedChatEmailNotifications";
/// The page's own switches, and how each stands before somebody moves it.
const SWITCHES: [(&str, bool); 5] = [
    ("forwardedChatPopupNotifications", false),
    ("forwardedChatSoundNotifications", true),
    ("newChatPopupNotifications", false),
    ("newChatSoundNotifications", true),
    ("useAutocorrect", true),
];

fn told(id: &str, choices: &Choices, wants_letters: bool) -> Value {
    let mut row = Map::from_iter([("userId".to_owned(), json!(id))]);
    for (name, usual) in SWITCHES {
        row.insert(name.to_owned(), json!(choices.page.get(name).copied().unwrap_or(usual)));
    }
    row.insert(LETTERS.to_owned(), json!(wants_letters));
    row.insert(OF_FORWARDED.to_owned(), json!(false));
    // The pages take the first row of a list.
    json!([row])
}

/// How it stands.
pub(super) async fn look(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let (place, mail) = (agent.standing.place(), wishes::mail(&call.doors));
    let found = call
        .doors
        .reader
        .read(move |records| Ok((records.views().choices(&place)?, wishes::wish(records, &mail, &place)?)));
    let (choices, wish) = found.await?;
    let wants = wish.wanted && wishes::are_sent(&call.doors, agent.workspace());
    Ok(Told::new(NAME, told(agent.id().as_str(), &choices, wants)).newer())
}

/// Sets it: whose is the cookie's to say. The page posts all of it at once, so what it was only told is no choice.
pub(super) async fn set(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let (place, mail) = (agent.standing.place(), wishes::mail(&call.doors));
    let asked = place.clone();
    let found = call
        .doors
        .reader
        .read(move |records| Ok((records.views().choices(&asked)?, wishes::wish(records, &mail, &asked)?)));
    let (choices, wish) = found.await?;
    let mut page: BTreeMap<String, bool> = choices.page;
    for (name, _) in SWITCHES {
        if let Some(flag) = call.body.flag(name) {
            page.insert(name.to_owned(), flag);
        }
    }
    let shown = wish.wanted && wishes::are_sent(&call.doors, agent.workspace());
    let letters = call.body.flag(LETTERS).filter(|flag| *flag != shown);
    let choice = Choice { letters, page: Some(page), address: None };
    let by = By { who: Who::Person(agent.id().clone()), at: call.now };
    wishes::choose(&call.doors, place, choice, by).await?;
    Ok(Told::done("set_user_profile_settings").newer())
}

impl From<Unfit> for No {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NoMail => Self::refused("no_mail_server"),
            Unfit::NoAddress | Unfit::NowhereToSend => Self::refused("no_mail_address"),
            Unfit::Journal(error) => error.into(),
        }
    }
}

//! Our own lines to the customer. A workspace switches a line off by leaving it empty.

use std::collections::BTreeMap;

use crate::machine::{Ctx, Draft};
use crate::message::{Content, Language, Texts};

use super::state::Session;
use super::{Event, Notice, Notices};

impl Session {
    /// One of our lines, in the language the session was opened in; none if it is switched off.
    pub(super) fn notice(
        &self,
        ctx: &Ctx<'_, Self>,
        notice: Notice,
        places: &[(&str, &str)],
    ) -> Option<Draft<Event>> {
        let text = self.in_their_language(line(&ctx.given.policy.notices, notice)?, places);
        said(notice, text)
    }

    /// The same for a session that is only about to open, and has no language yet.
    pub(super) fn notice_to(
        &self,
        ctx: &Ctx<'_, Self>,
        language: &Language,
        notice: Notice,
        places: &[(&str, &str)],
    ) -> Option<Draft<Event>> {
        let line = line(&ctx.given.policy.notices, notice)?;
        said(notice, line.filled(language, &filling(places)))
    }

    /// A line of ours in the language the session was opened in.
    pub(super) fn in_their_language(&self, line: &Texts, places: &[(&str, &str)]) -> String {
        let language = self.opened.as_ref().map(|opened| opened.language.clone()).unwrap_or_default();
        line.filled(&language, &filling(places))
    }
}

fn said(notice: Notice, text: String) -> Option<Draft<Event>> {
    (!text.trim().is_empty()).then(|| Draft::of(Event::SystemSaid { notice }).with(Content::text(text)))
}

/// None for what an outside application says in its own words.
fn line(notices: &Notices, notice: Notice) -> Option<&Texts> {
    Some(match notice {
        Notice::Queued => &notices.queued,
        Notice::Assigned => &notices.assigned,
        Notice::TurnedAway => &notices.turned_away,
        Notice::AgentVanished => &notices.agent_vanished,
        Notice::PlatformClosed => &notices.platform_closed,
        Notice::PutBack => &notices.put_back,
        Notice::SilenceWarning => &notices.silence_warning,
        Notice::MessageLeft => &notices.message_left,
        Notice::Application => return None,
    })
}

fn filling(places: &[(&str, &str)]) -> BTreeMap<String, String> {
    places.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

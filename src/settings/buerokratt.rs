//! How the Bürokratt dialect is spoken here, if it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_core::{AgentId, PlatformId};

/// The dialect of a government chatbot. Blank settings are settings not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buerokratt {
    /// The platform its customers come in on; blank where the dialect is not spoken.
    pub platform: String,
    /// `v1` or `v2`: also at the root of the site.
    pub root: String,
    /// Pages its agents work on, exactly.
    pub agent_pages: Vec<String>,
    /// `lax`, `none` or `strict`.
    pub cookie_same_site: String,
    /// The domain cookies are for; blank for the server's own name.
    pub cookie_domain: String,
    /// The words before the customer's first ones.
    pub greeting: String,
    /// Whether widgets of January 2023 show how long the wait may be.
    pub shows_wait: bool,
    /// Where a bot is asked; blank for the platform's own.
    pub bot_url: String,
    /// The key under which the platform has it as its bot.
    pub bot_key: String,
    /// Its name for customers.
    pub bot_name: String,
    /// The sentence of its that means that people are to go on.
    pub bot_hand_over: String,
    /// What customers of today's widget are asked before people go on; blank for no question.
    pub bot_question: String,
    /// What today's widget is told outside the hours; blank: the chat goes to its line.
    pub unavailable_organization: String,
    /// On a day that is an exception of the hours.
    pub unavailable_holiday: String,
    /// While nobody is at work.
    pub unavailable_agents: String,
    /// Whether it then asks how to reach the customer.
    pub unavailable_asks_contacts: bool,
    /// An issuer of sign-ins by OpenID Connect, as it calls itself; blank for none.
    pub issuer: String,
    /// Whom its tokens must be for.
    pub issuer_audience: String,
    /// What we show the issuer with a code; blank where another service sends people there and back.
    pub issuer_secret: String,
    /// Where people come back to, as the issuer knows it.
    pub issuer_return_to: String,
    /// The mail server, as `smtps://user:password@host`; blank for none.
    pub mail_server: String,
    /// The sender of letters.
    pub mail_from: String,
    /// Their subject.
    pub mail_subject: String,
    /// Their text.
    pub mail_text: String,
    /// Agents who are told by mail that somebody waits until they choose otherwise, with their addresses.
    pub mail_to: BTreeMap<String, String>,
    /// What of the later widget's settings differs from the usual, by their names.
    pub widget: BTreeMap<String, String>,
}

impl Default for Buerokratt {
    fn default() -> Self {
        Self {
            platform: String::new(),
            root: String::new(),
            agent_pages: Vec::new(),
            cookie_same_site: "lax".to_owned(),
            cookie_domain: String::new(),
            greeting: String::new(),
            shows_wait: false,
            bot_url: String::new(),
            bot_key: String::new(),
            bot_name: "Bürokratt".to_owned(),
            bot_hand_over: "Suunan teid klienditeenindajale. Varuge natukene kannatust.".to_owned(),
            bot_question: String::new(),
            unavailable_organization: String::new(),
            unavailable_holiday: String::new(),
            unavailable_agents: String::new(),
            unavailable_asks_contacts: false,
            issuer: String::new(),
            issuer_audience: String::new(),
            issuer_secret: String::new(),
            issuer_return_to: String::new(),
            mail_server: String::new(),
            mail_from: String::new(),
            mail_subject: "A chat waits".to_owned(),
            mail_text: "A customer waits for an answer.".to_owned(),
            mail_to: BTreeMap::new(),
            widget: BTreeMap::new(),
        }
    }
}

fn is_blank_or(text: &str, beginnings: &[&str]) -> bool {
    text.is_empty() || beginnings.iter().any(|beginning| text.starts_with(beginning))
}

impl Buerokratt {
    /// What of it makes no sense, by its key.
    pub(super) fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let is_platform = self.platform.is_empty() || PlatformId::new(self.platform.as_str()).is_ok();
        let is_domain = self.cookie_domain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        let checks = [
            (is_platform, "buerokratt.platform", "must be the id of a platform, or blank"),
            (
                matches!(self.root.as_str(), "" | "v1" | "v2"),
                "buerokratt.root",
                "must be \"v1\", \"v2\" or blank",
            ),
            (
                matches!(self.cookie_same_site.as_str(), "lax" | "none" | "strict"),
                "buerokratt.cookie_same_site",
                "must be \"lax\", \"none\" or \"strict\"",
            ),
            (is_domain, "buerokratt.cookie_domain", "must be a domain, or blank"),
            (
                is_blank_or(&self.bot_url, &["http://", "https://"]),
                "buerokratt.bot_url",
                "must begin with http:// or https://, or be blank",
            ),
            (
                self.bot_url.is_empty() || !self.bot_key.is_empty(),
                "buerokratt.bot_key",
                "must name the platform's bot where buerokratt.bot_url is set",
            ),
            (
                is_blank_or(&self.issuer, &["http://", "https://"]),
                "buerokratt.issuer",
                "must begin with http:// or https://, or be blank",
            ),
            (
                self.issuer.is_empty() || !self.issuer_audience.is_empty(),
                "buerokratt.issuer_audience",
                "must say whom tokens are for where buerokratt.issuer is set",
            ),
            (
                self.issuer_secret.is_empty()
                    || (!self.issuer_return_to.is_empty()
                        && is_blank_or(&self.issuer_return_to, &["http://", "https://"])),
                "buerokratt.issuer_return_to",
                "must be where people come back to, as https://…/authenticate, where buerokratt.issuer_secret is set",
            ),
            (
                is_blank_or(&self.mail_server, &["smtp://", "smtps://"]),
                "buerokratt.mail_server",
                "must begin with smtp:// or smtps://, or be blank",
            ),
            (
                self.mail_server.is_empty() || self.mail_from.contains('@'),
                "buerokratt.mail_from",
                "must be a mail address where buerokratt.mail_server is set",
            ),
            (
                self.mail_to.keys().all(|agent| AgentId::new(agent.as_str()).is_ok()),
                "buerokratt.mail_to",
                "must name agents by their ids",
            ),
        ];
        checks.into_iter().filter(|(holds, ..)| !holds).map(|(_, key, what)| (key, what)).collect()
    }
}

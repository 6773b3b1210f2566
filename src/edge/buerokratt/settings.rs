//! How this installation speaks the dialect.

use std::collections::BTreeMap;
use std::sync::Arc;

use switchboard_core::PlatformId;
use switchboard_wire::buerokratt::Generation;

use super::outside::Outside;
use crate::wishes::MailSettings;

/// Settings of the dialect's door. Without a platform it is not there at all.
#[derive(Debug, Clone, Default)]
pub struct BuerokrattSettings {
    /// The platform its customers come in on. Agents sign in to that platform's workspace.
    pub platform: Option<PlatformId>,
    /// The generation that is also mounted at the root of the site; none for neither.
    pub root: Option<Generation>,
    /// Pages of agents, exactly; the pages of customers are the platform's own list.
    pub agent_pages: Vec<String>,
    /// Where cookies may go.
    pub cookies: CookieSettings,
    /// The words before the customer's first ones; none for no greeting.
    pub greeting: Option<String>,
    /// Whether customers' widgets show how long the wait may be.
    pub shows_wait: bool,
    /// What of the later widget's settings differs from the usual, by their names.
    pub widget: BTreeMap<String, String>,
    /// The bot that is asked; none for the platform's own.
    pub bot: Option<BotSettings>,
    /// Who issues sign-ins; none for nobody.
    pub issuer: Option<IssuerSettings>,
    /// Whom to tell that somebody waits.
    pub mail: MailSettings,
    /// What is told where nobody can take a chat.
    pub unavailable: UnavailableSettings,
    /// Reaches other servers; none where nothing is reached.
    pub outside: Option<Arc<dyn Outside>>,
}

/// A bot that is asked over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotSettings {
    /// Where it is asked.
    pub url: String,
    /// The key under which the platform has it as its bot.
    pub key: String,
    /// Its name for customers; empty for none.
    pub name: String,
    /// The sentence of its that means that people are to go on.
    pub hand_over: String,
    /// What customers of today's widget are asked before they do; none for no question.
    pub question: Option<String>,
}

/// An issuer of sign-ins, by OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerSettings {
    /// Its address, as it calls itself.
    pub issuer: String,
    /// Whom its tokens must be for: us, as it knows us.
    pub audience: String,
    /// How people are sent to it and come back; none where another service does that.
    pub client: Option<ClientSettings>,
}

/// Us, as a client of an issuer.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// What we show with a code.
    pub secret: String,
    /// Where people come back to, as the issuer knows it: our own `/authenticate`.
    pub return_to: String,
}

impl std::fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientSettings").field("return_to", &self.return_to).finish_non_exhaustive()
    }
}

/// What today's widget is told where nobody can take a chat; without a text the chat goes to its line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnavailableSettings {
    /// Outside the hours.
    pub organization: Option<String>,
    /// On a day that is an exception of the hours.
    pub holiday: Option<String>,
    /// While nobody is at work.
    pub agents: Option<String>,
    /// Whether the customer is asked how to reach them.
    pub asks_contacts: bool,
}

/// Where cookies may go: to the server's own site unless told otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CookieSettings {
    /// Whether they go along with requests of other sites' pages.
    pub same_site: SameSite,
    /// The domain they are for; none for the server's own name alone.
    pub domain: Option<String>,
}

/// How far a cookie goes along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SameSite {
    /// With pages of the same site.
    #[default]
    Lax,
    /// With every page; for a widget that is embedded on another site.
    None,
    /// With pages of the same site, and not with a link to them.
    Strict,
}

impl SameSite {
    /// As it stands in a cookie.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lax => "Lax",
            Self::None => "None",
            Self::Strict => "Strict",
        }
    }
}

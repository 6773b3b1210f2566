//! How this installation speaks the dialect.

use switchboard_core::PlatformId;
use switchboard_wire::buerokratt::Generation;

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

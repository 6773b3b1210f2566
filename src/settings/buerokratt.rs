//! How the Bürokratt dialect is spoken here, if it is.

use serde::{Deserialize, Serialize};
use switchboard_core::PlatformId;

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
        }
    }
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
        ];
        checks.into_iter().filter(|(holds, ..)| !holds).map(|(_, key, what)| (key, what)).collect()
    }
}

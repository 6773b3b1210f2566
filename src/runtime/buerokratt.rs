//! The Bürokratt dialect's settings as its door is told them.

use switchboard_core::PlatformId;
use switchboard_edge::buerokratt::settings::{BuerokrattSettings, CookieSettings, SameSite};
use switchboard_wire::buerokratt::Generation;

use crate::settings::Buerokratt;

/// None for blank.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// As the door is told it; checked before.
pub(super) fn told(settings: &Buerokratt) -> BuerokrattSettings {
    BuerokrattSettings {
        platform: PlatformId::new(settings.platform.as_str()).ok(),
        root: match settings.root.as_str() {
            "v1" => Some(Generation::V1),
            "v2" => Some(Generation::V2),
            _ => None,
        },
        agent_pages: settings.agent_pages.clone(),
        cookies: CookieSettings {
            same_site: match settings.cookie_same_site.as_str() {
                "none" => SameSite::None,
                "strict" => SameSite::Strict,
                _ => SameSite::Lax,
            },
            domain: some(&settings.cookie_domain),
        },
        greeting: some(&settings.greeting),
        shows_wait: settings.shows_wait,
    }
}

//! The Bürokratt dialect's settings as its door is told them.

use std::sync::Arc;

use switchboard_core::{AgentId, PlatformId};
use switchboard_edge::buerokratt::settings::{
    BotSettings, BuerokrattSettings, ClientSettings, CookieSettings, IssuerSettings, SameSite,
    UnavailableSettings,
};
use switchboard_edge::wishes::MailSettings;
use switchboard_wire::buerokratt::Generation;

use super::outside::World;
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
        widget: settings.widget.clone(),
        bot: some(&settings.bot_url).map(|url| BotSettings {
            url,
            key: settings.bot_key.clone(),
            name: settings.bot_name.clone(),
            hand_over: settings.bot_hand_over.clone(),
            question: some(&settings.bot_question),
        }),
        issuer: some(&settings.issuer).map(|issuer| IssuerSettings {
            issuer,
            audience: settings.issuer_audience.clone(),
            client: some(&settings.issuer_secret)
                .map(|secret| ClientSettings { secret, return_to: settings.issuer_return_to.clone() }),
        }),
        unavailable: UnavailableSettings {
            organization: some(&settings.unavailable_organization),
            holiday: some(&settings.unavailable_holiday),
            agents: some(&settings.unavailable_agents),
            asks_contacts: settings.unavailable_asks_contacts,
        },
        mail: MailSettings {
            is_sent: !settings.mail_server.is_empty(),
            agents: settings
                .mail_to
                .iter()
                .filter_map(|(agent, address)| Some((AgentId::new(agent.as_str()).ok()?, address.clone())))
                .collect(),
            subject: settings.mail_subject.clone(),
            text: settings.mail_text.clone(),
        },
        outside: Some(Arc::new(World::of(settings))),
    }
}

//! Telephony as it is set up: what calls decide with, and what the doors ask of whoever reports.

use std::time::Duration;

use switchboard_core::WorkspaceId;
use switchboard_core::call::{Ages, Given};
use switchboard_edge::{Telephony, tokens};

use crate::settings::{Settings, Teravoz};

/// The demo's workspace.
const DEMO: &str = "demo";

/// What calls are given.
pub(super) fn given(teravoz: &Teravoz) -> Given {
    Given {
        strict: teravoz.strict,
        ages: Ages {
            arriving: Duration::from_millis(teravoz.arriving_most_ms),
            waiting: Duration::from_millis(teravoz.waiting_most_ms),
            ongoing: Duration::from_millis(teravoz.ongoing_most_ms),
        },
        delegate_within: teravoz.delegates().then(|| Duration::from_millis(teravoz.delegate_within_ms)),
        ..Given::default()
    }
}

/// What the doors keep to.
pub(super) fn doors(settings: &Settings, with_demo: bool) -> Telephony {
    let teravoz = &settings.teravoz;
    let named = if teravoz.workspace.is_empty() && with_demo { DEMO } else { &teravoz.workspace };
    let window = Duration::from_millis(teravoz.listed_for_ms);
    Telephony {
        workspace: WorkspaceId::new(named).ok(),
        strict: teravoz.strict,
        secret: (!teravoz.secret.is_empty()).then(|| tokens::hash(&teravoz.secret)),
        allow: teravoz.allow.clone(),
        is_local: settings.server.is_local(),
        open_socket: teravoz.open_socket,
        window: (!window.is_zero()).then_some(window),
    }
}

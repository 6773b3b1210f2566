//! How telephony is spoken with, as the settings say it.

use std::net::IpAddr;
use std::time::Duration;

use switchboard_core::WorkspaceId;
use switchboard_journal::Digest;
use switchboard_wire::teravoz::Mode;

/// How telephony is spoken with.
#[derive(Debug, Clone, Default)]
pub struct Telephony {
    /// Whose calls they are; none where there is no telephony.
    pub workspace: Option<WorkspaceId>,
    /// The reference's answers and refusals.
    pub strict: bool,
    /// The hash of what whoever reports must know; none where nobody needs to.
    pub secret: Option<Digest>,
    /// Addresses that may report without it.
    pub allow: Vec<IpAddr>,
    /// Nobody from outside reaches us, so nobody needs a secret.
    pub is_local: bool,
    /// The call board is shown to whoever opens its socket.
    pub open_socket: bool,
    /// Calls over for longer are not listed on the board's socket; none for all.
    pub window: Option<Duration>,
}

impl Telephony {
    pub(crate) fn mode(&self) -> Mode {
        if self.strict { Mode::Strict } else { Mode::Tolerant }
    }
}

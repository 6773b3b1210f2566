//! Which sockets people have open, so that they end with the right to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use actix::{Message, WeakRecipient};
use switchboard_core::WorkspaceId;
use switchboard_journal::Digest;
use switchboard_journal::people::Place;

/// Told to a connection whose right to be here has ended.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(crate) struct Dismissed;

struct Console {
    place: Place,
    /// The hash of the token it was opened with.
    token: Digest,
    connection: WeakRecipient<Dismissed>,
}

/// The sockets of people, by their number.
#[derive(Default)]
pub(crate) struct Consoles {
    open: Mutex<BTreeMap<u64, Console>>,
}

impl Consoles {
    pub(crate) fn opened(
        &self,
        number: u64,
        place: Place,
        token: Digest,
        connection: WeakRecipient<Dismissed>,
    ) {
        self.lock().insert(number, Console { place, token, connection });
    }

    pub(crate) fn closed(&self, number: u64) {
        self.lock().remove(&number);
    }

    /// Ends a person's sockets, but not those opened with the token kept.
    pub(crate) fn dismiss(&self, place: &Place, keep: Option<&Digest>) {
        self.tell(|console| console.place == *place && Some(&console.token) != keep);
    }

    /// Ends the sockets opened with a token.
    pub(crate) fn dismiss_token(&self, token: &Digest) {
        self.tell(|console| console.token == *token);
    }

    /// The tokens a workspace's sockets were opened with.
    pub(crate) fn tokens_of(&self, workspace: &WorkspaceId) -> BTreeSet<Digest> {
        let open = self.lock();
        let theirs = open.values().filter(|console| console.place.workspace == *workspace);
        theirs.map(|console| console.token).collect()
    }

    fn tell(&self, whom: impl Fn(&Console) -> bool) {
        for console in self.lock().values().filter(|console| whom(console)) {
            if let Some(connection) = console.connection.upgrade() {
                connection.do_send(Dismissed);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Console>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

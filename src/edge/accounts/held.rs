//! What is held in memory about coming in; the rest is in the journal.

use std::sync::Arc;

use super::attempts::Attempts;
use super::consoles::Consoles;
use super::founding::Founding;
use super::passwords::Passwords;
use super::tickets::Tickets;
use super::uses::Uses;

/// What is held in memory about coming in. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Accounts {
    pub(crate) passwords: Passwords,
    pub(crate) attempts: Arc<Attempts>,
    pub(crate) tickets: Arc<Tickets>,
    pub(crate) consoles: Arc<Consoles>,
    pub(crate) founding: Arc<Founding>,
    pub(super) uses: Arc<Uses>,
}

//! Who may come in: people by password, second factor and sign-in; programs by their keys.
//!
//! `sign_in.rs` is how a person comes in, `standing.rs` what a token stands for afterwards, `founding.rs` how the first
//! person comes to be (`unfounded.rs` closes the doors until then), `held.rs` what is kept in memory. `keys.rs` is how programs come in. `passwords.rs`, `second_factor.rs`, `attempts.rs` and `tickets.rs` are what these are made of;
//! `consoles.rs` ends sockets with the right to them. What is kept lies in the journal (`people.rs` there), and of every
//! token only its hash.

mod attempts;
mod consoles;
mod founding;
pub(crate) mod held;
pub(crate) mod keys;
pub(crate) mod passwords;
pub(crate) mod second_factor;
pub(crate) mod sign_in;
pub(crate) mod standing;
pub(crate) mod tickets;
pub(crate) mod unfounded;
mod uses;

use switchboard_journal::JournalError;
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::people::{PeopleOutcome, PeopleWrite};

use crate::doors::Doors;
pub(crate) use attempts::Attempt;
pub(crate) use consoles::Dismissed;

/// Changes people, and ends the sockets whose right ended with it.
pub(crate) async fn change(doors: &Doors, write: PeopleWrite) -> Result<PeopleOutcome, JournalError> {
    let ends = match &write {
        PeopleWrite::Change { place, .. } => Some((place.clone(), None)),
        PeopleWrite::Password { place, keep, .. }
        | PeopleWrite::ConfirmTotp { place, keep, .. }
        | PeopleWrite::RemoveTotp { place, keep, .. } => Some((place.clone(), *keep)),
        _ => None,
    };
    let outcome = match doors.writer.account(AccountWrite::People(Box::new(write))).await? {
        AccountOutcome::People(outcome) => outcome,
        _ => PeopleOutcome::Done,
    };
    let consoles = &doors.accounts.consoles;
    match (&outcome, ends) {
        (PeopleOutcome::SignedOut(token), _) => consoles.dismiss_token(token),
        (PeopleOutcome::LinkUsed(place), _) => consoles.dismiss(place, None),
        (PeopleOutcome::Changed { ended: true, .. } | PeopleOutcome::Done, Some((place, keep))) => {
            consoles.dismiss(&place, keep.as_ref());
        }
        _ => {}
    }
    Ok(outcome)
}

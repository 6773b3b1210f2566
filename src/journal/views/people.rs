//! Reading people, their sign-ins and links, and the keys of programs.

use switchboard_core::{AgentId, Timestamp, WorkspaceId};

use super::Views;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{ApiKey, Choices, Person, Place, SignIn};
use crate::sqlite::{api_keys, choices, links, people, second_factors, sign_ins};

impl Views {
    /// Whether anybody may sign in at all, and whether anything is configured: both false in a folder just made.
    pub fn is_founded(&self) -> Result<bool, JournalError> {
        Ok(people::any(&mut *self.conn()?)? || self.configuration()? != Default::default())
    }

    /// A person.
    pub fn person(&self, place: &Place) -> Result<Option<Person>, JournalError> {
        people::one(&mut *self.conn()?, place)
    }

    /// Everybody of this login, in whichever workspace.
    pub fn people_of_login(&self, login: &str) -> Result<Vec<Person>, JournalError> {
        people::of_login(&mut *self.conn()?, login)
    }

    /// Everybody of a workspace, in the order of their names.
    pub fn people(&self, workspace: &WorkspaceId) -> Result<Vec<Person>, JournalError> {
        people::all(&mut *self.conn()?, workspace)
    }

    /// The sign-in of a token and whose it is; none of a disabled person. Its age is for the asker to judge.
    pub fn sign_in(&self, hash: &Digest) -> Result<Option<(SignIn, Person)>, JournalError> {
        sign_ins::of_hash(&mut *self.conn()?, hash)
    }

    /// A person's sign-ins, the last used first; also those too old to count.
    pub fn sign_ins(&self, place: &Place) -> Result<Vec<SignIn>, JournalError> {
        sign_ins::of(&mut *self.conn()?, place)
    }

    /// Whose one-time link this is, if it still counts.
    pub fn link(&self, hash: &Digest, now: Timestamp) -> Result<Option<Place>, JournalError> {
        links::whose(&mut *self.conn()?, hash, now)
    }

    /// Whether a person has a one-time link that still counts.
    pub fn has_link(&self, place: &Place, now: Timestamp) -> Result<bool, JournalError> {
        links::is_invited(&mut *self.conn()?, place, now)
    }

    /// How many recovery codes a person has left.
    pub fn recovery_codes_left(&self, place: &Place) -> Result<u64, JournalError> {
        second_factors::codes_left(&mut *self.conn()?, place)
    }

    /// What somebody chose for themselves.
    pub fn choices(&self, place: &Place) -> Result<Choices, JournalError> {
        choices::of(&mut *self.conn()?, place)
    }

    /// Everybody of a workspace who chose whether they are told by mail that somebody waits.
    pub fn letters(&self, workspace: &WorkspaceId) -> Result<Vec<(AgentId, Choices)>, JournalError> {
        choices::of_letters(&mut *self.conn()?, workspace)
    }

    /// What a program's key stands for, also when it is good no longer.
    pub fn api_key(&self, hash: &Digest) -> Result<Option<ApiKey>, JournalError> {
        api_keys::of_hash(&mut *self.conn()?, hash)
    }

    /// A workspace's keys, in the order of their names.
    pub fn api_keys(&self, workspace: &WorkspaceId) -> Result<Vec<ApiKey>, JournalError> {
        api_keys::all(&mut *self.conn()?, workspace)
    }
}

//! People who sign in, their one-time links and sign-ins, and the keys of programs: what is written of them, and what is
//! read. Passwords are hashed and tokens made at the doors; here are only hashes, and what was sealed.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::{AgentId, Timestamp, WorkspaceId};

use crate::accounts::Role;
use crate::audit::By;
use crate::chain::Digest;

/// A person within the installation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The person; also the agent they are, if they take chats.
    pub agent: AgentId,
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub place: Place,
    /// The name they sign in with, in lower case; unique in the workspace.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// May not sign in.
    pub disabled: bool,
    /// Counts up with every edit.
    pub version: u64,
    /// When they were invited.
    pub created_at: Timestamp,
    /// Argon2id in PHC form; none until the invitation is taken.
    pub password: Option<String>,
    /// The second factor, sealed; none without one.
    pub totp: Option<Vec<u8>>,
    /// A second factor that waits for its first code.
    pub totp_pending: Option<Vec<u8>>,
    /// The last step a code was taken for: each counts once.
    pub totp_step: u64,
}

/// A person to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Who.
    pub place: Place,
    /// The name they sign in with.
    pub login: String,
    /// What they may do.
    pub role: Role,
}

/// A one-time link to set a password with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// SHA-256 of its token.
    pub hash: Digest,
    /// Good until.
    pub expires_at: Timestamp,
}

/// A sign-in: what its token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its name in lists; says nothing of the token.
    pub id: String,
    /// Who.
    pub place: Place,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to about a minute.
    pub used_at: Timestamp,
    /// From where.
    pub address: String,
    /// With what, as the client named itself.
    pub client: String,
}

/// A program's key: what its token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its name, the first part of the key itself.
    pub id: String,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// Good until; none for ever.
    pub expires_at: Option<Timestamp>,
    /// Last used, to about a minute.
    pub used_at: Option<Timestamp>,
    /// Good no longer.
    pub revoked_at: Option<Timestamp>,
}

/// What a second factor or a recovery code is spent on; spent twice, the write is refused as `Conflict`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// The code of this step, and those before it.
    Step(u64),
    /// The recovery code of this hash.
    Recovery(Digest),
}

/// What is to be changed of a person; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// Another name to sign in with.
    pub login: Option<String>,
    /// Another role.
    pub role: Option<Role>,
    /// Whether they may not sign in.
    pub disabled: Option<bool>,
}

/// What somebody chose for themselves; what is none was not chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Whether they are told by mail that somebody waits.
    pub letters: Option<bool>,
    /// The mail address they gave for that.
    pub address: Option<String>,
    /// Switches of the pages they work on, by the pages' own names.
    pub page: BTreeMap<String, bool>,
}

/// What somebody chooses now; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether they are told by mail that somebody waits.
    pub letters: Option<bool>,
    /// A mail address; an empty one forgets the one there was.
    pub address: Option<String>,
    /// All switches of the pages they work on.
    pub page: Option<BTreeMap<String, bool>>,
}

/// A change of people. What somebody else did first is `Conflict`; what is not there is `NotThere`.
#[derive(Debug, Clone, PartialEq)]
pub enum PeopleWrite {
    /// The first person of the installation, an owner; refused once there is anybody.
    Found {
        /// Who.
        person: NewPerson,
        /// Argon2id in PHC form.
        password: String,
        /// By whom.
        by: By,
    },
    /// A new person with a link to set a password; refused when the name or the login is taken.
    Invite {
        /// Who.
        person: NewPerson,
        /// To set a password with.
        link: Link,
        /// By whom.
        by: By,
    },
    /// A link to set another password; older ones no longer count.
    IssueLink {
        /// For whom.
        place: Place,
        /// The link.
        link: Link,
        /// By whom.
        by: By,
    },
    /// A link is used: the password is set, the link is gone, every sign-in of the person ends.
    UseLink {
        /// SHA-256 of its token.
        hash: Digest,
        /// Argon2id in PHC form.
        password: String,
        /// When.
        at: Timestamp,
    },
    /// Another login, role or standing. Ends every sign-in of the person when role or standing changed. The last owner
    /// who may sign in stays one (`Refused`).
    Change {
        /// Who.
        place: Place,
        /// The version the edit was made from.
        expected: u64,
        /// What.
        change: PersonChange,
        /// By whom.
        by: By,
    },
    /// Another password, by the person; every other sign-in of theirs ends.
    Password {
        /// Who.
        place: Place,
        /// The one there must be.
        old: String,
        /// The one there is to be.
        new: String,
        /// SHA-256 of the token of the sign-in that stays.
        keep: Option<Digest>,
        /// By whom.
        by: By,
    },
    /// The same password under newer parameters.
    Rehash {
        /// Who.
        place: Place,
        /// The hash there must be.
        old: String,
        /// The hash there is to be.
        new: String,
    },
    /// Somebody signed in.
    SignIn {
        /// SHA-256 of its token.
        hash: Digest,
        /// What it stands for.
        sign_in: SignIn,
        /// The second factor, where there is one.
        spent: Option<Spent>,
        /// Sign-ins last used before this are forgotten, of everybody.
        forget_before: Timestamp,
    },
    /// A sign-in was used just now.
    Used {
        /// SHA-256 of its token.
        hash: Digest,
        /// When.
        at: Timestamp,
    },
    /// A sign-in ends.
    SignOut {
        /// Who.
        place: Place,
        /// Its name.
        id: String,
        /// By whom.
        by: By,
    },
    /// A second factor is begun; it counts when its first code has come.
    BeginTotp {
        /// Who.
        place: Place,
        /// Sealed.
        sealed: Vec<u8>,
    },
    /// The second factor that was begun counts from here on; every other sign-in of the person ends.
    ConfirmTotp {
        /// Who.
        place: Place,
        /// The one that was begun.
        sealed: Vec<u8>,
        /// The step of its first code.
        step: u64,
        /// SHA-256 of each recovery code.
        recovery: Vec<Digest>,
        /// The sign-in that stays.
        keep: Option<Digest>,
        /// By whom.
        by: By,
    },
    /// There is no second factor any more; every other sign-in of the person ends.
    RemoveTotp {
        /// Who.
        place: Place,
        /// The sign-in that stays.
        keep: Option<Digest>,
        /// By whom.
        by: By,
    },
    /// Somebody chooses for themselves. They need not be able to sign in: a credential of the demo chooses, too.
    Choose {
        /// Who.
        place: Place,
        /// What.
        choice: Choice,
        /// By whom.
        by: By,
    },
    /// A key for a program.
    MintKey {
        /// SHA-256 of the whole key.
        hash: Digest,
        /// What it stands for.
        key: ApiKey,
        /// By whom.
        by: By,
    },
    /// A key is good no longer.
    RevokeKey {
        /// The tenant.
        workspace: WorkspaceId,
        /// Its name.
        id: String,
        /// By whom.
        by: By,
    },
    /// A key was used just now.
    KeyUsed {
        /// SHA-256 of the whole key.
        hash: Digest,
        /// When.
        at: Timestamp,
    },
}

/// What came of a change of people, beyond that it is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleOutcome {
    /// It is as was asked.
    Done,
    /// There is no such person, link, sign-in or key.
    NotThere,
    /// A link was used, by this person.
    LinkUsed(Place),
    /// The sign-in of the token of this hash has ended.
    SignedOut(Digest),
    /// The person's version from here on; their sign-ins ended, or not.
    Changed {
        /// The version.
        version: u64,
        /// Whether sign-ins ended.
        ended: bool,
    },
}

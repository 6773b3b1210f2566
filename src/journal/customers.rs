//! Customers as records: who they are, as whom they are known on which platform, and what may be done with that.
//!
//! A record and its first identity appear with the first session of a customer's key, in the transaction that opens it.
//! Linking, unlinking, editing, identifying and erasing are plain writes, each with its line in the audit log; no line
//! of that log holds what is written here. `erasing.rs` says how a person is forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::{CustomerId, CustomerKey, PlatformId, SessionId, Timestamp, WorkspaceId};

use crate::audit::By;
use crate::chain::Digest;
use crate::erasing::{CallOf, ErasureStep};
use crate::site_keys::SiteKey;

/// A customer, as a workspace knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The record.
    pub customer: CustomerId,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// Counts up with every change.
    pub version: u64,
    /// When they first came.
    pub created_at: Timestamp,
    /// Who they are to the site that vouched for them.
    pub external: Option<String>,
    /// What is known about them.
    pub profile: Profile,
}

/// What is known about a customer. Everything here is personal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Anything else, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// Bytes of a name, an address or a number at most.
pub const MOST_TEXT: usize = 256;
/// Attributes at most.
pub const MOST_ATTRIBUTES: usize = 64;
/// Bytes of all attributes as JSON at most.
pub const MOST_ATTRIBUTE_BYTES: usize = 8 * 1024;

/// Why a profile is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// A text is empty, too long or holds control characters.
    #[error("{0} has 1 to {MOST_TEXT} bytes and no control characters")]
    Text(&'static str),
    /// An attribute's name.
    #[error("an attribute's name has 1 to 64 bytes and no control characters")]
    AttributeName,
    /// Too many attributes, or too large ones.
    #[error("at most {MOST_ATTRIBUTES} attributes and {MOST_ATTRIBUTE_BYTES} bytes of them")]
    TooMuch,
}

impl Profile {
    /// Whether it keeps the bounds.
    pub fn check(&self) -> Result<(), ProfileError> {
        for (what, text) in [("name", &self.name), ("email", &self.email), ("phone", &self.phone)] {
            if text.as_deref().is_some_and(|text| !is_short(text, MOST_TEXT)) {
                return Err(ProfileError::Text(what));
            }
        }
        if self.attributes.keys().any(|name| !is_short(name, 64)) {
            return Err(ProfileError::AttributeName);
        }
        let bytes = serde_json::to_string(&self.attributes).map_or(usize::MAX, |json| json.len());
        if self.attributes.len() > MOST_ATTRIBUTES || bytes > MOST_ATTRIBUTE_BYTES {
            return Err(ProfileError::TooMuch);
        }
        Ok(())
    }

    /// Takes over what somebody else says about them; what they do not say stays.
    pub fn learn(&mut self, said: &Profile) {
        let Profile { name, email, phone, attributes } = said.clone();
        self.name = name.or(self.name.take());
        self.email = email.or(self.email.take());
        self.phone = phone.or(self.phone.take());
        self.attributes.extend(attributes);
    }

    /// The names of what differs, for the audit log: names only.
    pub fn changed(&self, before: &Profile) -> Vec<&'static str> {
        let parts = [
            ("name", self.name != before.name),
            ("email", self.email != before.email),
            ("phone", self.phone != before.phone),
            ("attributes", self.attributes != before.attributes),
        ];
        parts.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

fn is_short(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// How it is known that an identity is this customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It is not: they came with this key and nothing else.
    Anonymous,
    /// The site signed for them.
    Signed,
    /// A person of the workspace said so.
    Linked,
}

/// As whom a customer is known on one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The platform.
    pub platform: PlatformId,
    /// The key there.
    pub key: CustomerKey,
    /// How it is known.
    pub proof: Proof,
    /// Since when it is held to be so.
    pub since: Timestamp,
}

/// What a site says about its customer, by a token that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Vouched {
    /// The customer's id at the site.
    pub external: String,
    /// What else it says.
    pub profile: Profile,
    /// The key that signed.
    pub site_key: String,
    /// The hash of key and token id: a token is used once.
    pub token: Digest,
    /// When the token ends by itself, and need not be remembered any more.
    pub until: Timestamp,
}

/// A write about customers.
#[derive(Debug, Clone, PartialEq)]
pub enum CustomerWrite {
    /// Replaces what is known, if nobody was faster.
    Edit {
        /// The tenant.
        workspace: WorkspaceId,
        /// The record.
        customer: CustomerId,
        /// The version this was decided on.
        expected: u64,
        /// What is known now; within its bounds.
        profile: Profile,
        /// Who.
        by: By,
    },
    /// Says that an identity is this customer's.
    Link {
        /// The tenant.
        workspace: WorkspaceId,
        /// The record it is to belong to.
        customer: CustomerId,
        /// The identity's platform.
        platform: PlatformId,
        /// The identity's key.
        key: CustomerKey,
        /// Who.
        by: By,
    },
    /// Takes that back: the identity returns to the record it began with.
    Unlink {
        /// The tenant.
        workspace: WorkspaceId,
        /// The record it belongs to.
        customer: CustomerId,
        /// The identity's platform.
        platform: PlatformId,
        /// The identity's key.
        key: CustomerKey,
        /// Who.
        by: By,
    },
    /// The site vouches for the customer of a connection.
    Identify {
        /// The tenant.
        workspace: WorkspaceId,
        /// The platform of the connection.
        platform: PlatformId,
        /// The key of the connection.
        key: CustomerKey,
        /// The id of a record, should one be needed.
        fresh: CustomerId,
        /// What the site says.
        vouched: Vouched,
        /// When.
        at: Timestamp,
    },
    /// A new key of a site.
    SiteKey {
        /// The key.
        key: SiteKey,
        /// Who.
        by: By,
    },
    /// A key of a site no longer counts.
    RevokeSiteKey {
        /// The tenant.
        workspace: WorkspaceId,
        /// The key's platform.
        platform: PlatformId,
        /// The key.
        id: String,
        /// Who.
        by: By,
    },
    /// A step of an erasure, or of forgetting what is too old.
    Erasure(ErasureStep),
}

/// What came of a write about customers. A version that was not the expected one is `JournalError::Conflict`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerOutcome {
    /// It is as was asked; the record's version.
    Done(u64),
    /// There is no such thing in this workspace.
    Unknown,
    /// The token was used before.
    Replayed,
    /// The connection belongs to another customer of the site.
    IdentifiedOtherwise,
    /// Sessions of the person that are still there: whether each is open.
    Sessions(Vec<(SessionId, bool)>),
    /// Telephone calls that are not over.
    Calls(Vec<CallOf>),
    /// The person is erased: the keys they were known by, so that whoever looks for them is told.
    Erased(Vec<(PlatformId, CustomerKey)>),
    /// So much was too old and was forgotten.
    Forgotten(u32),
}

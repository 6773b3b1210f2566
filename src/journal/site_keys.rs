//! Keys by which a site vouches for its own customers.

use serde::{Deserialize, Serialize};
use switchboard_core::{PlatformId, Timestamp, WorkspaceId};

/// How a key signs; fixed when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// HMAC with SHA-256 over a secret both know.
    #[serde(rename = "HS256")]
    Hs256,
    /// Ed25519: the site keeps the private half.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// A key of a platform's site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteKey {
    /// Its name in tokens (`kid`).
    pub id: String,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The platform whose customers it vouches for.
    pub platform: PlatformId,
    /// Its name for people.
    pub name: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// HS256: the secret, sealed under the installation's key. EdDSA: the 32 bytes of the public key.
    pub material: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ceased to count.
    pub revoked_at: Option<Timestamp>,
}

//! Pictures that were uploaded before anything was said with them.

use switchboard_core::{CustomerKey, PlatformId, Timestamp};

use crate::chain::Digest;

/// Who uploaded a picture, and when. Its bytes are kept under the hash already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// SHA-256 of its bytes.
    pub hash: Digest,
    /// The platform it was uploaded on.
    pub platform: PlatformId,
    /// By this customer of the platform.
    pub customer: CustomerKey,
    /// When.
    pub at: Timestamp,
}

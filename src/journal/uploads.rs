//! Pictures that were uploaded before anything was said with them.

use switchboard_core::{AgentId, CustomerKey, PlatformId, SessionId, Timestamp};

use crate::chain::Digest;

/// Who uploaded a picture, and when. Its bytes are kept under the hash already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// SHA-256 of its bytes.
    pub hash: Digest,
    /// Whose it is until something is said with it.
    pub by: Uploader,
    /// When.
    pub at: Timestamp,
}

/// Who uploaded a picture, and where they may say something with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uploader {
    /// A customer, for their sessions of the platform.
    Customer {
        /// The platform it was uploaded on.
        platform: PlatformId,
        /// The customer there.
        customer: CustomerKey,
    },
    /// Somebody of the staff, for this session alone.
    Staff {
        /// The session; it tells the workspace as well.
        session: SessionId,
        /// Who.
        agent: AgentId,
    },
}

//! Pictures and who may see them.

use switchboard_core::{CustomerKey, PlatformId};

use super::Views;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::sqlite::uploads;

impl Views {
    /// Whether this customer of a platform uploaded the picture, or was shown it.
    pub fn may_see(
        &self,
        picture: &Digest,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<bool, JournalError> {
        Ok(uploads::is_by(&mut *self.conn()?, picture, platform, customer)?)
    }
}

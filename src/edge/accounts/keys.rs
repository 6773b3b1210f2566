//! API keys: a name that may be known, and a secret that is shown once. Bound to a workspace and to scopes.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use switchboard_core::WorkspaceId;
use switchboard_journal::{Digest, JournalError};

use super::standing;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::permissions::Scope;
use crate::tokens;

/// How keys begin.
pub(crate) const PREFIX: &str = "sbk_";

/// A program that is let in.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The key's name.
    pub key: String,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
}

/// A new key: its name, the whole of it, and its hash.
pub(crate) fn mint() -> Result<(String, String, Digest), Denied> {
    let id = format!("{PREFIX}{}", HEXLOWER.encode(&tokens::random::<6>()?));
    let (whole, hash) = tokens::mint_as(&format!("{id}_"))?;
    Ok((id, whole, hash))
}

/// A scope as it is kept and spoken.
pub(crate) fn spelled(scope: Scope) -> String {
    match serde_json::to_value(scope) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Whom a key lets in: none when it is unknown, revoked or too old.
pub(crate) async fn of(doors: &Doors, whole: &str) -> Result<Option<Program>, JournalError> {
    let hash = tokens::hash(whole);
    let kept = doors.reader.read(move |records| records.views().api_key(&hash)).await?;
    let now = doors.house.clock.now();
    let kept = kept.filter(|key| key.revoked_at.is_none() && key.expires_at.is_none_or(|until| until > now));
    let Some(key) = kept else { return Ok(None) };
    standing::key_used(doors, hash, now);
    // A scope this program does not know gives nothing.
    let scopes = key.scopes.into_iter().filter_map(|scope| serde_json::from_value(scope.into()).ok());
    Ok(Some(Program { key: key.id, workspace: key.workspace, scopes: scopes.collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s16_a_key_begins_with_its_name_and_holds_256_bit() {
        let (id, whole, hash) = mint().unwrap();
        let secret = whole.strip_prefix(&format!("{id}_")).unwrap();
        assert_eq!((id.len(), secret.len()), (16, 43), "32 bytes in base64url");
        assert_eq!(tokens::hash(&whole), hash);
        assert_ne!(mint().unwrap().1, whole);
    }
}

//! Everything that is kept sealed, in one place: what is not listed here would be lost with the key.

use diesel::prelude::*;

use super::values::{text, to_word};
use crate::people::Place;
use crate::rotating::RotationError;
use crate::schema::{people, site_keys};
use crate::sealing::{self, SealingError};
use crate::site_keys::Algorithm;

/// Gives each sealed secret with what it is sealed for, and keeps what comes back in its place; how many did.
pub(crate) fn again(
    conn: &mut SqliteConnection,
    mut anew: impl FnMut(&str, &[u8]) -> Result<Option<Vec<u8>>, SealingError>,
) -> Result<usize, RotationError> {
    let mut changed = 0_usize;
    type Line = (String, String, Option<Vec<u8>>, Option<Vec<u8>>);
    let factors: Vec<Line> = people::table
        .filter(people::totp.is_not_null().or(people::totp_pending.is_not_null()))
        .select((people::workspace, people::agent, people::totp, people::totp_pending))
        .load(conn)?;
    for (workspace, agent, totp, pending) in factors {
        let place = Place { workspace: text(&workspace)?, agent: text(&agent)? };
        let purpose = sealing::for_second_factor(&place);
        let row = people::table.find((&workspace, &agent));
        if let Some(sealed) = totp.map(|sealed| anew(&purpose, &sealed)).transpose()?.flatten() {
            diesel::update(row).set(people::totp.eq(sealed)).execute(conn)?;
            changed = changed.saturating_add(1);
        }
        if let Some(sealed) = pending.map(|sealed| anew(&purpose, &sealed)).transpose()?.flatten() {
            diesel::update(row).set(people::totp_pending.eq(sealed)).execute(conn)?;
            changed = changed.saturating_add(1);
        }
    }
    let keys: Vec<(String, Vec<u8>)> = site_keys::table
        .filter(site_keys::algorithm.eq(to_word(&Algorithm::Hs256)?))
        .select((site_keys::id, site_keys::material))
        .load(conn)?;
    for (id, sealed) in keys {
        if let Some(sealed) = anew(&sealing::for_site_key(&id), &sealed)? {
            let row = site_keys::table.find(&id);
            diesel::update(row).set(site_keys::material.eq(sealed)).execute(conn)?;
            changed = changed.saturating_add(1);
        }
    }
    Ok(changed)
}

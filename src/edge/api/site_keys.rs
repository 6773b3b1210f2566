//! Keys by which a site vouches for its own customers, of each platform.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use switchboard_core::PlatformId;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::sealing;
use switchboard_journal::site_keys::{self, Algorithm};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Nothing};
use super::at::At;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::query::NoQuery;
use crate::permissions::Deed;
use crate::problem::{Failed, Fault, Problem};

/// Bytes of a secret, and of a public key.
const KEY_BYTES: usize = 32;

/// A key of a site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteKey {
    /// Its name in tokens (`kid`).
    key: String,
    /// Its name for people.
    name: String,
    /// `HS256` or `EdDSA`.
    #[schema(value_type = String)]
    algorithm: Algorithm,
    /// EdDSA: the public key, 32 bytes in base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    /// HS256, when it is made and never again: the secret, 32 bytes in base64url. Tokens are signed with the bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// When it was made.
    created_at: At,
    /// When it ceased to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<At>,
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSiteKey {
    /// Its name for people, 1 to 64 bytes.
    name: String,
    /// `HS256` (we make the secret) or `EdDSA` (bring the public key).
    #[schema(value_type = String)]
    algorithm: Algorithm,
    /// EdDSA: the public key, 32 bytes in base64url.
    public_key: Option<String>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/platforms/{platform}/site-keys", Deed::SeeSettings, list)
            .says("Keys of a platform's site", "Without their secrets; revoked ones too."),
        Operation::post("/platforms/{platform}/site-keys", Deed::Configure, create)
            .says("Make a key for a site", "The secret is shown in this answer and never again.")
            .creates()
            .secret(),
        Operation::delete("/platforms/{platform}/site-keys/{key}", Deed::Configure, revoke).says(
            "Revoke a key",
            "Its tokens count for nothing from now on; who was identified by them stays.",
        ),
    ]
}

fn shown(key: site_keys::SiteKey, secret: Option<String>) -> SiteKey {
    let public = (key.algorithm == Algorithm::EdDsa).then(|| BASE64URL_NOPAD.encode(&key.material));
    SiteKey {
        key: key.id,
        name: key.name,
        algorithm: key.algorithm,
        public_key: public,
        secret,
        created_at: At(key.created_at),
        revoked_at: key.revoked_at.map(At),
    }
}

/// The platform of the path, if it is this workspace's.
fn platform<B, Q>(call: &Call<B, Q>) -> Result<PlatformId, Failed> {
    let platform: PlatformId = call.named("platform")?;
    let known = call.doors.house.book.platform(&platform).ok_or(Problem::NotFound)?;
    if known.values.workspace == call.caller()?.workspace {
        Ok(platform)
    } else {
        Err(Problem::NotFound.into())
    }
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<SiteKey>>, Failed> {
    let (workspace, platform) = (call.caller()?.workspace.clone(), platform(&call)?);
    let keys = call.look(move |views| views.site_keys(&workspace, &platform)).await?;
    let keys = keys.into_iter().rev().map(|key| shown(key, None));
    Ok(Answer::new(call.query.of(keys, |key| key.key.clone())?))
}

async fn create(call: Call<Json<NewSiteKey>, NoQuery>) -> Result<Answer<SiteKey>, Failed> {
    let (workspace, platform) = (call.caller()?.workspace.clone(), platform(&call)?);
    let by = call.caller()?.by(call.doors.house.clock.now());
    let NewSiteKey { name, algorithm, public_key } = call.body.0;
    if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) {
        return Err(wrong("name", "not_a_name", "1 to 64 bytes without control characters"));
    }
    let id = Uuid::now_v7().simple().to_string();
    let (material, secret) = match (algorithm, public_key) {
        (Algorithm::Hs256, None) => {
            let mut secret = [0_u8; KEY_BYTES];
            getrandom::fill(&mut secret).map_err(|_| Problem::Internal)?;
            let sealed = call
                .doors
                .sealer
                .seal(&sealing::for_site_key(&id), &secret)
                .map_err(|_| Problem::Internal)?;
            (sealed, Some(BASE64URL_NOPAD.encode(&secret)))
        }
        (Algorithm::EdDsa, Some(public)) => {
            let key = BASE64URL_NOPAD.decode(public.as_bytes()).ok().filter(|key| key.len() == KEY_BYTES);
            (key.ok_or_else(|| wrong("public_key", "not_a_key", "32 bytes in base64url"))?, None)
        }
        (Algorithm::Hs256, Some(_)) => {
            return Err(wrong("public_key", "not_wanted", "with HS256 the secret is made here"));
        }
        (Algorithm::EdDsa, None) => return Err(wrong("public_key", "missing", "is needed with EdDSA")),
    };
    let place = format!("/platforms/{platform}/site-keys/{id}");
    let created_at = by.at;
    let key = site_keys::SiteKey {
        id,
        workspace,
        platform,
        name,
        algorithm,
        material,
        created_at,
        revoked_at: None,
    };
    call.doors.writer.customer(CustomerWrite::SiteKey { key: key.clone(), by }).await?;
    Ok(Answer::new(shown(key, secret)).created_at(place))
}

fn wrong(field: &str, code: &'static str, detail: &str) -> Failed {
    Failed::body(vec![Fault::new(field, code, detail)])
}

async fn revoke(call: Call) -> Result<Nothing, Failed> {
    let (workspace, platform) = (call.caller()?.workspace.clone(), platform(&call)?);
    let by = call.caller()?.by(call.doors.house.clock.now());
    let id: String = call.named("key")?;
    let write = CustomerWrite::RevokeSiteKey { workspace, platform, id, by };
    match call.doors.writer.customer(write).await? {
        CustomerOutcome::Unknown => Err(Problem::NotFound.into()),
        _ => Ok(Nothing),
    }
}

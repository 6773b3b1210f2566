//! The site vouches for the customer of a connection: the token is checked, the identity written, and the conversation
//! goes on.

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_core::CustomerId;
use switchboard_core::session::Opening;
use switchboard_journal::JournalError;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::sealing;
use switchboard_journal::site_keys::Algorithm;
use switchboard_wire::Heard;
use uuid::Uuid;

use super::vouching::{NotVouched, OpenKey, check};
use super::{Ctx, Me};
use crate::connection::Refusing;
use crate::doors::Doors;

/// Takes a token in; why not, otherwise.
pub(crate) async fn identify(
    doors: &Doors,
    opening: &Opening,
    id: Option<String>,
    token: &str,
) -> Result<(), Refusing> {
    let refused = |code, detail: &str| Refusing::new(id.clone(), code, detail);
    let keys = standing(doors, opening).await.map_err(|error| later(&id, &error))?;
    let now = doors.house.clock.now();
    let vouched = check(token, &opening.platform, &keys, now).map_err(|why| {
        let code = match why {
            NotVouched::Bad => "bad_token",
            NotVouched::Expired => "token_expired",
        };
        refused(code, &why.to_string())
    })?;
    let write = CustomerWrite::Identify {
        workspace: opening.workspace.clone(),
        platform: opening.platform.clone(),
        key: opening.customer.clone(),
        fresh: CustomerId::minted(Uuid::now_v7()),
        vouched,
        at: now,
    };
    match doors.writer.customer(write).await.map_err(|error| later(&id, &error))? {
        CustomerOutcome::Done(_) => Ok(()),
        CustomerOutcome::Replayed => Err(refused("token_replayed", "the token was used before")),
        CustomerOutcome::IdentifiedOtherwise => {
            let detail = "this chat is another signed-in customer's; begin a new one";
            Err(refused("identified_otherwise", detail))
        }
        // The key was revoked in this moment.
        _ => Err(refused("bad_token", &NotVouched::Bad.to_string())),
    }
}

fn later(id: &Option<String>, error: &JournalError) -> Refusing {
    tracing::warn!(%error, "a customer's identity could not be written");
    Refusing::new(id.clone(), "busy", "not now, try again").again(1)
}

/// Keys of the platform that were not revoked, opened.
async fn standing(doors: &Doors, opening: &Opening) -> Result<Vec<OpenKey>, JournalError> {
    let (workspace, platform) = (opening.workspace.clone(), opening.platform.clone());
    let keys = doors.reader.read(move |records| records.views().site_keys(&workspace, &platform)).await?;
    let standing = keys.into_iter().filter(|key| key.revoked_at.is_none());
    let open = standing.filter_map(|key| {
        let material = match key.algorithm {
            Algorithm::EdDsa => key.material,
            Algorithm::Hs256 => match doors.sealer.open(&sealing::for_site_key(&key.id), &key.material) {
                Ok(secret) => secret,
                Err(error) => {
                    tracing::error!(key = key.id, %error, "a site's key does not open");
                    return None;
                }
            },
        };
        Some(OpenKey { id: key.id, algorithm: key.algorithm, material })
    });
    Ok(open.collect())
}

impl Me {
    /// The site says who this is. Answered when it is durable; what is said meanwhile is taken all the same.
    pub(super) fn identify(&mut self, id: Option<String>, token: String, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (doors, opening) = (self.doors.clone(), inside.opening.clone());
        let asked = async move { identify(&doors, &opening, id.clone(), &token).await.map(|()| id) };
        ctx.spawn(asked.into_actor(self).map(|outcome, me, ctx| match outcome {
            Ok(id) => me.hears(&Heard::Ack { id, session: None, seq: None, delayed: false }, ctx),
            Err(refusing) => me.refuse(refusing, ctx),
        }));
    }
}

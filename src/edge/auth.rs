//! Who may come in: customers by a token the server gave them, agents by their credential. Only hashes are compared.
//!
//! What a customer's client calls itself is a label, never authority. Whatever is wrong with a token (unknown, another
//! platform's, another page's, another customer's), the answer is the same, so nothing can be learnt from it.

use std::sync::Arc;

use switchboard_actors::Platform;
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId, Timestamp};
use switchboard_journal::accounts::{AccountWrite, CustomerToken};
use switchboard_journal::{Digest, JournalError};
use switchboard_wire::Hello;

use crate::accounts::standing::{self, Standing};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::guest::Guest;
use crate::limits::Seat;
use crate::origin;
use crate::permissions::{Deed, may};
use crate::records::Records;

use crate::tokens::{hash, mint, random};

/// So long a customer's token is good after their last session ended, in microseconds.
const OUTLIVES: i64 = 24 * 60 * 60 * 1_000_000;

/// A customer who is let in.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub platform: Arc<Platform>,
    pub opening: Opening,
    pub seat: Seat<(PlatformId, CustomerKey)>,
    /// Minted just now, to be shown once.
    pub token: Option<String>,
}

/// Lets a customer in: by their token, or as a newcomer who is given one.
pub(crate) async fn customer(doors: &Doors, hello: &Hello, guest: &Guest) -> Result<Admitted, Denied> {
    let platform = doors.house.book.platform(&hello.platform).ok_or(Denied::UnknownPlatform)?;
    if !origin::platform_allows(guest.page.as_deref(), &platform.values.origins) {
        return Err(Denied::OriginNotAllowed);
    }
    let (customer, token) = match &hello.token {
        Some(token) => (named(doors, hello, token, guest).await?, None),
        None => newcomer(doors, hello, guest).await.map(|(customer, token)| (customer, Some(token)))?,
    };
    let opening =
        Opening { workspace: platform.values.workspace.clone(), platform: hello.platform.clone(), customer };
    let seat = doors.visitor(&opening).ok_or(Denied::TooManyConnections)?;
    Ok(Admitted { platform, opening, seat, token })
}

/// A customer's token outlives their last session by a day.
fn alive(
    records: &dyn Records,
    digest: &Digest,
    ended: Timestamp,
) -> Result<Option<CustomerToken>, JournalError> {
    let Some(token) = records.customer_token(digest)? else { return Ok(None) };
    let parted = records.views().parted_before(&token.platform, &token.customer, ended)?;
    Ok((!parted).then_some(token))
}

/// Whose token this is, if it is used from the page it was made for.
async fn token_of(doors: &Doors, token: &str, guest: &Guest) -> Result<CustomerToken, Denied> {
    let digest = hash(token);
    let ended = Timestamp(doors.house.clock.now().micros() - OUTLIVES);
    let found = doors.reader.read(move |records| alive(records, &digest, ended)).await?;
    found.filter(|found| found.origin == guest.page).ok_or(Denied::ForeignToken)
}

/// A customer who is known by a token alone.
pub(crate) struct Known {
    pub platform: Arc<Platform>,
    pub opening: Opening,
}

/// Whoever this token was given to, on a page that may still be there.
pub(crate) async fn customer_by_token(doors: &Doors, token: &str, guest: &Guest) -> Result<Known, Denied> {
    let CustomerToken { platform: id, customer, .. } = token_of(doors, token, guest).await?;
    let platform = doors.house.book.platform(&id).ok_or(Denied::ForeignToken)?;
    if !origin::platform_allows(guest.page.as_deref(), &platform.values.origins) {
        return Err(Denied::OriginNotAllowed);
    }
    let opening = Opening { workspace: platform.values.workspace.clone(), platform: id, customer };
    Ok(Known { platform, opening })
}

async fn named(doors: &Doors, hello: &Hello, token: &str, guest: &Guest) -> Result<CustomerKey, Denied> {
    let found = token_of(doors, token, guest).await?;
    let is_theirs = found.platform == hello.platform
        && hello.customer.as_ref().is_none_or(|named| *named == found.customer);
    if is_theirs { Ok(found.customer) } else { Err(Denied::ForeignToken) }
}

/// A label nobody has been given a token for may be taken; else the server assigns another.
async fn newcomer(doors: &Doors, hello: &Hello, guest: &Guest) -> Result<(CustomerKey, String), Denied> {
    if !doors.welcomes_newcomer(guest.address) {
        return Err(Denied::TooManyNewcomers);
    }
    let wanted = hello.customer.clone();
    let claim = wanted.clone().and_then(|customer| doors.claim(hello.platform.clone(), customer));
    let free = match &claim {
        Some(_) => is_free(doors, hello.platform.clone(), wanted.clone()).await?,
        None => None,
    };
    let customer = match free {
        Some(customer) => customer,
        None => assigned()?,
    };
    let (token, digest) = mint()?;
    let row = CustomerToken {
        platform: hello.platform.clone(),
        customer: customer.clone(),
        origin: guest.page.clone(),
        minted_at: doors.house.clock.now(),
    };
    doors.writer.account(AccountWrite::CustomerToken { hash: digest, token: row }).await?;
    drop(claim);
    Ok((customer, token))
}

async fn is_free(
    doors: &Doors,
    platform: PlatformId,
    customer: Option<CustomerKey>,
) -> Result<Option<CustomerKey>, Denied> {
    let Some(customer) = customer else { return Ok(None) };
    let asked = customer.clone();
    let bound = doors.reader.read(move |records| records.is_bound(&platform, &asked)).await?;
    Ok((!bound).then_some(customer))
}

/// Nobody else is given this name from now on: an application brought its customer, without a token.
pub(crate) async fn reserve(doors: &Doors, opening: &Opening) -> Result<(), JournalError> {
    let Opening { platform, customer, .. } = opening.clone();
    let (asked, name) = (platform.clone(), customer.clone());
    if doors.reader.read(move |records| records.is_bound(&asked, &name)).await? {
        return Ok(());
    }
    // A token nobody ever sees.
    let (_, hash) = mint().map_err(|_| JournalError::Refused("no randomness".to_owned()))?;
    let token = CustomerToken { platform, customer, origin: None, minted_at: doors.house.clock.now() };
    doors.writer.account(AccountWrite::CustomerToken { hash, token }).await.map(|_| ())
}

/// A random UUID as the customer's name.
fn assigned() -> Result<CustomerKey, Denied> {
    let uuid = uuid::Builder::from_random_bytes(random()?).into_uuid();
    CustomerKey::new(uuid.hyphenated().to_string()).map_err(|_| Denied::NoRandomness)
}

/// Who signs in on the console with this token or ticket.
pub(crate) async fn staff(doors: &Doors, shown: &str) -> Result<Standing, Denied> {
    let token = doors.accounts.tickets.redeem(shown, doors.house.clock.now());
    let token = token.ok_or(Denied::NotAuthenticated)?;
    let standing = standing::of(doors, token).await?.ok_or(Denied::NotAuthenticated)?;
    match may(standing.credential.role, Deed::SignIn) {
        true if standing.lacks_factor => Err(Denied::SecondFactorRequired),
        true => Ok(standing),
        false => Err(Denied::NotAuthenticated),
    }
}

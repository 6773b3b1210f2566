//! Who may come in: customers by a token the server gave them, agents by their credential. Only hashes are compared.
//!
//! What a customer's client calls itself is a label, never authority. Whatever is wrong with a token (unknown, another
//! platform's, another page's, another customer's), the answer is the same, so nothing can be learnt from it.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use switchboard_actors::Platform;
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId, Timestamp};
use switchboard_journal::accounts::{AccountWrite, CustomerToken};
use switchboard_journal::{ClientStamp, Digest, JournalError};
use switchboard_wire::Hello;

use crate::accounts::standing::{self, Standing};
use crate::connection::Guest;
use crate::doors::Doors;
use crate::limits::Seat;
use crate::origin;
use crate::permissions::{Deed, may};
use crate::records::Records;

/// So long a customer's token is good after their last session ended, in microseconds.
const OUTLIVES: i64 = 24 * 60 * 60 * 1_000_000;
/// Bytes of randomness in a token.
const TOKEN_BYTES: usize = 32;

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No platform of this name.
    #[error("there is no such platform")]
    UnknownPlatform,
    /// This page may not open a chat on the platform.
    #[error("this page may not open a chat here")]
    OriginNotAllowed,
    /// The token is not this customer's, here.
    #[error("the token is not valid here")]
    ForeignToken,
    /// No such credential, or its role has no business here.
    #[error("the credential is not valid")]
    NotAuthenticated,
    /// The workspace demands a second factor, which is not set up yet.
    #[error("a second factor must be set up first")]
    SecondFactorRequired,
    /// Too many newcomers from one address.
    #[error("too many new customers from this address")]
    TooManyNewcomers,
    /// Too many sockets of one customer.
    #[error("too many sockets of this customer are open")]
    TooManyConnections,
    /// The journal could not answer.
    #[error("not now, try again")]
    Journal(#[from] JournalError),
    /// The operating system gave no random bytes.
    #[error("an internal fault")]
    NoRandomness,
}

impl Denied {
    /// The stable word for clients, and after how many seconds another try is worth it.
    pub fn spoken(&self) -> (&'static str, Option<u64>) {
        match self {
            Self::UnknownPlatform => ("unknown_platform", None),
            Self::OriginNotAllowed => ("origin_not_allowed", None),
            Self::ForeignToken => ("foreign_token", None),
            Self::NotAuthenticated => ("not_authenticated", None),
            Self::SecondFactorRequired => ("second_factor_required", None),
            Self::TooManyNewcomers => ("rate_limited", Some(60)),
            Self::TooManyConnections => ("too_many_connections", Some(5)),
            Self::Journal(_) => ("busy", Some(1)),
            Self::NoRandomness => ("faulted", Some(1)),
        }
    }
}

/// SHA-256 of a token: what is stored and looked up.
pub fn hash(token: &str) -> Digest {
    Sha256::digest(token.as_bytes()).into()
}

/// A new token, and its hash.
pub fn mint() -> Result<(String, Digest), Denied> {
    let token = BASE64URL_NOPAD.encode(&random::<TOKEN_BYTES>()?);
    let digest = hash(&token);
    Ok((token, digest))
}

/// The same with a word before it that says what it is, for people and for those who search for lost secrets.
pub(crate) fn mint_as(prefix: &str) -> Result<(String, Digest), Denied> {
    let token = format!("{prefix}{}", BASE64URL_NOPAD.encode(&random::<TOKEN_BYTES>()?));
    let digest = hash(&token);
    Ok((token, digest))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Denied> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Denied::NoRandomness)?;
    Ok(bytes)
}

/// A client message as the journal's index keeps it: hashes that no other sender can steer.
pub(crate) fn stamp(sender: &[&str], id: &str, body: &[&str]) -> ClientStamp {
    ClientStamp { sender: short_hash(sender), id: short_hash(&[id]), body: short_hash(body) }
}

fn short_hash(parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..]: Digest = hasher.finalize().into();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_only_their_hash_is_told() {
        let (token, digest) = mint().unwrap();
        assert_eq!(token.len(), 43);
        assert_eq!(hash(&token), digest);
        assert_ne!(mint().unwrap().0, token);
    }

    #[test]
    fn parts_of_a_stamp_cannot_run_together() {
        let left = stamp(&["web", "ab"], "1", &["text", "hej"]);
        let right = stamp(&["weba", "b"], "1", &["texth", "ej"]);
        assert_ne!(left.sender, right.sender);
        assert_ne!(left.body, right.body);
        assert_eq!(left.id, right.id);
    }
}

//! The customer of a session, as whoever talks to them needs it beside the conversation: who they are and how that is known,
//! what is open, what was before.
//!
//! Who may open the session may see this; who does not serve it leaves a line in the audit log.

use serde::Serialize;
use switchboard_core::SessionId;
use switchboard_core::machine::Standing;
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{Page, Paging, page, place};
use super::customers::{Customer, EarlierSession, NEWEST, earlier, shown};
use super::operation::Operation;
use super::sessions::seen;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};
use crate::readings;

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/sessions/{session}/customer", Deed::SeeOwn, card).says(
        "The customer of a session",
        "Their record with how each identity is known, what is open now, and a page of all their sessions, the newest \
         first. For whoever may open the session; others leave a line in the audit log.",
    )]
}

/// A customer, beside a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Card {
    /// Who they are. The identity of this session is the one with its platform and key.
    customer: Customer,
    /// Their open sessions, this one among them if it is.
    open: Vec<SessionId>,
    /// All their sessions, the newest first: a page of them.
    sessions: Vec<EarlierSession>,
    /// Pass it as `after` for earlier ones; not there when these were the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn card(call: Call<NoBody, Paging>) -> Result<Answer<Card>, Failed> {
    let row = seen(&call).await?;
    let (most, before) = (call.query.limit()?, call.query.after.as_deref().map(place).transpose()?);
    if before.is_none() {
        readings::note(&call.doors, call.caller()?, "customer_read", &row).await?;
    }
    let found = call.look(move |views| {
        let Some(customer) = views.customer_of(&row.workspace, &row.platform, &row.customer)? else {
            return Ok(None);
        };
        let Some(record) = views.customer(&row.workspace, customer)? else { return Ok(None) };
        let newest = views.sessions_of(customer, None, NEWEST)?;
        let paged = views.sessions_of(customer, before, most + 1)?;
        Ok(Some((record, views.identities(customer)?, newest, paged)))
    });
    let (record, identities, newest, paged) = found.await?.ok_or(Problem::NotFound)?;
    let open = newest.iter().map(|listed| &listed.row).filter(|row| row.standing != Standing::Closed);
    let (open, version) = (open.map(|row| row.session).collect(), record.version);
    let Page { items, next } = page(paged, most, |listed| listed.row.session);
    let (customer, sessions) = (shown(record, Some(identities)), items.into_iter().map(earlier).collect());
    Ok(Answer::new(Card { customer, open, sessions, next }).version(version))
}

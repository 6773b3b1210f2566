//! Customers as records: found, read with their identities and earlier sessions, edited, linked, exported, erased.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::machine::Standing;
use switchboard_core::{AgentId, CustomerId, CustomerKey, IdError, PlatformId, QueueId, WorkspaceId};
use switchboard_journal::Listed;
use switchboard_journal::customers::{self, CustomerOutcome, CustomerWrite, Profile, ProfileError, Proof};
use switchboard_journal::views::person::ExportError;
use switchboard_journal::{JournalError, accounts::AccountWrite};
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::at::At;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging, limit, page, place};
use super::operation::Operation;
use super::query::NoQuery;
use super::sessions::may_open_any;
use crate::permissions::Deed;
use crate::problem::{Failed, Fault, Problem};

/// Whom an agent knows, and what is open, is looked for among so many of a customer's sessions, from the newest on.
pub(super) const NEWEST: u32 = 200;

/// A customer, as the workspace knows them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Customer {
    /// The record.
    customer: String,
    /// Counts up with every change; the ETag.
    version: u64,
    /// When they first came.
    created_at: At,
    /// Who they are to the site that vouched for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Their address for mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Their telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Anything else, by name.
    #[schema(value_type = Object)]
    attributes: BTreeMap<String, Value>,
    /// As whom they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    identities: Option<Vec<Identity>>,
}

/// As whom a customer is known on one platform.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identity {
    /// The platform.
    platform: PlatformId,
    /// The key there.
    user_id: String,
    /// How it is known that it is theirs: `anonymous` (it is not), `signed` (by the site), `linked` (by a person).
    #[schema(value_type = String)]
    proof: Proof,
    /// Since when.
    since: At,
}

/// What is known of a customer, as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerProfile {
    /// Their name, 1 to 256 bytes.
    name: Option<String>,
    /// Their address for mail, 1 to 256 bytes.
    email: Option<String>,
    /// Their telephone number, 1 to 256 bytes.
    phone: Option<String>,
    /// Anything else, by name: at most 64, and 8 KiB of them.
    #[serde(default)]
    #[schema(value_type = Object)]
    attributes: BTreeMap<String, Value>,
}

/// An identity, by where and who.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedIdentity {
    /// The platform.
    platform: PlatformId,
    /// The key there.
    user_id: String,
}

/// One of a customer's sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EarlierSession {
    /// The session.
    session: String,
    /// Where it was.
    platform: PlatformId,
    /// The key they had there.
    user_id: String,
    /// Where it stands.
    #[schema(value_type = String)]
    standing: Standing,
    /// The queue it came from last.
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<QueueId>,
    /// The agent who serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<AgentId>,
    /// When it was opened.
    opened_at: At,
    /// Since when it stands there: when closed, its end.
    since: At,
}

/// Which customers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomersWanted {
    /// Part of a name, an address or a number; or a whole key.
    q: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Everything held on one person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct PersonExport(Box<serde_json::value::RawValue>);

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/customers", Deed::FindCustomers, list)
            .says("Customers", "The newest first. `q` finds by part of a name, an address or a number, or by key."),
        Operation::get("/customers/{customer}", Deed::SeeCustomers, one)
            .says("One customer", "With their identities. The ETag is what an edit names. Who does not see everybody sees customers whose \
                 session they may open."),
        Operation::get("/customers/{customer}/sessions", Deed::SeeCustomers, sessions)
            .says("A customer's sessions", "Over all their identities, the newest first."),
        Operation::put("/customers/{customer}", Deed::EditCustomers, edit)
            .says("Edit a customer", "Replaces name, address, number and attributes."),
        Operation::post("/customers/{customer}/link", Deed::LinkCustomers, link)
            .says("Link an identity", "Says that it is this customer's. Unlinking takes it back."),
        Operation::post("/customers/{customer}/unlink", Deed::LinkCustomers, unlink)
            .says("Unlink an identity", "It returns to the record it began with."),
        Operation::get("/customers/{customer}/export", Deed::AnswerForData, export)
            .says("Everything held on a person", "Record, identities, sessions with what was said, attachments."),
        Operation::post("/customers/{customer}/erase", Deed::AnswerForData, erase).says(
            "Erase a person",
            "Closes their sessions and deletes what they said and who they are; cannot be undone. Goes on, also after \
             a restart, should this time out.",
        ),
    ]
}

pub(super) fn shown(record: customers::Customer, identities: Option<Vec<customers::Identity>>) -> Customer {
    let customers::Customer { customer, workspace: _, version, created_at, external, profile } = record;
    let Profile { name, email, phone, attributes } = profile;
    let identities = identities.map(|known| {
        let shown = known.into_iter().map(|known| Identity {
            platform: known.platform,
            user_id: known.key.as_str().to_owned(),
            proof: known.proof,
            since: At(known.since),
        });
        shown.collect()
    });
    Customer {
        customer: customer.to_string(),
        version,
        created_at: At(created_at),
        external_id: external,
        name,
        email,
        phone,
        attributes,
        identities,
    }
}

/// Whether the caller may see a record: anybody's, or that of a customer one of whose newest sessions they may open.
pub(super) async fn known_to<B, Q>(call: &Call<B, Q>, customer: CustomerId) -> Result<bool, Failed> {
    if call.caller()?.may(Deed::FindCustomers) {
        return Ok(true);
    }
    let newest = call.look(move |views| views.sessions_of(customer, None, NEWEST)).await?;
    let workspace = &call.caller()?.workspace;
    let rows: Vec<_> =
        newest.into_iter().map(|listed| listed.row).filter(|row| row.workspace == *workspace).collect();
    may_open_any(call, &rows).await
}

async fn list(call: Call<NoBody, CustomersWanted>) -> Result<Answer<Page<Customer>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let (most, before) = (limit(call.query.limit)?, call.query.after.as_deref().map(place).transpose()?);
    let wanted = call.query.q.clone().filter(|text| !text.is_empty());
    if wanted.as_ref().is_some_and(|text| text.len() > 256) {
        return Err(Problem::InvalidQuery.because("q has at most 256 bytes"));
    }
    let found = call
        .look(move |views| {
            let records = views.customers(&workspace, wanted.as_deref(), before, most + 1)?;
            records.into_iter().map(|record| Ok((views.identities(record.customer)?, record))).collect()
        })
        .await?;
    let found: Vec<(Vec<customers::Identity>, customers::Customer)> = found;
    let Page { items, next } = page(found, most, |(_, record)| record.customer);
    let items = items.into_iter().map(|(identities, record)| shown(record, Some(identities))).collect();
    Ok(Answer::new(Page { items, next }))
}

async fn one(call: Call) -> Result<Answer<Customer>, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let found = call
        .look(move |views| {
            let record = views.customer(&workspace, customer)?;
            record.map(|record| Ok((record, views.identities(customer)?))).transpose()
        })
        .await?;
    let (record, identities) = found.ok_or(Problem::NotFound)?;
    if !known_to(&call, customer).await? {
        return Err(Problem::NotFound.into());
    }
    let version = record.version;
    Ok(Answer::new(shown(record, Some(identities))).version(version))
}

async fn sessions(call: Call<NoBody, Paging>) -> Result<Answer<Page<EarlierSession>>, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let (most, before) = (call.query.limit()?, call.query.after.as_deref().map(place).transpose()?);
    if !known_to(&call, customer).await? {
        return Err(Problem::NotFound.into());
    }
    let found = call
        .look(move |views| {
            let known = views.customer(&workspace, customer)?;
            known.map(|_| views.sessions_of(customer, before, most + 1)).transpose()
        })
        .await?;
    let Page { items, next } = page(found.ok_or(Problem::NotFound)?, most, |listed| listed.row.session);
    Ok(Answer::new(Page { items: items.into_iter().map(earlier).collect(), next }))
}

pub(super) fn earlier(listed: Listed) -> EarlierSession {
    let row = listed.row;
    EarlierSession {
        session: row.session.to_string(),
        platform: row.platform,
        user_id: row.customer.as_str().to_owned(),
        standing: row.standing,
        queue: row.queue,
        agent: row.agent,
        opened_at: At(row.opened_at),
        since: At(row.since),
    }
}

async fn edit(call: Call<Json<CustomerProfile>, NoQuery>) -> Result<Answer<Customer>, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    if !known_to(&call, customer).await? {
        return Err(Problem::NotFound.into());
    }
    let expected = call.condition.expected()?;
    let by = call.caller()?.by(call.doors.house.clock.now());
    let CustomerProfile { name, email, phone, attributes } = call.body.0;
    let profile = Profile { name, email, phone, attributes };
    profile.check().map_err(|error| {
        let (field, code) = match &error {
            ProfileError::Text(field) => (*field, "not_short"),
            ProfileError::AttributeName => ("attributes", "not_short"),
            ProfileError::TooMuch => ("attributes", "too_many"),
        };
        Failed::body(vec![Fault::new(field, code, error.to_string())])
    })?;
    let write = CustomerWrite::Edit { workspace: workspace.clone(), customer, expected, profile, by };
    known(call.doors.writer.customer(write).await?)?;
    let record =
        call.doors.reader.read(move |records| records.views().customer(&workspace, customer)).await?;
    let record = record.ok_or(Problem::NotFound)?;
    let version = record.version;
    Ok(Answer::new(shown(record, None)).version(version))
}

/// What is not there, or another workspace's, is not found.
fn known(outcome: CustomerOutcome) -> Result<CustomerOutcome, Failed> {
    match outcome {
        CustomerOutcome::Unknown => Err(Problem::NotFound.into()),
        outcome => Ok(outcome),
    }
}

async fn link(call: Call<Json<NamedIdentity>, NoQuery>) -> Result<Nothing, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let by = call.caller()?.by(call.doors.house.clock.now());
    let (platform, key) = identity(call.body.0)?;
    let write = CustomerWrite::Link { workspace, customer, platform, key, by };
    known(call.doors.writer.customer(write).await?).map(|_| Nothing)
}

async fn unlink(call: Call<Json<NamedIdentity>, NoQuery>) -> Result<Nothing, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let by = call.caller()?.by(call.doors.house.clock.now());
    let (platform, key) = identity(call.body.0)?;
    let write = CustomerWrite::Unlink { workspace, customer, platform, key, by };
    known(call.doors.writer.customer(write).await?).map(|_| Nothing)
}

fn identity(named: NamedIdentity) -> Result<(PlatformId, CustomerKey), Failed> {
    let key = CustomerKey::new(named.user_id);
    let wrong = |error: IdError| Failed::body(vec![Fault::new("user_id", "not_a_key", error.to_string())]);
    Ok((named.platform, key.map_err(wrong)?))
}

async fn export(call: Call) -> Result<Answer<PersonExport>, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let at = call.doors.house.clock.now();
    let entry = call.caller()?.by(at).did(&workspace, "customer_exported", format!("customer/{customer}"));
    let written = call.look(move |views| Ok(gathered(views, &workspace, customer, at))).await??;
    // Told of before it is handed out.
    call.doors.writer.account(AccountWrite::Audit(entry)).await?;
    let json = serde_json::from_slice(&written).map_err(|_| Problem::Internal)?;
    Ok(Answer::new(PersonExport(json)))
}

fn gathered(
    views: &switchboard_journal::Views,
    workspace: &WorkspaceId,
    customer: CustomerId,
    at: switchboard_core::Timestamp,
) -> Result<Vec<u8>, Failed> {
    let mut bytes = Vec::new();
    match views.export_person(workspace, customer, at, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(ExportError::Unknown) => Err(Problem::NotFound.into()),
        Err(ExportError::Journal(error)) => Err(error.into()),
        Err(ExportError::Write(error)) => Err(JournalError::Refused(error.to_string()).into()),
    }
}

async fn erase(call: Call) -> Result<Nothing, Failed> {
    let (workspace, customer) = (call.caller()?.workspace.clone(), call.named::<CustomerId>("customer")?);
    let by = call.caller()?.by(call.doors.house.clock.now());
    if call.doors.writer.erase(workspace, customer, by).await? {
        Ok(Nothing)
    } else {
        Err(Problem::NotFound.into())
    }
}

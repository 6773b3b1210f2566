//! Everything held on one person, as one JSON document: for the person who asks for it.

use std::io::{Error, Write};

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use switchboard_core::{CustomerId, Subject, Timestamp, WorkspaceId};

use super::Views;
use crate::customers::{Customer, Identity};
use crate::error::JournalError;
use crate::request::StoredEvent;
use crate::sqlite::columns::Listed;

/// Sessions, and events, read at once.
const PAGE: u32 = 500;

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such customer in this workspace.
    #[error("there is no such customer")]
    Unknown,
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Whoever takes the export.
    #[error("the export cannot be written: {0}")]
    Write(#[from] Error),
}

impl Views {
    /// Writes the record, the identities, every session with all its events and what was said in them, telephone
    /// calls with the record's number likewise, and the attachments. Blocks.
    pub fn export_person(
        &self,
        workspace: &WorkspaceId,
        customer: CustomerId,
        at: Timestamp,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let record = self.customer(workspace, customer)?.ok_or(ExportError::Unknown)?;
        let identities: Vec<Value> = self.identities(customer)?.iter().map(told_identity).collect();
        write!(out, "{{\"exported_at\":{},", json!(at.to_rfc3339()))?;
        write!(out, "\"customer\":{},", told_record(&record))?;
        write!(out, "\"identities\":{},\"sessions\":[", Value::from(identities))?;
        let (mut before, mut first, mut pictures) = (None, true, Vec::new());
        loop {
            let page = self.sessions_of(customer, before, PAGE)?;
            for listed in &page {
                let comma = if std::mem::take(&mut first) { "" } else { "," };
                write!(out, "{comma}")?;
                self.export_session(listed, out)?;
                pictures.extend(self.attachments_of(listed.row.session)?);
            }
            before = page.last().map(|listed| listed.row.session);
            if page.len() < PAGE as usize {
                break;
            }
        }
        write!(out, "],\"calls\":[")?;
        let phone = record.profile.phone.as_deref().unwrap_or_default();
        for (place, listed) in self.calls_with(workspace, phone, u32::MAX)?.iter().enumerate() {
            let head = json!({
                "call": listed.row.call.as_str(),
                "created_at": listed.row.created_at.to_rfc3339(),
                "state": listed.row.state,
            });
            let comma = if place == 0 { "" } else { "," };
            write!(out, "{comma}{{\"call\":{head},\"events\":[")?;
            self.export_events(&Subject::Call(workspace.clone(), listed.row.call.clone()), out)?;
            write!(out, "]}}")?;
        }
        write!(out, "],\"attachments\":[")?;
        pictures.sort_unstable();
        pictures.dedup();
        self.export_attachments(&pictures, out)?;
        writeln!(out, "]}}")?;
        Ok(())
    }

    fn export_session(&self, listed: &Listed, out: &mut dyn Write) -> Result<(), ExportError> {
        let row = &listed.row;
        let head = json!({
            "id": row.session.to_string(),
            "platform": row.platform.as_str(),
            "user_id": row.customer.as_str(),
            "opened_at": row.opened_at.to_rfc3339(),
            "standing": row.standing,
        });
        write!(out, "{{\"session\":{head},\"events\":[")?;
        self.export_events(&Subject::Session(row.session), out)?;
        write!(out, "]}}")?;
        Ok(())
    }

    fn export_events(&self, subject: &Subject, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut after = 0;
        loop {
            let page = self.transcript(subject, after, PAGE)?;
            for event in &page {
                let comma = if after == 0 { "" } else { "," };
                write!(out, "{comma}{}", told_event(event))?;
                after = event.seq;
            }
            if page.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    fn export_attachments(&self, hashes: &[Vec<u8>], out: &mut dyn Write) -> Result<(), ExportError> {
        let mut comma = "";
        for hash in hashes {
            let Ok(digest) = hash.as_slice().try_into() else { continue };
            let Some((media, bytes)) = self.blob(digest)? else { continue };
            let told =
                json!({ "id": HEXLOWER.encode(hash), "media": media, "base64": BASE64.encode(&bytes) });
            write!(out, "{comma}{told}")?;
            comma = ",";
        }
        Ok(())
    }
}

fn told_record(record: &Customer) -> Value {
    let Customer { customer, workspace, version: _, created_at, external, profile } = record;
    json!({
        "id": customer.to_string(),
        "workspace": workspace.as_str(),
        "created_at": created_at.to_rfc3339(),
        "external_id": external,
        "name": profile.name,
        "email": profile.email,
        "phone": profile.phone,
        "attributes": profile.attributes,
    })
}

fn told_identity(identity: &Identity) -> Value {
    json!({
        "platform": identity.platform.as_str(),
        "user_id": identity.key.as_str(),
        "proof": identity.proof,
        "since": identity.since.to_rfc3339(),
    })
}

fn told_event(event: &StoredEvent) -> Value {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    json!({
        "seq": event.seq,
        "at": event.at.to_rfc3339(),
        "kind": event.kind,
        "actor": event.actor,
        "facts": read(&event.facts),
        "content": event.content.as_deref().map(read),
    })
}

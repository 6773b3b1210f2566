//! `customer export` and `customer erase`: what a data folder holds on one person, while no server uses it.
//!
//! With a server running this is refused: it holds the folder, and has both over its API. So there is one way to each,
//! and either leaves its line in the audit log.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use switchboard_core::{CustomerId, CustomerKey, WorkspaceId};
use switchboard_journal::views::person::ExportError;
use switchboard_journal::{OpenError, Views, open};

use crate::cli::{Caller, Customer, ExportPerson, Person};
use crate::exit::{Exit, Failure};
use crate::runtime::offline;

/// Exports or erases.
pub fn run(asked: &Customer) -> Result<(), Failure> {
    match asked {
        Customer::Export(asked) => export(asked),
        Customer::Erase(person) => erase(person),
        Customer::EraseCaller(caller) => erase_caller(caller),
    }
}

/// The record meant, and its workspace.
fn find(views: &Views, person: &Person) -> Result<(WorkspaceId, CustomerId), Failure> {
    let unknown = || {
        Failure::new(Exit::Failed, "there is no such customer in this data folder")
            .advise("customers appear with their first session; nothing is held on anybody else")
    };
    if let Some(customer) = person.who.id {
        let workspace = views.workspace_of(customer)?.ok_or_else(unknown)?;
        return Ok((workspace, customer));
    }
    let (Some(platform), Some(user)) = (&person.who.platform, &person.who.user) else {
        return Err(unknown());
    };
    let key = CustomerKey::new(user.as_str()).map_err(|error| Failure::new(Exit::Usage, error))?;
    let configuration = views.configuration()?;
    let (_, values) = configuration.platforms.get(platform).ok_or_else(unknown)?;
    let customer = views.customer_of(&values.workspace, platform, &key)?.ok_or_else(unknown)?;
    Ok((values.workspace.clone(), customer))
}

fn export(asked: &ExportPerson) -> Result<(), Failure> {
    let (workspace, customer) = find(&open::look(&asked.person.data)?, &asked.person)?;
    let views = offline::note_export(&asked.person.data, &workspace, customer).map_err(in_use)?;
    let at = crate::clock::wall();
    let result = match &asked.out {
        Some(path) => {
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
            let mut file = file.map_err(|why| unwritable(path, &why))?;
            let written = views.export_person(&workspace, customer, at, &mut file);
            file.sync_all().map_err(|why| unwritable(path, &why))?;
            written
        }
        None => {
            let mut out = std::io::stdout().lock();
            let written = views.export_person(&workspace, customer, at, &mut out);
            out.flush()
                .map_err(|why| Failure::new(Exit::Failed, format!("cannot write the export: {why}")))?;
            written
        }
    };
    result.map_err(|error| match error {
        ExportError::Journal(error) => error.into(),
        error => Failure::new(Exit::Failed, error),
    })
}

fn unwritable(path: &Path, why: &std::io::Error) -> Failure {
    Failure::new(Exit::CannotCreate, format!("cannot write {}: {why}", path.display()))
        .advise("name a file that is not there yet with --out")
}

fn erase(person: &Person) -> Result<(), Failure> {
    let (workspace, customer) = find(&open::look(&person.data)?, person)?;
    let house = offline::erase(&person.data, workspace, customer);
    actix_rt::System::new().block_on(house).map_err(in_use)?;
    println!("Erased. The journal's chain stands; `switchboard journal verify` says so.");
    Ok(())
}

fn erase_caller(caller: &Caller) -> Result<(), Failure> {
    // One that is not there is said so before the folder is made.
    open::look(&caller.data)?;
    let house = offline::erase_caller(&caller.data, caller.workspace.clone(), caller.number.clone());
    let calls = actix_rt::System::new().block_on(house).map_err(in_use)?;
    println!("The number was taken out of {calls} calls. The journal's chain stands.");
    Ok(())
}

fn in_use(error: crate::runtime::StartError) -> Failure {
    match error {
        crate::runtime::StartError::Open(error @ OpenError::Locked { .. }) => {
            Failure::new(Exit::CannotCreate, error).advise(
                "a running server does this over its API: GET /api/v1/customers/{id}/export, POST /api/v1/customers/{id}/erase, POST /api/v1/callers/erase",
            )
        }
        error => error.into(),
    }
}

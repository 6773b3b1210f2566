//! The caller's own workspace. Others are neither seen nor made here: a workspace is made with the installation, by whoever
//! runs the server, since its first owner must be somebody the operator chose.

use switchboard_actors::redaction::Redactor;
use switchboard_core::Labelled;
use switchboard_journal::settings::{Change, WorkspaceValues};

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::operation::Operation;
use super::settings::{Faults, Setting};
use crate::accounts::standing;
use crate::permissions::Deed;
use crate::problem::Failed;

const MOST_CODES: usize = 100;
const MOST_LANGUAGES: usize = 50;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/workspace", Deed::SeeSettings, one).says(
            "The caller's workspace",
            "Name, languages, reasons for breaks, codes for wrap-up, canned responses. Version 0 until it is configured first.",
        ),
        Operation::put("/workspace", Deed::Configure, put).says(
            "Changes the caller's workspace",
            "Codes stay in what was said with them; a code no longer listed cannot be used anew. Of whom a second factor \
             is demanded and who has none, the sockets close; they may only set one up.",
        ),
    ]
}

async fn one(call: Call) -> Result<Answer<Setting<WorkspaceValues>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let id = workspace.clone();
    let found = call.look(move |views| views.configured_workspace(&id)).await?;
    let (version, settings) = found.unwrap_or_default();
    Ok(Setting::new(workspace, version, settings).shown())
}

async fn put(call: Call<Json<WorkspaceValues>>) -> Result<Answer<Setting<WorkspaceValues>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let values = call.body.0.clone();
    let mut faults = Faults::default();
    faults.name("name", &values.name);
    faults.list("languages", &values.languages, MOST_LANGUAGES);
    for (place, language) in values.languages.iter().enumerate() {
        let fits = (2..=35).contains(&language.0.len())
            && language.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        faults.unless(fits, &format!("languages[{place}]"), "not_a_language", "a tag like sv or en-GB");
    }
    labelled(&mut faults, "break_reasons", &values.break_reasons);
    labelled(&mut faults, "wrap_up_codes", &values.wrap_up_codes);
    labelled(&mut faults, "canned_responses", &values.canned_responses);
    if let Err((place, why)) = Redactor::of(&values.redaction) {
        faults.unless(false, &format!("redaction.patterns[{place}]"), why.code(), &why.to_string());
    }
    faults.none()?;
    let answer = call.put(&workspace, values.clone(), Change::Workspace(values)).await?;
    standing::look_again(&call.doors, &workspace).await?;
    Ok(answer)
}

fn labelled(faults: &mut Faults, field: &str, list: &[Labelled]) {
    let codes: Vec<&str> = list.iter().map(|one| one.code.as_str()).collect();
    faults.list(field, &codes, MOST_CODES);
    for (place, one) in list.iter().enumerate() {
        let fits = (1..=64).contains(&one.code.len())
            && one
                .code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        let field = format!("{field}[{place}]");
        faults.unless(fits, &format!("{field}.code"), "not_a_code", "1 to 64 of letters, digits, _ - .");
        let has_label = one.label.0.values().any(|label| !label.trim().is_empty());
        faults.unless(has_label, &format!("{field}.label"), "empty", "a label in at least one language");
    }
}

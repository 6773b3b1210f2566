//! Holds an answer against the document: its operation, its status, its schema.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::caller::Response;

/// The document, as the first test that needed it was served it.
static DOCUMENT: OnceLock<Value> = OnceLock::new();

/// Takes the document in.
pub fn learn(document: Value) -> &'static Value {
    DOCUMENT.get_or_init(|| document)
}

/// The document, once it is known.
pub fn known() -> Option<&'static Value> {
    DOCUMENT.get()
}

/// The path's template in the document: `/api/v1/queues/{queue}`.
pub fn template(document: &Value, path: &str) -> Option<String> {
    let path = format!("/api/v1{}", path.split('?').next().unwrap());
    let fits = |template: &&String| {
        let (mut asked, mut known) = (path.split('/'), template.split('/'));
        loop {
            match (asked.next(), known.next()) {
                (None, None) => return true,
                (Some(word), Some(part)) if word == part || part.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    document["paths"].as_object().unwrap().keys().find(fits).cloned()
}

/// Fails if the answer is none that the document allows.
pub fn check(document: &Value, method: &str, path: &str, answer: &Response) {
    let Some(template) = template(document, path) else { return };
    let operation = &document["paths"][&template][method.to_lowercase()];
    if operation.is_null() {
        return;
    }
    let responses = &operation["responses"];
    let status = answer.status.to_string();
    let spoken = &responses[&status];
    let kind = match answer.status {
        200..300 => "application/json",
        _ => "application/problem+json",
    };
    assert!(
        !spoken.is_null(),
        "{method} {template} answers {status}, which its document does not know: {}",
        answer.body
    );
    let Some(content) = spoken["content"].as_object() else {
        assert!(answer.body.is_null(), "{method} {template}: a body where none is documented");
        return;
    };
    assert_eq!(answer.header("content-type"), Some(kind), "{method} {template}");
    let mut schema = content[kind]["schema"].clone();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["components"] = document["components"].clone();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator
        .iter_errors(&answer.body)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{method} {template} {status}: {faults:#?}\n{}", answer.body);
}

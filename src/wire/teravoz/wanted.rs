//! Which calls a client wants: `params` of ListCalls. An object holds where all of its columns do, a list where one of
//! its objects does; without any, every call is wanted.

use serde::Serialize;
use serde_json::{Map, Value};
use switchboard_core::machine::CallState;
use switchboard_core::{CallId, Timestamp};

use super::board::{self, CallLine};

/// Columns that may be asked about; nobody reaches others.
const COLUMNS: [&str; 5] = ["id", "aggregate_id", "state", "created_at", "updated_at"];

/// Why nobody knows which calls are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Misasked {
    /// Not one of the columns.
    #[error("unknown column")]
    UnknownColumn,
    /// Neither an object nor a list of them, or a value that is no text and no number.
    #[error("invalid params")]
    InvalidParams,
}

/// Calls that are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Wanted(Vec<Match>);

/// What must hold of a call: each column is this; none is never.
type Match = Vec<(&'static str, Option<String>)>;

impl Wanted {
    /// What `params` mean.
    pub fn of(params: Option<&Value>) -> Result<Self, Misasked> {
        match params {
            None | Some(Value::Null) => Ok(Self::default()),
            Some(Value::Object(one)) => Ok(Self(one_match(one)?.into_iter().collect())),
            Some(Value::Array(many)) => {
                let mut matches = Vec::new();
                for one in many {
                    let Value::Object(one) = one else { return Err(Misasked::InvalidParams) };
                    match one_match(one)? {
                        Some(one) => matches.push(one),
                        // One of them wants every call.
                        None => return Ok(Self::default()),
                    }
                }
                Ok(Self(matches))
            }
            Some(_) => Err(Misasked::InvalidParams),
        }
    }

    /// Whether this call is wanted.
    pub fn holds(&self, line: &CallLine) -> bool {
        self.0.is_empty()
            || self.0.iter().any(|one| one.iter().all(|(column, value)| is(line, column, value.as_deref())))
    }

    /// The one state all wanted calls are in, to look for no others.
    pub fn only_state(&self) -> Option<CallState> {
        let [one] = self.0.as_slice() else { return None };
        let (_, value) = one.iter().find(|(column, _)| *column == "state")?;
        let all =
            [CallState::New, CallState::Standby, CallState::Waiting, CallState::Ongoing, CallState::Finished];
        all.into_iter().find(|state| value.as_deref().is_some_and(|value| same(board::state(*state), value)))
    }

    /// The one call that can be wanted, to look for no others.
    pub fn only_call(&self) -> Option<CallId> {
        let [one] = self.0.as_slice() else { return None };
        let (_, value) = one.iter().find(|(column, _)| *column == "aggregate_id")?;
        value.as_deref().map(CallId::new)
    }
}

/// None for an object without a column: every call.
fn one_match(one: &Map<String, Value>) -> Result<Option<Match>, Misasked> {
    let mut matches = Vec::new();
    for (key, value) in one {
        let column = COLUMNS.into_iter().find(|column| column == key).ok_or(Misasked::UnknownColumn)?;
        let value = match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => return Err(Misasked::InvalidParams),
        };
        matches.push((column, value));
    }
    Ok((!matches.is_empty()).then_some(matches))
}

/// As the reference's database compares: states without case, instants whatever their spelling. No column is ever null.
fn is(line: &CallLine, column: &str, value: Option<&str>) -> bool {
    let Some(value) = value else { return false };
    let same_instant = |at: &str| {
        at == value || Timestamp::parse_rfc3339(value).is_some_and(|then| then.to_rfc3339() == *at)
    };
    match column {
        "id" => value.parse() == Ok(line.id),
        "aggregate_id" => line.aggregate_id == value,
        "state" => same(line.state, value),
        "created_at" => same_instant(&line.created_at),
        "updated_at" => same_instant(&line.updated_at),
        _ => false,
    }
}

fn same(state: &str, value: &str) -> bool {
    state.eq_ignore_ascii_case(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line() -> CallLine {
        CallLine {
            id: 6,
            aggregate_id: "1463669263.30038".to_owned(),
            state: "NEW",
            created_at: "2019-10-15T00:30:26.000Z".to_owned(),
            updated_at: "2019-10-15T00:30:27.000Z".to_owned(),
        }
    }

    fn wants(params: Value) -> Result<bool, Misasked> {
        Wanted::of(Some(&params)).map(|wanted| wanted.holds(&line()))
    }

    #[test]
    fn params_mean_what_the_reference_means_by_them() {
        let cases = [
            (json!({}), true),
            (json!([]), true),
            (json!(null), true),
            (json!({"state": "NEW"}), true),
            (json!({"state": "new"}), true),
            (json!({"state": "FINISHED"}), false),
            (json!({"state": "NO SUCH STATE"}), false),
            (json!({"state": null}), false),
            (json!({"id": 6}), true),
            (json!({"id": "6"}), true),
            (json!({"id": 7}), false),
            (json!({"aggregate_id": "1463669263.30038"}), true),
            (json!({"aggregate_id": "1463669263.30038", "state": "WAITING"}), false),
            (json!({"created_at": "2019-10-15T00:30:26.000Z"}), true),
            (json!({"created_at": "2019-10-15T02:30:26+02:00"}), true),
            (json!({"updated_at": "2019-10-15T00:30:26.000Z"}), false),
            (json!([{"state": "WAITING"}, {"id": 6}]), true),
            (json!([{"state": "WAITING"}, {"id": 7}]), false),
            (json!([{"state": "WAITING"}, {}]), true),
        ];
        for (params, expected) in cases {
            assert_eq!(wants(params.clone()), Ok(expected), "{params}");
        }
        assert_eq!(Wanted::of(None), Ok(Wanted::default()));
    }

    #[test]
    fn nobody_reaches_another_column() {
        for column in ["uuid", "1=1; drop table calls", "STATE", "workspace", ""] {
            assert_eq!(wants(json!({column: "x"})), Err(Misasked::UnknownColumn), "{column}");
            assert_eq!(wants(json!([{"id": 6}, {column: null}])), Err(Misasked::UnknownColumn));
        }
        for params in [json!("NEW"), json!(7), json!([7]), json!({"id": {"a": 1}}), json!({"id": [6]})] {
            assert_eq!(wants(params.clone()), Err(Misasked::InvalidParams), "{params}");
        }
    }

    #[test]
    fn what_narrows_the_search_is_found() {
        let wanted = |params| Wanted::of(Some(&params)).unwrap();
        assert_eq!(wanted(json!({"state": "waiting"})).only_state(), Some(CallState::Waiting));
        assert_eq!(wanted(json!([{"state": "NEW"}, {"id": 1}])).only_state(), None);
        assert_eq!(wanted(json!({"aggregate_id": "7.1"})).only_call(), Some(CallId::new("7.1")));
    }
}

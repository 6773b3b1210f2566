//! A flow tried out: what it would say to some texts. Nothing is opened, nothing is kept.

use serde::{Deserialize, Serialize};
use switchboard_core::flow::{Line, Then, Turn};
use switchboard_core::{Language, QueueId};
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::flows;
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Fault};

const MOST_TEXTS: usize = 100;

pub(super) fn operations() -> Vec<Operation> {
    let path = "/flows/{flow}/versions/{version}/dry-runs";
    vec![Operation::post(path, Deed::SeeSettings, try_out).says(
        "Tries a version out",
        "What it would say to these texts, one after another, without a session. A draft can be tried, too.",
    )]
}

/// What to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    /// The customer's language; `en` if not said.
    #[serde(default)]
    language: Language,
    /// What the customer writes, in order; the first opens the conversation.
    #[serde(default)]
    texts: Vec<String>,
}

/// What the script did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tried {
    /// One for each text it heard.
    turns: Vec<TurnView>,
}

/// What followed on one text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnView {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<String>,
    /// What the bot said to it, in order.
    said: Vec<LineView>,
    /// `waits`, `hands_over`, `ends` or `breaks`.
    then: &'static str,
    /// The node it waits or broke at.
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    /// The queue it hands over to, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<QueueId>,
}

/// One thing the bot said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineView {
    /// What.
    text: String,
    /// Simulated typing before it, in milliseconds.
    typing_ms: u64,
    /// Answers held out.
    choices: Vec<String>,
}

async fn try_out(call: Call<Json<Trial>>) -> Result<Answer<Tried>, Failed> {
    let Trial { language, texts } = &call.body.0;
    if texts.len() > MOST_TEXTS {
        return Err(Failed::body(vec![Fault::new("texts", "too_many", format!("at most {MOST_TEXTS}"))]));
    }
    let (_, script) = flows::script(&call, call.named("version")?).await?;
    let turns = script.dry_run(language, texts).into_iter().map(view).collect();
    Ok(Answer::new(Tried { turns }))
}

fn view(Turn { heard, said, then }: Turn) -> TurnView {
    let line = |Line { text, typing_ms, choices }| LineView { text, typing_ms, choices };
    let (then, node, queue) = match then {
        Then::Waits(node) => ("waits", Some(node), None),
        Then::HandsOver(queue) => ("hands_over", None, queue),
        Then::Ends => ("ends", None, None),
        Then::Breaks(node) => ("breaks", Some(node), None),
    };
    TurnView { heard, said: said.into_iter().map(line).collect(), then, node, queue }
}

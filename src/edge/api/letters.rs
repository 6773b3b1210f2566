//! One's letters: whether a mail tells one that a customer waits, and where it goes.

use serde::{Deserialize, Serialize};
use switchboard_journal::people::Choice;
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::me::own_place;
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Fault, Problem};
use crate::wishes::{self, Unfit, Wish};

/// How it stands with one's letters.
#[derive(Serialize, ToSchema)]
struct Letters {
    /// Whether the installation sends any to this workspace: else nothing of this has an effect.
    sent: bool,
    /// Whether one gets them.
    wanted: bool,
    /// The mail address one gave; none given.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Where they go: that address, else the one the installation lists, else the name one signs in with, if that is one.
    /// None: nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// What one chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LettersChosen {
    /// Whether one wants them.
    wanted: bool,
    /// A mail address; an empty one forgets what was given, none leaves it.
    #[serde(default)]
    address: Option<String>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/me/letters", Deed::OwnAccount, look)
            .says("One's letters", "Whether a mail tells one that a customer waits."),
        Operation::post("/me/letters", Deed::OwnAccount, choose)
            .refuses(&[Problem::Refused("no_mail_server"), Problem::Refused("no_mail_address")])
            .says(
                "Chooses letters",
                "One in five minutes at most, while one is not at work, about customers of the queues one serves. Nothing a \
                 customer said is in it. One's own choice comes before the installation's list.",
            ),
    ]
}

fn shown(sent: bool, Wish { wanted, address, to }: Wish) -> Answer<Letters> {
    Answer::new(Letters { sent, wanted: wanted && to.is_some(), address, to })
}

async fn look(call: Call) -> Result<Answer<Letters>, Failed> {
    let place = own_place(&call)?;
    let sent = wishes::are_sent(&call.doors, &place.workspace);
    let mail = wishes::mail(&call.doors);
    let wish = call.doors.reader.read(move |records| wishes::wish(records, &mail, &place)).await?;
    Ok(shown(sent, wish))
}

async fn choose(call: Call<Json<LettersChosen>>) -> Result<Answer<Letters>, Failed> {
    let place = own_place(&call)?;
    let sent = wishes::are_sent(&call.doors, &place.workspace);
    let LettersChosen { wanted, address } = &call.body.0;
    let choice = Choice { letters: Some(*wanted), address: address.clone(), page: None };
    let by = call.caller()?.by(call.doors.house.clock.now());
    match wishes::choose(&call.doors, place, choice, by).await {
        Ok(wish) => Ok(shown(sent, wish)),
        Err(Unfit::NoMail) => Err(Problem::Refused("no_mail_server").into()),
        Err(Unfit::NowhereToSend) => Err(Problem::Refused("no_mail_address").into()),
        Err(Unfit::NoAddress) => {
            Err(Failed::body(vec![Fault::new("address", "invalid", "must be a mail address")]))
        }
        Err(Unfit::Journal(error)) => Err(error.into()),
    }
}

//! Whose chat a customer's call is about: their cookie says so and nothing else (trap 17).

use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::session::{Opening, Remark};
use switchboard_core::{Party, SessionId, Timestamp};
use switchboard_journal::ClientStamp;
use switchboard_wire::buerokratt::{Chat, Posted};

use super::call::{Call, No};
use super::cookies::{self, CHAT, CHAT_FOR, Cookie};
use super::{pass, reading};
use crate::tokens;

/// A customer with a chat of theirs.
pub(super) struct Customer {
    pub(super) session: SessionId,
    pub(super) row: SessionRow,
}

impl Customer {
    pub(super) fn opening(&self) -> Opening {
        Opening {
            workspace: self.row.workspace.clone(),
            platform: self.row.platform.clone(),
            customer: self.row.customer.clone(),
        }
    }

    /// Whatever is written into an ended chat is refused.
    pub(super) fn open(self) -> Result<Self, No> {
        if self.row.standing == Standing::Closed { Err(No::refused("chat_has_ended")) } else { Ok(self) }
    }

    /// A message of theirs as the journal's index knows it again: the same words at the same instant of their clock.
    pub(super) fn stamp(&self, kind: &str, posted: &Posted) -> Option<ClientStamp> {
        let at = posted.authored_at?;
        let Opening { platform, customer, .. } = self.opening();
        let id = format!("{kind}/{}/{}/{}", at.micros(), posted.event, posted.content);
        Some(tokens::stamp(&["customer", platform.as_str(), customer.as_str()], &id, &[&posted.content]))
    }
}

/// The customer of a call.
pub(super) async fn of(call: &Call) -> Result<Customer, No> {
    let shown = cookies::of(&call.request, CHAT).ok_or_else(No::unknown)?;
    let session = pass::chat_of(&call.doors.sealer, shown, call.now).ok_or_else(No::unknown)?;
    let row = call.doors.reader.read(move |records| records.session_row(session)).await?;
    let platform = call.doors.settings.buerokratt.platform.as_ref();
    let row = row.filter(|row| Some(&row.platform) == platform).ok_or_else(No::unknown)?;
    Ok(Customer { session, row })
}

/// The same, with the whole chat; a customer who ended it themselves has no business with it any more.
pub(super) async fn with_chat(call: &Call) -> Result<(Customer, Chat), No> {
    let customer = of(call).await?;
    let found = reading::find(&call.doors.reader, customer.session).await?;
    let (_, chat) = found.ok_or_else(No::unknown)?;
    if chat.left { Err(No::refused("chat_has_ended")) } else { Ok((customer, chat)) }
}

/// Their pass, good from now on.
pub(super) fn pass_to(call: &Call, session: SessionId) -> Result<Cookie, No> {
    let issued = pass::issue(&call.doors.sealer, session, call.now, CHAT_FOR).map_err(|error| {
        tracing::error!(%error, "a customer's pass could not be made");
        No::later()
    })?;
    Ok(Cookie::new(CHAT, issued, CHAT_FOR))
}

/// Something said in the dialect's own terms.
pub(super) fn remark(label: &str, posted: &Posted) -> Remark {
    Remark {
        label: label.to_owned(),
        text: Some(posted.content.clone()).filter(|text| !text.is_empty()),
        authored_at: posted.authored_at,
        ..Remark::default()
    }
}

/// Who speaks.
pub(super) const BY: Party = Party::Customer;

/// Until there is something to go by, a client's clock is taken as it is.
pub(super) fn cursor(call: &Call, name: &str) -> Option<Timestamp> {
    switchboard_wire::buerokratt::instants::read(&call.query(name)?)
}

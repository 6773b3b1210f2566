//! Who reads what of a session without serving it leaves a line in the audit log, before the first word is shown.

use switchboard_core::machine::SessionRow;
use switchboard_journal::JournalError;
use switchboard_journal::accounts::AccountWrite;

use crate::caller::Caller;
use crate::doors::Doors;

/// Notes that somebody reads: `what` is `transcript_read`, `picture_read` or `customer_read`. Nothing of who serves the session.
pub(crate) async fn note(
    doors: &Doors,
    caller: &Caller,
    what: &'static str,
    row: &SessionRow,
) -> Result<(), JournalError> {
    if caller.person().is_some_and(|person| row.agent.as_ref() == Some(person)) {
        return Ok(());
    }
    let subject = format!("session/{}", row.session);
    let entry = caller.by(doors.house.clock.now()).did(&caller.workspace, what, subject);
    doors.writer.account(AccountWrite::Audit(entry)).await?;
    Ok(())
}

//! What was said in sessions that are over is taken into the index that searches read: behind everything else, a few
//! sessions at a time, so that no commit waits for more than these.

use std::sync::Arc;
use std::time::Duration;

use switchboard_journal::{Journal, JournalError, Request};
use tokio::sync::oneshot;

/// Sessions taken in within one transaction at most: the journal writes nothing else meanwhile.
const PORTION: u32 = 5;
/// Between two portions.
const BREATH: Duration = Duration::from_millis(100);
/// How often it is looked for what has ended.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Takes in what has ended, for as long as there is a journal. What fails is tried again with the next look.
pub async fn keep_wording(journal: Arc<dyn Journal>) {
    loop {
        let rest = match take_in(journal.as_ref()).await {
            Ok(PORTION..) => BREATH,
            Ok(_) => LOOK_EVERY,
            Err(JournalError::Closed) => return,
            Err(error) => {
                tracing::debug!(%error, "what was said is taken into the index later");
                LOOK_EVERY
            }
        };
        tokio::time::sleep(rest).await;
    }
}

async fn take_in(journal: &dyn Journal) -> Result<u32, JournalError> {
    let (reply, answered) = oneshot::channel();
    let reply = Box::new(move |taken| {
        let _ = reply.send(taken);
    });
    journal.submit(Request::TakeInWords { limit: PORTION, reply })?;
    answered.await.unwrap_or(Err(JournalError::Closed))
}

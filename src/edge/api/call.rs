//! What a handler is given: a request that was let in and reads well, and the house it may ask.

use std::str::FromStr;

use actix_web::HttpRequest;
use switchboard_actors::{Answer as HouseAnswer, Ask, Refused, ReplyTo};
use switchboard_core::{AnyCommand, Subject};
use switchboard_journal::{ClientStamp, JournalError, Views};

use super::body::NoBody;
use super::condition::Condition;
use super::query::NoQuery;
use crate::caller::Caller;
use crate::doors::Doors;
use crate::problem::{Failed, Problem};

/// A request that was let in.
pub(crate) struct Call<B = NoBody, Q = NoQuery> {
    /// The doors: house, reader, writer.
    pub doors: Doors,
    /// Who calls; none on an operation open to everybody.
    pub caller: Option<Caller>,
    /// What was asked after the `?`.
    pub query: Q,
    /// What was sent.
    pub body: B,
    /// What an edit expects to find.
    pub condition: Condition,
    /// The caller's idempotency key, as the journal's index keeps it: a resend of the same command is known by it.
    pub stamp: Option<ClientStamp>,
    /// The request itself: path, headers, address.
    pub request: HttpRequest,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Done {
    /// The sequence of the first event it led to, or the stream's last; none while its subject is set aside.
    pub seq: Option<u64>,
}

impl<B, Q> Call<B, Q> {
    /// Who calls.
    pub(crate) fn caller(&self) -> Result<&Caller, Failed> {
        self.caller.as_ref().ok_or_else(|| Problem::NotAuthenticated.into())
    }

    /// A name in the path. One that cannot be a name is the name of nothing.
    pub(crate) fn named<T: FromStr>(&self, name: &str) -> Result<T, Failed> {
        self.request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or(Problem::NotFound.into())
    }

    /// Reads the journal, on a thread made for it.
    pub(crate) async fn look<T, F>(&self, job: F) -> Result<T, Failed>
    where
        T: Send + 'static,
        F: FnOnce(&Views) -> Result<T, JournalError> + Send + 'static,
    {
        Ok(self.doors.reader.read(move |records| job(records.views())).await?)
    }

    /// Asks a subject, and waits until what it led to is durable.
    pub(crate) async fn ask(&self, subject: Subject, command: AnyCommand) -> Result<Done, Failed> {
        let (reply, answered) = tokio::sync::oneshot::channel();
        let reply = ReplyTo::new(move |answer| {
            // Nobody waits any more when the request timed out meanwhile; the command stands all the same.
            let _ = reply.send(answer);
        });
        let workspace = &self.caller()?.workspace;
        self.doors.house.say(workspace, subject, Ask::from_client(command, self.stamp, reply));
        match answered.await.unwrap_or(HouseAnswer::Unknown) {
            HouseAnswer::Accepted { seq, .. } => Ok(Done { seq: Some(seq) }),
            HouseAnswer::Delayed => Ok(Done { seq: None }),
            HouseAnswer::Refused(refused) => Err(refused.into()),
            HouseAnswer::Unknown => Err(Problem::TimedOut.because("send it again under the same key")),
        }
    }
}

impl From<Refused> for Failed {
    fn from(Refused { code, detail, retry_after }: Refused) -> Self {
        let problem = match code {
            "busy" => Problem::Busy,
            "disk_full" => Problem::DiskFull,
            "faulted" => Problem::Internal,
            "not_open" => Problem::NotFound,
            "id_reused" => Problem::KeyReused,
            code => Problem::Refused(code),
        };
        // What does not exist is answered alike wherever that was found out.
        let failed = if problem == Problem::NotFound { problem.into() } else { problem.because(detail) };
        retry_after.map_or(failed.clone(), |after| failed.again(after.as_secs().max(1)))
    }
}

impl From<JournalError> for Failed {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Busy | JournalError::Closed => Problem::Busy.into(),
            JournalError::DiskFull | JournalError::ReadOnly => Problem::DiskFull.into(),
            JournalError::Conflict => Problem::ConditionFailed.into(),
            JournalError::Refused(why) => Problem::Refused("refused").because(why),
            JournalError::Database(why) | JournalError::Damaged(why) => {
                tracing::error!(why, "the journal could not be read or written for a request");
                Problem::Internal.into()
            }
        }
    }
}

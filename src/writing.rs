//! The doors' writing seam (`switchboard_edge::Writing`) over the journal, the living house and the book of settings.

use std::sync::{Arc, Mutex, PoisonError};

use switchboard_actors::{Eraser, House};
use switchboard_core::{CustomerId, WorkspaceId};
use switchboard_edge::{Done, Writing};
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::audit::By;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::{Digest, Journal, JournalError, Request, Views};
use tokio::runtime::Handle;

/// What the doors write with.
pub struct JournalWriting {
    journal: Arc<dyn Journal>,
    house: House,
    settings: Settings,
    eraser: Eraser,
    runtime: Handle,
}

/// The book of settings, and where it is read from.
#[derive(Clone)]
struct Settings {
    views: Views,
    house: House,
    /// One reads at a time, so that an older reading never replaces a newer one.
    turn: Arc<Mutex<()>>,
}

impl JournalWriting {
    /// Must be made within a runtime: the book is read again on its threads for blocking work.
    pub fn new(journal: Arc<dyn Journal>, views: Views, house: House) -> Self {
        let settings = Settings { views, house: house.clone(), turn: Arc::default() };
        let eraser = Eraser::new(house.clone(), Arc::clone(&journal));
        Self { journal, house, settings, eraser, runtime: Handle::current() }
    }

    /// Submits a request whose reply is `done`, which hears also of a request that was not taken in.
    fn submit<T: Send + 'static>(&self, done: Done<T>, request: impl FnOnce(Done<T>) -> Request) {
        let waiting = Arc::new(Mutex::new(Some(done)));
        let told = Arc::clone(&waiting);
        let tell = move |outcome| {
            if let Some(done) = take(&told) {
                done(outcome);
            }
        };
        if let Err(error) = self.journal.submit(request(Box::new(tell)))
            && let Some(done) = take(&waiting)
        {
            done(Err(error));
        }
    }
}

fn take<T>(waiting: &Mutex<Option<T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Settings {
    /// Reads the book again; blocks. A write that is durable but not yet seen is worth a line, never a refusal.
    fn read_again(&self) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        match self.views.configuration() {
            Ok(configuration) => self.house.book.read(&configuration),
            Err(error) => {
                tracing::warn!(%error, "settings were written and could not be read again; the next write does it");
            }
        }
    }
}

impl Writing for JournalWriting {
    fn account(&self, write: AccountWrite, done: Done<AccountOutcome>) {
        let (house, settings, runtime) = (self.house.clone(), self.settings.clone(), self.runtime.clone());
        let configures = write.configures();
        let done = Box::new(move |outcome: Result<_, JournalError>| {
            if configures && outcome.is_ok() {
                runtime.spawn_blocking(move || {
                    settings.read_again();
                    done(outcome);
                });
            } else {
                done(outcome);
            }
        });
        self.submit(done, |done| Request::Account {
            write,
            reply: Box::new(move |accounted| {
                done(accounted.map(|accounted| {
                    house.carry(accounted.owed);
                    accounted.outcome
                }));
            }),
        });
    }

    fn customer(&self, write: CustomerWrite, done: Done<CustomerOutcome>) {
        self.submit(done, |reply| Request::Customer { write, reply });
    }

    fn erase(&self, workspace: WorkspaceId, customer: CustomerId, by: By, done: Done<bool>) {
        let (eraser, runtime) = (self.eraser.clone(), self.runtime.clone());
        let begin = CustomerWrite::Erasure(ErasureStep::Begin { workspace, customer, by });
        self.customer(
            begin,
            Box::new(move |begun| match begun {
                Ok(CustomerOutcome::Sessions(_)) => {
                    runtime.spawn(async move { done(eraser.carry_out(customer).await.map(|()| true)) });
                }
                Ok(_) => done(Ok(false)),
                Err(error) => done(Err(error)),
            }),
        );
    }

    fn erase_number(&self, workspace: WorkspaceId, number: String, by: By, done: Done<u32>) {
        let (eraser, runtime) = (self.eraser.clone(), self.runtime.clone());
        runtime.spawn(async move { done(eraser.forget_number(workspace, number, by).await) });
    }

    fn keep_blob(&self, media: String, bytes: Vec<u8>, done: Done<Digest>) {
        self.submit(done, |reply| Request::KeepBlob { media, bytes, reply });
    }
}

#[cfg(test)]
mod tests {
    use switchboard_actors::{Book, Clock, Common, Directory, Living, Place, Tuning};
    use switchboard_core::agent::Patience;
    use switchboard_journal::accounts::PlatformValues;
    use switchboard_journal::{Options, SqliteJournal};

    use super::*;

    async fn wrote(writing: &JournalWriting, write: AccountWrite) -> Result<AccountOutcome, JournalError> {
        let (done, told) = tokio::sync::oneshot::channel();
        writing.account(write, Box::new(move |outcome| done.send(outcome).unwrap()));
        told.await.unwrap()
    }

    #[actix_rt::test]
    async fn what_is_written_reaches_the_book_and_whom_it_concerns() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, views) =
            SqliteJournal::open(folder.path(), &Options::default(), |why| eprintln!("{why}")).unwrap();
        let clock = Clock::system();
        let common = Common {
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
            directory: Directory::default(),
            book: Book::new(Patience::default()),
            up_at: clock.now(),
            clock,
            salts: Arc::new(|| [7; 16]),
            tuning: Arc::new(Tuning::default()),
            probe: None,
        };
        let living = Living::open(common, Place::Arbiters(1), Arc::new(|_| ())).await.unwrap();
        let (house, shared) = (living.house.clone(), Arc::clone(&journal) as Arc<dyn Journal>);
        let writing = JournalWriting::new(shared, views.clone(), house.clone());
        let values: PlatformValues = serde_json::from_value(serde_json::json!(
            {"workspace": "demo", "name": "Web", "language": "en", "queue": "support"}
        ))
        .unwrap();
        let platform = AccountWrite::Platform { platform: "web".parse().unwrap(), values: Box::new(values) };
        assert_eq!(wrote(&writing, platform).await, Ok(AccountOutcome::Done));
        assert_eq!(house.book.platform(&"web".parse().unwrap()).unwrap().values.name, "Web");

        let values = serde_json::from_value(serde_json::json!({"name": "Support"})).unwrap();
        let queue = switchboard_core::QueueId::new("support").unwrap();
        let write = AccountWrite::Queue { workspace: "demo".parse().unwrap(), queue, values };
        wrote(&writing, write).await.unwrap();
        let mut waited = 0;
        while views.position().unwrap() == 0 {
            waited += 1;
            assert!(waited < 500, "the queue has not heard of its settings");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }

        journal.stop();
        let note = AccountWrite::Note { name: "a".to_owned(), text: "b".to_owned() };
        assert_eq!(wrote(&writing, note).await, Err(JournalError::Closed));
        living.stop();
    }
}

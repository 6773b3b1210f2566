//! The doors' writing seam on the real journal, as the program's own (`src/writing.rs`) does it.

use std::sync::Arc;

use switchboard_actors::{Eraser, House};
use switchboard_core::{CustomerId, WorkspaceId};
use switchboard_edge::{Done, Writing};
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::audit::By;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::{Digest, Journal, Request, SqliteJournal, Views};

pub struct JournalWriting {
    pub journal: Arc<SqliteJournal>,
    pub views: Views,
    pub house: House,
}

impl Writing for JournalWriting {
    fn account(&self, write: AccountWrite, done: Done<AccountOutcome>) {
        let (house, views, configures) = (self.house.clone(), self.views.clone(), write.configures());
        let reply = Box::new(move |accounted: Result<switchboard_journal::Accounted, _>| {
            let outcome = accounted.map(|accounted| {
                house.carry(accounted.owed);
                accounted.outcome
            });
            if configures && outcome.is_ok() {
                house.book.read(&views.configuration().unwrap());
            }
            done(outcome);
        });
        self.journal.submit(Request::Account { write, reply }).unwrap();
    }

    fn customer(&self, write: CustomerWrite, done: Done<CustomerOutcome>) {
        self.journal.submit(Request::Customer { write, reply: done }).unwrap();
    }

    fn erase(&self, workspace: WorkspaceId, customer: CustomerId, by: By, done: Done<bool>) {
        let eraser = Eraser::new(self.house.clone(), Arc::clone(&self.journal) as Arc<dyn Journal>);
        let runtime = tokio::runtime::Handle::current();
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
        let eraser = Eraser::new(self.house.clone(), Arc::clone(&self.journal) as Arc<dyn Journal>);
        let runtime = tokio::runtime::Handle::current();
        runtime.spawn(async move { done(eraser.forget_number(workspace, number, by).await) });
    }

    fn keep_blob(&self, media: String, bytes: Vec<u8>, done: Done<Digest>) {
        self.journal.submit(Request::KeepBlob { media, bytes, reply: done }).unwrap();
    }
}

//! The doors' writing seam on the real journal, as the program's own (`src/writing.rs`) does it.

use std::sync::Arc;

use switchboard_actors::House;
use switchboard_edge::{Done, Writing};
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
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

    fn keep_blob(&self, media: String, bytes: Vec<u8>, done: Done<Digest>) {
        self.journal.submit(Request::KeepBlob { media, bytes, reply: done }).unwrap();
    }
}

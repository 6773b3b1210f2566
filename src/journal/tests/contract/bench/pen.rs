//! Writes one stream as a host would: knows its incarnation, its head and the next numbers.

use switchboard_core::machine::Row;
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::{
    Append, AppendError, ClientStamp, Committed, Digest, Head, Journal, Loaded, NewEvent, OwedKey, OwedRow,
    Reply, Request, Sealed, chain,
};

use super::ask;

pub struct Pen {
    pub subject: Subject,
    pub loaded: Loaded,
    pub head: Head,
}

impl Pen {
    pub fn load(journal: &dyn Journal, subject: &Subject) -> Self {
        let loaded = ask(journal, |reply| Request::Load { subject: subject.clone(), whole: false, reply });
        let loaded = loaded.unwrap();
        Self { subject: subject.clone(), head: loaded.head, loaded }
    }

    /// An append of these facts; the pen believes in it at once, as a host does.
    pub fn draft(&mut self, facts: &[&str]) -> Append {
        let (after, chain) = (self.head.seq, self.head.chain);
        let events = facts.iter().map(|facts| self.next(facts)).collect();
        Append {
            subject: self.subject.clone(),
            incarnation: self.loaded.incarnation,
            after,
            chain,
            events,
            owed: vec![],
            settles: None,
            wake_at: None,
            row: None,
            reply: Box::new(|_| {}),
        }
    }

    fn next(&mut self, facts: &str) -> NewEvent {
        let event = event(self.head.seq + 1, Some(self.head.public + 1), facts).linked(&self.head.chain);
        self.head = Head { seq: event.seq, public: self.head.public + 1, chain: event.chain, at: event.at };
        event
    }

    /// Appends facts and waits.
    pub fn write(&mut self, journal: &dyn Journal, facts: &[&str]) -> Result<Committed, AppendError> {
        let append = self.draft(facts);
        submit(journal, append)
    }

    /// The same with changes to the append.
    pub fn write_with(
        &mut self,
        journal: &dyn Journal,
        facts: &[&str],
        change: impl FnOnce(&mut Append),
    ) -> Result<Committed, AppendError> {
        let mut append = self.draft(facts);
        change(&mut append);
        submit(journal, append)
    }

    /// A row this stream owes for its next event.
    pub fn owing(&self, ordinal: u32, target: &Subject) -> OwedRow {
        let session = "0190a1b2-0000-7000-8000-0000000000ff".parse().unwrap();
        let told = match target {
            Subject::Session(_) => {
                switchboard_core::Told::Session(switchboard_core::effect::ToSession::AgentVanished {
                    agent: switchboard_core::AgentId::new("anna").unwrap(),
                })
            }
            Subject::Agent(..) => {
                switchboard_core::Told::Agent(switchboard_core::effect::ToAgent::SessionEnded {
                    session,
                    why: None,
                })
            }
            Subject::Queue(..) => switchboard_core::Told::Queue(switchboard_core::effect::ToQueue::Leave {
                session,
                entry: 1,
                gave_up: false,
            }),
            Subject::Call(..) => panic!("nobody owes a call anything"),
        };
        OwedRow {
            key: OwedKey { source: self.subject.to_string(), seq: self.head.seq + 1, ordinal },
            owed: switchboard_core::Owed { target: target.clone(), told },
            tries: 0,
        }
    }

    pub fn write_row(&mut self, journal: &dyn Journal, row: Row) -> Result<Committed, AppendError> {
        self.write_with(journal, &["{}"], |append| append.row = Some(row))
    }
}

fn submit(journal: &dyn Journal, mut append: Append) -> Result<Committed, AppendError> {
    ask(journal, |reply: Reply<Result<Committed, AppendError>>| {
        append.reply = reply;
        Request::Append(append)
    })
}

pub fn event(seq: u64, public: Option<u64>, facts: &str) -> NewEvent {
    NewEvent {
        seq,
        public,
        kind: "noted".to_owned(),
        version: 1,
        at: Timestamp(i64::try_from(seq).unwrap() * 1000),
        facts: facts.to_owned(),
        content: None,
        chain: Digest::default(),
        actor: "customer".to_owned(),
        client: None,
        cause: None,
    }
}

pub fn sealed(json: &str) -> Sealed {
    chain::seal(json.to_owned(), [7; 16])
}

pub fn client(id: u64) -> ClientStamp {
    // The sign bit too: hashes use all of it.
    ClientStamp { sender: u64::MAX - 1, id: id | (1 << 63), body: u64::MAX }
}

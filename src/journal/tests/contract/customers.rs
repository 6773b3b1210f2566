//! Customers as records: they appear with their first session, are found, edited, linked, taken apart and vouched for.

use serde_json::json;
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{AgentId, CustomerId, Timestamp, WorkspaceId};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite, Profile, Proof, Vouched};
use switchboard_journal::site_keys::{Algorithm, SiteKey};
use switchboard_journal::{JournalError, Options, Request, SqliteJournal, Views};
use tempfile::TempDir;

use crate::bench::{Pen, ask, customer, open, platform, row_of, session, talk, workspace};

pub struct Desk {
    pub journal: std::sync::Arc<SqliteJournal>,
    pub views: Views,
    pub folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (journal, views) = open(&folder, &Options::default());
        Self { journal, views, folder }
    }

    pub fn write(&self, write: CustomerWrite) -> Result<CustomerOutcome, JournalError> {
        ask(self.journal.as_ref(), |reply| Request::Customer { write, reply })
    }

    /// A session of this key opens.
    pub fn meets(&self, number: u8, key: &str) -> Pen {
        let mut pen = Pen::load(self.journal.as_ref(), &talk(number));
        pen.write_row(self.journal.as_ref(), Row::Session(row_of(number, key, Standing::Bot))).unwrap();
        pen
    }

    pub fn ends(&self, pen: &mut Pen, number: u8, key: &str) {
        let row = Row::Session(row_of(number, key, Standing::Closed));
        pen.write_row(self.journal.as_ref(), row).unwrap();
    }

    pub fn of(&self, key: &str) -> CustomerId {
        self.views.customer_of(&workspace(), &platform(), &customer(key)).unwrap().unwrap()
    }

    fn known_as(&self, id: CustomerId) -> Vec<(String, Proof)> {
        let identities = self.views.identities(id).unwrap();
        identities.into_iter().map(|known| (known.key.as_str().to_owned(), known.proof)).collect()
    }

    fn link(&self, id: CustomerId, key: &str) -> CustomerOutcome {
        let (platform, key) = (platform(), customer(key));
        self.write(CustomerWrite::Link { workspace: workspace(), customer: id, platform, key, by: anna() })
            .unwrap()
    }

    fn deeds(&self) -> Vec<(String, String)> {
        let lines = self.views.audit(Some(&workspace()), None, 100).unwrap();
        lines.into_iter().rev().map(|line| (line.entry.who, line.entry.what)).collect()
    }
}

pub fn anna() -> By {
    By { who: Who::Person(AgentId::new("anna").unwrap()), at: Timestamp(77) }
}

fn profile(name: &str) -> Profile {
    Profile { name: Some(name.to_owned()), ..Profile::default() }
}

#[test]
fn a_record_appears_with_the_first_session_of_a_key_and_stays_theirs() {
    let desk = Desk::new();
    let mut first = desk.meets(1, "u1");
    let id = desk.of("u1");
    desk.ends(&mut first, 1, "u1");
    desk.meets(2, "u1");
    desk.meets(3, "u2");
    assert_eq!(desk.of("u1"), id);
    assert_ne!(desk.of("u2"), id);
    assert_eq!(desk.known_as(id), [("u1".to_owned(), Proof::Anonymous)]);
    let theirs = desk.views.sessions_of(id, None, 10).unwrap();
    assert_eq!(theirs.iter().map(|listed| listed.row.session).collect::<Vec<_>>(), [session(2), session(1)]);
    let earlier = desk.views.sessions_of(id, Some(session(2)), 10).unwrap();
    assert_eq!(earlier.iter().map(|listed| listed.row.session).collect::<Vec<_>>(), [session(1)]);
}

#[test]
fn s12_a_customer_has_parted_when_their_last_session_has_ended() {
    let desk = Desk::new();
    let parted = |at| desk.views.parted_before(&platform(), &customer("u1"), Timestamp(at)).unwrap();
    assert!(!parted(i64::MAX), "they never came");
    let mut first = desk.meets(1, "u1");
    assert!(!parted(i64::MAX), "they are there");
    // Ended at 5, as the bench's lines say.
    desk.ends(&mut first, 1, "u1");
    assert!(!parted(5) && parted(6));
    desk.meets(2, "u1");
    assert!(!parted(i64::MAX), "they came back");
}

#[test]
fn a_profile_is_edited_by_whoever_saw_its_last_version() {
    let desk = Desk::new();
    desk.meets(1, "u1");
    let id = desk.of("u1");
    let edit = |expected, name: &str| {
        let (workspace, profile) = (workspace(), profile(name));
        desk.write(CustomerWrite::Edit { workspace, customer: id, expected, profile, by: anna() })
    };
    assert_eq!(edit(1, "Eva"), Ok(CustomerOutcome::Done(2)));
    assert_eq!(edit(1, "Eve"), Err(JournalError::Conflict));
    assert_eq!(edit(2, "Eva"), Ok(CustomerOutcome::Done(2)), "nothing changed");
    let kept = desk.views.customer(&workspace(), id).unwrap().unwrap();
    assert_eq!((kept.version, kept.profile), (2, profile("Eva")));
    assert_eq!(desk.deeds(), [("person:anna".to_owned(), "customer_edited".to_owned())]);
    let line = &desk.views.audit(Some(&workspace()), None, 1).unwrap()[0].entry;
    assert_eq!(line.details, json!({ "changed": ["name"] }), "the log holds no personal data");
}

#[test]
fn s22_another_workspaces_record_is_as_if_it_were_not() {
    let desk = Desk::new();
    desk.meets(1, "u1");
    let (id, other) = (desk.of("u1"), WorkspaceId::new("other").unwrap());
    assert_eq!(desk.views.customer(&other, id).unwrap(), None);
    assert_eq!(desk.views.customer_of(&other, &platform(), &customer("u1")).unwrap(), None);
    assert_eq!(desk.views.customers(&other, None, None, 10).unwrap(), []);
    let edit = CustomerWrite::Edit {
        workspace: other,
        customer: id,
        expected: 1,
        profile: profile("x"),
        by: anna(),
    };
    assert_eq!(desk.write(edit), Ok(CustomerOutcome::Unknown));
}

#[test]
fn records_are_listed_and_found_by_what_is_known_of_them() {
    let desk = Desk::new();
    for (number, key) in [(1, "u1"), (2, "u2"), (3, "u3")] {
        desk.meets(number, key);
    }
    let known = Profile {
        name: Some("Eva 100% Ek".to_owned()),
        email: Some("eva@example.org".to_owned()),
        phone: Some("+46701234567".to_owned()),
        ..Profile::default()
    };
    let (workspace, id) = (workspace(), desk.of("u2"));
    let write = CustomerWrite::Edit {
        workspace: workspace.clone(),
        customer: id,
        expected: 1,
        profile: known,
        by: anna(),
    };
    desk.write(write).unwrap();
    let found = |text: &str| -> Vec<CustomerId> {
        let records = desk.views.customers(&workspace, Some(text), None, 10).unwrap();
        records.into_iter().map(|record| record.customer).collect()
    };
    for text in ["eva", "100%", "example.org", "01234", "u2"] {
        assert_eq!(found(text), [id], "{text}");
    }
    for text in ["u", "%", "_va", "nobody"] {
        assert!(!found(text).contains(&desk.of("u1")), "{text}");
    }
    let all = desk.views.customers(&workspace, None, None, 2).unwrap();
    let rest = desk.views.customers(&workspace, None, Some(all[1].customer), 2).unwrap();
    assert_eq!((all.len(), rest.len()), (2, 1));
    assert!(all[0].customer > all[1].customer && all[1].customer > rest[0].customer);
}

#[test]
fn identities_are_linked_and_return_where_they_came_from() {
    let desk = Desk::new();
    desk.meets(1, "u1");
    desk.meets(2, "u2");
    let (one, two) = (desk.of("u1"), desk.of("u2"));
    assert_eq!(desk.link(one, "u2"), CustomerOutcome::Done(2));
    assert_eq!(desk.of("u2"), one);
    assert_eq!(desk.views.sessions_of(one, None, 10).unwrap().len(), 2);
    assert_eq!(desk.views.customers(&workspace(), None, None, 10).unwrap().len(), 1, "one person, one line");
    assert_eq!(desk.link(one, "u2"), CustomerOutcome::Done(2), "once");
    let unlink = CustomerWrite::Unlink {
        workspace: workspace(),
        customer: one,
        platform: platform(),
        key: customer("u2"),
        by: anna(),
    };
    desk.write(unlink.clone()).unwrap();
    assert_eq!((desk.of("u1"), desk.of("u2")), (one, two));
    assert_eq!(desk.known_as(two), [("u2".to_owned(), Proof::Anonymous)]);
    assert_eq!(desk.write(unlink), Ok(CustomerOutcome::Unknown), "it is not theirs any more");
    assert_eq!(desk.link(one, "nobody"), CustomerOutcome::Unknown);
    let deeds: Vec<String> = desk.deeds().into_iter().map(|(_, what)| what).collect();
    assert_eq!(deeds, ["customer_linked", "customer_unlinked"]);
}

fn vouched(token: u8, external: &str, name: &str) -> Vouched {
    Vouched {
        external: external.to_owned(),
        profile: profile(name),
        site_key: "k1".to_owned(),
        token: [token; 32],
        until: Timestamp(600),
    }
}

fn identify(key: &str, at: i64, vouched: Vouched) -> CustomerWrite {
    CustomerWrite::Identify {
        workspace: workspace(),
        platform: platform(),
        key: customer(key),
        fresh: "0190a1b2-0000-7000-8000-0000000000aa".parse().unwrap(),
        vouched,
        at: Timestamp(at),
    }
}

fn with_key() -> Desk {
    let desk = Desk::new();
    let key = SiteKey {
        id: "k1".to_owned(),
        workspace: workspace(),
        platform: platform(),
        name: "shop".to_owned(),
        algorithm: Algorithm::Hs256,
        material: vec![1, 2, 3],
        created_at: Timestamp(1),
        revoked_at: None,
    };
    desk.write(CustomerWrite::SiteKey { key, by: anna() }).unwrap();
    desk
}

#[test]
fn s13_a_vouched_customer_is_one_record_over_all_their_keys() {
    let desk = with_key();
    desk.meets(1, "phone");
    let id = desk.of("phone");
    assert_eq!(desk.write(identify("phone", 5, vouched(1, "cust-7", "Eva"))), Ok(CustomerOutcome::Done(4)));
    assert_eq!(desk.known_as(id), [("phone".to_owned(), Proof::Signed)]);
    // Before their first word on another device.
    desk.write(identify("tablet", 6, vouched(2, "cust-7", "Eva Ek"))).unwrap();
    assert_eq!(desk.of("tablet"), id);
    desk.meets(2, "tablet");
    assert_eq!(desk.of("tablet"), id);
    let record = desk.views.customer(&workspace(), id).unwrap().unwrap();
    assert_eq!((record.external.as_deref(), record.profile), (Some("cust-7"), profile("Eva Ek")));
    assert_eq!(desk.views.sessions_of(id, None, 9).unwrap().len(), 2);
    assert!(desk.deeds().contains(&("customer".to_owned(), "customer_identified".to_owned())));
}

#[test]
fn s13_a_token_is_used_once_and_forgotten_when_it_has_ended() {
    let desk = with_key();
    assert!(matches!(desk.write(identify("a", 5, vouched(1, "c", "E"))), Ok(CustomerOutcome::Done(_))));
    assert_eq!(desk.write(identify("b", 6, vouched(1, "c", "E"))), Ok(CustomerOutcome::Replayed));
    assert_eq!(desk.write(identify("a", 600, vouched(1, "c", "E"))), Ok(CustomerOutcome::Replayed));
    assert!(matches!(desk.write(identify("a", 601, vouched(1, "c", "E"))), Ok(CustomerOutcome::Done(_))));
}

#[test]
fn s13_a_key_that_is_another_customers_stays_theirs_and_a_revoked_site_key_counts_for_nothing() {
    let desk = with_key();
    desk.write(identify("shared", 5, vouched(1, "c1", "E"))).unwrap();
    let other = desk.write(identify("shared", 6, vouched(2, "c2", "F")));
    assert_eq!(other, Ok(CustomerOutcome::IdentifiedOtherwise));
    let id = "k1".to_owned();
    let revoke =
        CustomerWrite::RevokeSiteKey { workspace: workspace(), platform: platform(), id, by: anna() };
    desk.write(revoke).unwrap();
    assert_eq!(desk.write(identify("x", 7, vouched(3, "c1", "E"))), Ok(CustomerOutcome::Unknown));
    assert!(desk.views.site_keys(&workspace(), &platform()).unwrap()[0].revoked_at.is_some());
}

#[test]
fn a_profile_keeps_its_bounds() {
    assert_eq!(profile("Eva").check(), Ok(()));
    for name in [String::new(), "x".repeat(257), "a\nb".to_owned()] {
        assert!(profile(&name).check().is_err());
    }
    let many = (0..65).map(|n| (n.to_string(), json!(1))).collect();
    assert!(Profile { attributes: many, ..Profile::default() }.check().is_err());
    let large = [("a".to_owned(), json!("x".repeat(9000)))].into();
    assert!(Profile { attributes: large, ..Profile::default() }.check().is_err());
}

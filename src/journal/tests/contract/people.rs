//! People in the database: what is taken once, what ends with what, and that everything is audited.

use std::sync::Arc;

use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountOutcome, AccountWrite, Role};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{
    ApiKey, Choice, Choices, Link, NewPerson, PeopleOutcome, PeopleWrite, PersonChange, Place, SignIn, Spent,
};
use switchboard_journal::{JournalError, Options, Request, SqliteJournal, Views};
use tempfile::TempDir;

use crate::bench::{ask, open};

struct Office {
    journal: Arc<SqliteJournal>,
    views: Views,
    _folder: TempDir,
}

fn place(agent: &str) -> Place {
    Place { workspace: "acme".parse().unwrap(), agent: agent.parse().unwrap() }
}

fn person(agent: &str, role: Role) -> NewPerson {
    NewPerson { place: place(agent), login: format!("{agent}@example.org"), role }
}

fn link(number: u8) -> Link {
    Link { hash: [number; 32], expires_at: Timestamp(1_000) }
}

fn by(at: i64) -> By {
    By { who: Who::System, at: Timestamp(at) }
}

impl Office {
    /// With an owner, Olle, whose password is "olle".
    fn founded() -> Self {
        let folder = TempDir::new().unwrap();
        let (journal, views) = open(&folder, &Options::default());
        let office = Self { journal, views, _folder: folder };
        assert!(!office.views.is_founded().unwrap());
        let found = PeopleWrite::Found {
            person: person("olle", Role::Owner),
            password: "olle".to_owned(),
            by: by(1),
        };
        assert_eq!(office.write(found), Ok(PeopleOutcome::Done));
        office
    }

    fn write(&self, write: PeopleWrite) -> Result<PeopleOutcome, JournalError> {
        let write = AccountWrite::People(Box::new(write));
        let accounted = ask(self.journal.as_ref(), |reply| Request::Account { write, reply })?;
        match accounted.outcome {
            AccountOutcome::People(outcome) => Ok(outcome),
            other => panic!("{other:?}"),
        }
    }

    fn signs_in(&self, agent: &str, token: u8, spent: Option<Spent>) -> Result<PeopleOutcome, JournalError> {
        let sign_in = SignIn {
            id: format!("{agent}-{token}"),
            place: place(agent),
            created_at: Timestamp(10),
            used_at: Timestamp(10),
            address: "127.0.0.1".to_owned(),
            client: "test".to_owned(),
        };
        let hash = [token; 32];
        self.write(PeopleWrite::SignIn { hash, sign_in, spent, forget_before: Timestamp(0) })
    }

    fn is_in(&self, token: u8) -> bool {
        self.views.sign_in(&[token; 32]).unwrap().is_some()
    }

    fn deeds(&self) -> Vec<String> {
        let audited = self.views.audit(Some(&"acme".parse().unwrap()), None, 100).unwrap();
        audited.into_iter().rev().map(|audited| audited.entry.what).collect()
    }
}

#[test]
fn a_workspace_is_founded_once() {
    let office = Office::founded();
    assert!(office.views.is_founded().unwrap());
    let again =
        PeopleWrite::Found { person: person("eva", Role::Owner), password: "argon2".to_owned(), by: by(3) };
    assert_eq!(office.write(again), Err(JournalError::Conflict));
    assert_eq!(office.deeds(), ["workspace_founded"]);
    let olle = office.views.person(&place("olle")).unwrap().unwrap();
    assert_eq!(olle.password.as_deref(), Some("olle"), "an owner without a password could not come in");
}

#[test]
fn a_link_counts_once_and_until_its_time_and_a_newer_one_replaces_it() {
    let office = Office::founded();
    let use_link = |number: u8, at| {
        let password = "x".to_owned();
        office.write(PeopleWrite::UseLink { hash: [number; 32], password, at: Timestamp(at) })
    };
    let first = PeopleWrite::IssueLink { place: place("olle"), link: link(1), by: by(2) };
    assert_eq!(office.write(first), Ok(PeopleOutcome::Done));
    assert_eq!(use_link(1, 2), Ok(PeopleOutcome::LinkUsed(place("olle"))));
    assert_eq!(use_link(1, 3), Ok(PeopleOutcome::NotThere), "used before");
    office
        .write(PeopleWrite::Invite { person: person("anna", Role::Agent), link: link(2), by: by(3) })
        .unwrap();
    assert_eq!(use_link(2, 1_000), Ok(PeopleOutcome::NotThere), "too late");
    for number in [3, 4] {
        let place = place("anna");
        office.write(PeopleWrite::IssueLink { place, link: link(number), by: by(4) }).unwrap();
    }
    assert_eq!(use_link(3, 5), Ok(PeopleOutcome::NotThere), "replaced");
    assert_eq!(use_link(4, 5), Ok(PeopleOutcome::LinkUsed(place("anna"))));
    let nobody = PeopleWrite::IssueLink { place: place("zoe"), link: link(5), by: by(6) };
    assert_eq!(office.write(nobody), Ok(PeopleOutcome::NotThere));
}

#[test]
fn what_somebody_chooses_is_kept_apart_from_what_they_leave() {
    let office = Office::founded();
    let choose = |agent: &str, choice: Choice| {
        assert_eq!(
            office.write(PeopleWrite::Choose { place: place(agent), choice, by: by(2) }),
            Ok(PeopleOutcome::Done)
        );
        office.views.choices(&place(agent)).unwrap()
    };
    let page = [("sound".to_owned(), true)];
    assert_eq!(office.views.choices(&place("olle")).unwrap(), Choices::default());
    choose("olle", Choice { page: Some(page.clone().into()), ..Choice::default() });
    assert_eq!(office.views.letters(&place("olle").workspace).unwrap(), [], "nothing about letters");
    let letters = Choice { letters: Some(true), address: Some("a@b.example".to_owned()), page: None };
    choose("olle", letters.clone());
    let both = Choices { letters: Some(true), address: Some("a@b.example".to_owned()), page: page.into() };
    assert_eq!(choose("olle", letters), both, "twice the same is one choice");
    assert_eq!(office.views.letters(&place("olle").workspace).unwrap(), [(place("olle").agent, both)]);
    let forgotten = choose("olle", Choice { address: Some(String::new()), ..Choice::default() });
    assert_eq!((forgotten.letters, forgotten.address), (Some(true), None));
    // Somebody of the demo, who has no password.
    assert_eq!(choose("demo", Choice { letters: Some(false), ..Choice::default() }).letters, Some(false));
    assert_eq!(
        office.deeds(),
        ["workspace_founded", "letters_chosen", "letters_chosen", "letters_chosen"],
        "switches of a page are nobody's business"
    );
}

#[test]
fn names_and_logins_are_taken_once() {
    let office = Office::founded();
    let invite =
        |new, number| office.write(PeopleWrite::Invite { person: new, link: link(number), by: by(3) });
    assert_eq!(invite(person("anna", Role::Agent), 2), Ok(PeopleOutcome::Done));
    assert_eq!(invite(person("anna", Role::Admin), 3), Err(JournalError::Conflict));
    let same_login = NewPerson { place: place("anna-2"), ..person("anna", Role::Agent) };
    assert_eq!(invite(same_login, 4), Err(JournalError::Conflict));
    assert_eq!(office.views.people(&"acme".parse().unwrap()).unwrap().len(), 2);
    // A refused write harms nobody else.
    assert_eq!(invite(person("bo", Role::Agent), 5), Ok(PeopleOutcome::Done));
}

#[test]
fn s10_another_password_needs_the_old_one_and_ends_other_sign_ins() {
    let office = Office::founded();
    for token in [20, 21, 22] {
        office.signs_in("olle", token, None).unwrap();
    }
    let change = |old: &str| PeopleWrite::Password {
        place: place("olle"),
        old: old.to_owned(),
        new: "new".to_owned(),
        keep: Some([21; 32]),
        by: by(11),
    };
    assert_eq!(office.write(change("wrong")), Err(JournalError::Conflict));
    assert!(office.is_in(20));
    assert_eq!(office.write(change("olle")), Ok(PeopleOutcome::Done));
    assert_eq!([20, 21, 22].map(|token| office.is_in(token)), [false, true, false]);
}

#[test]
fn s15_another_role_or_standing_ends_every_sign_in_and_another_login_none() {
    let office = Office::founded();
    office
        .write(PeopleWrite::Invite { person: person("eva", Role::Owner), link: link(2), by: by(3) })
        .unwrap();
    let mut version = 1;
    let mut change = |change: PersonChange| {
        let write = PeopleWrite::Change { place: place("eva"), expected: version, change, by: by(12) };
        match office.write(write).unwrap() {
            PeopleOutcome::Changed { version: new, ended } => {
                version = new;
                ended
            }
            other => panic!("{other:?}"),
        }
    };
    office.signs_in("eva", 30, None).unwrap();
    assert!(!change(PersonChange { login: Some("e@example.org".to_owned()), ..Default::default() }));
    assert!(!change(PersonChange { role: Some(Role::Owner), ..Default::default() }), "nothing changed");
    assert!(office.is_in(30));
    assert!(change(PersonChange { role: Some(Role::Agent), ..Default::default() }));
    assert!(!office.is_in(30));
    office.signs_in("eva", 31, None).unwrap();
    assert!(change(PersonChange { disabled: Some(true), ..Default::default() }));
    assert!(!office.is_in(31));
    assert_eq!(office.signs_in("eva", 32, None), Ok(PeopleOutcome::NotThere), "disabled");
    let stale =
        PeopleWrite::Change { place: place("eva"), expected: 1, change: PersonChange::default(), by: by(12) };
    assert_eq!(office.write(stale), Err(JournalError::Conflict));
}

#[test]
fn the_last_owner_stays_one() {
    let office = Office::founded();
    for change in [
        PersonChange { role: Some(Role::Admin), ..Default::default() },
        PersonChange { disabled: Some(true), ..Default::default() },
    ] {
        let write = PeopleWrite::Change { place: place("olle"), expected: 1, change, by: by(12) };
        assert!(matches!(office.write(write), Err(JournalError::Refused(_))));
    }
}

#[test]
fn s9_each_code_counts_once() {
    let office = Office::founded();
    let sealed = vec![1, 2, 3];
    office.write(PeopleWrite::BeginTotp { place: place("olle"), sealed: sealed.clone() }).unwrap();
    let confirm = |sealed: Vec<u8>| PeopleWrite::ConfirmTotp {
        place: place("olle"),
        sealed,
        step: 100,
        recovery: vec![[50; 32], [51; 32]],
        keep: None,
        by: by(13),
    };
    assert_eq!(office.write(confirm(vec![9])), Err(JournalError::Conflict), "another one was begun");
    assert_eq!(office.write(confirm(sealed.clone())), Ok(PeopleOutcome::Done));
    assert_eq!(office.write(confirm(sealed)), Err(JournalError::Conflict), "nothing is begun any more");
    assert_eq!(office.signs_in("olle", 40, Some(Spent::Step(100))), Err(JournalError::Conflict));
    assert_eq!(office.signs_in("olle", 41, Some(Spent::Step(101))), Ok(PeopleOutcome::Done));
    assert_eq!(office.signs_in("olle", 42, Some(Spent::Step(101))), Err(JournalError::Conflict));
    assert_eq!(office.signs_in("olle", 43, Some(Spent::Recovery([50; 32]))), Ok(PeopleOutcome::Done));
    assert_eq!(office.signs_in("olle", 44, Some(Spent::Recovery([50; 32]))), Err(JournalError::Conflict));
    assert_eq!(office.views.recovery_codes_left(&place("olle")).unwrap(), 1);
    assert_eq!([40, 41, 42, 43, 44].map(|token| office.is_in(token)), [false, true, false, true, false]);
    office.write(PeopleWrite::RemoveTotp { place: place("olle"), keep: None, by: by(14) }).unwrap();
    assert_eq!(office.views.recovery_codes_left(&place("olle")).unwrap(), 0);
}

#[test]
fn s11_sign_ins_are_listed_end_one_by_one_and_are_forgotten_when_old() {
    let office = Office::founded();
    office.signs_in("olle", 60, None).unwrap();
    office.signs_in("olle", 61, None).unwrap();
    office.write(PeopleWrite::Used { hash: [60; 32], at: Timestamp(500) }).unwrap();
    let ids: Vec<_> = office.views.sign_ins(&place("olle")).unwrap().into_iter().map(|s| s.id).collect();
    assert_eq!(ids, ["olle-60", "olle-61"]);
    let out = |agent: &str, id: &str| {
        office.write(PeopleWrite::SignOut { place: place(agent), id: id.to_owned(), by: by(15) })
    };
    assert_eq!(out("eva", "olle-60"), Ok(PeopleOutcome::NotThere), "somebody else's");
    assert_eq!(out("olle", "olle-60"), Ok(PeopleOutcome::SignedOut([60; 32])));
    assert!(!office.is_in(60) && office.is_in(61));
    let sign_in = office.views.sign_in(&[61; 32]).unwrap().unwrap().0;
    let newer = SignIn { id: "new".to_owned(), used_at: Timestamp(900), ..sign_in };
    let forget_before = Timestamp(600);
    office.write(PeopleWrite::SignIn { hash: [62; 32], sign_in: newer, spent: None, forget_before }).unwrap();
    assert!(!office.is_in(61) && office.is_in(62));
}

#[test]
fn s16_keys_are_kept_as_hashes_and_revoked_in_their_workspace_only() {
    let office = Office::founded();
    let key = ApiKey {
        id: "sk_1".to_owned(),
        workspace: "acme".parse().unwrap(),
        name: "Bot".to_owned(),
        scopes: ["feed:read".to_owned()].into(),
        created_at: Timestamp(20),
        created_by: "person:olle".to_owned(),
        expires_at: Some(Timestamp(5_000)),
        used_at: None,
        revoked_at: None,
    };
    office.write(PeopleWrite::MintKey { hash: [70; 32], key: key.clone(), by: by(20) }).unwrap();
    assert_eq!(office.views.api_key(&[70; 32]).unwrap(), Some(key));
    office.write(PeopleWrite::KeyUsed { hash: [70; 32], at: Timestamp(30) }).unwrap();
    let revoke = |workspace: &str| {
        let workspace = workspace.parse().unwrap();
        office.write(PeopleWrite::RevokeKey { workspace, id: "sk_1".to_owned(), by: by(40) })
    };
    assert_eq!(revoke("other"), Ok(PeopleOutcome::NotThere));
    assert_eq!(revoke("acme"), Ok(PeopleOutcome::Done));
    assert_eq!(revoke("acme"), Ok(PeopleOutcome::NotThere), "once");
    let kept = office.views.api_keys(&"acme".parse().unwrap()).unwrap();
    let times = kept.first().map(|key| (key.used_at, key.revoked_at));
    assert_eq!(times, Some((Some(Timestamp(30)), Some(Timestamp(40)))));
    assert_eq!(office.deeds().split_off(1), ["key_made", "key_revoked"]);
}

//! Pictures uploaded before anything is said with them: whose they are, and that nobody keeps what was never used.

use switchboard_core::machine::{Row, Standing};
use switchboard_core::{AgentId, Timestamp};
use switchboard_journal::accounts::{AccountWrite, Upload, Uploader};
use switchboard_journal::{Digest, Journal, Options, Request};

use crate::bench::{Pen, ask, customer, open, platform, row_of, session, talk, workspace};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn keep(journal: &dyn Journal, bytes: &[u8]) -> Digest {
    let (media, bytes) = ("image/png".to_owned(), bytes.to_vec());
    ask(journal, |reply| Request::KeepBlob { media, bytes, reply }).unwrap()
}

fn note(journal: &dyn Journal, hash: Digest, by: Uploader, at: i64) {
    let write = AccountWrite::Upload(Upload { hash, by, at: Timestamp(at) });
    ask(journal, |reply| Request::Account { write, reply }).unwrap();
}

#[test]
fn s41_a_picture_nobody_says_anything_with_is_forgotten_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write_row(journal.as_ref(), Row::Session(row_of(1, "u1", Standing::Queued))).unwrap();
    let anna = || AgentId::new("anna").unwrap();
    let staff = |number| Uploader::Staff { session: session(number), agent: anna() };
    let guest = || Uploader::Customer { platform: platform(), customer: customer("u1") };
    let (both, hers, theirs) =
        (keep(journal.as_ref(), b"both"), keep(journal.as_ref(), b"hers"), keep(journal.as_ref(), b"theirs"));
    note(journal.as_ref(), hers, staff(1), 1);
    note(journal.as_ref(), theirs, guest(), 1);
    note(journal.as_ref(), both, guest(), 1);
    note(journal.as_ref(), both, staff(1), DAY);

    assert!(views.may_say_with(&hers, session(1), &anna()).unwrap());
    assert!(!views.may_say_with(&hers, session(2), &anna()).unwrap(), "for that session alone");
    assert!(!views.may_say_with(&hers, session(1), &AgentId::new("bo").unwrap()).unwrap(), "hers alone");
    assert!(!views.may_say_with(&theirs, session(1), &anna()).unwrap(), "a customer's, not shown yet");
    assert!(!views.may_see(&hers, &platform(), &customer("u1")).unwrap(), "nothing was said with it yet");
    let for_which = views.sessions_uploaded_for(&workspace(), &hers, &anna()).unwrap();
    assert_eq!(for_which.into_iter().map(|row| row.session).collect::<Vec<_>>(), [session(1)]);

    let newest = keep(journal.as_ref(), b"newest");
    note(journal.as_ref(), newest, staff(1), DAY + 2);
    for (hash, kept) in [(hers, false), (theirs, false), (both, true), (newest, true)] {
        assert_eq!(views.blob(&hash).unwrap().is_some(), kept);
    }
    assert!(!views.may_say_with(&hers, session(1), &anna()).unwrap());
    assert!(views.may_say_with(&both, session(1), &anna()).unwrap());
    journal.stop();
}

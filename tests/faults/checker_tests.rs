//! The checker finds what it is for: a faultless run, and one fault after the other planted in it.

use crate::checker::{INVARIANTS, violations};
use crate::history::{Answer, Client, History, Said, Saw, Side, Told};
use crate::journal::{Event, Journal};

const SESSION: &str = "s1";
const OTHER: &str = "s2";

/// Ada says two texts, is answered once, and one text of hers is refused; an agent reads along. Ben has a session, too.
fn faultless() -> (History, Journal) {
    let mut journal = Journal::default();
    let mut event = |session: &str, seq, public, kind: &str, text: &str| {
        let position = journal.events.len() as u64 + 1;
        let customer = (kind == "opened").then(|| format!("user of {session}"));
        let (stream, kind, text) = (format!("session/{session}"), kind.to_owned(), text.to_owned());
        journal.events.push(Event { position, stream, seq, public, kind, text, customer });
    };
    event(SESSION, 1, None, "opened", "");
    event(SESSION, 2, Some(1), "message_received", "ada 0");
    event(SESSION, 3, None, "assigned", "");
    event(OTHER, 1, None, "opened", "");
    event(OTHER, 2, Some(1), "message_received", "ben 0");
    event(SESSION, 4, Some(2), "agent_said", "eva 0");
    event(SESSION, 5, Some(3), "message_received", "ada 1");

    let mut ada = customer("ada", SESSION);
    ada.said = vec![acked("ada 0", 1, SESSION, 1), acked("ada 1", 7, SESSION, 3), refused("ada 2", 9)];
    ada.saw = vec![saw(SESSION, 1, "ada 0"), saw(SESSION, 2, "eva 0"), saw(SESSION, 3, "ada 1")];
    let mut ben = customer("ben", OTHER);
    ben.said = vec![acked("ben 0", 3, OTHER, 1), Said::new("ben 1".to_owned(), 20)];
    ben.saw = vec![saw(OTHER, 1, "ben 0")];
    let mut eva = Client::new("eva", Side::Agent);
    eva.said = vec![Said { answers: vec![told(6, ack(None, 4))], ..Said::new("eva 0".to_owned(), 5) }];
    eva.reads.insert(SESSION.to_owned());
    let read = [("opened", ""), ("message_received", "ada 0"), ("assigned", "")];
    let read = read.into_iter().chain([("agent_said", "eva 0"), ("message_received", "ada 1")]);
    eva.saw = (1..).zip(read).map(|(number, (kind, text))| frame(SESSION, number, kind, text)).collect();
    (History { clients: vec![ada, ben, eva], settled: true }, journal)
}

fn customer(name: &str, session: &str) -> Client {
    Client { user: Some(format!("user of {session}")), ..Client::new(name, Side::Customer) }
}

fn told(at: u64, answer: Answer) -> Told {
    Told { at, answer }
}

fn ack(session: Option<&str>, number: u64) -> Answer {
    Answer::Acked { session: session.map(str::to_owned), number }
}

fn acked(text: &str, sent: u64, session: &str, number: u64) -> Said {
    let answers = vec![told(sent + 1, ack(Some(session), number))];
    Said { answers, ..Said::new(text.to_owned(), sent) }
}

fn refused(text: &str, sent: u64) -> Said {
    let code = "text_too_long".to_owned();
    Said { answers: vec![told(sent + 1, Answer::Refused { code })], ..Said::new(text.to_owned(), sent) }
}

fn saw(session: &str, number: u64, text: &str) -> Saw {
    frame(session, number, "text", text)
}

fn frame(session: &str, number: u64, kind: &str, text: &str) -> Saw {
    let (session, kind, text) = (session.to_owned(), kind.to_owned(), text.to_owned());
    Saw { session, number, kind, text, connection: 1 }
}

/// The numbers of the invariants that a run breaks.
fn broken(history: &History, journal: &Journal) -> Vec<&'static str> {
    let mut names: Vec<_> = violations(history, journal).iter().map(|one| &one.invariant[..3]).collect();
    names.dedup();
    names
}

/// One fault, planted; these invariants notice it, and no other.
fn finds(noticed: &[&str], plant: impl FnOnce(&mut History, &mut Journal)) {
    let (mut history, mut journal) = faultless();
    plant(&mut history, &mut journal);
    assert_eq!(broken(&history, &journal), noticed);
}

/// The events are there without this one; the others close up.
fn lose(journal: &mut Journal, text: &str) {
    let gone = journal.events.iter().position(|event| event.text == text).expect("it is there");
    let stream = journal.events.remove(gone).stream;
    for event in &mut journal.events[gone..] {
        event.position -= 1;
        if event.stream == stream {
            event.seq -= 1;
            event.public = event.public.map(|number| number - 1);
        }
    }
}

/// Once more, at the end of its stream.
fn repeat(journal: &mut Journal, text: &str) {
    let mut again = journal.events.iter().find(|event| event.text == text).expect("it is there").clone();
    let last = |journal: &Journal, of: fn(&Event) -> Option<u64>| {
        let stream = journal.events.iter().filter(|event| event.stream == again.stream);
        stream.filter_map(of).max().unwrap_or_default()
    };
    let (seq, public) = (last(journal, |event| Some(event.seq)), last(journal, |event| event.public));
    again.position = journal.events.len() as u64 + 1;
    (again.seq, again.public) = (seq + 1, Some(public + 1));
    journal.events.push(again);
}

#[test]
fn a_faultless_run_has_nothing_wrong_with_it() {
    finds(&[], |_, _| {});
    assert_eq!(INVARIANTS.len(), 12);
}

#[test]
fn i01_finds_a_lost_a_repeated_and_a_misplaced_acknowledgement() {
    // Readers who saw it are witnesses, too.
    finds(&["I01", "I11"], |_, journal| lose(journal, "ada 1"));
    finds(&["I01", "I08"], |_, journal| repeat(journal, "ada 1"));
    finds(&["I01"], |history, _| history.clients[0].said[1] = acked("ada 1", 7, SESSION, 2));
    finds(&["I01"], |history, _| history.clients[2].said[0].answers[0].answer = ack(None, 3));
    finds(&["I01", "I08", "I12"], |history, _| history.clients[1].said[0] = acked("ben 0", 3, SESSION, 1));
}

#[test]
fn i02_finds_what_was_refused_and_stored() {
    finds(&["I02"], |history, _| history.clients[1].said[0] = refused("ben 0", 3));
}

#[test]
fn i03_finds_what_was_never_answered_and_stored_twice() {
    finds(&["I03", "I08"], |history, journal| {
        history.clients[1].said[0].answers.clear();
        repeat(journal, "ben 0");
    });
}

#[test]
fn i04_finds_what_nobody_said_and_what_was_changed() {
    finds(&["I04"], |history, _| history.clients[1].said.clear());
    finds(&["I01", "I04", "I11"], |_, journal| journal.events[6].text = "ada l".to_owned());
}

#[test]
fn i05_finds_gaps_and_repetitions_of_numbers() {
    finds(&["I05"], |_, journal| journal.events[6].position = 8);
    finds(&["I05"], |history, journal| {
        history.clients[2].saw[4].number = 6;
        history.clients[2].saw.pop();
        history.clients[2].reads.clear();
        journal.events[6].seq = 6;
    });
    finds(&["I01", "I05", "I08", "I11"], |_, journal| journal.events[6].public = Some(4));
}

#[test]
fn i06_finds_an_order_that_was_turned_around_across_senders() {
    // Ben had his answer before Ada spoke; the journal says otherwise.
    finds(&["I06"], |history, journal| {
        journal.events.swap(4, 6);
        journal.events.swap(4, 5);
        for (place, event) in (1..).zip(&mut journal.events) {
            event.position = place;
        }
        assert_eq!(journal.events.last().expect("some").text, "ben 0");
        history.clients[0].said[1].sent = 7;
    });
}

#[test]
fn i07_finds_two_answers_to_one_id() {
    finds(&["I07"], |history, _| {
        history.clients[0].said[0].answers.push(told(30, ack(Some(SESSION), 2)));
    });
    finds(&["I07"], |history, _| {
        let code = "id_reused".to_owned();
        history.clients[0].said[0].answers.push(told(30, Answer::Refused { code }));
    });
    finds(&[], |history, _| {
        history.clients[0].said[0].answers.push(told(30, ack(Some(SESSION), 1)));
    });
}

#[test]
fn i08_finds_a_reader_who_lacks_something() {
    finds(&["I08"], |history, _| history.clients[0].saw.truncate(2));
    finds(&["I08"], |history, _| history.clients[1].saw.clear());
    finds(&["I08"], |history, _| history.clients[2].saw.truncate(4));
    finds(&[], |history, _| {
        history.settled = false;
        history.clients[0].saw.truncate(2);
    });
}

#[test]
fn i09_finds_what_was_shown_twice() {
    finds(&["I09"], |history, _| {
        let again = Saw { connection: 2, ..saw(SESSION, 3, "ada 1") };
        history.clients[0].saw.push(again);
    });
}

#[test]
fn i10_finds_a_gap_and_a_disorder_on_a_connection() {
    finds(&["I08", "I10"], |history, _| drop(history.clients[0].saw.remove(1)));
    finds(&["I10"], |history, _| history.clients[0].saw.swap(1, 2));
}

#[test]
fn i11_finds_what_was_shown_and_is_not_so() {
    finds(&["I11"], |history, _| history.clients[0].saw.push(saw(SESSION, 4, "never said")));
    finds(&["I11"], |history, _| history.clients[2].saw[2].kind = "queued".to_owned());
}

#[test]
fn i12_finds_another_ones_conversation() {
    finds(&["I12"], |history, _| history.clients[0].saw.push(saw(OTHER, 1, "ben 0")));
    finds(&["I12"], |history, _| history.clients[1].user = None);
}

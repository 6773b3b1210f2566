//! Subjects set aside, and their commands, which are safe until they were carried out.

use switchboard_core::effect::ToAgent;
use switchboard_core::{AnyCommand, Timestamp, agent as agent_core};
use switchboard_core::{OfferId, QueueId};
use switchboard_journal::{ClientStamp, OwedKey, Parked, Request};

use crate::bench::{Bench, agent, client, talk};

on_both!(
    a_quarantine_is_remembered_until_the_release,
    parked_commands_come_back_in_order_and_once,
    a_parked_command_stays_until_it_was_carried_out,
    an_owed_command_is_parked_instead_of_being_tried,
    a_command_that_led_to_nothing_is_unparked,
);

fn command(number: u64) -> AnyCommand {
    let offer = OfferId { queue: QueueId::new("support").unwrap(), number };
    AnyCommand::Agent(agent_core::Command::Told(ToAgent::Withdraw { offer }))
}

fn park(bench: &Bench, number: u64, client: Option<ClientStamp>, settles: Option<OwedKey>) {
    let parked = Parked { command: command(number), client, settles };
    bench.ask(|reply| Request::Park { subject: agent("anna"), parked, reply }).unwrap();
}

fn set(bench: &Bench, cause: Option<&str>) -> Vec<Parked> {
    let cause = cause.map(str::to_owned);
    bench.ask(|reply| Request::Quarantine { subject: agent("anna"), cause, reply }).unwrap()
}

fn numbers(parked: &[Parked]) -> Vec<String> {
    parked.iter().map(|parked| format!("{:?}", parked.command)).collect()
}

fn expected(wanted: &[u64]) -> Vec<String> {
    wanted.iter().map(|number| format!("{:?}", command(*number))).collect()
}

fn a_quarantine_is_remembered_until_the_release(bench: &Bench) {
    let all = || bench.ask(|reply| Request::Quarantined { reply }).unwrap();
    assert_eq!(all(), []);
    assert!(set(bench, Some("panicked five times")).is_empty());
    assert_eq!(all(), [(agent("anna"), "panicked five times".to_owned())]);
    set(bench, Some("again"));
    assert_eq!(all(), [(agent("anna"), "again".to_owned())]);
    set(bench, None);
    assert_eq!(all(), []);
}

fn parked_commands_come_back_in_order_and_once(bench: &Bench) {
    set(bench, Some("x"));
    park(bench, 1, Some(client(1)), None);
    park(bench, 2, Some(client(2)), None);
    park(bench, 1, Some(client(1)), None);
    assert!(bench.load(&agent("anna")).loaded.parked.is_empty(), "still set aside");
    let parked = set(bench, None);
    assert_eq!(numbers(&parked), expected(&[1, 2]));
    assert_eq!((parked[0].client, &parked[0].settles), (Some(client(1)), &None));
}

fn a_parked_command_stays_until_it_was_carried_out(bench: &Bench) {
    set(bench, Some("x"));
    park(bench, 1, Some(client(1)), None);
    park(bench, 2, Some(client(2)), None);
    set(bench, None);
    // The program may be killed here: the subject is woken, and finds what was released.
    let due = bench.ask(|reply| Request::WakeList { until: Timestamp(1), limit: 9, reply }).unwrap();
    assert_eq!(due[0].0, agent("anna"));
    let mut anna = bench.load(&agent("anna"));
    assert_eq!(numbers(&anna.loaded.parked), expected(&[1, 2]));
    let stamp = |append: &mut switchboard_journal::Append| append.events[0].client = Some(client(1));
    anna.write_with(bench.journal.as_ref(), &["1"], stamp).unwrap();
    assert_eq!(numbers(&bench.load(&agent("anna")).loaded.parked), expected(&[2]));
}

fn an_owed_command_is_parked_instead_of_being_tried(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut talk = bench.load(&talk(1));
    let owed = talk.owing(0, &agent("anna"));
    let key = owed.key.clone();
    talk.write_with(journal, &["1"], |append| append.owed = vec![owed]).unwrap();
    set(bench, Some("x"));
    park(bench, 7, None, Some(key.clone()));
    park(bench, 7, None, Some(key.clone()));
    assert_eq!(bench.backlog(), [], "not tried while it waits for the release");
    let parked = set(bench, None);
    assert_eq!(numbers(&parked), expected(&[7]));
    assert_eq!(parked[0].settles, Some(key.clone()));

    let mut anna = bench.load(&agent("anna"));
    anna.write_with(journal, &["1"], |append| append.settles = Some(key)).unwrap();
    assert!(bench.load(&agent("anna")).loaded.parked.is_empty());
    assert_eq!(bench.backlog(), []);
}

fn a_command_that_led_to_nothing_is_unparked(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut talk = bench.load(&talk(1));
    let owed = talk.owing(0, &agent("anna"));
    let key = owed.key.clone();
    talk.write_with(journal, &["1"], |append| append.owed = vec![owed]).unwrap();
    set(bench, Some("x"));
    park(bench, 1, Some(client(1)), None);
    park(bench, 2, None, Some(key.clone()));
    set(bench, None);
    let unpark = |client, settles| {
        journal.submit(Request::Unpark { subject: agent("anna"), client, settles }).unwrap();
    };
    unpark(Some(client(1)), None);
    unpark(None, Some(key));
    assert!(bench.load(&agent("anna")).loaded.parked.is_empty());
    assert_eq!(bench.backlog(), [], "its outbox row is settled with it");
}

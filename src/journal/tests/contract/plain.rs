//! Configuration, tokens, credentials, notes, attachments.

use std::collections::BTreeMap;

use switchboard_core::effect::{AgentValues, QueueValues, ToAgent, ToQueue};
use switchboard_core::flow::{Flow, Node};
use switchboard_core::{AgentId, FlowId, Language, QueueId, Timestamp, Told, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, Credential, CustomerToken, PlatformValues, Role};
use switchboard_journal::{JournalError, OwedRow, Request, chain};

use crate::bench::{Bench, agent, customer, platform, queue, workspace};

on_both!(
    a_changed_queue_owes_it_to_the_queue,
    a_changed_agent_owes_it_to_the_agent,
    a_platform_counts_its_versions_and_keeps_its_workspace,
    a_published_flow_never_changes,
    tokens_credentials_and_notes,
    the_same_bytes_are_kept_once,
);

fn write(bench: &Bench, write: AccountWrite) -> Result<Vec<OwedRow>, JournalError> {
    bench.ask(|reply| Request::Account { write, reply }).map(|accounted| accounted.owed)
}

fn queue_values(name: &str) -> QueueValues {
    QueueValues::named(name)
}

fn a_changed_queue_owes_it_to_the_queue(bench: &Bench) {
    let id = QueueId::new("support").unwrap();
    let set = |name| {
        let values = queue_values(name);
        write(bench, AccountWrite::Queue { workspace: workspace(), queue: id.clone(), values }).unwrap()
    };
    let owed = set("Support");
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].key.source.as_str(), owed[0].key.seq), ("admin/demo", 1));
    assert_eq!(owed[0].owed.target, queue("support"));
    let values = queue_values("Support");
    assert_eq!(owed[0].owed.told, Told::Queue(ToQueue::Configured { version: 1, values: values.clone() }));
    assert_eq!(bench.backlog(), owed);
    assert_eq!(set("Support"), [], "the same again owes nothing");

    let second = set("Help");
    assert!(matches!(&second[0].owed.told, Told::Queue(ToQueue::Configured { version: 2, .. })));
    assert_eq!(second[0].key.seq, 2);
    assert_eq!(bench.backlog().len(), 2);
    assert_eq!(bench.configuration().queues, BTreeMap::from([((workspace(), id), queue_values("Help"))]));
}

fn a_changed_agent_owes_it_to_the_agent(bench: &Bench) {
    let id = AgentId::new("anna").unwrap();
    let values = AgentValues {
        name: "Anna".to_owned(),
        queues: vec![QueueId::new("support").unwrap()],
        capacity: 3.into(),
        wrap_up_ms: 0,
    };
    let set = AccountWrite::Agent { workspace: workspace(), agent: id.clone(), values: values.clone() };
    let owed = write(bench, set.clone()).unwrap();
    assert_eq!(owed[0].owed.target, agent("anna"));
    assert_eq!(owed[0].owed.told, Told::Agent(ToAgent::Configured { version: 1, values: values.clone() }));
    assert_eq!(write(bench, set).unwrap(), []);
    assert_eq!(bench.configuration().agents.get(&(workspace(), id)), Some(&values));
}

fn platform_values(name: &str) -> PlatformValues {
    PlatformValues {
        language: Language("sv".to_owned()),
        origins: vec!["https://example.org".to_owned()],
        ..PlatformValues::named(workspace(), name, QueueId::new("support").unwrap())
    }
}

fn a_platform_counts_its_versions_and_keeps_its_workspace(bench: &Bench) {
    let set = |values: PlatformValues| {
        write(bench, AccountWrite::Platform { platform: platform(), values: Box::new(values) })
    };
    let stored = || bench.configuration().platforms.get(&platform()).cloned().unwrap();
    assert_eq!(set(platform_values("Shop")).unwrap(), []);
    set(platform_values("Shop")).unwrap();
    assert_eq!(stored(), (1, platform_values("Shop")));
    set(platform_values("Store")).unwrap();
    assert_eq!(stored(), (2, platform_values("Store")));
    let foreign = PlatformValues { workspace: WorkspaceId::new("other").unwrap(), ..platform_values("Mine") };
    assert!(matches!(set(foreign), Err(JournalError::Refused(_))));
    assert_eq!(stored(), (2, platform_values("Store")));
}

fn flow(version: u64, start: &str) -> AccountWrite {
    let flow = Flow {
        flow: FlowId::new("hello").unwrap(),
        version,
        start: start.to_owned(),
        nodes: BTreeMap::from([(start.to_owned(), Node::End)]),
    };
    AccountWrite::Flow { workspace: workspace(), flow }
}

fn a_published_flow_never_changes(bench: &Bench) {
    write(bench, flow(1, "a")).unwrap();
    write(bench, flow(1, "a")).unwrap();
    assert!(matches!(write(bench, flow(1, "b")), Err(JournalError::Refused(_))));
    write(bench, flow(2, "b")).unwrap();
    let flows = bench.configuration().flows;
    let starts: Vec<_> = flows.iter().map(|((_, version), flow)| (*version, flow.start.as_str())).collect();
    assert_eq!(starts, [(1, "a"), (2, "b")]);
}

fn tokens_credentials_and_notes(bench: &Bench) {
    let (hash, other) = ([1; 32], [2; 32]);
    let token = CustomerToken {
        platform: platform(),
        customer: customer("u 1/ä"),
        origin: Some("https://example.org".to_owned()),
        minted_at: Timestamp(5),
    };
    let set = AccountWrite::CustomerToken { hash, token: token.clone() };
    write(bench, set).unwrap();
    let theirs = CustomerToken { customer: customer("thief"), ..token.clone() };
    write(bench, AccountWrite::CustomerToken { hash, token: theirs }).unwrap();
    assert_eq!(bench.plain(&hash, "demo").token, Some(token), "what a token stands for never changes");
    assert_eq!(bench.plain(&other, "demo").token, None);

    let credential =
        Credential { workspace: workspace(), agent: AgentId::new("anna").unwrap(), role: Role::Supervisor };
    write(bench, AccountWrite::Credential { hash, credential: credential.clone() }).unwrap();
    assert_eq!(bench.plain(&hash, "demo").credential, Some(credential));

    let note = |text: &str| AccountWrite::Note { name: "demo".to_owned(), text: text.to_owned() };
    write(bench, note("made")).unwrap();
    write(bench, note("made again")).unwrap();
    assert_eq!(bench.plain(&hash, "demo").note.as_deref(), Some("made again"));
    assert_eq!(bench.plain(&hash, "none").note, None);
}

fn the_same_bytes_are_kept_once(bench: &Bench) {
    let keep = |media: &str| {
        let (media, bytes) = (media.to_owned(), vec![0, 255, 7]);
        bench.ask(|reply| Request::KeepBlob { media, bytes, reply }).unwrap()
    };
    let hash = keep("image/png");
    assert_eq!(hash, chain::blob_hash(&[0, 255, 7]));
    assert_eq!(keep("text/plain"), hash);
    assert_eq!(bench.plain(&hash, "").blob, Some(("image/png".to_owned(), vec![0, 255, 7])));
    assert_eq!(bench.plain(&[9; 32], "").blob, None);
}

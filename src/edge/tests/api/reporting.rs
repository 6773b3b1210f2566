//! A provider of telephony that reports, past its door.

use serde_json::json;
use switchboard_actors::{Answer, Ask, ReplyTo};
use switchboard_core::call::{Command, Report};
use switchboard_core::{AnyCommand, Subject};

use crate::doors::Center;

/// A workspace's provider reports something; waits until it is stored.
pub async fn report_of(
    center: &Center,
    workspace: &str,
    call: &str,
    name: &str,
    queue: Option<&str>,
    number: Option<&str>,
) {
    let report = Report {
        name: name.to_owned(),
        uuid: Default::default(),
        sent_at: None,
        queue: queue.map(str::to_owned),
        actor: Some("anna".to_owned()).filter(|_| name.starts_with("actor.")),
        extension: None,
        direction: None,
        our_number: None,
        their_number: number.map(str::to_owned),
        recording: None,
        event: json!({"type": name, "call_id": call, "their_number": number}).to_string(),
    };
    let (tell, told) = tokio::sync::oneshot::channel();
    let reply = ReplyTo::new(move |answer| tell.send(answer).unwrap());
    let command = AnyCommand::Call(Command::Report(Box::new(report)));
    let subject: Subject = format!("call/{workspace}/{call}").parse().unwrap();
    center.living.house.ask(subject, Ask::from_client(command, None, reply));
    assert!(matches!(told.await.unwrap(), Answer::Accepted { .. }));
}

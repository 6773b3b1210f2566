//! The settings of the pure house.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use switchboard_core::flow::Flow;
use switchboard_core::session::{Given, Notices, Opening, Policy};
use switchboard_core::{Codes, CustomerKey, Language, PlatformId, Texts};

use crate::given::{queue_id, workspace};

/// How many there are of each.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub customers: usize,
    pub agents: usize,
    pub queues: usize,
}

pub fn agent_name(number: usize) -> String {
    format!("agent-{number}")
}

pub fn queue_name(number: usize) -> String {
    format!("queue-{number}")
}

pub fn opening(customer: usize) -> Opening {
    Opening {
        workspace: workspace(),
        platform: PlatformId::new("web").unwrap(),
        customer: CustomerKey::new(format!("customer-{customer}")).unwrap(),
    }
}

/// The bot greets, asks, and hands over after the answer; "bye" ends it.
fn flow() -> Flow {
    serde_json::from_str(
        r#"{"flow":"greet","version":1,"start":"sort","nodes":{
            "sort":{"node":"match","cases":[{"any_of":["bye"],"then":"end"}],"otherwise":"hello"},
            "hello":{"node":"say","text":{"en":"Hello!"},"typing_ms":0,"then":"ask"},
            "ask":{"node":"ask","text":{"en":"What is it about?"},"save":"topic","then":"over"},
            "over":{"node":"hand_over"},
            "end":{"node":"end"}}}"#,
    )
    .unwrap()
}

/// Every other customer meets the bot first.
pub fn given(customer: usize, size: Size) -> Given {
    let flow = customer.is_multiple_of(2).then(flow);
    let line = |text: &str| Texts(BTreeMap::from([(Language("en".to_owned()), text.to_owned())]));
    let policy = Policy {
        version: 1,
        language: Language("en".to_owned()),
        flow: flow.as_ref().map(Flow::pin),
        bot_key: None,
        desk_key: None,
        groups: BTreeMap::new(),
        bot_name: "Bot".to_owned(),
        queue: queue_id(&queue_name(customer % size.queues)),
        messages_queue: None,
        silent_after: Duration::from_secs(3_600),
        released_for: Duration::from_secs(1_800),
        lost_for: Duration::from_secs(900),
        unload_grace: Duration::from_secs(30),
        prefer_same_agent_for: Duration::from_secs(30),
        only_agent_for: Duration::from_secs(120),
        pause_after_typing: Duration::ZERO,
        warn_silent_after: Duration::from_secs(600),
        close_silent_after: Duration::from_secs(300),
        queue_guard: Duration::from_secs(10),
        wrap_up_codes: Codes::default(),
        notices: Notices {
            queued: line("You wait in {queue}"),
            assigned: line("You talk to {agent}"),
            ..Notices::default()
        },
    };
    Given { policy: Arc::new(policy), flow: flow.map(Arc::new) }
}

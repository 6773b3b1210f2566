//! The center of a simulation: five platforms, three queues, four agents, and how each is configured.

use std::collections::BTreeMap;

use switchboard_core::effect::{AgentValues, AtClosing, QueueValues, WayOfWork, WhenFull};
use switchboard_core::hours::{Hours, Shift, Weekday};
use switchboard_core::session::{BotKind, DeskKind, Opening};
use switchboard_core::{CustomerKey, Language, PlatformId, QueueId};
use switchboard_journal::accounts::{Configuration, PlatformTimes, PlatformValues};

use super::house::{agent_id, flow, notices, queue, technical_queue, workspace};
use super::random::Random;

/// Slots of every agent, at most.
pub const CAPACITY: u32 = 2;
pub const AGENTS: [&str; 4] = ["anna", "bertil", "cecilia", "david"];
/// Two customers of each platform. The first letter says which.
pub const CUSTOMERS: [&str; 10] = ["c0", "t1", "l2", "b3", "d4", "c5", "t6", "l7", "b8", "d9"];
/// The keys of the outside bot and the outside desk.
pub const BOT_KEY: &str = "bot-key";
pub const DESK_KEY: &str = "desk-key";

/// The queue agents pick from.
pub fn list() -> QueueId {
    QueueId::new("lista").unwrap()
}

pub fn queues() -> [QueueId; 3] {
    [queue(), technical_queue(), list()]
}

fn platform_of(customer: &str) -> PlatformId {
    let name = match &customer[..1] {
        "c" => "demo-web",
        "t" => "demo-teknik",
        "l" => "demo-lista",
        "b" => "demo-ute",
        _ => "demo-desk",
    };
    PlatformId::new(name).unwrap()
}

pub fn opening(customer: &str) -> Opening {
    let platform = platform_of(customer);
    Opening { workspace: workspace(), platform, customer: CustomerKey::new(customer).unwrap() }
}

/// The platforms: our bot twice, nobody, an outside bot, an outside desk behind our bot.
pub fn configuration() -> Configuration {
    let flow = flow();
    let mut configuration = Configuration::default();
    let times =
        PlatformTimes { released_for_ms: 10 * 60_000, lost_for_ms: 5 * 60_000, ..PlatformTimes::default() };
    let values = |queue: QueueId| PlatformValues {
        language: Language("sv".to_owned()),
        bot_name: "Bot".to_owned(),
        times: times.clone(),
        notices: notices(),
        ..PlatformValues::named(workspace(), "Demo", queue)
    };
    let ours = |queue| PlatformValues { flow: Some(flow.flow.clone()), ..values(queue) };
    let bot = BotKind::Key { key: BOT_KEY.to_owned() };
    let desk = DeskKind::Key { key: DESK_KEY.to_owned() };
    let platforms = [
        ("c", ours(queue())),
        ("t", ours(technical_queue())),
        ("l", PlatformValues { bot: BotKind::None, ..values(list()) }),
        ("b", PlatformValues { bot, ..values(technical_queue()) }),
        ("d", PlatformValues { desk, ..ours(queue()) }),
    ];
    for (customer, values) in platforms {
        configuration.platforms.insert(platform_of(customer), (1, values));
    }
    // Whom the provider names.
    for name in AGENTS {
        let agent = (workspace(), agent_id(name));
        configuration.agents.insert(agent, agent_values(name, CAPACITY, 0));
    }
    configuration.published.insert(flow.flow.clone(), 1);
    configuration.flows.insert((flow.flow.clone(), 1), flow);
    configuration
}

fn way_of(queue_id: &QueueId) -> WayOfWork {
    match queue_id {
        id if *id == queue() => WayOfWork::Offer,
        id if *id == list() => WayOfWork::Pick,
        _ => WayOfWork::Assign,
    }
}

/// A queue that takes everybody at any time.
pub fn open_queue(id: &QueueId) -> QueueValues {
    QueueValues { way: way_of(id), ..QueueValues::named(id.as_str()) }
}

/// A queue as an administrator may have it today: hours or none, a limit or none.
pub fn some_queue(id: &QueueId, random: &mut Random) -> QueueValues {
    let overflow = WhenFull::Overflow { queue: random.pick(&queues()).unwrap().clone() };
    QueueValues {
        hours: random.percent(60).then(|| hours(random)),
        at_closing: if random.percent(50) { AtClosing::Tell } else { AtClosing::Serve },
        max_length: random.percent(50).then(|| 1 + random.below(3) as u32),
        when_full: if random.percent(60) { overflow } else { WhenFull::TurnAway },
        ..open_queue(id)
    }
}

/// Open for a while, closed for a while, all day long.
fn hours(random: &mut Random) -> Hours {
    let minutes = 5 + random.below(110);
    let shifts: Vec<Shift> = (0..12)
        .map(|nth| Shift {
            from: format!("{:02}:00", nth * 2),
            to: format!("{:02}:{:02}", nth * 2 + minutes / 60, minutes % 60),
        })
        .collect();
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let week: BTreeMap<_, _> = days.into_iter().map(|day| (day, shifts.clone())).collect();
    Hours { zone: "UTC".to_owned(), week, exceptions: BTreeMap::new() }
}

/// Somebody who serves every queue.
pub fn agent_values(name: &str, capacity: u32, wrap_up_ms: u64) -> AgentValues {
    AgentValues { name: name.to_owned(), queues: queues().to_vec(), capacity: capacity.into(), wrap_up_ms }
}

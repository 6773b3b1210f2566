//! Customers and agents of the Bürokratt dialect, each with the streams their pages hold open: how soon a message that was
//! posted is in the other side's stream, and what the streams cost while nobody says anything.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::center::{Center, token};
use super::cores::Cores;
use super::report::Findings;
use super::requests::{self, Caller};
use super::server::{Server, Which};
use super::tally::Times;
use super::{BenchError, disk, folder};

const BASE: &str = "/buerokratt/v1";
/// Chats begun at once.
const AT_ONCE: usize = 25;
const GATHERS_WITHIN: Duration = Duration::from_secs(120);
const SETTLES_WITHIN: Duration = Duration::from_secs(20);
const LOOKS_EVERY: Duration = Duration::from_millis(5);
/// What is under way has ended.
const CALM: Duration = Duration::from_secs(3);
/// Messages a second, half from either side.
const PER_SECOND: u32 = 100;
const COMMITS: usize = 200;

/// How many, and for how long they talk; idle they are watched twice as long.
#[derive(Debug, Clone, Copy)]
pub struct Amounts {
    /// Customers, each with a chat and both streams of the widget.
    pub customers: u32,
    /// Agents, each with the list and one chat open.
    pub agents: u32,
    /// The time of talk.
    pub lasts: Duration,
}

/// When each message was sent, by its text, until it was read.
#[derive(Debug, Default)]
struct Seen {
    under_way: HashMap<String, Instant>,
    times: Times,
    /// Who serves each chat, as its own stream told it.
    served: HashMap<String, String>,
}

type Shared = Rc<RefCell<Seen>>;

struct Customer {
    chat: String,
    caller: Caller,
}

/// Runs it.
pub async fn run(at: &Path, cores: &Cores, amounts: Amounts) -> Result<Findings, BenchError> {
    let folder = folder(at, "streams", "product")?;
    let capacity = amounts.customers.div_ceil(amounts.agents.max(1)).saturating_add(5);
    Center { agents: amounts.agents, capacity, speaks_buerokratt: true, ..Center::default() }
        .furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    let watched = amounts.lasts.saturating_mul(2);
    let bare = idle(&server, watched).await;
    let seen = Shared::default();
    let mut agents = Vec::new();
    for agent in 0..amounts.agents {
        agents.push(sits_down(server.address, agent, &seen).await?);
    }
    let mut customers = Vec::new();
    let numbers: Vec<u32> = (0..amounts.customers).collect();
    for some in numbers.chunks(AT_ONCE) {
        let coming = some.iter().map(|_| comes(server.address, &seen));
        customers.extend(futures_util::future::try_join_all(coming).await?);
    }
    all_served(&server, &seen, customers.len()).await?;
    let open = opened_chats(server.address, amounts.agents, &customers, &seen).await?;
    let streaming = idle(&server, watched).await;
    let before = server.process().cpu_seconds.unwrap_or_default();
    let sent = talk(amounts.lasts, &mut agents, &mut customers, &open, &seen).await?;
    settled(&server, &seen).await?;
    let cpu = server.process().cpu_seconds.unwrap_or_default() - before;
    let commit = disk::commit_time(at, COMMITS).map_err(|why| BenchError::System(why.to_string()))?;
    let seen = seen.borrow();
    Ok(Findings {
        messages_per_second: Some(f64::from(sent) / amounts.lasts.as_secs_f64()),
        p50_ms: seen.times.per_mille(500),
        p99_ms: seen.times.per_mille(990),
        p999_ms: seen.times.per_mille(999),
        server_cpu_us_per_message: (sent > 0).then(|| cpu * 1e6 / f64::from(sent)),
        commit_ms: Some(commit.as_secs_f64() * 1000.0),
        lost: u64::try_from(seen.under_way.len()).ok(),
        idle_cpu_percent: Some(streaming),
        bare_cpu_percent: Some(bare),
        ..Findings::of("streams")
    })
}

/// The server's processor time in percent of its core while nothing is asked of it.
async fn idle(server: &Server, watched: Duration) -> f64 {
    tokio::time::sleep(CALM).await;
    let used = || server.process().cpu_seconds.unwrap_or_default();
    let before = used();
    tokio::time::sleep(watched).await;
    (used() - before) / watched.as_secs_f64() * 100.0
}

/// An agent with the list open, ready.
async fn sits_down(address: SocketAddr, agent: u32, seen: &Shared) -> Result<Caller, BenchError> {
    let cookie = format!("customJwtCookie={}", token(agent));
    let list = requests::stream(address, &format!("{BASE}/sse/cs-get-all-active-chats"), &cookie).await?;
    tokio::task::spawn_local(listen(list, Rc::clone(seen)));
    let mut caller = Caller::connect(address, cookie).await?;
    let ready = json!({ "customerSupportStatus": "true", "customerSupportId": format!("agent-{agent}") });
    caller.post(&format!("{BASE}/cs-set-customer-support-activity"), &ready).await?;
    Ok(caller)
}

/// A customer with a chat and both streams.
async fn comes(address: SocketAddr, seen: &Shared) -> Result<Customer, BenchError> {
    let mut caller = Caller::connect(address, String::new()).await?;
    let first = json!({
        "message": { "content": "Hello", "authorTimestamp": "2023-01-13T14:23:52.953Z", "authorRole": "end-user" },
        "endUserTechnicalData": { "endUserUrl": "https://bench.example", "endUserOs": "bench" },
    });
    let begun = caller.post(&format!("{BASE}/init-chat"), &first).await?;
    let id = begun.pointer("/data/get_inserted_chat/id").and_then(Value::as_str);
    let chat = id.ok_or_else(|| BenchError::Connection(format!("no chat was begun: {begun}")))?.to_owned();
    for path in ["get-new-messages?timeRangeBegin=", "get-chat-by-id?id="] {
        let stream = requests::stream(address, &format!("{BASE}/sse/{path}"), &caller.cookie).await?;
        tokio::task::spawn_local(listen(stream, Rc::clone(seen)));
    }
    Ok(Customer { chat, caller })
}

/// One chat of each agent's, whose stream is open: its number among the customers.
async fn opened_chats(
    address: SocketAddr,
    agents: u32,
    customers: &[Customer],
    seen: &Shared,
) -> Result<Vec<usize>, BenchError> {
    let mut open = Vec::new();
    for agent in 0..agents {
        let id = format!("agent-{agent}");
        let is_theirs = |customer: &Customer| seen.borrow().served.get(&customer.chat) == Some(&id);
        let Some((place, customer)) = customers.iter().enumerate().find(|(_, customer)| is_theirs(customer))
        else {
            continue;
        };
        let path = format!("{BASE}/sse/cs-get-new-messages?chatId={}&lastRead=", customer.chat);
        let cookie = format!("customJwtCookie={}", token(agent));
        let stream = requests::stream(address, &path, &cookie).await?;
        tokio::task::spawn_local(listen(stream, Rc::clone(seen)));
        open.push(place);
    }
    Ok(open)
}

/// Reads a stream to its end, and notes what was waited for.
async fn listen(mut stream: requests::Frames, seen: Shared) {
    while let Ok(Some(frame)) = stream.next().await {
        let at = Instant::now();
        let Ok(frame) = serde_json::from_str::<Value>(&frame) else { continue };
        let value =
            frame.pointer("/body/data").and_then(Value::as_object).and_then(|data| data.values().next());
        let mut seen = seen.borrow_mut();
        match value {
            Some(Value::Array(messages)) => {
                for text in messages.iter().filter_map(|message| message.get("content")?.as_str()) {
                    if let Some(sent) = seen.under_way.remove(text) {
                        seen.times.note(at.saturating_duration_since(sent));
                    }
                }
            }
            Some(chat) => {
                let told = |name: &str| chat.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                seen.served.insert(told("id"), told("customerSupportId"));
            }
            None => {}
        }
    }
}

/// Either side in turn, at an even pace whether the server keeps up or not; how many messages were sent.
async fn talk(
    lasts: Duration,
    agents: &mut [Caller],
    customers: &mut [Customer],
    open: &[usize],
    seen: &Shared,
) -> Result<u32, BenchError> {
    let served = seen.borrow().served.clone();
    let pace = Duration::from_secs(1) / PER_SECOND;
    let began = Instant::now();
    let mut sent = 0_u32;
    while began.elapsed() < lasts {
        tokio::time::sleep_until((began + pace.saturating_mul(sent)).into()).await;
        let text = format!("message {sent}");
        let turn = usize::try_from(sent / 2).unwrap_or_default();
        let at =
            format!("2023-01-13T14:{:02}:{:02}.{:03}Z", 25 + sent / 60_000, sent / 1_000 % 60, sent % 1_000);
        let place = match sent % 2 {
            0 => turn % customers.len().max(1),
            _ => open.get(turn % open.len().max(1)).copied().unwrap_or_default(),
        };
        let Some(customer) = customers.get_mut(place) else { break };
        let (path, body) = match sent % 2 {
            0 => (
                "cs-post-message",
                json!({
                    "chatId": customer.chat, "content": text, "authorTimestamp": at, "authorRole": "backoffice-user",
                }),
            ),
            _ => (
                "post-message",
                json!({
                    "chatId": customer.chat, "content": text, "authorTimestamp": at, "authorRole": "end-user",
                }),
            ),
        };
        let agent =
            served.get(&customer.chat).and_then(|id| id.strip_prefix("agent-")?.parse::<usize>().ok());
        let caller = match sent % 2 {
            0 => agent.and_then(|agent| agents.get_mut(agent)),
            _ => Some(&mut customer.caller),
        };
        let Some(caller) = caller else { break };
        seen.borrow_mut().under_way.insert(text, Instant::now());
        caller.send(&format!("{BASE}/{path}"), &body).await?;
        sent = sent.saturating_add(1);
    }
    for caller in agents.iter_mut().chain(customers.iter_mut().map(|customer| &mut customer.caller)) {
        caller.settle().await?;
    }
    Ok(sent)
}

async fn all_served(server: &Server, seen: &Shared, count: usize) -> Result<(), BenchError> {
    let is_so = || seen.borrow().served.values().filter(|agent| !agent.is_empty()).count() >= count;
    until(server, GATHERS_WITHIN, is_so, "not everybody was served").await
}

/// What is never read counts as lost.
async fn settled(server: &Server, seen: &Shared) -> Result<(), BenchError> {
    let is_so = || seen.borrow().under_way.is_empty();
    match until(server, SETTLES_WITHIN, is_so, "").await {
        Ok(()) | Err(BenchError::System(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

async fn until(
    server: &Server,
    within: Duration,
    is_so: impl Fn() -> bool,
    else_said: &str,
) -> Result<(), BenchError> {
    let began = Instant::now();
    while !is_so() {
        if began.elapsed() > within {
            return Err(BenchError::System(format!("{else_said}\n{}", server.log())));
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    Ok(())
}

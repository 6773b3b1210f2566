//! What all doors share, and the handle the runtime keeps: to drain them, and to see how many are open.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix::{Message, WeakRecipient};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use switchboard_actors::House;
use switchboard_core::session::Opening;
use switchboard_core::{CustomerKey, PlatformId};
use switchboard_journal::Digest;
use switchboard_journal::sealing::Sealer;

use crate::accounts::held::Accounts;
use crate::alarms::Alarms;
use crate::annex::Annexes;
use crate::denied::Denied;
use crate::limits::{Allowance, EdgeSettings, Full, Seat, Seats, at_least_one, network};
use crate::records::{Reader, Records};
use crate::vital::Vital;
use crate::writing::{Writer, Writing};

/// While draining, clients leave one after another about so far apart.
const LEAVE_EACH: Duration = Duration::from_millis(5);

/// TCP connections too many that are heard out at once, in all and of one address.
const REFUSED_AT_ONCE: (usize, usize) = (1_000, 50);

/// Told to every connection when the server stops: read no more, and close within this time.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(crate) struct Leave {
    pub within: Duration,
}

/// The doors. Clones share them.
#[derive(Clone)]
pub struct Doors {
    pub(crate) house: House,
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    /// Seals secrets that must be read again.
    pub(crate) sealer: Sealer,
    /// Who comes in, as far as it is held in memory.
    pub(crate) accounts: Accounts,
    pub(crate) settings: Arc<EdgeSettings>,
    pub(crate) vitals: Arc<Vec<Vital>>,
    /// What the server finds wrong with itself.
    pub(crate) alarms: Alarms,
    shared: Arc<Shared>,
}

/// A pace for each sign-in and each key, which can tell how much is left of it.
type ByCaller = RateLimiter<Digest, HashMapStateStore<Digest>, DefaultClock, StateInformationMiddleware>;

/// A pace for each address.
struct ByAddress {
    pace: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    /// When those who are rested were forgotten last, in seconds since the start.
    swept: AtomicU64,
}

impl ByAddress {
    fn new(quota: Quota) -> Self {
        Self { pace: RateLimiter::hashmap(quota), swept: AtomicU64::new(0) }
    }

    /// Whether this network keeps the pace. Forgetting looks at all of them, so it is done once a second at most: else a
    /// crowd would make every request as costly as the crowd is large.
    fn keeps(&self, address: IpAddr, seconds: u64) -> bool {
        if self.pace.len() > 10_000 && self.swept.swap(seconds, Ordering::Relaxed) != seconds {
            self.pace.retain_recent();
        }
        self.pace.check_key(&network(address)).is_ok()
    }
}

struct Shared {
    lines: Seats<IpAddr>,
    refused_lines: Seats<IpAddr>,
    seats: Seats<IpAddr>,
    visitors: Seats<(PlatformId, CustomerKey)>,
    pictures: Seats<IpAddr>,
    shown_pictures: Seats<IpAddr>,
    draining: AtomicBool,
    numbers: AtomicU64,
    open: Mutex<BTreeMap<u64, WeakRecipient<Leave>>>,
    claims: Mutex<BTreeSet<(PlatformId, CustomerKey)>>,
    newcomers: ByAddress,
    requests: ByAddress,
    messages: ByAddress,
    annexes: Annexes,
    turns: Mutex<BTreeSet<(u64, u64)>>,
    callers: ByCaller,
    callers_swept: AtomicU64,
    under_way: Seats<IpAddr>,
}

impl Doors {
    /// The doors of a house. `vitals` are asked by `/readyz`.
    pub fn new(
        house: House,
        records: Arc<dyn Records>,
        writing: Arc<dyn Writing>,
        sealer: Sealer,
        settings: EdgeSettings,
        vitals: Vec<Vital>,
    ) -> Self {
        let settings = settings.consistent();
        let a_minute = at_least_one(settings.newcomers_per_minute);
        let a_second = at_least_one(settings.requests_per_second);
        let at_once = at_least_one(settings.requests_at_once);
        let of_a_caller = Quota::per_second(at_least_one(settings.calls_per_second))
            .allow_burst(at_least_one(settings.calls_at_once));
        let shared = Shared {
            lines: Seats::new(settings.tcp_connections, settings.tcp_connections_per_address),
            refused_lines: Seats::new(REFUSED_AT_ONCE.0, REFUSED_AT_ONCE.1),
            seats: Seats::new(settings.connections, settings.connections_per_address),
            visitors: Seats::new(settings.connections, settings.connections_per_customer),
            pictures: Seats::new(settings.pictures, settings.pictures_per_address),
            shown_pictures: Seats::new(settings.pictures, settings.pictures_per_address),
            draining: AtomicBool::new(false),
            numbers: AtomicU64::new(1),
            open: Mutex::default(),
            claims: Mutex::default(),
            turns: Mutex::default(),
            newcomers: ByAddress::new(Quota::per_minute(a_minute)),
            messages: ByAddress::new(Quota::per_minute(at_least_one(settings.messages_per_minute))),
            requests: ByAddress::new(Quota::per_second(a_second).allow_burst(at_once)),
            annexes: Annexes::default(),
            callers: RateLimiter::hashmap(of_a_caller).with_middleware(),
            callers_swept: AtomicU64::new(0),
            under_way: Seats::new(settings.under_way, settings.under_way_per_address),
        };
        Self {
            house,
            reader: Reader::new(records, settings.readers),
            writer: Writer::new(writing),
            sealer,
            accounts: Accounts::default(),
            settings: Arc::new(settings),
            vitals: Arc::new(vitals),
            alarms: Alarms::default(),
            shared: Arc::new(shared),
        }
    }

    /// The same doors, which tell of what is found wrong by whoever looks.
    pub fn with_alarms(self, alarms: Alarms) -> Self {
        Self { alarms, ..self }
    }

    /// Turns newcomers away and asks every client to connect again elsewhere: the more there are, the longer it is spread,
    /// up to half of `within`. Returns when the last one is gone, or when the time is over; then with how many are left.
    pub async fn drain(&self, within: Duration) -> usize {
        self.shared.draining.store(true, Ordering::SeqCst);
        let clients = u32::try_from(self.connections()).unwrap_or(u32::MAX);
        let leave = Leave { within: LEAVE_EACH.saturating_mul(clients).min(within / 2) };
        for connection in self.lock_open().values() {
            if let Some(connection) = connection.upgrade() {
                connection.do_send(leave);
            }
        }
        let deadline = tokio::time::Instant::now() + within;
        while self.connections() > 0 && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.connections()
    }

    /// Answers nothing but health and the bootstrap until a workspace is founded; the token for it, to be shown once to
    /// whoever started the server.
    pub fn await_founder(&self) -> Result<String, Denied> {
        self.accounts.founding.begin(self.house.clock.now())
    }

    /// Whether the doors are closing.
    pub fn is_draining(&self) -> bool {
        self.shared.draining.load(Ordering::SeqCst)
    }

    /// Clients connected now.
    pub fn connections(&self) -> usize {
        self.lock_open().len()
    }

    /// TCP connections that have a seat.
    pub fn lines(&self) -> usize {
        self.shared.lines.count()
    }

    /// Sockets that take room, also of clients that are gone as far as we are concerned and do not know it yet.
    pub fn sockets(&self) -> usize {
        self.shared.seats.count()
    }

    /// Room for a TCP connection from this address. Behind a trusted proxy's there are many clients.
    pub(crate) fn line(&self, address: IpAddr) -> Result<Seat<IpAddr>, Full> {
        let is_proxy = self.settings.trusted.contains(&address.to_canonical());
        let each = if is_proxy { usize::MAX } else { self.settings.tcp_connections_per_address };
        self.shared.lines.take_up_to(network(address), each)
    }

    /// Room to hear out a TCP connection for which there was none.
    pub(crate) fn refused_line(&self, address: IpAddr) -> Option<Seat<IpAddr>> {
        self.shared.refused_lines.take(network(address))
    }

    pub(crate) fn seat(&self, address: IpAddr) -> Option<Seat<IpAddr>> {
        self.shared.seats.take(network(address))
    }

    /// A customer's seat: the tabs of one person, not a crowd.
    pub(crate) fn visitor(&self, opening: &Opening) -> Option<Seat<(PlatformId, CustomerKey)>> {
        self.shared.visitors.take((opening.platform.clone(), opening.customer.clone()))
    }

    /// Room for a picture on its way in.
    pub(crate) fn picture_seat(&self, address: IpAddr) -> Option<Seat<IpAddr>> {
        self.shared.pictures.take(network(address))
    }

    /// Room for a picture on its way out.
    pub(crate) fn shown_picture_seat(&self, address: IpAddr) -> Option<Seat<IpAddr>> {
        self.shared.shown_pictures.take(address)
    }

    /// A number no other connection of this process has.
    pub(crate) fn number(&self) -> u64 {
        self.shared.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn opened(&self, number: u64, connection: WeakRecipient<Leave>) {
        self.lock_open().insert(number, connection);
    }

    pub(crate) fn closed(&self, number: u64) {
        self.lock_open().remove(&number);
    }

    fn lock_open(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, WeakRecipient<Leave>>> {
        self.shared.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seconds(&self) -> u64 {
        u64::try_from(self.house.clock.now().micros() / 1_000_000).unwrap_or(0)
    }

    /// Whether another new customer may come from this address.
    pub(crate) fn welcomes_newcomer(&self, address: IpAddr) -> bool {
        self.shared.newcomers.keeps(address, self.seconds())
    }

    /// Whether another request of a customer may come from this address.
    pub(crate) fn hears_request(&self, address: IpAddr) -> bool {
        self.shared.requests.keeps(address, self.seconds())
    }

    /// Whether whoever has this token may ask for more, and what is left to them.
    pub(crate) fn hears_caller(&self, token: &Digest) -> Allowance {
        let pace = &self.shared.callers;
        if pace.len() > 10_000
            && self.shared.callers_swept.swap(self.seconds(), Ordering::Relaxed) != self.seconds()
        {
            pace.retain_recent();
        }
        let at_once = self.settings.calls_at_once.max(1);
        match pace.check_key(token) {
            Ok(standing) => Allowance { at_once, left: standing.remaining_burst_capacity(), wait: None },
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Allowance { at_once, left: 0, wait: Some(wait.as_secs().saturating_add(1)) }
            }
        }
    }

    /// Room for a request of this address, while it is under way.
    pub(crate) fn under_way(&self, address: IpAddr) -> Option<Seat<IpAddr>> {
        self.shared.under_way.take(network(address))
    }

    /// Whether another message may be left from this address.
    pub(crate) fn takes_message(&self, address: IpAddr) -> bool {
        self.shared.messages.keeps(address, self.seconds())
    }

    /// What a single door holds in memory, by its type.
    pub(crate) fn annex<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.shared.annexes.of()
    }

    /// Claims a customer's name while a token is made for it; none while somebody else does the same.
    pub(crate) fn claim(&self, platform: PlatformId, customer: CustomerKey) -> Option<Claim> {
        let name = (platform, customer);
        let mut claims = self.shared.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.insert(name.clone()).then(|| Claim { shared: Arc::clone(&self.shared), name })
    }

    /// The turn to carry out the request of a sender under a key; none while the same is under way.
    pub(crate) fn turn(&self, key: (u64, u64)) -> Option<Turn> {
        let mut turns = self.shared.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.insert(key).then(|| Turn { shared: Arc::clone(&self.shared), key })
    }
}

/// A request under way under its key; ends when dropped.
pub(crate) struct Turn {
    shared: Arc<Shared>,
    key: (u64, u64),
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.shared.turns.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// Ends when dropped.
pub(crate) struct Claim {
    shared: Arc<Shared>,
    name: (PlatformId, CustomerKey),
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.shared.claims.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

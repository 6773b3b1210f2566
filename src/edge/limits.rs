//! What a client may cost: sizes, paces, and seats by address.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::HttpRequest;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::buerokratt::settings::BuerokrattSettings;
use crate::telephony::settings::Telephony;

/// Settings of the doors.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    /// The largest frame, in bytes.
    pub frame_bytes: usize,
    /// The longest text of a customer, in bytes; the dialect's own bound holds besides.
    pub text_bytes: usize,
    /// The largest picture, in bytes; what pictures may be at all ([`crate::pictures::LIMIT`]) holds besides.
    pub picture_bytes: usize,
    /// The largest frame of a customer's text with a picture in it, in bytes.
    pub picture_frame_bytes: usize,
    /// Pictures on their way in at once, before they are kept; and as many on their way out, until they are taken.
    pub pictures: usize,
    /// And so many of one address.
    pub pictures_per_address: usize,
    /// The first frame must have come by then.
    pub hello_within: Duration,
    /// Frames of any kind a second on one connection.
    pub frames_per_second: u32,
    /// Frames at once before that pace counts.
    pub frames_at_once: u32,
    /// A customer's messages a second.
    pub texts_per_second: u32,
    /// A customer's messages at once before that pace counts.
    pub texts_at_once: u32,
    /// Typing previews a second; more are coalesced into the newest.
    pub typing_per_second: u32,
    /// TCP connections at once, whatever they are used for.
    pub tcp_connections: usize,
    /// And so many from one address, unless it is a trusted proxy's; a whole office must fit.
    pub tcp_connections_per_address: usize,
    /// Sockets open at once.
    pub connections: usize,
    /// Sockets open at once from one address; a whole office must fit.
    pub connections_per_address: usize,
    /// Sockets open at once for one customer.
    pub connections_per_customer: usize,
    /// Customers newly named a minute from one address.
    pub newcomers_per_minute: u32,
    /// Customers' HTTP requests a second from one address; a whole office must fit.
    pub requests_per_second: u32,
    /// And so many at once before that pace counts.
    pub requests_at_once: u32,
    /// Messages left a minute from one address.
    pub messages_per_minute: u32,
    /// Requests of the API a second with one sign-in or one key.
    pub calls_per_second: u32,
    /// And so many at once before that pace counts.
    pub calls_at_once: u32,
    /// Requests under way at once.
    pub under_way: usize,
    /// And so many of one address; a whole office must fit.
    pub under_way_per_address: usize,
    /// Frames handed to the pump and not yet handled.
    pub window: usize,
    /// Frames waiting behind the window; a reader further behind is closed and resumes.
    pub backlog: usize,
    /// And so many bytes of them.
    pub backlog_bytes: usize,
    /// Events read from the journal at once.
    pub page: u32,
    /// Every connection looks after itself this often.
    pub beat: Duration,
    /// A silent client is asked for a sign of life.
    pub ping_after: Duration,
    /// A client silent for so long is closed.
    pub dead_after: Duration,
    /// A console sends a heartbeat this often.
    pub console_heartbeat: Duration,
    /// An agent's connection counts for so long after it was last asserted.
    pub agent_lease: Duration,
    /// Pages besides our own that may open the console's socket.
    pub console_origins: Vec<String>,
    /// Proxies whose word on a client's address is believed.
    pub trusted: Vec<IpAddr>,
    /// Browsers reach us by TLS only, here or at the proxy in front.
    pub secure: bool,
    /// What every path begins with, as `/chat`; empty where nothing does.
    pub prefix: String,
    /// Reads of the journal at once; as many as its pool has connections.
    pub readers: usize,
    /// How the Bürokratt dialect is spoken, if it is.
    pub buerokratt: BuerokrattSettings,
    /// How telephony is spoken with.
    pub telephony: Telephony,
}

impl Default for EdgeSettings {
    fn default() -> Self {
        Self {
            frame_bytes: 64 * 1024,
            text_bytes: 16 * 1024,
            picture_bytes: 5 * 1024 * 1024,
            picture_frame_bytes: 7 * 1024 * 1024,
            pictures: 32,
            pictures_per_address: 8,
            hello_within: Duration::from_secs(5),
            frames_per_second: 20,
            frames_at_once: 100,
            texts_per_second: 5,
            texts_at_once: 20,
            typing_per_second: 3,
            tcp_connections: 30_000,
            tcp_connections_per_address: 4_000,
            connections: 20_000,
            connections_per_address: 2_000,
            connections_per_customer: 20,
            newcomers_per_minute: 600,
            requests_per_second: 200,
            requests_at_once: 2_000,
            messages_per_minute: 10,
            calls_per_second: 50,
            calls_at_once: 200,
            under_way: 4_000,
            under_way_per_address: 400,
            window: 64,
            backlog: 256,
            backlog_bytes: 1024 * 1024,
            page: 100,
            beat: Duration::from_secs(5),
            ping_after: Duration::from_secs(15),
            dead_after: Duration::from_secs(45),
            console_heartbeat: Duration::from_secs(10),
            agent_lease: Duration::from_secs(25),
            console_origins: Vec::new(),
            trusted: Vec::new(),
            secure: false,
            prefix: String::new(),
            readers: 4,
            buerokratt: BuerokrattSettings::default(),
            telephony: Telephony::default(),
        }
    }
}

impl EdgeSettings {
    /// The same, with nothing that contradicts itself: a page must fit where frames wait, or reading it would already
    /// mean to fall behind.
    pub(crate) fn consistent(mut self) -> Self {
        self.window = self.window.max(1);
        self.backlog = self.backlog.max(2);
        self.page = self.page.min(u32::try_from(self.backlog / 2).unwrap_or(u32::MAX)).max(1);
        self
    }
}

/// A pace: so many a second, with a burst before it counts.
pub(crate) struct Pace(DefaultDirectRateLimiter);

impl Pace {
    pub(crate) fn new(per_second: u32, at_once: u32) -> Self {
        let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(at_once));
        Self(RateLimiter::direct(quota))
    }

    /// Goes on, or says after how many whole seconds it may.
    pub(crate) fn keep(&self) -> Result<(), u64> {
        self.0.check().map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            wait.as_secs().saturating_add(1)
        })
    }
}

/// What is left of a pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// So many at once, when rested.
    pub at_once: u32,
    /// So many of them now.
    pub left: u32,
    /// None is: another after so many seconds.
    pub wait: Option<u64>,
}

pub(crate) fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// Seats taken now, by whom: an address, or a customer.
#[derive(Debug)]
pub(crate) struct Seats<K> {
    taken: Arc<Mutex<Taken<K>>>,
    in_all: usize,
    each: usize,
}

#[derive(Debug)]
struct Taken<K> {
    in_all: usize,
    by: HashMap<K, usize>,
}

/// Which seats are all taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// All there are.
    InAll,
    /// All of this address, or customer.
    Theirs,
}

impl Full {
    /// As figures call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::InAll => "in_all",
            Self::Theirs => "address",
        }
    }
}

/// A seat; free again when dropped.
#[derive(Debug)]
pub(crate) struct Seat<K: Eq + Hash> {
    taken: Arc<Mutex<Taken<K>>>,
    whose: K,
}

impl<K: Eq + Hash + Clone> Seats<K> {
    pub(crate) fn new(in_all: usize, each: usize) -> Self {
        Self { taken: Arc::new(Mutex::new(Taken { in_all: 0, by: HashMap::new() })), in_all, each }
    }

    /// A seat, if there is one left.
    pub(crate) fn take(&self, whose: K) -> Option<Seat<K>> {
        self.take_up_to(whose, self.each).ok()
    }

    /// The same for who may have another number of them.
    pub(crate) fn take_up_to(&self, whose: K, each: usize) -> Result<Seat<K>, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = taken.by.get(&whose).copied().unwrap_or_default();
        if taken.in_all >= self.in_all {
            return Err(Full::InAll);
        }
        if theirs >= each {
            return Err(Full::Theirs);
        }
        taken.in_all = taken.in_all.saturating_add(1);
        taken.by.insert(whose.clone(), theirs.saturating_add(1));
        Ok(Seat { taken: Arc::clone(&self.taken), whose })
    }

    /// How many are taken.
    pub(crate) fn count(&self) -> usize {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).in_all
    }
}

impl<K: Eq + Hash> Drop for Seat<K> {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        let Some(theirs) = taken.by.get_mut(&self.whose) else { return };
        *theirs = theirs.saturating_sub(1);
        if *theirs == 0 {
            taken.by.remove(&self.whose);
        }
    }
}

/// The client's address: the peer's, unless the peer is a trusted proxy; then the last one it did not trust itself. What a
/// proxy wrote and does not read as an address ends the search: what stands before it may be the client's own invention.
pub(crate) fn address(request: &HttpRequest, trusted: &[IpAddr]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip().to_canonical());
    if !trusted.contains(&peer) {
        return peer;
    }
    let lines: Vec<_> = request.headers().get_all("x-forwarded-for").collect();
    let hops = lines.into_iter().rev().flat_map(|line| line.to_str().unwrap_or("unreadable").rsplit(','));
    for hop in hops {
        match hop_of(hop.trim()) {
            Some(hop) if trusted.contains(&hop) => {}
            Some(hop) => return hop,
            None => return peer,
        }
    }
    peer
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn hop_of(hop: &str) -> Option<IpAddr> {
    let alone = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|hop| hop.ip());
    alone.parse().ok().or_else(with_port).map(|hop: IpAddr| hop.to_canonical())
}

/// As whom an address is counted: one customer of an IPv6 provider has a network of addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn seats_are_given_back() {
        let seats = Seats::new(3, 2);
        let (here, there) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let first = seats.take(here);
        let second = seats.take(here);
        assert!(first.is_some() && second.is_some() && seats.take(here).is_none());
        let third = seats.take(there);
        assert!(third.is_some() && seats.take(there).is_none(), "three in all");
        assert_eq!(seats.take_up_to(there, 9).err(), Some(Full::InAll));
        drop(first);
        assert!(seats.take(here).is_some(), "what was given back");
        drop((second, third));
        assert_eq!(seats.count(), 0);
        let more: Vec<_> = (0..3).map(|_| seats.take_up_to(here, 9)).collect();
        assert!(more.iter().all(Result::is_ok), "who may have more");
    }

    #[test]
    fn a_pace_allows_its_burst_and_then_says_when() {
        let pace = Pace::new(5, 20);
        assert!((0..20).all(|_| pace.keep().is_ok()));
        assert_eq!(pace.keep(), Err(1));
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let request = |peer: &str| {
            TestRequest::default()
                .peer_addr(format!("{peer}:4711").parse().unwrap())
                .insert_header(("x-forwarded-for", "1.1.1.1, 9.9.9.9, 10.0.0.7"))
                .to_http_request()
        };
        let trusted: Vec<IpAddr> = vec!["10.0.0.7".parse().unwrap(), "10.0.0.8".parse().unwrap()];
        assert_eq!(address(&request("8.8.8.8"), &trusted).to_string(), "8.8.8.8");
        assert_eq!(address(&request("10.0.0.8"), &trusted).to_string(), "9.9.9.9");
        assert_eq!(
            address(&request("[::ffff:10.0.0.8]"), &trusted).to_string(),
            "9.9.9.9",
            "the same address"
        );
    }

    #[test]
    fn s8_what_a_client_writes_before_its_proxys_word_is_not_believed() {
        let trusted: Vec<IpAddr> = vec!["10.0.0.8".parse().unwrap()];
        for (lines, found) in [
            (vec!["6.6.6.6, 9.9.9.9"], "9.9.9.9"),
            (vec!["6.6.6.6, 9.9.9.9:4711"], "9.9.9.9"),
            (vec!["6.6.6.6, [2001:db8::1]:4711"], "2001:db8::1"),
            (vec!["6.6.6.6, [2001:db8::1]"], "2001:db8::1"),
            (vec!["6.6.6.6, ::ffff:9.9.9.9"], "9.9.9.9"),
            (vec!["6.6.6.6", "9.9.9.9, 10.0.0.8"], "9.9.9.9"),
            // What does not read as an address is no reason to believe what the client said before it.
            (vec!["6.6.6.6, unknown"], "10.0.0.8"),
            (vec!["6.6.6.6, "], "10.0.0.8"),
            (vec!["6.6.6.6, _hidden, 10.0.0.8"], "10.0.0.8"),
            (vec![], "10.0.0.8"),
        ] {
            let mut request = TestRequest::default().peer_addr("10.0.0.8:4711".parse().unwrap());
            for line in &lines {
                request = request.append_header(("x-forwarded-for", *line));
            }
            assert_eq!(address(&request.to_http_request(), &trusted).to_string(), found, "{lines:?}");
        }
    }

    #[test]
    fn s28_a_network_of_one_customer_is_counted_as_one() {
        let of = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:9.9.9.9"), "9.9.9.9");
        assert_ne!(of("::ffff:9.9.9.8"), of("::ffff:9.9.9.9"));
    }
}

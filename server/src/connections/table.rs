//! Which connections there are, and which keep the server waiting.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::Limits;

/// In the order of connecting.
type Id = u64;

/// All connections. Clones share them.
#[derive(Debug, Clone)]
pub struct Table {
    limits: Arc<Limits>,
    connections: Arc<Mutex<Connections>>,
}

#[derive(Debug, Default)]
struct Connections {
    next: Id,
    all: HashMap<Id, Connection>,
    /// Those whose client has the turn, the longest wait first.
    waiting: BTreeSet<(Instant, Id)>,
    /// Those that have sent no complete request, by client network.
    unasked: HashMap<IpAddr, BTreeSet<Id>>,
}

#[derive(Debug)]
struct Connection {
    network: IpAddr,
    has_asked: bool,
    stage: Stage,
    /// When the server began to wait for a piece of a body.
    body_since: Option<Instant>,
    /// When the server began to wait until the client takes a piece of an answer.
    write_since: Option<Instant>,
    /// How much longer the client may take for answers at the present speed.
    write_credit: Duration,
    /// Its place in `waiting`.
    waits_since: Option<Instant>,
    end: CancellationToken,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Nothing of the next request is here.
    Idle(Instant),
    /// A part of a request's head is here.
    Head(Instant),
    /// A request is being answered.
    Request,
    /// All is said; the client is still sending.
    Lingering(Instant),
}

impl Table {
    pub fn new(limits: Arc<Limits>) -> Self {
        Self {
            limits,
            connections: Arc::default(),
        }
    }

    /// Enters a connection from `address`; of its network, the oldest that has asked for nothing
    /// ends where there are too many.
    pub fn enter(&self, address: IpAddr) -> Place {
        let now = Instant::now();
        let network = network(address);
        let end = CancellationToken::new();
        let mut connections = self.lock();
        if let Some(most) = self.limits.most_unasked
            && let Some(unasked) = connections.unasked.get(&network)
            && unasked.len() >= most
            && let Some(&oldest) = unasked.first()
        {
            connections.end(oldest);
        }
        let id = connections.next;
        connections.next += 1;
        connections.unasked.entry(network).or_default().insert(id);
        let connection = Connection {
            network,
            has_asked: false,
            stage: Stage::Idle(now),
            body_since: None,
            write_since: None,
            write_credit: self.limits.patience,
            waits_since: None,
            end: end.clone(),
        };
        connections.all.insert(id, connection);
        connections.change(id, |_| ());
        drop(connections);
        Place {
            table: self.clone(),
            id,
            end,
            has_unread_body: AtomicBool::new(false),
        }
    }

    /// Ends the connection whose client has kept the server waiting the longest, if any does.
    pub fn end_longest_wait(&self) {
        let mut connections = self.lock();
        if let Some(&(_, id)) = connections.waiting.first() {
            connections.end(id);
        }
    }

    /// Ends the connections whose time is over.
    pub fn end_overdue(&self, now: Instant) {
        let mut connections = self.lock();
        let overdue: Vec<Id> = connections
            .waiting
            .iter()
            .map(|&(_, id)| id)
            .filter(|id| {
                let connection = connections.all.get(id);
                connection.is_some_and(|connection| connection.is_overdue(&self.limits, now))
            })
            .collect();
        for id in overdue {
            connections.end(id);
        }
    }

    /// Nothing can panic while it is locked that would leave it half changed.
    fn lock(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connections {
    /// Tells a connection to end. It frees its place when it has.
    fn end(&mut self, id: Id) {
        if let Some(connection) = self.all.get(&id) {
            connection.end.cancel();
            if let Some(since) = connection.waits_since {
                self.waiting.remove(&(since, id));
            }
            self.forget_unasked(id);
        }
    }

    fn forget_unasked(&mut self, id: Id) {
        let Some(connection) = self.all.get(&id) else {
            return;
        };
        let network = connection.network;
        if let Some(unasked) = self.unasked.get_mut(&network) {
            unasked.remove(&id);
            if unasked.is_empty() {
                self.unasked.remove(&network);
            }
        }
    }

    fn change(&mut self, id: Id, change: impl FnOnce(&mut Connection)) {
        let Some(connection) = self.all.get_mut(&id) else {
            return;
        };
        change(connection);
        let waits_since = connection.waits_since();
        let before = std::mem::replace(&mut connection.waits_since, waits_since);
        if connection.end.is_cancelled() || before == waits_since {
            return;
        }
        if let Some(before) = before {
            self.waiting.remove(&(before, id));
        }
        if let Some(since) = waits_since {
            self.waiting.insert((since, id));
        }
    }
}

impl Connection {
    /// Since when it has been the client's turn.
    fn waits_since(&self) -> Option<Instant> {
        match self.stage {
            Stage::Idle(since) | Stage::Head(since) | Stage::Lingering(since) => Some(since),
            Stage::Request => self.body_since.or(self.write_since),
        }
    }

    fn is_overdue(&self, limits: &Limits, now: Instant) -> bool {
        let lasts = |since: Instant| now.saturating_duration_since(since);
        let is_stage_overdue = match self.stage {
            Stage::Idle(since) if self.has_asked => lasts(since) >= limits.idle,
            Stage::Idle(since) | Stage::Head(since) => lasts(since) >= limits.head,
            Stage::Lingering(since) => lasts(since) >= limits.linger,
            // Its body keeps its own time, since it can answer.
            Stage::Request => false,
        };
        is_stage_overdue
            || self
                .write_since
                .is_some_and(|since| lasts(since) >= limits.stall.min(self.write_credit))
    }
}

/// A connection's place in the [`Table`], which it leaves when this is dropped.
#[derive(Debug)]
pub struct Place {
    table: Table,
    id: Id,
    end: CancellationToken,
    has_unread_body: AtomicBool,
}

impl Place {
    pub fn limits(&self) -> &Limits {
        &self.table.limits
    }

    /// Becomes ready when the connection shall end.
    pub async fn ended(&self) {
        self.end.cancelled().await;
    }

    /// The client sent something.
    pub fn received(&self) {
        self.change(|connection| {
            if let Stage::Idle(since) = connection.stage {
                // A first head has been waited for since the client connected.
                let begun = if connection.has_asked {
                    Instant::now()
                } else {
                    since
                };
                connection.stage = Stage::Head(begun);
            }
        });
    }

    /// A request is here, up to its body.
    pub fn begin_request(&self) {
        self.has_unread_body.store(false, Ordering::Relaxed);
        let mut connections = self.table.lock();
        connections.forget_unasked(self.id);
        connections.change(self.id, |connection| {
            connection.has_asked = true;
            connection.stage = Stage::Request;
        });
    }

    /// The answer is given, up to what the client has not taken yet.
    pub fn end_request(&self) {
        self.change(|connection| {
            connection.stage = Stage::Idle(Instant::now());
            connection.body_since = None;
        });
    }

    /// A piece of the request's body is waited for, or is here.
    pub fn wait_for_body(&self, since: Option<Instant>) {
        self.change(|connection| connection.body_since = since);
    }

    /// A body was not read to its end: the client may still be sending it.
    pub fn leave_body_unread(&self) {
        self.has_unread_body.store(true, Ordering::Relaxed);
    }

    pub fn has_unread_body(&self) -> bool {
        self.has_unread_body.load(Ordering::Relaxed)
    }

    /// The client does not take more of an answer for now.
    pub fn wait_for_room(&self) {
        self.change(|connection| connection.write_since = Some(Instant::now()));
    }

    /// The client has taken `bytes` since [`Place::wait_for_room`] was last left.
    pub fn found_room(&self, bytes: u64) {
        let limits = self.limits();
        self.change(|connection| {
            let Some(since) = connection.write_since.take() else {
                return;
            };
            let credit = connection.write_credit + limits.time_for(bytes);
            connection.write_credit = credit.saturating_sub(since.elapsed()).min(limits.patience);
        });
    }

    /// All is said; the client has a while to read it.
    pub fn linger(&self) {
        self.change(|connection| connection.stage = Stage::Lingering(Instant::now()));
    }

    fn change(&self, change: impl FnOnce(&mut Connection)) {
        self.table.lock().change(self.id, change);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut connections = self.table.lock();
        connections.end(self.id);
        connections.all.remove(&self.id);
    }
}

/// What one client owns for certain: its IPv4 address, or its IPv6 network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connections::tests::limits;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn is_ended(place: &Place) -> bool {
        place.end.is_cancelled()
    }

    #[test]
    fn the_client_who_keeps_the_server_waiting_the_longest_goes_first() {
        let table = Table::new(Arc::new(limits()));
        let [at_work, slow, idle, half] = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]
            .map(|text| table.enter(address(text)));
        at_work.begin_request();
        slow.begin_request();
        idle.begin_request();
        idle.end_request();
        half.received();
        slow.wait_for_body(Some(Instant::now()));

        table.end_longest_wait();
        assert!(is_ended(&half), "it has waited since it connected");
        assert!(!is_ended(&idle) && !is_ended(&slow));
        table.end_longest_wait();
        assert!(is_ended(&idle) && !is_ended(&slow));
        slow.wait_for_body(None);
        table.end_longest_wait();
        assert!(!is_ended(&slow), "its body goes on");
        assert!(!is_ended(&at_work), "the server has the turn");
    }

    #[test]
    fn a_network_has_only_so_many_connections_that_ask_for_nothing() {
        let table = Table::new(Arc::new(Limits {
            most_unasked: Some(2),
            ..limits()
        }));
        let asked = table.enter(address("2001:db8::1"));
        asked.begin_request();
        let first = table.enter(address("2001:db8::2"));
        let second = table.enter(address("2001:db8::3"));
        let other = table.enter(address("2001:db8:0:1::1"));
        assert!(!is_ended(&first));
        let third = table.enter(address("2001:db8::4"));
        assert!(is_ended(&first));
        for place in [&asked, &second, &third, &other] {
            assert!(!is_ended(place));
        }
        // One that ended makes no second one end.
        drop(second);
        table.enter(address("2001:db8::5"));
        assert!(!is_ended(&third));
    }

    #[test]
    fn an_answer_is_taken_at_a_least_speed_on_average() {
        let limits = Limits {
            stall: Duration::from_secs(30),
            patience: Duration::from_mins(1),
            least_bytes_per_second: 1024,
            ..limits()
        };
        let table = Table::new(Arc::new(limits));
        let place = table.enter(address("192.0.2.1"));
        place.begin_request();
        let now = Instant::now();
        place.wait_for_room();
        table.end_overdue(now + Duration::from_secs(29));
        assert!(!is_ended(&place));
        // It takes 512 bytes a second: after two minutes its minute is used up.
        for _ in 0..5 {
            let ago = now.checked_sub(Duration::from_secs(20)).unwrap();
            place.change(|connection| connection.write_since = Some(ago));
            place.found_room(10 * 1024);
        }
        place.wait_for_room();
        table.end_overdue(now + Duration::from_secs(5));
        assert!(!is_ended(&place));
        table.end_overdue(now + Duration::from_secs(11));
        assert!(is_ended(&place));
    }
}

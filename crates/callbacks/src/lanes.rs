//! Which receivers have room for more, so that those that hang keep nobody else waiting.
//!
//! A try counts in the fast lane, where a team, a host and an address each have so many places. One that
//! takes long moves over to the slow lane, and its address stands there from then on: it is asked by few
//! at a time, and after all others, until it answers quickly again. All of this is known to one server;
//! another one learns it for itself.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use store::callbacks::{DueClaim, Next, Place};
use tokio::task::Id;

/// Places for tries.
#[derive(Debug, Clone, Copy)]
pub struct Lanes {
    /// Tries at a time of all teams…
    pub concurrent: usize,
    /// …the most of them that are one team's: a team that calls back much does not hold up the others…
    pub per_team: usize,
    /// …and the most that a team sends to one host: less than it has, so that its other hosts have some.
    pub per_host: usize,
    /// When a try counts as slow.
    pub slow_after: Duration,
    /// Slow tries at a time, of all teams. They wait and cost little.
    pub slow: usize,
    /// The most of them that are one team's.
    pub slow_per_team: usize,
    /// The most to one slow address that answers, however late…
    pub slow_per_address: usize,
    /// How long an address stands in the slow lane without a try.
    pub remember: Duration,
}

impl Default for Lanes {
    /// 32, 16 for a team and 12 for a host; slow after a second, 96 then, of which a team has 48 and an
    /// address 4, or one where it does not answer at all; for ten minutes.
    fn default() -> Self {
        Self {
            concurrent: 32,
            per_team: 16,
            per_host: 12,
            slow_after: Duration::from_secs(1),
            slow: 96,
            slow_per_team: 48,
            slow_per_address: 4,
            remember: Duration::from_mins(10),
        }
    }
}

/// What is on its way, and what is known of its receivers.
#[derive(Debug, Default)]
pub struct Traffic {
    flights: HashMap<Id, Flight>,
    /// By [`Place::address`]; those that were slow when they were tried last.
    slow: HashMap<String, Slow>,
}

#[derive(Debug)]
struct Flight {
    team_id: i32,
    place: Place,
    begun: Instant,
    /// Begun in the slow lane.
    is_slow: bool,
    /// Whether its address answered another try quickly meanwhile: then it is the callback that takes
    /// long, and not the receiver that hangs.
    is_straggler: bool,
}

#[derive(Debug, Clone, Copy)]
struct Slow {
    since: Instant,
    /// Whether it took the callback in the end.
    answers: bool,
}

/// A lane, and what may be claimed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Fast,
    Slow,
}

impl Traffic {
    pub fn begin(&mut self, id: Id, team_id: i32, place: Place, lane: Lane, now: Instant) {
        let flight = Flight {
            team_id,
            place,
            begun: now,
            is_slow: lane == Lane::Slow,
            is_straggler: false,
        };
        self.flights.insert(id, flight);
    }

    /// Notes that a try ended, and how, where that is known.
    pub fn end(&mut self, id: Id, next: Option<Next>, lanes: &Lanes, now: Instant) {
        let Some(flight) = self.flights.remove(&id) else {
            return;
        };
        let address = flight.place.address;
        if now.duration_since(flight.begun) < lanes.slow_after {
            self.slow.remove(&address);
            for other in self.flights.values_mut() {
                other.is_straggler |= other.place.address == address;
            }
        } else if !flight.is_straggler {
            self.slow
                .retain(|_, slow| now.duration_since(slow.since) < lanes.remember);
            let answers = next == Some(Next::Delivered);
            self.slow.insert(
                address,
                Slow {
                    since: now,
                    answers,
                },
            );
        }
    }

    /// What may be claimed now for a lane; none where it is full.
    pub fn claim(&self, lane: Lane, lanes: &Lanes, now: Instant) -> Option<DueClaim> {
        let counts = Counts::of(self, lanes, now);
        match lane {
            Lane::Fast => counts.fast_claim(self, lanes),
            Lane::Slow => counts.slow_claim(self, lanes),
        }
    }

    /// In what time the next try moves over to the slow lane.
    pub fn next_to_be_slow(&self, lanes: &Lanes, now: Instant) -> Option<Duration> {
        let ages = self.flights.values().filter(|flight| !flight.is_slow);
        ages.filter_map(|flight| {
            lanes
                .slow_after
                .checked_sub(now.duration_since(flight.begun))
        })
        .min()
    }
}

/// Who has how many places.
#[derive(Debug, Default)]
struct Counts<'a> {
    fast: usize,
    fast_of_team: HashMap<i32, usize>,
    fast_of_host: HashMap<&'a str, usize>,
    slow: usize,
    slow_of_team: HashMap<i32, usize>,
    of_address: HashMap<&'a str, usize>,
    /// Those that take long already.
    late_of_address: HashMap<&'a str, usize>,
}

impl<'a> Counts<'a> {
    fn of(traffic: &'a Traffic, lanes: &Lanes, now: Instant) -> Self {
        let mut counts = Self::default();
        let mut flights: Vec<_> = traffic.flights.values().collect();
        // The oldest move over first.
        flights.sort_unstable_by_key(|flight| (!flight.is_slow, flight.begun));
        for flight in flights {
            *counts.of_address.entry(&flight.place.address).or_default() += 1;
            let slow_of_team = counts.slow_of_team.entry(flight.team_id).or_default();
            let has_room = counts.slow < lanes.slow && *slow_of_team < lanes.slow_per_team;
            let is_late = now.duration_since(flight.begun) >= lanes.slow_after;
            if is_late {
                *counts
                    .late_of_address
                    .entry(&flight.place.address)
                    .or_default() += 1;
            }
            if flight.is_slow || (is_late && has_room) {
                counts.slow += 1;
                *slow_of_team += 1;
            } else {
                counts.fast += 1;
                *counts.fast_of_team.entry(flight.team_id).or_default() += 1;
                *counts.fast_of_host.entry(&flight.place.host).or_default() += 1;
            }
        }
        counts
    }

    fn fast_claim(&self, traffic: &Traffic, lanes: &Lanes) -> Option<DueClaim> {
        let (busy_teams, in_team) = full(&self.fast_of_team, lanes.per_team);
        let (busy_hosts, in_host) = full(&self.fast_of_host, lanes.per_host);
        let free = lanes.concurrent.saturating_sub(self.fast);
        // An address of which so many take long hangs, it seems.
        let (hanging, _) = full(&self.late_of_address, lanes.slow_per_address);
        let slow = traffic.slow.keys().map(String::as_str);
        // All that is taken next may be of the fullest team and host.
        let limit = free.min(in_team).min(in_host);
        let claim = DueClaim {
            limit: limit as i64,
            busy_teams,
            busy_addresses: slow.chain(hanging).map(str::to_owned).collect(),
            busy_hosts: busy_hosts.into_iter().map(str::to_owned).collect(),
            only_addresses: None,
        };
        Some(claim).filter(|claim| claim.limit > 0)
    }

    /// One at a time, since all that is taken may be of one address.
    fn slow_claim(&self, traffic: &Traffic, lanes: &Lanes) -> Option<DueClaim> {
        let has_room = |(address, slow): &(&String, &Slow)| {
            let most = if slow.answers {
                lanes.slow_per_address
            } else {
                1
            };
            self.of_address
                .get(address.as_str())
                .copied()
                .unwrap_or_default()
                < most
        };
        let open = traffic.slow.iter().filter(has_room);
        let only: Vec<String> = open.map(|(address, _)| address.clone()).collect();
        let claim = DueClaim {
            limit: 1,
            busy_teams: full(&self.slow_of_team, lanes.slow_per_team).0,
            only_addresses: Some(only),
            ..DueClaim::default()
        };
        (self.slow < lanes.slow).then_some(claim).filter(|claim| {
            let only = claim.only_addresses.as_ref();
            only.is_some_and(|only| !only.is_empty())
        })
    }
}

/// Who has all of its places, and how many the fullest of the others has left.
fn full<K: Copy>(counts: &HashMap<K, usize>, most: usize) -> (Vec<K>, usize) {
    let busy = counts.iter().filter(|(_, count)| **count >= most);
    let others = counts.values().filter(|count| **count < most);
    (
        busy.map(|(key, _)| *key).collect(),
        most - others.max().copied().unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids of tasks, which only a runtime gives.
    fn ids(count: usize) -> Vec<Id> {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let _inside = runtime.as_ref().unwrap().enter();
        (0..count).map(|_| tokio::spawn(async {}).id()).collect()
    }

    fn place(host: &str, path: usize) -> Place {
        Place {
            address: format!("1 http://{host}/{path}"),
            host: format!("1 {host}"),
        }
    }

    const LANES: Lanes = Lanes {
        concurrent: 8,
        per_team: 6,
        per_host: 4,
        slow_after: Duration::from_secs(1),
        slow: 10,
        slow_per_team: 8,
        slow_per_address: 2,
        remember: Duration::from_mins(1),
    };

    /// Traffic of team 1 with so many tries to different addresses of a host, and their ids.
    fn begun(host: &str, count: usize, now: Instant) -> (Traffic, Vec<Id>) {
        let (mut traffic, ids) = (Traffic::default(), ids(count));
        for (path, id) in ids.iter().enumerate() {
            traffic.begin(*id, 1, place(host, path), Lane::Fast, now);
        }
        (traffic, ids)
    }

    #[test]
    fn a_host_has_fewer_places_than_its_team_and_a_team_fewer_than_there_are() {
        let now = Instant::now();
        let (traffic, _) = begun("a", 4, now);
        let claim = traffic.claim(Lane::Fast, &LANES, now).unwrap();
        assert_eq!(claim.busy_hosts, ["1 a"]);
        assert_eq!(
            (claim.limit, claim.busy_teams.len()),
            (2, 0),
            "two for other hosts"
        );
        let (traffic, _) = begun("a", 6, now);
        let claim = traffic.claim(Lane::Fast, &LANES, now).unwrap();
        assert_eq!(
            (claim.limit, claim.busy_teams),
            (2, vec![1]),
            "two for other teams"
        );
    }

    #[test]
    fn tries_that_take_long_free_their_places() {
        let now = Instant::now();
        let (traffic, _) = begun("a", 8, now);
        assert!(traffic.claim(Lane::Fast, &LANES, now).is_none());
        assert_eq!(traffic.next_to_be_slow(&LANES, now), Some(LANES.slow_after));
        let later = now + LANES.slow_after;
        let claim = traffic.claim(Lane::Fast, &LANES, later).unwrap();
        assert!(claim.busy_teams.is_empty() && claim.busy_hosts.is_empty());
    }

    #[test]
    fn not_more_than_the_slow_lane_has_places_for() {
        let now = Instant::now();
        let (traffic, _) = begun("a", 12, now);
        let later = now + LANES.slow_after;
        let claim = traffic.claim(Lane::Fast, &LANES, later).unwrap();
        assert_eq!(
            claim.busy_hosts,
            ["1 a"],
            "four of twelve stay in the fast lane"
        );
    }

    #[test]
    fn an_address_that_hung_is_asked_one_at_a_time_until_it_answers_quickly() {
        let now = Instant::now();
        let (mut traffic, hung) = begun("a", 1, now);
        let address = place("a", 0).address;
        let later = now + LANES.slow_after;
        traffic.end(hung[0], Some(Next::Retry(Duration::ZERO)), &LANES, later);
        let fast = traffic.claim(Lane::Fast, &LANES, later).unwrap();
        assert_eq!(fast.busy_addresses, std::slice::from_ref(&address));
        let slow = traffic.claim(Lane::Slow, &LANES, later).unwrap();
        assert_eq!((slow.limit, slow.only_addresses), (1, Some(vec![address])));
        let again = ids(1)[0];
        traffic.begin(again, 1, place("a", 0), Lane::Slow, later);
        assert!(traffic.claim(Lane::Slow, &LANES, later).is_none());
        traffic.end(again, Some(Next::Delivered), &LANES, later);
        let fast = traffic.claim(Lane::Fast, &LANES, later).unwrap();
        assert!(fast.busy_addresses.is_empty());
    }

    #[test]
    fn an_address_that_hangs_gets_no_more_while_it_does() {
        let now = Instant::now();
        let (mut traffic, ids) = (Traffic::default(), ids(3));
        for id in &ids {
            traffic.begin(*id, 1, place("a", 0), Lane::Fast, now);
        }
        let later = now + LANES.slow_after;
        let claim = traffic.claim(Lane::Fast, &LANES, later).unwrap();
        assert_eq!(claim.busy_addresses, [place("a", 0).address]);
    }

    #[test]
    fn one_callback_that_takes_long_does_not_make_its_address_slow() {
        let now = Instant::now();
        let (mut traffic, ids) = (Traffic::default(), ids(2));
        for id in &ids {
            traffic.begin(*id, 1, place("a", 0), Lane::Fast, now);
        }
        traffic.end(ids[0], Some(Next::Delivered), &LANES, now);
        traffic.end(ids[1], None, &LANES, now + LANES.slow_after);
        let claim = traffic.claim(Lane::Fast, &LANES, now).unwrap();
        assert!(claim.busy_addresses.is_empty());
    }
}

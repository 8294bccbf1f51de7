use crate::candidate::{Address, Candidate, CandidateKind};
use heliograph_wire::Private;
use std::cmp::Reverse;

/// A candidate that was left out, and the rule it fell under.
#[derive(Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The value of the candidate attribute, as the description spells it.
    pub candidate: Private<String>,
    /// Why it was left out.
    pub rule: Rule,
}

/// Why a candidate was left out of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Browsers only open TCP connections and never accept them, so two of them cannot meet there.
    Tcp,
    /// The same address and port are listed already.
    Duplicate,
    /// A loopback or unspecified address, which no other device reaches.
    Unreachable,
    /// The code would exceed its budget of bytes.
    Budget,
}

impl Rule {
    /// The rule in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Tcp => "over TCP, which two browsers cannot use",
            Self::Duplicate => "the same address and port are listed already",
            Self::Unreachable => "not reachable from another device",
            Self::Budget => "beyond the budget of bytes, and less likely to work",
        }
    }
}

/// A candidate of the description that is to be packed.
pub(crate) struct Offered<'a> {
    pub(crate) candidate: Candidate,
    pub(crate) priority: u32,
    /// The value of the attribute.
    pub(crate) text: &'a str,
}

/// Keeps the candidates that fit, likeliest first, each reflexive one behind the host whose port it shares.
pub(crate) fn choose(
    offered: Vec<Offered<'_>>,
    fits: impl Fn(&[Candidate]) -> bool,
) -> (Vec<Candidate>, Vec<Dropped>) {
    let mut dropped = Vec::new();
    let mut drop = |offered: &Offered<'_>, rule| {
        dropped.push(Dropped { candidate: Private::new(offered.text.to_owned()), rule });
    };
    let usable = without_unreachable(without_duplicates(offered, &mut drop), &mut drop);
    let mut kept: Vec<Candidate> = Vec::new();
    for (urgent, offered) in ranked(usable) {
        let survives = urgent && offered.candidate.kind != CandidateKind::Relayed;
        let mut attempt = kept.clone();
        attempt.push(offered.candidate.clone());
        if survives || fits(&arranged(&attempt)) {
            kept = attempt;
        } else {
            drop(&offered, Rule::Budget);
        }
    }
    (arranged(&kept), dropped)
}

/// Of several candidates with one address and port, the better kind stays, then the higher priority.
fn without_duplicates<'a>(
    mut offered: Vec<Offered<'a>>,
    drop: &mut impl FnMut(&Offered<'a>, Rule),
) -> Vec<Offered<'a>> {
    order(&mut offered, |one| (one.candidate.kind, Reverse(one.priority)));
    let mut unique: Vec<Offered<'a>> = Vec::new();
    for one in offered {
        let same = |other: &Offered<'_>| {
            other.candidate.address == one.candidate.address && other.candidate.port == one.candidate.port
        };
        if unique.iter().any(same) {
            drop(&one, Rule::Duplicate);
        } else {
            unique.push(one);
        }
    }
    unique
}

fn without_unreachable<'a>(
    offered: Vec<Offered<'a>>,
    drop: &mut impl FnMut(&Offered<'a>, Rule),
) -> Vec<Offered<'a>> {
    let (reachable, unreachable): (Vec<_>, Vec<_>) =
        offered.into_iter().partition(|one| !is_unreachable(one.candidate.address));
    if reachable.is_empty() {
        return unreachable;
    }
    unreachable.iter().for_each(|one| drop(one, Rule::Unreachable));
    reachable
}

/// The best of each kind, which is marked, then the browser's own order, then what seldom helps.
fn ranked<'a>(mut offered: Vec<Offered<'a>>) -> Vec<(bool, Offered<'a>)> {
    order(&mut offered, |one| (seldom_helps(one.candidate.address), Reverse(one.priority)));
    let mut networks: Vec<[u16; 4]> = Vec::new();
    let mut seen = [false; 3];
    let mut ranked: Vec<_> = offered
        .into_iter()
        .map(|one| {
            let mut late = seldom_helps(one.candidate.address);
            if let (CandidateKind::Host, Address::V6(address)) = (one.candidate.kind, one.candidate.address) {
                let [a, b, c, d, ..] = address.segments();
                networks.push([a, b, c, d]);
                late |= networks.iter().filter(|network| **network == [a, b, c, d]).count() > 2;
            }
            let urgent = !std::mem::replace(&mut seen[one.candidate.kind as usize], true);
            (urgent, late, one)
        })
        .collect();
    order(&mut ranked, |(urgent, late, one)| {
        let kind = urgent.then_some(one.candidate.kind);
        (kind.is_none(), kind, *late, Reverse(one.priority))
    });
    ranked.into_iter().map(|(urgent, _, one)| (urgent, one)).collect()
}

/// Puts the lowest key first; equals keep their order. A description holds a few candidates, thousands at the very
/// most, and the standard library's sort is made for more: each use of it would cost every page 3 kB.
fn order<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for unsorted in 1..list.len() {
        let place = list[..unsorted].partition_point(|before| key(before) <= key(&list[unsorted]));
        list[place..=unsorted].rotate_right(1);
    }
}

/// Loopback and unspecified addresses.
const fn is_unreachable(address: Address) -> bool {
    match address {
        Address::V4(address) => address.is_loopback() || address.is_unspecified(),
        Address::V6(address) => address.is_loopback() || address.is_unspecified(),
        Address::Mdns(_) => false,
    }
}

/// Link-local addresses, and the bridges of containers and virtual machines.
const fn seldom_helps(address: Address) -> bool {
    match address {
        Address::V4(address) => address.is_link_local() || matches!(address.octets(), [172, 16..=31, _, 1]),
        Address::V6(address) => address.is_unicast_link_local(),
        Address::Mdns(_) => false,
    }
}

/// Each reflexive candidate right behind the host whose port it shares, so that the port is carried once.
fn arranged(kept: &[Candidate]) -> Vec<Candidate> {
    let is_host = |candidate: &Candidate| candidate.kind == CandidateKind::Host;
    let shares = |reflexive: &Candidate, host: &Candidate| {
        reflexive.kind == CandidateKind::ServerReflexive && reflexive.port == host.port
    };
    let mut list: Vec<Candidate> = Vec::with_capacity(kept.len());
    for host in kept.iter().filter(|candidate| is_host(candidate)) {
        let follows = |candidate: &&Candidate| shares(candidate, host) && !list.contains(candidate);
        let followers: Vec<Candidate> = kept.iter().filter(follows).cloned().collect();
        list.push(host.clone());
        list.extend(followers);
    }
    let rest: Vec<Candidate> = kept.iter().filter(|candidate| !list.contains(candidate)).cloned().collect();
    list.extend(rest);
    list
}

#[cfg(test)]
mod tests {
    use super::{Offered, Rule, choose};
    use crate::candidate::{Parsed, parse};

    fn offered<'a>(lines: &[&'a str]) -> Vec<Offered<'a>> {
        let offered = |text: &'a str| match parse(text) {
            Parsed::Udp(candidate, priority) => Offered { candidate, priority, text },
            Parsed::Tcp | Parsed::Other => panic!("{text}"),
        };
        lines.iter().copied().map(offered).collect()
    }

    /// Candidates are written as `priority address port kind`; `room` of them fit.
    #[track_caller]
    fn check(room: usize, lines: &[&str], kept: &[&str], dropped: &[(&str, Rule)]) {
        let full = |line: &&str| {
            let words: Vec<&str> = line.split(' ').collect();
            format!("1 1 udp {} {} {} typ {}", words[0], words[1], words[2], words[3])
        };
        let full_lines: Vec<String> = lines.iter().map(full).collect();
        let borrowed: Vec<&str> = full_lines.iter().map(String::as_str).collect();
        let (chosen, left_out) = choose(offered(&borrowed), |candidates| candidates.len() <= room);
        let spots: Vec<String> = chosen
            .iter()
            .map(|candidate| format!("{} {}", candidate.address().text(), candidate.port()))
            .collect();
        assert_eq!(spots, kept);
        let left_out: Vec<(String, Rule)> =
            left_out.iter().map(|one| (one.candidate.reveal().clone(), one.rule)).collect();
        let expected: Vec<(String, Rule)> = dropped.iter().map(|(line, rule)| (full(line), *rule)).collect();
        assert_eq!(left_out, expected);
    }

    #[test]
    fn the_browser_s_own_order_decides_where_nothing_else_does() {
        check(9, &["1 192.168.1.1 5 host", "2 192.168.2.2 6 host"], &["192.168.2.2 6", "192.168.1.1 5"], &[]);
    }

    #[test]
    fn a_reflexive_candidate_follows_the_host_whose_port_it_shares() {
        check(
            9,
            &["9 192.168.1.1 5 host", "8 fd00::1 6 host", "7 198.51.100.1 6 srflx", "6 198.51.100.1 7 srflx"],
            &["192.168.1.1 5", "fd00::1 6", "198.51.100.1 6", "198.51.100.1 7"],
            &[],
        );
    }

    #[test]
    fn of_two_with_one_address_and_port_the_better_kind_stays() {
        check(
            9,
            &["9 198.51.100.1 5 srflx", "1 198.51.100.1 5 host", "8 198.51.100.1 5 srflx"],
            &["198.51.100.1 5"],
            &[("9 198.51.100.1 5 srflx", Rule::Duplicate), ("8 198.51.100.1 5 srflx", Rule::Duplicate)],
        );
    }

    #[test]
    fn loopback_travels_only_where_there_is_nothing_else() {
        check(9, &["1 127.0.0.1 5 host"], &["127.0.0.1 5"], &[]);
        check(
            9,
            &["9 127.0.0.1 5 host", "1 192.168.1.1 5 host", "8 ::1 5 host", "7 0.0.0.0 5 host"],
            &["192.168.1.1 5"],
            &[
                ("9 127.0.0.1 5 host", Rule::Unreachable),
                ("8 ::1 5 host", Rule::Unreachable),
                ("7 0.0.0.0 5 host", Rule::Unreachable),
            ],
        );
    }

    #[test]
    fn bridges_link_local_and_third_addresses_of_a_network_come_last() {
        check(
            9,
            &[
                "99 172.17.0.1 1 host",
                "98 169.254.3.4 2 host",
                "97 fe80::1 3 host",
                "96 2001:db8::1 4 host",
                "95 2001:db8::2 5 host",
                "94 2001:db8::3 6 host",
                "93 172.17.0.5 7 host",
                "92 10.0.0.1 8 host",
            ],
            &[
                "2001:db8::1 4",
                "2001:db8::2 5",
                "172.17.0.5 7",
                "10.0.0.1 8",
                "172.17.0.1 1",
                "169.254.3.4 2",
                "fe80::1 3",
                "2001:db8::3 6",
            ],
            &[],
        );
    }

    #[test]
    fn the_first_host_and_the_first_reflexive_candidate_always_survive() {
        check(
            0,
            &[
                "9 192.168.1.1 5 host",
                "8 192.168.1.2 5 host",
                "7 198.51.100.1 5 srflx",
                "1 198.51.100.9 5 relay",
            ],
            &["192.168.1.1 5", "198.51.100.1 5"],
            &[("1 198.51.100.9 5 relay", Rule::Budget), ("8 192.168.1.2 5 host", Rule::Budget)],
        );
    }

    #[test]
    fn a_relay_is_kept_before_a_second_host() {
        check(
            3,
            &[
                "9 192.168.1.1 5 host",
                "8 192.168.1.2 5 host",
                "7 198.51.100.1 5 srflx",
                "1 198.51.100.9 6 relay",
            ],
            &["192.168.1.1 5", "198.51.100.1 5", "198.51.100.9 6"],
            &[("8 192.168.1.2 5 host", Rule::Budget)],
        );
    }
}

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
    let mut seen = [false; 3];
    for (urgent, offered) in ranked(usable) {
        let first = !std::mem::replace(&mut seen[offered.candidate.kind as usize], true);
        let survives = urgent && first && offered.candidate.kind != CandidateKind::Relayed;
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
    offered.sort_by_key(|one| (one.candidate.kind, Reverse(one.priority)));
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

/// Most urgent first: the best of each kind, then the browser's own order, then what seldom helps.
fn ranked<'a>(mut offered: Vec<Offered<'a>>) -> Vec<(bool, Offered<'a>)> {
    offered.sort_by_key(|one| (seldom_helps(one.candidate.address), Reverse(one.priority)));
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
    ranked.sort_by_key(|(urgent, late, one)| {
        let kind = urgent.then_some(one.candidate.kind);
        (kind.is_none(), kind, *late, Reverse(one.priority))
    });
    ranked.into_iter().map(|(urgent, _, one)| (urgent, one)).collect()
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

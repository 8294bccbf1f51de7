//! The server against a small model of it, in any order of events.

use heliograph_turn::credential::issue_for;
use heliograph_turn::stun::Method;
use heliograph_turn::{Exchange, Transport};
use heliograph_wire::Millis;
use proptest::prelude::*;
use std::net::SocketAddr;

use crate::support::{BEGIN, Outcome, Person, Received, SECRET, World, client, transport_udp};

/// Somebody: three are of one exchange, the fourth is of another.
type Who = usize;
const EXCHANGES: [u64; 4] = [1, 1, 1, 2];

#[derive(Clone, Debug)]
enum Step {
    Allocate(Who),
    Refresh(Who, u32),
    Permit(Who, Who),
    Bind(Who, u16, Who),
    Send(Who, Who),
    SendOn(Who, u16),
    Pass(Millis),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..EXCHANGES.len();
    let number = || 0x4000..0x4003_u16;
    prop_oneof![
        3 => who().prop_map(Step::Allocate),
        1 => (who(), prop::sample::select(vec![0, 600, 1_000])).prop_map(|(who, time)| Step::Refresh(who, time)),
        4 => (who(), who()).prop_map(|(who, other)| Step::Permit(who, other)),
        4 => (who(), number(), who()).prop_map(|(who, number, other)| Step::Bind(who, number, other)),
        6 => (who(), who()).prop_map(|(who, other)| Step::Send(who, other)),
        6 => (who(), number()).prop_map(|(who, number)| Step::SendOn(who, number)),
        2 => (0..400_000_u64).prop_map(|span| Step::Pass(Millis(span))),
    ]
}

/// What there should be of one person.
struct Place {
    relayed: SocketAddr,
    expires: Millis,
    /// All share one address, so there is one permission.
    permitted: Millis,
    channels: Vec<(u16, SocketAddr, Millis)>,
}

#[derive(Default)]
struct Model {
    places: [Option<Place>; 4],
    /// The relayed address that each one last had; strangers to it try it for ever.
    last: [Option<SocketAddr>; 4],
}

impl Model {
    fn pass(&mut self, now: Millis) {
        for place in &mut self.places {
            if place.as_ref().is_some_and(|place| place.expires <= now) {
                *place = None;
            }
            if let Some(place) = place {
                place.channels.retain(|(_, _, expires)| now < *expires);
            }
        }
    }

    fn at(&self, exchange: u64, address: SocketAddr) -> Option<Who> {
        (0..EXCHANGES.len()).find(|who| {
            EXCHANGES[*who] == exchange
                && self.places[*who].as_ref().is_some_and(|place| place.relayed == address)
        })
    }

    fn permit(&mut self, now: Millis, who: Who, address: SocketAddr) -> Outcome {
        let reached = self.at(EXCHANGES[who], address);
        let Some(place) = &mut self.places[who] else { return Outcome::Refused(437) };
        if reached.is_none() {
            return Outcome::Refused(403);
        }
        place.permitted = now + Millis::minutes(5);
        Outcome::Done
    }

    fn bind(&mut self, now: Millis, who: Who, number: u16, address: SocketAddr) -> Outcome {
        let reached = self.at(EXCHANGES[who], address);
        let Some(place) = &mut self.places[who] else { return Outcome::Refused(437) };
        if reached.is_none() {
            return Outcome::Refused(403);
        }
        if place.channels.iter().any(|(known, peer, _)| (*known == number) != (*peer == address)) {
            return Outcome::Refused(400);
        }
        place.channels.retain(|(known, _, _)| *known != number);
        place.channels.push((number, address, now + Millis::minutes(10)));
        place.permitted = now + Millis::minutes(5);
        Outcome::Done
    }

    /// Who gets a payload, and in which form.
    fn relayed(&self, now: Millis, who: Who, address: SocketAddr) -> Option<(Who, Received)> {
        let from = self.places[who].as_ref()?.relayed;
        let other = self.at(EXCHANGES[who], address)?;
        let place = self.places[other].as_ref().filter(|place| now < place.permitted)?;
        let payload = b"a payload".to_vec();
        let channel = place.channels.iter().find(|(_, peer, _)| *peer == from);
        Some((
            other,
            match channel {
                Some((number, _, _)) => Received::Channel { number: *number, payload },
                None => Received::Data { from, payload },
            },
        ))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_order_of_events_is_as_the_model_says(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new();
        let mut model = Model::default();
        let transports = [Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Udp];
        let mut people: Vec<Person> = (0..EXCHANGES.len())
            .map(|who| {
                let at = client(transports[who], &format!("203.0.113.{who}:40000"));
                let mut person = Person::new(at, EXCHANGES[who], who as u32);
                let exchange = Exchange(EXCHANGES[who]);
                person.credential = issue_for(SECRET, exchange, who as u32, BEGIN + 1_000_000);
                person
            })
            .collect();
        let nowhere: SocketAddr = "192.0.2.77:1".parse().unwrap();
        for step in steps {
            let now = world.now;
            let address = |model: &Model, who: Who| model.last[who].unwrap_or(nowhere);
            match step {
                Step::Pass(span) => {
                    world.pass(span);
                    model.pass(world.now);
                    world.server.tick(world.now);
                }
                Step::Allocate(who) => match &model.places[who] {
                    Some(_) => {
                        let (outcome, _) = people[who].ask(&mut world, Method::Allocate, &[transport_udp()]);
                        prop_assert_eq!(outcome, Outcome::Refused(437));
                    }
                    None => {
                        let relayed = people[who].allocate(&mut world);
                        prop_assert!(model.at(EXCHANGES[who], relayed).is_none());
                        let expires = now + Millis::minutes(10);
                        let place = Place { relayed, expires, permitted: Millis(0), channels: Vec::new() };
                        model.places[who] = Some(place);
                        model.last[who] = Some(relayed);
                    }
                },
                Step::Refresh(who, seconds) => {
                    let outcome = people[who].refresh(&mut world, seconds);
                    match &mut model.places[who] {
                        None => prop_assert_eq!(outcome, Outcome::Refused(437)),
                        Some(place) => {
                            prop_assert_eq!(outcome, Outcome::Done);
                            place.expires = now + Millis::seconds(seconds.into());
                            model.pass(now);
                        }
                    }
                }
                Step::Permit(who, other) => {
                    let address = address(&model, other);
                    let outcome = people[who].permit(&mut world, address);
                    prop_assert_eq!(outcome, model.permit(now, who, address));
                }
                Step::Bind(who, number, other) => {
                    let address = address(&model, other);
                    let outcome = people[who].bind(&mut world, number, address);
                    prop_assert_eq!(outcome, model.bind(now, who, number, address));
                }
                Step::Send(who, other) => {
                    let address = address(&model, other);
                    let got = people[who].send(&mut world, address, b"a payload");
                    let may = model.places[who].as_ref().is_some_and(|place| now < place.permitted);
                    let expected = if may { model.relayed(now, who, address) } else { None };
                    prop_assert!(got == expected.map(|(other, received)| (people[other].at, received)));
                }
                Step::SendOn(who, number) => {
                    let got = people[who].send_on(&mut world, number, b"a payload");
                    let channels = model.places[who].iter().flat_map(|place| &place.channels);
                    let peer = channels.clone().find(|(known, _, _)| *known == number).map(|(_, peer, _)| *peer);
                    let expected = peer.and_then(|peer| model.relayed(now, who, peer));
                    prop_assert!(got == expected.map(|(other, received)| (people[other].at, received)));
                }
            }
            let alive = model.places.iter().flatten();
            prop_assert_eq!(world.server.counters().allocations, alive.clone().count() as u64);
            prop_assert_eq!(world.server.deadline(), alive.map(|place| place.expires).min());
        }
    }
}

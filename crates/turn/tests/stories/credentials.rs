use heliograph_turn::credential::{issue, issue_for};
use heliograph_turn::stun::{Algorithm, Message, Method, attribute};
use heliograph_turn::{Exchange, Expiry};
use heliograph_wire::{Millis, Private};

use crate::support::{
    BEGIN, Outcome, Person, SECRET, World, lifetime, pair, says, settings, transport_udp, udp,
};

#[test]
fn nobody_allocates_without_a_valid_credential() {
    let fresh = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let check = |username: &str, password: &str, outcome: Outcome| {
        let mut world = World::new();
        let mut person = fresh.clone();
        person.credential.username = username.to_owned();
        person.credential.password = password.to_owned();
        let (was, _) = person.ask(&mut world, Method::Allocate, &[transport_udp()]);
        assert_eq!(was, outcome, "{username}");
        let counters = world.server.counters();
        assert_eq!(counters.allocations, u64::from(outcome == Outcome::Done));
    };
    let good = issue(SECRET, Exchange(1), BEGIN + 1);
    check(&good.username, &good.password, Outcome::Done);
    check(&good.username, "another password", Outcome::Refused(401));
    check(&good.username, "", Outcome::Refused(401));
    let over = issue(SECRET, Exchange(1), BEGIN);
    check(&over.username, &over.password, Outcome::Refused(401));
    let forged = issue(b"another secret", Exchange(1), BEGIN + 1);
    check(&forged.username, &forged.password, Outcome::Refused(401));
    check(&good.username.replace("0001", "0002"), &good.password, Outcome::Refused(401));
    check("", "", Outcome::Refused(401));
    check("guest", "password", Outcome::Refused(401));
}

#[test]
fn a_credential_made_elsewhere_has_to_be_spelt_as_ours() {
    for exchange in ["1", "000000000000001G", "00000000000000ff0", ""] {
        let mut world = World::new();
        let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
        person.credential.username = format!("{}:{exchange}", BEGIN + 100);
        // Nobody but the server can sign this; a wrong password shows the same.
        assert_eq!(person.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(401));
    }
}

#[test]
fn a_signature_with_sha_256_is_answered_with_one() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.algorithm = Algorithm::Sha256;
    let (outcome, answer) = person.ask(&mut world, Method::Allocate, &[transport_udp()]);
    assert_eq!(outcome, Outcome::Done);
    let answer = Message::read(&answer).unwrap();
    assert_eq!(answer.signature(), Some(Algorithm::Sha256));
    assert!(answer.value(attribute::MESSAGE_INTEGRITY).is_none());
}

#[test]
fn what_was_not_offered_is_not_taken() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    let algorithm = says(attribute::PASSWORD_ALGORITHM, &[0, 2, 0, 0]);
    person.ask(&mut world, Method::Refresh, &[]);
    assert_eq!(
        person.ask(&mut world, Method::Allocate, &[transport_udp(), algorithm]).0,
        Outcome::Refused(400)
    );
}

#[test]
fn a_long_call_outlives_its_credential() {
    let mut world = World::new();
    let mut pair = pair(&mut world, heliograph_turn::Transport::Udp);
    for _ in 0..20 {
        world.pass(Millis::minutes(9));
        assert_eq!(pair.ana.refresh(&mut world, 600), Outcome::Done);
        assert_eq!(pair.ben.refresh(&mut world, 600), Outcome::Done);
        assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
    }
    let mut late = pair.ana.clone();
    late.at = udp("203.0.113.5:40009");
    assert_eq!(late.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(401));
}

#[test]
fn a_strict_server_ends_a_call_with_its_credential() {
    let mut world = World::with(|settings| settings.expiry = Expiry::Always);
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.credential = issue(SECRET, Exchange(1), BEGIN + 300);
    person.allocate(&mut world);
    world.pass(Millis::seconds(299));
    assert_eq!(person.refresh(&mut world, 600), Outcome::Done);
    world.pass(Millis::seconds(1));
    assert_eq!(person.refresh(&mut world, 600), Outcome::Refused(401));
}

#[test]
fn a_clock_that_is_set_ends_no_call() {
    let mut world = World::new();
    let mut pair = pair(&mut world, heliograph_turn::Transport::Udp);
    for hours in [-1_i64, 1, 24 * 365] {
        let start = Millis::seconds((BEGIN as i64 + hours * 3_600) as u64) - Millis::minutes(90);
        world.server.clock_set(start);
        assert_eq!(pair.ana.permit(&mut world, pair.ben_relayed), Outcome::Done);
        assert_eq!(pair.ben.permit(&mut world, pair.ana_relayed), Outcome::Done);
        assert!(pair.ana.send(&mut world, pair.ben_relayed, b"still here").is_some());
        assert_eq!(pair.ana.refresh(&mut world, 600), Outcome::Done);
    }
    let mut late = Person::new(udp("203.0.113.5:40009"), 1, 3);
    assert_eq!(late.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(401));
}

#[test]
fn a_time_that_goes_back_counts_as_none() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    world.now = Millis(0);
    assert_eq!(person.refresh(&mut world, 600), Outcome::Done);
    assert_eq!(world.server.deadline(), Some(Millis::minutes(100)));
}

#[test]
fn a_new_secret_leaves_old_credentials_as_long_as_it_is_told_to() {
    let mut world = World::new();
    let mut old = Person::new(udp("203.0.113.5:40001"), 1, 1);
    old.allocate(&mut world);
    let both = [b"the next".to_vec(), SECRET.to_vec()].map(Private::new).to_vec();
    world.server.reload(settings(|settings| settings.secrets = both));
    let mut other = Person::new(udp("203.0.113.6:40002"), 1, 2);
    other.allocate(&mut world);
    let mut new = Person::new(udp("203.0.113.7:40003"), 1, 3);
    new.credential = issue_for(b"the next", Exchange(1), 3, BEGIN + 300);
    new.allocate(&mut world);
    world.server.reload(settings(|settings| settings.secrets = vec![Private::new(b"the next".to_vec())]));
    assert_eq!(old.refresh(&mut world, 600), Outcome::Done, "an allocation has its own key");
    let mut late = Person::new(udp("203.0.113.8:40004"), 1, 4);
    assert_eq!(late.ask(&mut world, Method::Allocate, &[transport_udp()]).0, Outcome::Refused(401));
}

#[test]
fn another_user_at_the_same_address_has_no_part_in_an_allocation() {
    let mut world = World::new();
    let mut pair = pair(&mut world, heliograph_turn::Transport::Udp);
    let mut other = Person::new(pair.ana.at, 1, 9);
    for (method, parts, code) in [
        (Method::Refresh, vec![lifetime(0)], 441),
        (Method::CreatePermission, vec![crate::support::peer(pair.ben_relayed)], 441),
        (
            Method::ChannelBind,
            vec![crate::support::channel(0x4000), crate::support::peer(pair.ben_relayed)],
            441,
        ),
        (Method::Allocate, vec![transport_udp()], 437),
    ] {
        assert_eq!(other.ask(&mut world, method, &parts).0, Outcome::Refused(code), "{method:?}");
    }
    assert_eq!(pair.ana.refresh(&mut world, 600), Outcome::Done);
}

#[test]
fn an_owner_is_known_by_every_bit_of_the_signature() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256] {
        let mut world = World::with(|settings| settings.limits.challenges_per_source.burst = 10_000);
        let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
        person.allocate(&mut world);
        person.algorithm = algorithm;
        let mut forger = person.clone();
        forger.credential.password = "another password".to_owned();
        let (outcome, _) = forger.ask(&mut world, Method::Refresh, &[lifetime(0)]);
        assert_eq!(outcome, Outcome::Refused(401));
        let whole = person.request(Method::Refresh, &[lifetime(0)]);
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Some((_, answer)) = world.give(person.at, &bytes) {
                assert!(Message::read(&answer).unwrap().error().is_some(), "bit {bit}");
            }
        }
        assert_eq!(world.server.counters().allocations, 1);
        assert_eq!(Message::read(&world.answer(person.at, &whole)).unwrap().error(), None);
        assert_eq!(world.server.counters().allocations, 0);
    }
}

#[test]
fn what_stands_behind_a_signature_says_nothing() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    let mut request = person.request(Method::Refresh, &[lifetime(1_200)]);
    request.extend([0, 0x0d, 0, 4, 0, 0, 0, 0]);
    let length = u16::try_from(request.len() - 20).unwrap();
    request[2..4].copy_from_slice(&length.to_be_bytes());
    let answer = world.answer(person.at, &request);
    assert_eq!(Message::read(&answer).unwrap().number(attribute::LIFETIME), Some(1_200));
    let mut request = person.request(Method::Refresh, &[]);
    request.extend([0, 0x0d, 0, 4, 0, 0, 0, 0]);
    request[2..4].copy_from_slice(&(length - 8).to_be_bytes());
    let answer = world.answer(person.at, &request);
    assert_eq!(Message::read(&answer).unwrap().number(attribute::LIFETIME), Some(600));
}

#[test]
fn another_port_of_the_same_user_has_no_part_in_an_allocation() {
    let mut world = World::new();
    let pair = pair(&mut world, heliograph_turn::Transport::Udp);
    let mut moved = pair.ana.clone();
    moved.at = udp("203.0.113.5:40777");
    assert_eq!(moved.refresh(&mut world, 0), Outcome::Refused(437));
    assert!(moved.send(&mut world, pair.ben_relayed, b"from elsewhere").is_none());
    assert_eq!(world.server.counters().allocations, 2);
}

#[test]
fn a_stale_nonce_is_followed_by_a_fresh_one() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    assert_eq!(person.refresh(&mut world, 3_600), Outcome::Done);
    let first = person.nonce.clone();
    world.pass(Millis::minutes(41));
    assert_eq!(person.refresh(&mut world, 3_600), Outcome::Done);
    assert_ne!(person.nonce, first);
    assert_eq!(world.server.counters().refused(heliograph_turn::Refusal::StaleNonce), 1);
}

#[test]
fn a_nonce_is_of_one_address_only() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    let mut elsewhere = person.clone();
    elsewhere.at = udp("203.0.113.5:40002");
    let request = elsewhere.request(Method::Allocate, &[transport_udp()]);
    let answer = world.answer(elsewhere.at, &request);
    assert_eq!(Message::read(&answer).unwrap().error(), Some(438));
}

#[test]
fn an_owner_is_told_of_a_new_nonce_while_strangers_flood_the_server() {
    let mut world = World::new();
    let mut person = Person::new(udp("203.0.113.5:40001"), 1, 1);
    person.allocate(&mut world);
    assert_eq!(person.refresh(&mut world, 3_600), Outcome::Done);
    world.pass(Millis::minutes(50));
    let mut stranger = Person::new(udp("198.18.0.1:1"), 1, 2);
    for source in 0..30_000_u32 {
        stranger.at.remote = (std::net::Ipv4Addr::from(0xc612_0000 + source), 9).into();
        let transaction = stranger.transaction();
        let parts = [transport_udp()];
        let request = crate::support::message(
            heliograph_turn::stun::Class::Request,
            Method::Allocate,
            &transaction,
            &parts,
            |_| {},
        );
        world.give(stranger.at, &request);
    }
    assert!(world.server.counters().dropped(heliograph_turn::Cause::GlobalLimit) > 0);
    assert_eq!(person.refresh(&mut world, 600), Outcome::Done);
}

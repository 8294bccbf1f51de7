//! Connections that go through the relay of the page's server, so that neither side learns where the other is.

use heliograph_session::{
    Carrier, Effect, Event, Kind, Path, Problem, RelayEvent, RelayFault, Screen, Services, StunEntry,
};
use heliograph_wire::{Millis, PeerId, Private};

use crate::support::{ANA, BEN, Pair, connections, private};

const RELAY: &str = "turn:relay.example";

/// Two people whose pages come from a server that relays.
fn pair() -> Pair {
    let mut pair = Pair::chromium();
    for who in [ANA, BEN] {
        pair.sides[who].browser.relay = Ok(());
        pair.relays(who, RelayEvent::Found { stun: Vec::new(), services: Services::default() });
    }
    pair
}

/// The same two, where Ana has made an invite that goes through the relay.
fn inviting() -> Pair {
    let mut pair = pair();
    pair.does(ANA, Event::InviteChosen);
    pair.relays(ANA, RelayEvent::PathChosen(Path::Relayed));
    pair
}

impl Pair {
    fn relays(&mut self, who: usize, event: RelayEvent) {
        self.does(who, Event::Relay(event));
    }

    fn asked(&self, who: usize) -> Vec<String> {
        self.sides[who].browser.asked().into_iter().collect()
    }

    fn path(&self, who: usize) -> Option<Path> {
        match self.view(who).screen {
            Screen::Invite(invite) => invite.path,
            Screen::Reply(reply) => Some(reply.path),
            Screen::Talk(talk) => Some(talk.path),
            Screen::Home(_) | Screen::Join(_) | Screen::Words(_) | Screen::Stray(_) => None,
            Screen::Callee(_) | Screen::Caller(_) | Screen::Room(_) => None,
        }
    }
}

#[test]
fn two_people_meet_through_the_relay_and_tell_no_other_address() {
    let mut pair = inviting();
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    let reply = pair.code(BEN);
    for code in [&invite, &reply] {
        let description = match heliograph_signal::read(code).expect("a code") {
            heliograph_signal::Reading::Offer(offer) => offer.description,
            heliograph_signal::Reading::Answer(answer) => answer.description,
            heliograph_signal::Reading::Foreign(_) => panic!("a description of another tool"),
        };
        let kinds: Vec<_> = description.candidates().iter().map(|candidate| candidate.kind()).collect();
        assert_eq!(kinds, [heliograph_signal::CandidateKind::Relayed]);
    }
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
    for who in [ANA, BEN] {
        assert_eq!(pair.asked(who), [RELAY]);
        assert_eq!(pair.path(who), Some(Path::Relayed));
    }
    assert_eq!(pair.sides[BEN].browser.relay_asked, [Some("00112233445566ff".to_owned())]);
}

/// A relay on the other side of the world, reached over TLS, needs a second or two.
#[test]
fn a_reply_waits_for_the_address_without_which_the_relay_passes_nothing() {
    let mut pair = inviting();
    let invite = pair.code(ANA);
    pair.sides[BEN].browser.finds = false;
    pair.pastes(BEN, &invite);
    let shown = |pair: &Pair| match pair.view(BEN).screen {
        Screen::Reply(reply) => reply.code.is_some(),
        _ => panic!("Ben replies"),
    };
    assert!(!shown(&pair));
    pair.wait(Millis::seconds(4));
    assert!(!shown(&pair));
    let (peer, sdp) = pair.sides[BEN].browser.whole_answer();
    pair.does(BEN, Event::Described { peer, kind: Kind::Answer, sdp });
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn nobody_is_asked_where_no_server_relays() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    assert_eq!(pair.path(ANA), None);
    pair.relays(ANA, RelayEvent::PathChosen(Path::Relayed));
    assert!(pair.sides[ANA].browser.relay_asked.is_empty());
}

#[test]
fn an_invite_that_tells_addresses_is_withdrawn_when_they_are_to_be_hidden() {
    let mut pair = pair();
    pair.does(ANA, Event::InviteChosen);
    assert_eq!(pair.path(ANA), Some(Path::Direct));
    pair.does(ANA, Event::CopiedByHand(Carrier::CopiedCode));
    pair.relays(ANA, RelayEvent::PathChosen(Path::Relayed));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(invite.problem, Some(Problem::InviteWithdrawn));
    assert_eq!((connections(&pair, ANA).len(), pair.asked(ANA)), (1, vec![RELAY.to_owned()]));
}

#[test]
fn whom_to_ask_for_ones_own_address_changes_nothing_where_no_address_is_told() {
    let stun = |text: &str| Event::SettingsEntered {
        stun: StunEntry::Own(private(text)),
        name: Private::new(String::new()),
    };
    let mut pair = inviting();
    pair.does(ANA, stun("a.example"));
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    pair.does(BEN, stun("b.example"));
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    pair.does(ANA, stun("c.example"));
    assert_eq!((pair.asked(ANA), pair.asked(BEN)), (vec![RELAY.to_owned()], vec![RELAY.to_owned()]));
}

#[test]
fn a_relay_that_may_not_be_used_is_told_with_its_reason() {
    let mut pair = inviting();
    let invite = pair.code(ANA);
    for fault in
        [RelayFault::NotHere, RelayFault::Unknown, RelayFault::Busy, RelayFault::Stopping, RelayFault::Silent]
    {
        pair.sides[BEN].browser.relay = Err(fault);
        pair.pastes(BEN, &invite);
        let Screen::Join(join) = pair.view(BEN).screen else { panic!("Ben has nothing to reply with") };
        assert_eq!(join.problem, Some(Problem::NoRelay(fault)));
        assert!(connections(&pair, BEN).is_empty());
    }
    pair.sides[ANA].browser.relay = Err(RelayFault::Busy);
    pair.does(ANA, Event::RenewChosen);
    let Screen::Invite(shown) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(shown.problem, Some(Problem::NoRelay(RelayFault::Busy)));
    pair.relays(ANA, RelayEvent::PathChosen(Path::Direct));
    assert!(!pair.code(ANA).is_empty());
}

#[test]
fn an_answer_of_the_relay_counts_once() {
    let mut pair = inviting();
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    let reply = pair.code(BEN);
    for who in [ANA, BEN] {
        let peer = connections(&pair, who)[0];
        let mut effects: Vec<Effect> = Vec::new();
        for event in [granted(peer), RelayEvent::Refused { peer, fault: RelayFault::Silent }] {
            pair.sides[who].session.handle(Millis(0), Event::Relay(event), &mut effects);
        }
        assert!(effects.is_empty());
    }
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

fn granted(peer: PeerId) -> RelayEvent {
    let relay = heliograph_session::Relay {
        urls: Vec::new(),
        username: private("user"),
        credential: private("secret"),
    };
    let exchange = heliograph_session::Exchange::parse("00112233445566ff").expect("sixteen digits");
    RelayEvent::Granted { peer, relay, exchange }
}

#[test]
fn an_answer_of_the_relay_that_comes_too_late_changes_nothing() {
    let mut pair = inviting();
    let peer = connections(&pair, ANA)[0];
    pair.does(ANA, Event::BackChosen);
    for event in [granted(peer), RelayEvent::Refused { peer, fault: RelayFault::Silent }] {
        let mut effects: Vec<Effect> = Vec::new();
        pair.sides[ANA].session.handle(Millis(0), Event::Relay(event), &mut effects);
        assert!(effects.is_empty());
    }
}

#[test]
fn a_server_that_does_not_answer_is_asked_again_until_it_does() {
    let mut pair = pair();
    pair.sides[ANA].browser.relay = Err(RelayFault::Silent);
    pair.does(ANA, Event::InviteChosen);
    pair.relays(ANA, RelayEvent::PathChosen(Path::Relayed));
    let invite = |pair: &Pair| match pair.view(ANA).screen {
        Screen::Invite(invite) => invite,
        _ => panic!("Ana invites"),
    };
    assert_eq!(invite(&pair).problem, Some(Problem::NoRelay(RelayFault::Silent)));
    let asked = |pair: &Pair| pair.sides[ANA].browser.relay_asked.len();
    let before = asked(&pair);
    pair.wait(Millis::seconds(60));
    assert!((2..=4).contains(&(asked(&pair) - before)), "it is asked after ten seconds, and then less often");
    assert!(invite(&pair).code.is_none() && connections(&pair, ANA).is_empty());
    pair.sides[ANA].browser.relay = Ok(());
    pair.wait(Millis::minutes(1));
    assert_eq!(invite(&pair).problem, None);
    assert!(invite(&pair).code.is_some());
    let before = asked(&pair);
    pair.wait(Millis::minutes(5));
    assert_eq!(asked(&pair), before);

    // Whoever chooses to be direct meanwhile waits for nothing.
    pair.sides[ANA].browser.relay = Err(RelayFault::Busy);
    pair.does(ANA, Event::RenewChosen);
    pair.relays(ANA, RelayEvent::PathChosen(Path::Direct));
    let before = asked(&pair);
    pair.wait(Millis::minutes(1));
    assert_eq!(asked(&pair), before);
    assert!(invite(&pair).code.is_some());
}

#[test]
fn codes_that_lead_nowhere_through_a_relay_are_not_blamed_on_the_network() {
    let mut pair = inviting();
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    let reply = pair.code(BEN);
    pair.network.up = false;
    pair.pastes(ANA, &reply);
    pair.wait(Millis::seconds(40));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(invite.problem, Some(Problem::NoRouteThroughRelay));
}

#[test]
fn a_server_that_says_nothing_at_all_is_no_missing_network() {
    let mut pair = pair();
    pair.sides[ANA].browser.relay_answers = false;
    pair.does(ANA, Event::InviteChosen);
    pair.relays(ANA, RelayEvent::PathChosen(Path::Relayed));
    pair.wait(Millis::seconds(9));
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(invite.problem, None);
}

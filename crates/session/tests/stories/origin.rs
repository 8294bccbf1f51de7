//! The server that the page came from tells browsers their public addresses, where the person lets it.

use heliograph_session::{Carrier, Event, RelayEvent, Screen, Services, StunEntry, StunServer, StunView};
use heliograph_wire::Private;

use crate::support::{ANA, BEN, Pair, connections};

const ORIGIN: &str = "stun:origin.example:3478";

fn found() -> Event {
    let stun = vec![StunServer::parse(ORIGIN).expect("a server")];
    Event::Relay(RelayEvent::Found { stun, services: Services::default() })
}

fn chosen(stun: StunEntry) -> Event {
    Event::SettingsEntered { stun, name: Private::new(String::new()) }
}

#[track_caller]
fn asks(pair: &Pair, who: usize, servers: &[&str]) {
    assert!(pair.sides[who].browser.asked().iter().eq(servers.iter()));
}

fn shown(pair: &mut Pair, who: usize) -> StunView {
    pair.does(who, Event::SettingsChosen);
    let Some(heliograph_session::AsideView::Settings(settings)) = pair.view(who).aside else {
        panic!("the settings are open")
    };
    pair.does(who, Event::BackChosen);
    settings.stun
}

#[test]
fn the_pages_own_server_is_asked_where_nothing_else_is_chosen() {
    let mut pair = Pair::chromium();
    pair.does(ANA, found());
    pair.does(ANA, Event::InviteChosen);
    asks(&pair, ANA, &[ORIGIN]);
    assert!(shown(&mut pair, ANA) == StunView::Origin);
    pair.does(ANA, chosen(StunEntry::Nobody));
    asks(&pair, ANA, &[]);
    pair.does(ANA, found());
    asks(&pair, ANA, &[]);
    pair.does(ANA, chosen(StunEntry::Origin));
    asks(&pair, ANA, &[ORIGIN]);
}

#[test]
fn a_server_that_is_not_there_at_the_moment_is_not_chosen_against() {
    let mut pair = Pair::chromium();
    assert!(shown(&mut pair, ANA) == StunView::Nobody);
    pair.does(ANA, chosen(StunEntry::Nobody));
    pair.does(ANA, found());
    assert!(shown(&mut pair, ANA) == StunView::Origin);
}

#[test]
fn a_code_that_nobody_has_yet_is_made_anew_when_the_server_answers() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    asks(&pair, ANA, &[]);
    pair.does(ANA, found());
    assert_eq!(connections(&pair, ANA).len(), 1);
    asks(&pair, ANA, &[ORIGIN]);
    let Screen::Invite(invite) = pair.view(ANA).screen else { panic!("Ana invites") };
    assert_eq!(invite.problem, None);

    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    asks(&pair, BEN, &[]);
    pair.does(BEN, found());
    assert_eq!(connections(&pair, BEN).len(), 1);
    asks(&pair, BEN, &[ORIGIN]);
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_code_that_somebody_has_stays_when_the_server_answers() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    let invite = pair.code(ANA);
    pair.does(ANA, Event::CopiedByHand(Carrier::CopiedCode));
    pair.does(ANA, found());
    pair.pastes(BEN, &invite);
    let reply = pair.code(BEN);
    pair.does(BEN, Event::CopiedByHand(Carrier::CopiedCode));
    pair.does(BEN, found());
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA) && pair.talks(BEN));
    for who in [ANA, BEN] {
        asks(&pair, who, &[]);
    }
}

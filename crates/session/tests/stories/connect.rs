//! Two people find each other and talk.

use crate::support::{ANA, BEN, Pair, connections, private};
use heliograph_session::{Author, Carrier, Channel, Event, Mark, Parting, Screen, StrayView};
use heliograph_wire::Millis;

#[test]
fn two_people_connect_with_one_exchange_and_talk() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.writes(ANA, "secret one");
    pair.writes(BEN, "secret two\nlines");
    assert_eq!(pair.chat(ANA), ["secret one", "secret two\nlines"]);
    assert_eq!(pair.chat(BEN), ["secret one", "secret two\nlines"]);
    let Screen::Talk(talk) = pair.view(ANA).screen else { panic!("Ana talks") };
    assert_eq!(pair.author(ANA, 0), Author::Me(Mark::Delivered));
    assert_eq!(talk.channel, Channel::Control);
}

#[test]
fn the_answering_side_is_passive() {
    let mut pair = Pair::chromium();
    pair.invite_and_answer();
    assert_eq!(pair.sides[BEN].browser.offered_setup().as_deref(), Some("active"));
}

#[test]
fn a_link_goes_straight_to_the_reply() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    pair.does(ANA, Event::CarrierChosen(Carrier::CopiedLink));
    let link = pair.sides[ANA].browser.carried[0].clone();
    let (page, fragment) = link.split_once('#').expect("a link has a fragment");
    assert_eq!(page, "https://example.org/heliograph/");
    pair.does(BEN, Event::LinkOpened(private(fragment)));
    pair.wait(Millis(300));
    pair.does(BEN, Event::CarrierChosen(Carrier::File));
    let file = pair.sides[BEN].browser.carried[0].clone();
    pair.pastes(ANA, &file);
    assert!(pair.talks(ANA) && pair.talks(BEN));
}

#[test]
fn a_reply_opened_as_a_link_is_handed_to_the_tab_that_waits() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    let mut tab = Pair::chromium();
    tab.does(ANA, Event::LinkOpened(private(&reply)));
    assert!(matches!(tab.view(ANA).screen, Screen::Stray(StrayView::Asking)));
    let handed = tab.sides[ANA].browser.handed_over.remove(0);
    pair.does(ANA, Event::ReplyHandedOver(private(&handed)));
    assert!(pair.talks(ANA));
    tab.does(ANA, Event::ReplyTaken(private("another reply")));
    assert!(matches!(tab.view(ANA).screen, Screen::Stray(StrayView::Asking)));
    tab.does(ANA, Event::ReplyTaken(private(&handed)));
    assert!(matches!(tab.view(ANA).screen, Screen::Stray(StrayView::Taken)));
}

#[test]
fn a_reply_that_no_tab_waits_for_says_where_it_belongs() {
    let mut pair = Pair::chromium();
    let reply = pair.invite_and_answer();
    let mut tab = Pair::chromium();
    tab.does(ANA, Event::LinkOpened(private(&reply)));
    tab.wait(Millis::seconds(3));
    let Screen::Stray(StrayView::Unclaimed { text }) = tab.view(ANA).screen else { panic!("unclaimed") };
    assert_eq!(text.reveal(), &reply);
}

#[test]
fn leaving_is_seen_by_the_other_and_leaves_nothing_open() {
    let mut pair = Pair::chromium();
    pair.connect();
    pair.does(ANA, Event::LeaveChosen);
    assert!(matches!(pair.view(ANA).screen, Screen::Home { .. }));
    let Screen::Talk(talk) = pair.view(BEN).screen else { panic!("Ben still sees the chat") };
    assert_eq!(talk.parting, Some(Parting::Left));
    pair.wait(Millis::seconds(1));
    assert!(connections(&pair, ANA).is_empty() && connections(&pair, BEN).is_empty());
}

#[test]
fn only_the_connection_that_is_used_stays_open() {
    let mut pair = Pair::chromium();
    pair.does(ANA, Event::InviteChosen);
    for _ in 0..5 {
        pair.does(ANA, Event::RenewChosen);
    }
    assert_eq!(connections(&pair, ANA).len(), 6);
    let invite = pair.code(ANA);
    pair.pastes(BEN, &invite);
    pair.wait(Millis(300));
    let reply = pair.code(BEN);
    pair.pastes(ANA, &reply);
    assert!(pair.talks(ANA));
    assert_eq!(connections(&pair, ANA).len(), 1);
}

#[test]
fn another_tools_offer_is_answered_in_its_own_form() {
    let mut pair = Pair::chromium();
    let sdp = "v=0\\r\\no=- 1 2 IN IP4 127.0.0.1\\r\\ns=-\\r\\nt=0 0\\r\\na=group:BUNDLE data\\r\\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\\r\\nc=IN IP4 0.0.0.0\\r\\na=ice-ufrag:XuHu\\r\\n\
        a=ice-pwd:EioTAit7icve/edgyqPNFifP\\r\\na=fingerprint:sha-256 BF:63:3E:5F:30:10:5D:D0:D4:7D:61:DA:\
        EB:C5:ED:6F:B9:E7:6C:93:0B:05:EA:9B:8C:A7:4A:9D:7F:3C:5D:97\\r\\na=setup:actpass\\r\\na=mid:data\\r\\n\
        a=sctp-port:5000\\r\\n";
    pair.pastes(BEN, &format!("{{\"type\":\"offer\",\"sdp\":\"{sdp}\"}}"));
    pair.wait(Millis(300));
    assert!(pair.code(BEN).starts_with("{\"") && pair.code(BEN).contains("\"answer\""));
    let peer = connections(&pair, BEN)[0];
    pair.does(BEN, Event::ChannelOpened { peer, nonce: [0; 16], safety_nonce: [7; 16] });
    pair.does(BEN, Event::TextReceived { peer, text: private("hello from elsewhere") });
    pair.writes(BEN, "hello");
    let Screen::Talk(talk) = pair.view(BEN).screen else { panic!("Ben talks") };
    assert_eq!(talk.channel, Channel::Theirs);
    assert_eq!(pair.author(BEN, 1), Author::Me(Mark::Sent));
}

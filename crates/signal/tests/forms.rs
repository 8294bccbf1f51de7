//! Which form a description takes, and why.

mod common;

use common::{TAG, sample, stamp, unpacked};
use heliograph_signal::{
    Address, Answer, Candidate, Code, Description, Dropped, Foreign, Form, Offer, Packed, Reading, Reason,
    Rule, Setup, pack_answer, pack_offer, read,
};
use std::fmt::{Debug, Display};

/// Replaces a part of the Chromium offer, packs it, and says which form it took.
#[track_caller]
fn check(part: &str, replacement: &str, expected: Form) {
    let sdp = sample("size-chromium-offer.sdp").sdp;
    assert!(sdp.contains(part), "{part}");
    let sdp = sdp.replace(part, replacement);
    let packed = pack_offer(&sdp, stamp()).expect("nothing that has a fingerprint is refused");
    assert_eq!(packed.form, expected, "{replacement}");
    if expected != Form::Packed {
        assert_eq!(unpacked(&packed.code.text()), sdp, "{replacement}");
    }
}

#[test]
fn what_the_packed_form_cannot_carry_travels_whole() {
    let deflated = Form::Deflated;
    check("a=mid:0", "a=mid:0", Form::Packed);
    check("a=mid:0", "a=mid:0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111", deflated(Reason::Sections));
    check("UDP/DTLS/SCTP", "TCP/DTLS/SCTP", deflated(Reason::Transport));
    check("m=application 50471", "m=application 0", deflated(Reason::Transport));
    check("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000", deflated(Reason::Transport));
    check("actpass", "active", deflated(Reason::Setup));
    check("actpass", "holdconn", deflated(Reason::Setup));
    check("k3Xz", "k3X", deflated(Reason::Credentials));
    check("k3Xz", "k3X-", deflated(Reason::Credentials));
    check("a=ice-ufrag:k3Xz", "a=ice-ufrag:k3Xz\r\na=ice-ufrag:other", deflated(Reason::Credentials));
    check("a=mid:0", "a=mid:0\r\na=fingerprint:sha-1 AA:BB", deflated(Reason::Fingerprints));
    check("typ srflx", "typ prflx", deflated(Reason::Candidate));
    check("1 udp 2122260223", "2 udp 2122260223", deflated(Reason::Candidate));
    check("192.168.178.23 50471 typ host", "example.org 50471 typ host", deflated(Reason::Candidate));
    check("a=mid:0\r\n", "", deflated(Reason::Mid));
    check("a=mid:0", "a=mid:a b", deflated(Reason::Mid));
    check("a=sctp-port:5000", "a=sctp-port:5001", deflated(Reason::SctpPort));
    check("a=sctp-port:5000\r\n", "", deflated(Reason::SctpPort));
    check("a=max-message-size:262144\r\n", "", deflated(Reason::MessageSize));
    check("size:262144", "size:262143", deflated(Reason::MessageSize));
    check("a=mid:0", "a=mid:0\r\na=tls-id:1", deflated(Reason::Line));
    check("s=-", "s=-\r\na=ice-lite", deflated(Reason::Line));
    check("a=ice-options:trickle", "a=ice-options:google-ice", deflated(Reason::Line));
}

#[test]
fn what_carries_no_meaning_is_left_out() {
    check("size:262144", "size:0", Form::Packed);
    check("size:262144", "size:1073741823", Form::Packed);
    check("a=ice-options:trickle\r\n", "", Form::Packed);
    check("a=ice-options:trickle", "a=ice-options:trickle renomination", Form::Packed);
    check("a=mid:0", "b=AS:30\r\na=mid:0\r\na=sendrecv\r\na=end-of-candidates", Form::Packed);
    check("\r\n", "\n", Form::Packed);
}

#[test]
fn an_answer_that_leaves_its_role_open_travels_whole() {
    let sdp = sample("size-chromium-answer.sdp").sdp.replace("passive", "actpass");
    let packed = pack_answer(&sdp, TAG).unwrap();
    assert_eq!(packed.form, Form::Deflated(Reason::Setup));
    assert_eq!(unpacked(&packed.code.text()), sdp);
}

#[test]
fn the_setup_role_can_be_given_for_either_form() {
    let plain = sample("size-chromium-offer.sdp").sdp;
    for sdp in [plain.clone(), plain.replace("size:262144", "size:65536")] {
        let packed = pack_offer(&sdp, stamp()).unwrap();
        let Ok(Reading::Offer(offer)) = read(&packed.code.text()) else { panic!("an offer is an offer") };
        let active = offer.description.sdp_with_setup(Setup::Active);
        let own = offer.description.sdp();
        assert_eq!(*active.reveal(), own.reveal().replace("a=setup:actpass", "a=setup:active"));
        assert_eq!(offer.description.candidates().len(), 2);
    }
}

#[test]
fn many_candidates_stay_within_120_bytes() {
    let hosts: String = (1..60)
        .map(|place| format!("a=candidate:1 1 udp {} 2001:db8:{place}::1 5000 typ host\r\n", 100 - place))
        .collect();
    let sdp = sample("size-chromium-offer.sdp").sdp.replace("a=ice-ufrag", &format!("{hosts}a=ice-ufrag"));
    let packed = pack_offer(&sdp, stamp()).unwrap();
    assert!(packed.code.bytes().len() <= 120);
    assert_eq!(packed.kept, 4);
    assert!(unpacked(&packed.code.text()).contains("198.51.100.74 50471 typ srflx"));
    let over = packed.dropped.iter().filter(|dropped| dropped.rule == Rule::Budget).count();
    assert_eq!(over, 57);
}

#[test]
fn nothing_that_holds_addresses_or_credentials_can_reach_a_log() {
    static_assertions::assert_not_impl_any!(Address: Debug, Display);
    static_assertions::assert_not_impl_any!(Answer: Debug, Display);
    static_assertions::assert_not_impl_any!(Candidate: Debug, Display);
    static_assertions::assert_not_impl_any!(Code: Debug, Display);
    static_assertions::assert_not_impl_any!(Description: Debug, Display);
    static_assertions::assert_not_impl_any!(Dropped: Debug, Display);
    static_assertions::assert_not_impl_any!(Foreign: Debug, Display);
    static_assertions::assert_not_impl_any!(Offer: Debug, Display);
    static_assertions::assert_not_impl_any!(Packed: Debug, Display);
    static_assertions::assert_not_impl_any!(Reading: Debug, Display);
}

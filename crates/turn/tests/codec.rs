//! The codec against another one.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use heliograph_turn::stun::{Algorithm, Class, Fingerprint, Key, Message, Method, Writer, attribute};
use proptest::prelude::*;
use std::net::SocketAddr;
use stun_types::attribute::{Nonce, Realm, Username, XorMappedAddress};
use stun_types::message::{
    IntegrityAlgorithm, MessageClass, MessageIntegrityCredentials, MessageType, MessageWrite,
    MessageWriteExt, MessageWriteVec, ShortTermCredentials,
};
use stun_types::prelude::Attribute;

const ENDINGS: [u16; 3] =
    [attribute::MESSAGE_INTEGRITY, attribute::MESSAGE_INTEGRITY_SHA256, attribute::FINGERPRINT];

fn key() -> Key {
    Key::short_term("password")
}

/// Of a short-term credential, whose key is the same for both signatures in both crates.
fn credentials() -> MessageIntegrityCredentials {
    ShortTermCredentials::new("password".to_owned()).into()
}

fn class() -> impl Strategy<Value = Class> {
    prop::sample::select(vec![Class::Request, Class::Indication, Class::Success, Class::Error])
}

fn method() -> impl Strategy<Value = (Method, u16)> {
    prop::sample::select(vec![
        (Method::Binding, 1),
        (Method::Allocate, 3),
        (Method::Refresh, 4),
        (Method::Send, 6),
        (Method::Data, 7),
        (Method::CreatePermission, 8),
        (Method::ChannelBind, 9),
    ])
}

const fn their_class(class: Class) -> MessageClass {
    match class {
        Class::Request => MessageClass::Request,
        Class::Indication => MessageClass::Indication,
        Class::Success => MessageClass::Success,
        Class::Error => MessageClass::Error,
    }
}

#[derive(Clone, Debug)]
struct Written {
    class: Class,
    method: (Method, u16),
    transaction: [u8; 12],
    attributes: Vec<(u16, Vec<u8>)>,
    signatures: Vec<Algorithm>,
    fingerprint: bool,
}

fn written() -> impl Strategy<Value = Written> {
    let kind =
        prop::sample::select(vec![0x0001, 0x0006, 0x000c, 0x000d, 0x0012, 0x0014, 0x0019, 0x8000, 0x8022]);
    let attributes = prop::collection::vec((kind, prop::collection::vec(any::<u8>(), 0..40)), 0..6);
    let signatures = prop::sample::select(vec![
        vec![],
        vec![Algorithm::Sha1],
        vec![Algorithm::Sha256],
        vec![Algorithm::Sha1, Algorithm::Sha256],
    ]);
    let parts = (class(), method(), any::<[u8; 12]>(), attributes, signatures, any::<bool>());
    parts.prop_map(|(class, method, transaction, attributes, signatures, fingerprint)| Written {
        class,
        method,
        transaction,
        attributes,
        signatures,
        fingerprint,
    })
}

impl Written {
    fn bytes(&self) -> Vec<u8> {
        let mut buffer = vec![0xee; 1_024];
        let mut writer = Writer::new(&mut buffer, self.class, self.method.0, &self.transaction);
        for (kind, value) in &self.attributes {
            writer.attribute(*kind, value);
        }
        for algorithm in &self.signatures {
            writer.signature(*algorithm, &key());
        }
        if self.fingerprint {
            writer.fingerprint();
        }
        let length = writer.finish().unwrap();
        buffer.truncate(length);
        buffer
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_by_both(written in written()) {
        let bytes = written.bytes();
        let ours = Message::read(&bytes).unwrap();
        let theirs = stun_types::message::Message::from_bytes(&bytes).unwrap();
        prop_assert_eq!((ours.class(), ours.method()), (written.class, Some(written.method.0)));
        prop_assert_eq!(theirs.class(), their_class(written.class));
        prop_assert_eq!(theirs.method().value(), written.method.1);
        prop_assert_eq!(ours.transaction(), &written.transaction);
        prop_assert_eq!(&u128::from(theirs.transaction_id()).to_be_bytes()[4..], written.transaction);
        let of_ours: Vec<_> = ours.attributes().map(|attribute| (attribute.kind, attribute.value.to_vec())).collect();
        let of_theirs: Vec<_> =
            theirs.iter_attributes().map(|(_, raw)| (raw.get_type().value(), raw.value.to_vec())).collect();
        prop_assert_eq!(of_ours, of_theirs);
        let is_signed = !written.signatures.is_empty();
        prop_assert_eq!(ours.is_signed_by(&key()), is_signed);
        prop_assert_eq!(theirs.validate_integrity(&credentials()).is_ok(), is_signed);
        let fingerprint = if written.fingerprint { Fingerprint::Right } else { Fingerprint::Absent };
        prop_assert_eq!(ours.fingerprint(), fingerprint);
    }

    #[test]
    fn what_is_damaged_is_judged_alike_by_both(
        written in written(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 1..4),
    ) {
        let mut bytes = written.bytes();
        let whole = bytes.clone();
        for (place, bit) in damage {
            let place = place.index(bytes.len());
            // The other one reads past the length that a message says; here it has to be right.
            if !(2..4).contains(&place) {
                bytes[place] ^= 1 << bit;
            }
        }
        let ours = Message::read(&bytes).ok().filter(|message| message.fingerprint() != Fingerprint::Wrong);
        let theirs = stun_types::message::Message::from_bytes(&bytes).ok();
        prop_assert!(theirs.is_some() || ours.is_none());
        // The other one looks at no checksum behind a signature once something else stands there.
        let is_unsigned = Message::read(&bytes).is_ok_and(|message| message.signature().is_none());
        prop_assert!(ours.is_some() || theirs.is_none() || !is_unsigned);
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return Ok(()) };
        prop_assert_eq!(their_class(ours.class()), theirs.class());
        // Both end where a signature stands, and differ in what may follow one.
        let of_ours: Vec<_> = ours
            .attributes()
            .map(|attribute| (attribute.kind, attribute.value.to_vec()))
            .take_while(|(kind, _)| !ENDINGS.contains(kind))
            .collect();
        let of_theirs: Vec<_> = theirs
            .iter_attributes()
            .map(|(_, raw)| (raw.get_type().value(), raw.value.to_vec()))
            .take_while(|(kind, _)| !ENDINGS.contains(kind))
            .collect();
        prop_assert_eq!(of_ours, of_theirs);
        let is_signed = ours.is_signed_by(&key());
        if written.signatures.len() < 2 {
            prop_assert_eq!(is_signed, theirs.validate_integrity(&credentials()).is_ok());
        }
        // Of two signatures the first is enough, once the second is no signature any more.
        let unsigned = if written.fingerprint { 8 } else { 0 } + if written.signatures.len() > 1 { 36 } else { 0 };
        let signed = whole.len() - unsigned;
        if is_signed {
            prop_assert_eq!(&bytes[20..signed], &whole[20..signed], "a signature covers what it stands behind");
        }
    }

    #[test]
    fn both_write_the_same(
        transaction in any::<[u8; 12]>(),
        address in any::<SocketAddr>(),
        sha256 in any::<bool>(),
        nonce in "[a-z]{0,20}",
    ) {
        let mut number = [0; 16];
        number[4..].copy_from_slice(&transaction);
        let kind = MessageType::from_class_method(MessageClass::Success, stun_types::message::BINDING);
        let id = u128::from_be_bytes(number).into();
        let mut theirs = stun_types::message::Message::builder(kind, id, MessageWriteVec::new());
        theirs.add_attribute(&Username::new("user").unwrap()).unwrap();
        theirs.add_attribute(&Realm::new("realm").unwrap()).unwrap();
        theirs.add_attribute(&Nonce::new(&nonce).unwrap()).unwrap();
        theirs.add_attribute(&XorMappedAddress::new(address, id)).unwrap();
        let (theirs_by, ours_by) = match sha256 {
            true => (IntegrityAlgorithm::Sha256, Algorithm::Sha256),
            false => (IntegrityAlgorithm::Sha1, Algorithm::Sha1),
        };
        theirs.add_message_integrity(&credentials(), theirs_by).unwrap();
        theirs.add_fingerprint().unwrap();

        let mut buffer = [0xee; 512];
        let mut ours = Writer::new(&mut buffer, Class::Success, Method::Binding, &transaction);
        ours.attribute(attribute::USERNAME, b"user").attribute(attribute::REALM, b"realm");
        ours.attribute(attribute::NONCE, nonce.as_bytes()).address(attribute::XOR_MAPPED_ADDRESS, address);
        let length = ours.signature(ours_by, &key()).fingerprint().finish().unwrap();
        prop_assert_eq!(&buffer[..length], theirs.finish());
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(message) = Message::read(&bytes) {
            message.attributes().count();
            message.fingerprint();
            message.is_signed_by(&key());
        }
    }
}

#[test]
fn a_message_that_does_not_fit_is_not_written() {
    for room in 0..60 {
        let mut buffer = vec![0; room];
        let mut writer = Writer::new(&mut buffer, Class::Request, Method::Allocate, b"twelve bytes");
        writer
            .attribute(attribute::USERNAME, b"user")
            .address(attribute::XOR_PEER_ADDRESS, ([127, 0, 0, 1], 1).into());
        writer.signature(Algorithm::Sha1, &key()).fingerprint();
        assert_eq!(writer.finish(), None, "{room} bytes");
    }
    let mut buffer = vec![0; 200_000];
    let mut writer = Writer::new(&mut buffer, Class::Request, Method::Allocate, b"twelve bytes");
    writer.attribute(attribute::DATA, &[0; 40_000]).attribute(attribute::DATA, &[0; 40_000]).fingerprint();
    assert_eq!(writer.finish(), None, "lengths have 16 bits");
}

#[test]
fn a_shortened_signature_is_none() {
    for (kind, length) in [(attribute::MESSAGE_INTEGRITY, 20), (attribute::MESSAGE_INTEGRITY_SHA256, 32)] {
        let algorithm = if length == 20 { Algorithm::Sha1 } else { Algorithm::Sha256 };
        let mut buffer = [0; 128];
        let mut writer = Writer::new(&mut buffer, Class::Request, Method::Refresh, b"twelve bytes");
        let end = writer.signature(algorithm, &key()).finish().unwrap();
        let code = buffer[end - length..end].to_vec();
        for kept in (0..=length).step_by(4) {
            let mut writer = Writer::new(&mut buffer, Class::Request, Method::Refresh, b"twelve bytes");
            let end = writer.attribute(kind, &code[..kept]).finish().unwrap();
            let message = Message::read(&buffer[..end]).unwrap();
            assert_eq!(message.is_signed_by(&key()), kept == length, "{kept} of {length}");
        }
    }
}

//! A member who keeps to MLS and to none of our rules.

use heliograph_wire::group::Refused;
use heliograph_wire::room::{MemberId, RoomId};
use mls_rs::client_builder::{MlsConfig, PaddingMode};
use mls_rs::extension::built_in::RequiredCapabilitiesExt;
use mls_rs::group::CommitBuilder;
use mls_rs::identity::SigningIdentity;
use mls_rs::identity::basic::{BasicCredential, BasicIdentityProvider};
use mls_rs::mls_rules::{CommitOptions, DefaultMlsRules, EncryptionOptions};
use mls_rs::{CipherSuiteProvider, Client, ExtensionList, MlsMessage};

use super::pages::{Page, ROOM, SECRET};
use crate::envelope::Content;
use crate::identity::Identity;
use crate::link::{Link, MixedIn};
use crate::member::TAG;
use crate::suite::{SUITE, cipher_suite, provider};

struct Rogue<C: MlsConfig> {
    client: Client<C>,
    link: Link,
    member: MemberId,
}

fn signing_identity(identity: &[u8]) -> (SigningIdentity, mls_rs::crypto::SignatureSecretKey) {
    let (secret, public) = cipher_suite().signature_key_generate().unwrap();
    (SigningIdentity::new(BasicCredential::new(identity.to_vec()).into_credential(), public), secret)
}

fn identity(member: u16) -> Vec<u8> {
    Identity::new(MemberId(member), "Rogue".to_owned().into()).unwrap().bytes()
}

fn rogue_with(member: u16, identity: &[u8], rules: DefaultMlsRules) -> Rogue<impl MlsConfig + use<>> {
    let link = Link::new(&SECRET.into(), ROOM).unwrap();
    let (signing_identity, secret) = signing_identity(identity);
    let client = Client::builder()
        .psk_store(link.mixed_in.clone())
        .crypto_provider(provider())
        .identity_provider(BasicIdentityProvider)
        .mls_rules(rules)
        .signing_identity(signing_identity, secret, SUITE)
        .build();
    Rogue { client, link, member: MemberId(member) }
}

fn rogue(member: u16) -> Rogue<impl MlsConfig + use<>> {
    let path = CommitOptions::new().with_path_required(true);
    rogue_with(member, &identity(member), DefaultMlsRules::new().with_commit_options(path))
}

/// One that all who do MLS know.
fn extensions() -> ExtensionList {
    let mut list = ExtensionList::default();
    list.set_from(RequiredCapabilitiesExt::default()).unwrap();
    list
}

impl<C: MlsConfig> Rogue<C> {
    fn package(&self) -> MlsMessage {
        let none = ExtensionList::default;
        self.client.generate_key_package_message(none(), none(), None).unwrap()
    }

    fn sealed(&self, content: Content, message: &MlsMessage) -> Vec<u8> {
        self.link.envelopes.seal(content, &message.to_bytes().unwrap()).unwrap().reveal().clone()
    }

    /// Lets itself be let in.
    fn joined(&self, by: &mut Page) -> mls_rs::Group<C> {
        let package = self.sealed(Content::Package(self.member), &self.package());
        assert!(by.read(self.member.0, &package));
        let committed = by.commit(&[self.member.0], &[]).unwrap();
        by.hear(&committed.commit).unwrap();
        let welcome = self.link.envelopes.open(Content::Welcome, &committed.welcome.unwrap()).unwrap();
        let welcome = MlsMessage::from_bytes(welcome.reveal()).unwrap();
        self.client.join_group(None, &welcome, None).unwrap().0
    }
}

/// Ana refuses a commit, and goes on as if it had never been there.
#[track_caller]
fn assert_refused<C: MlsConfig>(
    rogue: &Rogue<C>,
    change: impl FnOnce(CommitBuilder<'_, C>) -> CommitBuilder<'_, C>,
) {
    let mut ana = Page::new(10);
    ana.found();
    let mut group = rogue.joined(&mut ana);
    let pending = ana.commit(&[], &[]).unwrap();
    let said = group.encrypt_application_message(&[0x80], Vec::new()).unwrap().to_bytes().unwrap();
    let commit = change(group.commit_builder()).build().unwrap().commit_message;
    let seats = ana.seats();
    ana.orders();
    assert_eq!(ana.hear(&rogue.sealed(Content::Commit, &commit)), Err(Refused::Forged));
    assert!(ana.orders().is_empty() && ana.seats() == seats);
    assert_eq!(ana.listen(rogue.member.0, &said).unwrap(), b"");
    ana.hear(&pending.commit).unwrap();
}

#[test]
fn what_it_does_within_the_rules_is_taken() {
    let rogue = rogue(11);
    let mut ana = Page::new(10);
    ana.found();
    let mut group = rogue.joined(&mut ana);
    let joiner = self::rogue(12).package();
    let commit = group.commit_builder().add_member(joiner).unwrap();
    let commit = commit.add_external_psk(MixedIn::id()).unwrap().build().unwrap().commit_message;
    ana.hear(&rogue.sealed(Content::Commit, &commit)).unwrap();
    assert_eq!(ana.seats(), [(0, 10), (1, 11), (2, 12)]);
}

#[test]
fn a_commit_does_nothing_but_let_in_and_put_out() {
    assert_refused(&rogue(11), |commit| commit.set_group_context_ext(extensions()).unwrap());
    assert_refused(&rogue(11), |commit| {
        commit.reinit(None, mls_rs::ProtocolVersion::MLS_10, SUITE, ExtensionList::default()).unwrap()
    });
}

#[test]
fn the_links_secret_is_mixed_in_whenever_somebody_is_let_in_and_nothing_else_is() {
    let joiner = || rogue(12).package();
    assert_refused(&rogue(11), |commit| commit.add_member(joiner()).unwrap());
    assert_refused(&rogue(11), |commit| commit.add_external_psk(MixedIn::id()).unwrap());
}

#[test]
fn a_commit_renews_the_keys() {
    let rules = DefaultMlsRules::new();
    let joiner = rogue(12).package();
    assert_refused(&rogue_with(11, &identity(11), rules), |commit| {
        commit.add_member(joiner).unwrap().add_external_psk(MixedIn::id()).unwrap()
    });
}

#[test]
fn a_commit_is_a_public_message() {
    let rules =
        DefaultMlsRules::new().with_encryption_options(EncryptionOptions::new(true, PaddingMode::None));
    assert_refused(&rogue_with(11, &identity(11), rules), |commit| commit);
}

#[test]
fn nobody_changes_who_they_are() {
    let (identity, secret) = signing_identity(&identity(11));
    assert_refused(&rogue(11), |commit| commit.set_new_signing_identity(secret, identity));
}

#[test]
fn nobody_is_let_in_twice_or_without_a_seat() {
    let again = rogue(10).package();
    assert_refused(&rogue(11), |commit| {
        commit.add_member(again).unwrap().add_external_psk(MixedIn::id()).unwrap()
    });
    for identity in
        [&b"nobody"[..], &[], &[1, 0], &[2, 0, 12], &[1, 0, 12, 0xff], &[&[1, 0, 12][..], &[65; 65]].concat()]
    {
        let joiner = rogue_with(12, identity, DefaultMlsRules::new());
        assert_refused(&rogue(11), |commit| {
            commit.add_member(joiner.package()).unwrap().add_external_psk(MixedIn::id()).unwrap()
        });
        let mut ana = Page::new(10);
        ana.found();
        assert!(!ana.read(12, &joiner.sealed(Content::Package(MemberId(12)), &joiner.package())));
    }
}

#[test]
fn nobody_lets_themselves_in() {
    let rogue = rogue(11);
    let mut ana = Page::new(10);
    ana.found();
    let group = rogue.joined(&mut ana);
    let info = group.group_info_message_allowing_ext_commit(true).unwrap();
    let stranger = self::rogue(12);
    let (_, commit) = stranger.client.commit_external(info).unwrap();
    assert_eq!(ana.hear(&rogue.sealed(Content::Commit, &commit)), Err(Refused::Forged));
    assert_eq!(ana.seats(), [(0, 10), (1, 11)]);
}

#[test]
fn nobody_is_let_into_a_group_of_another_room_or_with_anything_in_it_that_ours_have_not() {
    let id = |room: RoomId| [&[7; TAG][..], &room.0].concat();
    let none = ExtensionList::default;
    for (id, extensions, is_fine) in [
        (id(ROOM), none(), true),
        (id(ROOM), extensions(), false),
        (id(RoomId([2; 16])), none(), false),
        (ROOM.0.to_vec(), none(), false),
        ([&[7; TAG + 1][..], &ROOM.0].concat(), none(), false),
    ] {
        let rogue = rogue(11);
        let mut group = rogue.client.create_group_with_id(id, extensions, none(), None).unwrap();
        let mut ana = Page::new(10);
        let package = rogue.link.envelopes.open(Content::Package(MemberId(10)), &ana.ask()).unwrap();
        let commit = group.commit_builder().add_member(MlsMessage::from_bytes(package.reveal()).unwrap());
        let output = commit.unwrap().add_external_psk(MixedIn::id()).unwrap().build().unwrap();
        let welcome = rogue.sealed(Content::Welcome, &output.welcome_messages[0]);
        assert_eq!(ana.enter(&welcome).err(), (!is_fine).then_some(Refused::Forged));
    }
}

#[test]
fn what_is_said_is_padded() {
    let rogue = rogue(11);
    let mut ana = Page::new(10);
    ana.found();
    let mut group = rogue.joined(&mut ana);
    for (padded, is_fine) in
        [(&b"hello"[..], false), (b"", false), (&[0; 64], false), (b"hello\x80\0\0", true)]
    {
        let said = group.encrypt_application_message(padded, Vec::new()).unwrap().to_bytes().unwrap();
        assert_eq!(ana.listen(11, &said).is_ok(), is_fine);
    }
}

#[test]
fn two_packages_with_the_same_key_are_not_both_let_in_and_stop_nobody_else() {
    let (mut ana, mut eva) = (Page::new(10), Page::new(12));
    ana.found();
    let (signing_11, secret) = signing_identity(&identity(11));
    let signing_13 = SigningIdentity::new(
        BasicCredential::new(identity(13)).into_credential(),
        signing_11.signature_key.clone(),
    );
    let link = Link::new(&SECRET.into(), ROOM).unwrap();
    for (member, signing_identity) in [(11, signing_11), (13, signing_13)] {
        let client = Client::builder()
            .crypto_provider(provider())
            .identity_provider(BasicIdentityProvider)
            .signing_identity(signing_identity, secret.clone(), SUITE)
            .build();
        let rogue = Rogue { client, link: link.clone(), member: MemberId(member) };
        assert!(ana.read(member, &rogue.sealed(Content::Package(rogue.member), &rogue.package())));
    }
    let package = eva.ask();
    assert!(ana.read(12, &package));
    let committed = ana.commit(&[11, 13, 12], &[]).unwrap();
    ana.hear(&committed.commit).unwrap();
    eva.enter(&committed.welcome.unwrap()).unwrap();
    assert_eq!(ana.seats(), [(0, 10), (1, 11), (2, 12)]);
}

use super::rooms;
use crate::support::{Attendee, Host, Server};
use heliograph_wire::{
    Private,
    room::{
        COMMIT_LIMIT, Epoch, GROUP_AT_MOST, GroupNotice, GroupRequest, GroupTag, Notice, Request,
        WELCOME_LIMIT, Welcome,
    },
};

/// The next that somebody hears about the group.
async fn told(attendee: &mut Attendee) -> GroupNotice {
    let group = attendee.wait("something about the group", |notice| match notice {
        Notice::Group(notice) => Some(notice.clone()),
        _ => None,
    });
    group.await
}

fn bytes(length: usize) -> Private<Vec<u8>> {
    Private::new((0..length).map(|place| place as u8).collect())
}

#[tokio::test]
async fn members_lead_a_group_on_by_the_longest_that_there_is_to_say() {
    let server = Server::start_with(rooms(1));
    let (tcp, host) = (server.tcp(), Host([1; 32]));
    let mut ana = Attendee::open(tcp, host, "Ana").await;
    let mut ben = Attendee::join(tcp, host.room(), "Ben").await;
    let (by, member) = (ana.member(), ben.member());
    let first = Epoch { group: GroupTag([7; 8]), number: 0 };

    ana.ask(Request::Group(GroupRequest::Join { package: bytes(300) })).await;
    assert!(told(&mut ana).await == GroupNotice::Found);
    ana.ask(Request::Group(GroupRequest::Reached(first))).await;
    assert!(told(&mut ana).await == GroupNotice::Reached(first));
    ben.ask(Request::Group(GroupRequest::Join { package: bytes(400) })).await;
    assert!(told(&mut ana).await == GroupNotice::Joins { member, package: bytes(400) });

    let welcome = Welcome { joiners: vec![member; GROUP_AT_MOST], bytes: bytes(WELCOME_LIMIT) };
    let commit = GroupRequest::Commit { epoch: first, bytes: bytes(COMMIT_LIMIT), welcome: Some(welcome) };
    ana.ask(Request::Group(commit)).await;
    let committed = GroupNotice::Committed { by, epoch: 0, bytes: bytes(COMMIT_LIMIT) };
    assert!(told(&mut ana).await == committed);
    assert!(told(&mut ben).await == GroupNotice::Welcomed { by, bytes: bytes(WELCOME_LIMIT) });
    let second = Epoch { number: 1, ..first };
    for attendee in [&mut ben, &mut ana] {
        attendee.ask(Request::Group(GroupRequest::Reached(second))).await;
    }
    assert!(told(&mut ben).await == GroupNotice::Reached(second));
    assert!(told(&mut ana).await == GroupNotice::Reached(second));
}

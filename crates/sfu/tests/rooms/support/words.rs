//! What people are told and what the unit is to do, as a person would tell of it.

use heliograph_sfu::Command;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{
    Attendee, Audience, Card, GroupNotice, Hand, MemberId, Notice, Part, Role, Rules, Tile,
};

/// None for a ticket, which means nothing to a page.
pub(crate) fn words(notice: &Notice) -> Option<String> {
    Some(match notice {
        Notice::Ticket(_) => return None,
        Notice::Welcome { .. } => "welcome".to_owned(),
        Notice::Waits(waits) => format!("waits {waits:?}"),
        Notice::Seated(seat) => format!("seat {} as {:?}{}", seat.member.0, seat.role, ruled(seat.rules)),
        Notice::Roster(all) => format!("roster: {}", attendees(all)),
        Notice::Here(some) => format!("here: {}", attendees(some)),
        Notice::Gone { member, why } => format!("{} gone: {why:?}", member.0),
        Notice::Knocking(knockers) => {
            let each = knockers.iter().map(|knocker| named(knocker.member, &knocker.card));
            format!("knocking: {}", each.collect::<Vec<_>>().join(", "))
        }
        Notice::Answer { number, sdp } => format!("answer {number}: {}", sdp.reveal()),
        Notice::Refused { number } => format!("refused {number}"),
        Notice::Voices(voices) => {
            let each = voices.iter().map(|voice| match voice.member {
                Some(member) => format!("{} by {}", member.0, voice.section),
                None => format!("nobody by {}", voice.section),
            });
            format!("voices: {}", each.collect::<Vec<_>>().join(", "))
        }
        Notice::Speaking(members) => format!("speaking: {}", numbers(members)),
        Notice::Wanted(pictures) => {
            let each =
                pictures.iter().map(|picture| format!("{:?} in {}", picture.source, picture.layers.len()));
            format!("wanted: {}", each.collect::<Vec<_>>().join(", "))
        }
        Notice::Short(tiles) => format!("short: {}", shown(tiles)),
        Notice::Poor(members) => format!("poor: {}", numbers(members)),
        Notice::Said { from, to, bytes } => {
            let how = if *to == Audience::Alone { " alone" } else { "" };
            format!("{} says{how}: {}", from.0, String::from_utf8_lossy(bytes.reveal()))
        }
        Notice::Ruled(rules) => format!("ruled{}", ruled(*rules)),
        Notice::MuteAsked { by } => format!("{} asks to mute", by.0),
        Notice::ShareStopped { by } => format!("{} stops the share", by.0),
        Notice::Declined(declined) => format!("declined: {declined:?}"),
        Notice::Ending { seconds } => format!("ends in {seconds} s"),
        Notice::Moving => "moving".to_owned(),
        Notice::Over(over) => format!("over: {over:?}"),
        Notice::Group(notice) => grouped(notice),
    })
}

fn grouped(notice: &GroupNotice) -> String {
    match notice {
        GroupNotice::Found => "found".to_owned(),
        GroupNotice::Joins { member, package } => {
            format!("{} joins: {}", member.0, String::from_utf8_lossy(package.reveal()))
        }
        GroupNotice::Committed { by, epoch, bytes } => {
            format!("{} ends epoch {epoch}: {}", by.0, String::from_utf8_lossy(bytes.reveal()))
        }
        GroupNotice::Welcomed { by, bytes } => {
            format!("{} welcomes: {}", by.0, String::from_utf8_lossy(bytes.reveal()))
        }
        GroupNotice::Reached(epoch) => format!("all reached epoch {}", epoch.number),
        GroupNotice::Rejoin => "rejoin".to_owned(),
    }
}

pub(crate) fn done(command: &Command) -> String {
    match command {
        Command::Offer { who, number, sdp, .. } => {
            format!("offer {number} of {}: {}", who.member.0, sdp.reveal())
        }
        Command::Show { who, tiles } => format!("show {}: {}", who.member.0, shown(tiles)),
        Command::Let { who, part } => format!("let {}:{}", who.member.0, parts(*part)),
        Command::Remove(who) => format!("remove {}", who.member.0),
        Command::End(_) => "end".to_owned(),
    }
}

fn attendees(all: &[Attendee]) -> String {
    all.iter().map(attendee).collect::<Vec<_>>().join(", ")
}

fn attendee(attendee: &Attendee) -> String {
    let role = match attendee.role {
        Role::Guest => "",
        Role::CoHost => " co-host",
        Role::Host => " host",
    };
    let hand = match attendee.hand {
        Hand::Down => String::new(),
        Hand::Up(number) => format!(" hand {number}"),
    };
    let away = if attendee.present == Switch::Off { " away" } else { "" };
    format!("{}{role}{}{hand}{away}", named(attendee.member, &attendee.card), parts(attendee.part))
}

fn named(member: MemberId, card: &Card) -> String {
    format!("{} {}", member.0, card.name.reveal())
}

fn parts(part: Part) -> String {
    let all = [(part.microphone, " mic"), (part.camera, " cam"), (part.screen, " screen")];
    all.iter().filter(|(switch, _)| *switch == Switch::On).map(|(_, word)| *word).collect()
}

fn ruled(rules: Rules) -> String {
    let all = [
        (rules.lobby, Switch::On, " lobby"),
        (rules.locked, Switch::On, " locked"),
        (rules.guests_share, Switch::Off, " no-share"),
        (rules.guests_speak, Switch::Off, " no-speech"),
    ];
    all.iter().filter(|(switch, told, _)| switch == told).map(|(.., word)| *word).collect()
}

fn shown(tiles: &[Tile]) -> String {
    let each = tiles.iter().map(|tile| format!("{} by {}", tile.member.0, tile.section));
    each.collect::<Vec<_>>().join(", ")
}

fn numbers(members: &[MemberId]) -> String {
    members.iter().map(|member| member.0.to_string()).collect::<Vec<_>>().join(", ")
}

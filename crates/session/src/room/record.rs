//! What a tab keeps of a seat, so that it survives a reload: lines of text, in the storage of the tab.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use heliograph_wire::control::Switch;
use heliograph_wire::room::{NAME_LIMIT, Part, TICKET_LIMIT};
use heliograph_wire::{Millis, Private};

use super::link::{GuestLink, RoomLink};

/// A seat as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The room.
    pub(super) guest: GuestLink,
    /// The secret of the host's link, where this side is the host.
    pub(super) host: Option<Private<[u8; 32]>>,
    pub(super) ticket: Private<Vec<u8>>,
    pub(super) name: Private<String>,
    /// What this side put in.
    pub(super) part: Part,
    /// When it was written last.
    pub(super) at: Millis,
}

const FORM: &str = "room 1";

impl Record {
    pub(super) fn text(&self) -> Private<String> {
        let host = self.host.clone().map(|host| RoomLink::Host(host).fragment());
        let host = host.unwrap_or_else(|| Private::new(String::new()));
        let flags = [self.part.microphone, self.part.camera].map(|it| u8::from(it == Switch::On));
        Private::new(format!(
            "{FORM}\n{}\n{}\n{}\n{}{}\n{}\n{}",
            RoomLink::Guest(self.guest.clone()).fragment().reveal(),
            host.reveal(),
            URL_SAFE_NO_PAD.encode(self.ticket.reveal()),
            flags[0],
            flags[1],
            self.at.0,
            self.name.reveal(),
        ))
    }

    /// None for what this version did not write.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let mut line = || lines.next();
        if line()? != FORM {
            return None;
        }
        let RoomLink::Guest(guest) = RoomLink::find(line()?).ok()??.link else { return None };
        let host = match line()? {
            "" => None,
            link => match RoomLink::find(link).ok()??.link {
                RoomLink::Host(secret) => Some(secret),
                RoomLink::Guest(_) | RoomLink::Permit(_) => return None,
            },
        };
        let ticket = URL_SAFE_NO_PAD.decode(line()?).ok().map(Private::new)?;
        let (microphone, camera) = match line()? {
            "00" => (Switch::Off, Switch::Off),
            "01" => (Switch::Off, Switch::On),
            "10" => (Switch::On, Switch::Off),
            "11" => (Switch::On, Switch::On),
            _ => return None,
        };
        let at = Millis(line()?.parse().ok()?);
        let name = Private::new(line()?.to_owned());
        let fits = (1..=TICKET_LIMIT).contains(&ticket.reveal().len()) && name.reveal().len() <= NAME_LIMIT;
        let is_seat = line().is_none() && fits;
        let part = Part { microphone, camera, screen: Switch::Off };
        is_seat.then_some(Self { guest, host, ticket, name, part, at })
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use crate::room::link::GuestLink;
    use heliograph_wire::control::Switch;
    use heliograph_wire::room::{Part, RoomId};
    use heliograph_wire::{Millis, Private};

    fn record(host: Option<[u8; 32]>) -> Record {
        Record {
            guest: GuestLink { secret: Private::new([5; 16]), room: RoomId([6; 16]) },
            host: host.map(Private::new),
            ticket: Private::new(vec![0, 1, 254]),
            name: Private::new("Ana".to_owned()),
            part: Part { microphone: Switch::On, ..Part::default() },
            at: Millis(1_790_000_000_000),
        }
    }

    #[test]
    fn a_seat_is_read_as_it_was_kept() {
        for host in [None, Some([7; 32])] {
            let kept = record(host);
            assert!(Record::of_text(kept.text().reveal()) == Some(kept.clone()));
            let nameless = Record { name: Private::new(String::new()), ..kept };
            assert!(Record::of_text(nameless.text().reveal()) == Some(nameless));
        }
    }

    #[test]
    fn whatever_else_is_kept_is_nothing() {
        for host in [None, Some([7; 32])] {
            let whole = record(host).text().reveal().clone();
            for line in 0..6 {
                let mut lines: Vec<&str> = whole.split('\n').collect();
                lines[line] = "ü";
                assert!(Record::of_text(&lines.join("\n")).is_none(), "line {line}");
                assert!(Record::of_text(&lines[..line].join("\n")).is_none(), "{line} lines");
            }
            assert!(Record::of_text(&format!("{whole}\n")).is_none());
        }
        assert!(Record::of_text("").is_none());
    }
}

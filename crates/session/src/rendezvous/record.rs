//! What a tab keeps of a wait, so that it survives a reload: lines of text, in the storage of the tab.

use heliograph_wire::control::Switch;
use heliograph_wire::rendezvous::{Pairing, TICKET_LIMIT};
use heliograph_wire::{Millis, Private};

/// A wait as it is kept.
#[derive(Clone)]
pub(crate) struct Record {
    /// The words in the one form that both sides use.
    pub(crate) words: Private<String>,
    pub(crate) pairing: Pairing,
    /// Brings the page back to its seat; none in a bucket where it has to take another one.
    pub(crate) ticket: Option<Private<Vec<u8>>>,
    /// Which companion it is at.
    pub(crate) companion: [u8; 16],
    pub(crate) until: Millis,
    pub(crate) direct: Switch,
    /// Whether the words were drawn here, and have to be shown.
    pub(crate) is_drawn: bool,
    /// How often the words were tried against somebody else's.
    pub(crate) runs: u8,
}

const FORM: &str = "1";

impl Record {
    pub(crate) fn text(&self) -> Private<String> {
        let (kind, number) = match self.pairing {
            Pairing::Nameplate(number) => ('n', number),
            Pairing::Bucket(number) => ('b', u32::from(number)),
        };
        let flags = [self.direct == Switch::On, self.is_drawn].map(u8::from);
        Private::new(format!(
            "{FORM}\n{kind}{number}\n{}\n{}\n{}\n{}{}\n{}\n{}",
            self.ticket.as_ref().map(|ticket| hex(ticket.reveal())).unwrap_or_default(),
            hex(&self.companion),
            self.until.0,
            flags[0],
            flags[1],
            self.runs,
            self.words.reveal(),
        ))
    }

    /// None for what this version did not write.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let &[FORM, place, ticket, companion, until, flags, runs, words] = &lines[..] else { return None };
        let (kind, number) = place.split_at_checked(1)?;
        let pairing = match kind {
            "n" => Pairing::Nameplate(number.parse().ok()?),
            "b" => Pairing::Bucket(number.parse().ok()?),
            _ => return None,
        };
        let (direct, is_drawn) = match flags {
            "00" => (Switch::Off, false),
            "01" => (Switch::Off, true),
            "10" => (Switch::On, false),
            "11" => (Switch::On, true),
            _ => return None,
        };
        let ticket = unhex(ticket).filter(|ticket| ticket.len() <= TICKET_LIMIT)?;
        let ticket = Some(Private::new(ticket)).filter(|ticket| !ticket.reveal().is_empty());
        if ticket.is_none() && matches!(pairing, Pairing::Nameplate(_)) {
            return None;
        }
        Some(Self {
            words: Private::new(words.to_owned()),
            pairing,
            ticket,
            companion: unhex(companion)?.try_into().ok()?,
            until: Millis(until.parse().ok()?),
            direct,
            is_drawn,
            runs: runs.parse().ok()?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::Record;
    use heliograph_wire::control::Switch;
    use heliograph_wire::rendezvous::Pairing;
    use heliograph_wire::{Millis, Private};

    fn record(pairing: Pairing) -> Record {
        Record {
            words: Private::new("grün-haus".to_owned()),
            pairing,
            ticket: Some(Private::new(vec![0, 1, 254])),
            companion: [7; 16],
            until: Millis(1_790_000_000_000),
            direct: Switch::On,
            is_drawn: false,
            runs: 2,
        }
    }

    #[test]
    fn a_wait_is_read_as_it_was_kept() {
        for pairing in [Pairing::Nameplate(4711), Pairing::Bucket(4095)] {
            let kept = record(pairing.clone()).text();
            let read = Record::of_text(kept.reveal()).expect("it was written a moment ago");
            assert!(read.text() == kept);
            assert!(read.pairing == pairing && read.runs == 2);
            assert!(read.ticket == Some(Private::new(vec![0, 1, 254])));
        }
    }

    #[test]
    fn only_a_wait_in_a_bucket_can_do_without_its_seat() {
        for (pairing, can) in [(Pairing::Nameplate(4711), false), (Pairing::Bucket(4095), true)] {
            let kept = Record { ticket: None, ..record(pairing) }.text();
            let read = Record::of_text(kept.reveal());
            assert_eq!(read.is_some_and(|read| read.ticket.is_none()), can);
        }
    }

    #[test]
    fn whatever_else_is_kept_is_nothing() {
        let whole = record(Pairing::Nameplate(4711)).text().reveal().clone();
        for wrong in
            ["", "1", "\n\n\n\n\n\n\n", &whole.replacen('1', "2", 1), &whole.replacen("n4711", "x1", 1)]
        {
            assert!(Record::of_text(wrong).is_none());
        }
        for line in 0..7 {
            let mut lines: Vec<&str> = whole.lines().collect();
            lines[line] = "ü";
            assert!(Record::of_text(&lines.join("\n")).is_none(), "line {line}");
        }
    }
}

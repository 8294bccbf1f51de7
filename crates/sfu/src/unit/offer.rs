use heliograph_wire::room::{OWN_SECTIONS, SDP_LIMIT, TILES_AT_MOST, VOICES_AT_MOST};

/// A description of a page whose sections are those of `heliograph_wire::room`, in their order.
pub(crate) struct Offer<'a> {
    pub(crate) text: &'a str,
    /// By what the page proves that a connection is its own: RFC 8122.
    pub(crate) fingerprint: &'a str,
    /// The names of the sections (RFC 5888), in order.
    pub(crate) sections: Vec<&'a str>,
    /// Extensions of both forms may come in one stream: RFC 8285, section 6.
    pub(crate) mixes: bool,
}

/// The most lines of a description, and the longest one, in bytes.
const LINES: usize = 12_000;
const LONGEST_LINE: usize = 1_024;

/// The sections that come before those for pictures.
pub(crate) const BEFORE_PICTURES: usize = OWN_SECTIONS + VOICES_AT_MOST;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sound,
    Picture,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    ToUs,
    FromUs,
    Both,
    Neither,
}

struct Section<'a> {
    kind: Kind,
    name: Option<&'a str>,
    direction: Direction,
}

impl<'a> Offer<'a> {
    /// None for whatever the unit could not answer.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        if text.len() > SDP_LIMIT || text.lines().count() > LINES {
            return None;
        }
        let (mut fingerprint, mut mixes) = (None, false);
        let mut sections: Vec<Section<'a>> = Vec::new();
        for line in text.lines() {
            if line.len() > LONGEST_LINE {
                return None;
            }
            if let Some(media) = line.strip_prefix("m=") {
                let kind = match media.split(' ').next()? {
                    "audio" => Kind::Sound,
                    "video" => Kind::Picture,
                    _ => return None,
                };
                if sections.len() == BEFORE_PICTURES + TILES_AT_MOST {
                    return None;
                }
                sections.push(Section { kind, name: None, direction: Direction::Both });
            } else if let Some(attribute) = line.strip_prefix("a=") {
                if let Some(found) = attribute.strip_prefix("fingerprint:") {
                    // One certificate is behind all sections.
                    if *fingerprint.get_or_insert(found) != found {
                        return None;
                    }
                } else if attribute == "extmap-allow-mixed" && sections.is_empty() {
                    mixes = true;
                } else if let Some(section) = sections.last_mut() {
                    section.take(attribute)?;
                }
            }
        }
        if sections.len() < BEFORE_PICTURES {
            return None;
        }
        let in_order = sections.iter().enumerate().all(|(place, section)| section.may_stand_at(place));
        let names: Vec<&str> = sections.iter().map_while(|section| section.name).collect();
        let mut distinct = names.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let named = distinct.len() == sections.len();
        (in_order && named).then_some(Self { text, fingerprint: fingerprint?, sections: names, mixes })
    }

    /// How many sections for pictures there are.
    pub(crate) fn pictures(&self) -> usize {
        self.sections.len() - BEFORE_PICTURES
    }

    /// The description without the page's candidates: a unit waits for pages to come, and where from it sees then.
    pub(crate) fn without_candidates(&self) -> String {
        let kept = self.text.lines().filter(|line| {
            !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates") && !line.is_empty()
        });
        kept.flat_map(|line| [line, "\r\n"]).collect()
    }
}

impl<'a> Section<'a> {
    fn take(&mut self, attribute: &'a str) -> Option<()> {
        if let Some(name) = attribute.strip_prefix("mid:") {
            let is_plain =
                (1..=16).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            self.name = Some(is_plain.then_some(name)?);
        }
        match attribute {
            "sendonly" => self.direction = Direction::ToUs,
            "recvonly" => self.direction = Direction::FromUs,
            "sendrecv" => self.direction = Direction::Both,
            "inactive" => self.direction = Direction::Neither,
            // Everything else is the engine's.
            _ => {}
        }
        Some(())
    }

    fn may_stand_at(&self, place: usize) -> bool {
        let (kind, direction) = match place {
            0 | 3 => (Kind::Sound, Direction::ToUs),
            1 | 2 => (Kind::Picture, Direction::ToUs),
            _ if place < BEFORE_PICTURES => (Kind::Sound, Direction::FromUs),
            _ => (Kind::Picture, Direction::FromUs),
        };
        // What they put in may rest. For a section of ours that does, the engine has no stream, and all behind it would
        // be counted wrong.
        let may_rest = direction == Direction::ToUs && self.direction == Direction::Neither;
        self.kind == kind && (self.direction == direction || may_rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Offer;

    fn described(sections: &[(&str, &str)]) -> String {
        let head = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
        sections.iter().enumerate().fold(head, |text, (place, (kind, direction))| {
            let fingerprint = "a=fingerprint:sha-256 AB:CD";
            text + &format!(
                "m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{place}\r\n{fingerprint}\r\na={direction}\r\n"
            )
        })
    }

    fn right(pictures: usize) -> Vec<(&'static str, &'static str)> {
        let mut sections =
            vec![("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly"), ("audio", "sendonly")];
        sections.extend([("audio", "recvonly"); 4]);
        sections.extend(vec![("video", "recvonly"); pictures]);
        sections
    }

    #[test]
    fn sections_in_order_are_taken() {
        for pictures in [0, 1, 49] {
            let text = described(&right(pictures));
            assert_eq!(Offer::read(&text).map(|offer| offer.pictures()), Some(pictures));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let mut wrong = vec![right(50), right(2)[..7].to_vec(), Vec::new()];
        for (place, other) in [
            (0, ("video", "sendonly")),
            (0, ("audio", "recvonly")),
            (3, ("audio", "sendrecv")),
            (5, ("audio", "sendonly")),
            (7, ("audio", "inactive")),
            (8, ("video", "inactive")),
            (8, ("audio", "recvonly")),
            (9, ("application", "recvonly")),
        ] {
            let mut sections = right(2);
            sections[place] = other;
            wrong.push(sections);
        }
        for sections in wrong {
            assert!(Offer::read(&described(&sections)).is_none(), "{sections:?}");
        }
        let text = described(&right(1));
        for (from, to) in [
            ("a=mid:3", "a=mid:2"),
            ("a=mid:3", "a=mid:"),
            ("a=mid:3", "a=mid:12345678901234567"),
            ("a=mid:3\r\na=fingerprint:sha-256 AB:CD", "a=mid:3\r\na=fingerprint:sha-256 AB:CE"),
        ] {
            assert!(Offer::read(&text.replace(from, to)).is_none(), "{to}");
        }
        assert!(Offer::read(&text.replace("a=fingerprint", "a=print")).is_none());
        assert!(Offer::read(&format!("{text}a={}\r\n", "x".repeat(2_000))).is_none());
        assert!(Offer::read(&(text + &"a=x\r\n".repeat(13_000))).is_none());
    }

    #[test]
    fn where_a_page_is_stays_out() {
        let text =
            described(&right(1)) + "a=candidate:1 1 udp 1 x.local 9 typ host\r\na=end-of-candidates\r\n";
        let kept = Offer::read(&text).map(|offer| offer.without_candidates()).unwrap_or_default();
        assert!(kept.contains("a=mid:8\r\n") && !kept.contains("candidate"));
    }
}

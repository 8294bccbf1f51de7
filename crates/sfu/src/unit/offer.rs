use crate::peer::DESCRIPTOR;
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
    parts: Vec<Section<'a>>,
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
    mixes: bool,
    /// The format that is preferred, by its number.
    preferred: Option<&'a str>,
    prefers_vp8: bool,
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
                let mut words = media.split(' ');
                let kind = match words.next()? {
                    "audio" => Kind::Sound,
                    "video" => Kind::Picture,
                    _ => return None,
                };
                if sections.len() == BEFORE_PICTURES + TILES_AT_MOST {
                    return None;
                }
                sections.push(Section {
                    kind,
                    name: None,
                    direction: Direction::Both,
                    mixes: false,
                    // Behind the port and the protocol: RFC 8866, section 5.14.
                    preferred: words.nth(2),
                    prefers_vp8: false,
                });
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
        let mixes = mixes || sections.iter().all(|section| section.mixes);
        (in_order && named).then_some(Self {
            text,
            fingerprint: fingerprint?,
            sections: names,
            mixes,
            parts: sections,
        })
    }

    /// How many sections for pictures there are.
    pub(crate) fn pictures(&self) -> usize {
        self.sections.len() - BEFORE_PICTURES
    }

    /// The description as the engine is to read it. The page's candidates are left out: a unit waits for pages to come,
    /// and where from it sees then. So are extensions that nothing comes of in their section.
    pub(crate) fn for_engine(&self) -> String {
        let mut begun = 0;
        let kept = self.text.lines().filter(|line| {
            begun += usize::from(line.starts_with("m="));
            let section = begun.checked_sub(1).and_then(|place| self.parts.get(place));
            let is_candidate = line.starts_with("a=candidate:") || line.starts_with("a=end-of-candidates");
            let extension = line.strip_prefix("a=extmap:").zip(section);
            let is_in_vain = extension.is_some_and(|(extension, section)| !section.carries(extension));
            !is_candidate && !is_in_vain && !line.is_empty()
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
        if let Some((number, format)) = attribute.strip_prefix("rtpmap:").and_then(|map| map.split_once(' '))
            && self.preferred == Some(number)
        {
            let name = format.split('/').next().unwrap_or_default();
            self.prefers_vp8 = name.eq_ignore_ascii_case("VP8");
        }
        match attribute {
            "extmap-allow-mixed" => self.mixes = true,
            "sendonly" => self.direction = Direction::ToUs,
            "recvonly" => self.direction = Direction::FromUs,
            "sendrecv" => self.direction = Direction::Both,
            "inactive" => self.direction = Direction::Neither,
            // Everything else is the engine's.
            _ => {}
        }
        Some(())
    }

    /// Whether an extension goes the way of this section (RFC 8285, section 6), and does no harm. Pages that describe their
    /// VP8 by dependency descriptors take the numbers out of the payload, and there are pages that read no descriptors.
    fn carries(&self, extension: &str) -> bool {
        let (number, name) = extension.split_once(' ').unwrap_or((extension, ""));
        let goes = match number.split_once('/').map(|(_, direction)| direction) {
            Some("sendonly") => self.direction != Direction::FromUs,
            Some("recvonly") => self.direction != Direction::ToUs,
            Some("inactive") => false,
            _ => true,
        };
        let is_descriptor = name.split(' ').next() == Some(DESCRIPTOR);
        goes && !(is_descriptor && self.prefers_vp8 && self.direction == Direction::ToUs)
    }

    fn may_stand_at(&self, place: usize) -> bool {
        let (kind, direction) = match place {
            0 | 3 => (Kind::Sound, Direction::ToUs),
            1 | 2 => (Kind::Picture, Direction::ToUs),
            _ if place < BEFORE_PICTURES => (Kind::Sound, Direction::FromUs),
            _ => (Kind::Picture, Direction::FromUs),
        };
        // The engine probes the line by the first section by which anything may go to the page, with packets of no stream.
        // A page that opens what comes would lose track of who sends what, so it lets them come where it opens nothing.
        let may_probe = place + 1 == OWN_SECTIONS && self.direction == Direction::Both;
        // What they put in may rest. For a section of ours that does, the engine has no stream, and all behind it would
        // be counted wrong.
        let may_rest = direction == Direction::ToUs && self.direction == Direction::Neither;
        self.kind == kind && (self.direction == direction || may_rest || may_probe)
    }
}

#[cfg(test)]
mod tests {
    use super::{DESCRIPTOR, Offer};

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
    fn the_last_section_of_the_page_may_have_probes_come_by_it() {
        let mut sections = right(2);
        sections[3] = ("audio", "sendrecv");
        assert!(Offer::read(&described(&sections)).is_some());
    }

    #[test]
    fn everything_else_is_refused() {
        let mut wrong = vec![right(50), right(2)[..7].to_vec(), Vec::new()];
        for (place, other) in [
            (0, ("video", "sendonly")),
            (0, ("audio", "recvonly")),
            (0, ("audio", "sendrecv")),
            (4, ("audio", "sendrecv")),
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
        let kept = Offer::read(&text).map(|offer| offer.for_engine()).unwrap_or_default();
        assert!(kept.contains("a=mid:8\r\n") && !kept.contains("candidate"));
    }

    #[test]
    fn extensions_that_go_the_other_way_stay_out() {
        let all = ["1 urn:a", "2/sendonly urn:b", "3/recvonly urn:c", "4/sendrecv urn:d", "5/inactive urn:e"];
        let lines: String = all.iter().map(|extension| format!("a=extmap:{extension}\r\n")).collect();
        let text = described(&right(1)).replace("a=sendonly\r\n", &format!("{lines}a=sendonly\r\n"));
        let text = text.replace("a=recvonly\r\n", &format!("{lines}a=recvonly\r\n"));
        let kept = Offer::read(&text).map(|offer| offer.for_engine()).unwrap_or_default();
        let counted = all.map(|extension| kept.matches(&format!("a=extmap:{extension}\r\n")).count());
        assert_eq!(counted, [9, 4, 5, 9, 0]);
    }

    #[test]
    fn pages_that_send_vp8_number_its_frames_in_the_payload() {
        let descriptor = format!("a=extmap:9 {DESCRIPTOR}\r\n");
        for (codec, sections) in [("VP8", 1), ("vp8", 1), ("VP9", 3), ("AV1", 3)] {
            let formats = format!("a=rtpmap:97 VP8/90000\r\na=rtpmap:96 {codec}/90000\r\n{descriptor}");
            let text = described(&right(1)).replace("a=sendonly\r\n", &format!("{formats}a=sendonly\r\n"));
            let text = text.replace("m=video 9 UDP/TLS/RTP/SAVPF 96", "m=video 9 UDP/TLS/RTP/SAVPF 96 97");
            let text = text + &formats;
            let kept = Offer::read(&text).map(|offer| offer.for_engine()).unwrap_or_default();
            // The sections of sounds have it here as well.
            let sounds = if sections == 1 { 0 } else { 2 };
            assert_eq!(kept.matches(&descriptor).count(), sections + sounds, "{codec}");
        }
    }

    #[test]
    fn forms_mix_where_the_description_or_all_its_sections_say_so() {
        let mixes = |text: &str| Offer::read(text).map(|offer| offer.mixes);
        let text = described(&right(1));
        assert_eq!(mixes(&text), Some(false));
        assert_eq!(mixes(&text.replace("t=0 0\r\n", "t=0 0\r\na=extmap-allow-mixed\r\n")), Some(true));
        let each = text.replace("a=mid:", "a=extmap-allow-mixed\r\na=mid:");
        assert_eq!(mixes(&each), Some(true));
        assert_eq!(mixes(&each.replacen("a=extmap-allow-mixed\r\n", "", 1)), Some(false));
    }
}

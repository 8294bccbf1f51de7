use proptest::prelude::*;

use super::bits::Written;
use super::{Change, Descriptor, Structure};

/// With a key frame of two spatial layers (320 by 180, 640 by 360) with two temporal ones each. Five templates, of which
/// the first is 5 and refers to nothing; four targets; two chains.
const KEY: &[u8] =
    b"\xc5\x01\x72\x80\xa3\x19\xea\xab\xc4\xc2\x80\x51\x41\x04\x22\x8c\x04\x48\x8c\xd1\x16\x02\x7e\x01\x66\x04\xfe\x02\xce";

/// The first packet of a frame after it, of the second spatial layer, when the third target is not sent any more.
const DELTA: &[u8] = b"\x88\x01\x73\x45\x80";

fn kept() -> Structure {
    Descriptor::parse(KEY, None).unwrap().1.unwrap()
}

#[test]
fn a_structure_says_which_layers_there_are() {
    let (key, structure) = Descriptor::parse(KEY, None).unwrap();
    let structure = structure.unwrap();
    assert!(key.begins && key.ends && key.is_key(true) && !key.is_discardable(&structure));
    assert_eq!((key.number, key.spatial, key.temporal, key.active), (0x172, 0, 0, None));
    assert_eq!([0, 1, 2].map(|spatial| structure.height(spatial)), [Some(180), Some(360), None]);
    assert_eq!(structure.targets(), 4);
    let layers = [0, 1, 2, 3, 4].map(|target| structure.layers(target));
    assert_eq!(layers, [Some((0, 0)), Some((0, 1)), Some((1, 0)), Some((1, 1)), None]);
    assert_eq!([(0, 1), (1, 1), (2, 0)].map(|(s, t)| structure.target(s, t)), [Some(1), Some(3), None]);
    assert!((0..4).all(|target| key.switches(target)));
}

#[test]
fn what_follows_refers_to_what_came_before() {
    let structure = kept();
    let (delta, attached) = Descriptor::parse(DELTA, Some(&structure)).unwrap();
    assert_eq!(attached, None);
    assert!(delta.begins && !delta.ends && !delta.is_key(false));
    assert_eq!((delta.number, delta.spatial, delta.temporal, delta.active), (0x173, 1, 0, Some(0b1011)));
    assert_eq!([0, 1, 2, 3].map(|target| delta.switches(target)), [false, false, true, true]);
    // Nobody knows its templates.
    assert_eq!(Descriptor::parse(DELTA, None), None);
    // Without anything more, what its template says holds: this one is of no use to any other frame.
    let (top, _) = Descriptor::parse(b"\x89\x01\x74", Some(&structure)).unwrap();
    assert_eq!((top.spatial, top.temporal, top.is_discardable(&structure)), (1, 1, true));
}

#[test]
fn what_is_cut_short_and_templates_that_there_are_not_are_refused() {
    let structure = kept();
    for template in (0..5).chain(10..64) {
        assert_eq!(Descriptor::parse(&[template, 0, 0], Some(&structure)), None, "{template}");
    }
    for length in 0..KEY.len() {
        assert_eq!(Descriptor::parse(&KEY[..length], None), None, "{length}");
    }
}

#[test]
fn a_number_and_the_templates_change_and_the_rest_stays() {
    let mut out = Vec::new();
    let unchanged = Change { number: 0x172, templates: 0, active: None };
    Descriptor::rewrite(KEY, None, unchanged, &mut out).unwrap();
    assert_eq!(out, KEY);
    let change = Change { number: 7, templates: 61, active: Some(0b0011) };
    Descriptor::rewrite(KEY, None, change, &mut out).unwrap();
    let (was, old) = Descriptor::parse(KEY, None).unwrap();
    let (now, new) = Descriptor::parse(&out, None).unwrap();
    assert_eq!(now, Descriptor { number: 7, template: 2, active: change.active, ..was });
    let (old, new) = (old.unwrap(), new.unwrap());
    assert_eq!(new.first_template(), 2);
    assert_eq!((new.targets(), new.height(1), new.layers(3)), (old.targets(), old.height(1), old.layers(3)));
    // What follows was moved as well, and is read by the moved structure alone.
    Descriptor::rewrite(b"\x88\x01\x73", Some(&old), Change { active: None, ..change }, &mut out).unwrap();
    assert_eq!(out, b"\x85\x00\x07");
    let (follows, _) = Descriptor::parse(&out, Some(&new)).unwrap();
    assert_eq!((follows.number, follows.spatial), (7, 1));
}

/// The bits of a descriptor, as the specification writes them down.
#[derive(Clone, Debug)]
struct Made {
    number: u16,
    first_template: u8,
    targets: u8,
    /// Of each template: what leads to the next, whether it is anything to each target, and its references.
    templates: Vec<(u8, u64, Vec<u8>)>,
    chains: u8,
    size: Option<(u16, u16)>,
    active: Option<u32>,
    own_indications: Option<u64>,
    own_references: Option<Vec<u16>>,
    own_chains: bool,
}

fn below(written: &mut Written<'_>, value: u64, bound: u64) {
    let width = 64 - bound.leading_zeros() as usize;
    let short = (1 << width) - bound;
    if value < short {
        written.put(value, width - 1);
    } else {
        written.put((value + short) >> 1, width - 1);
        written.put((value + short) & 1, 1);
    }
}

impl Made {
    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut to = Written::new(&mut bytes);
        let targets = usize::from(self.targets);
        to.put(0b10, 2);
        to.put(u64::from(self.first_template), 6);
        to.put(u64::from(self.number), 16);
        let own = [
            true,
            self.active.is_some(),
            self.own_indications.is_some(),
            self.own_references.is_some(),
            self.own_chains,
        ];
        own.iter().for_each(|flag| to.put(u64::from(*flag), 1));
        to.put(u64::from(self.first_template), 6);
        to.put(u64::from(self.targets - 1), 5);
        for (place, (next, ..)) in self.templates.iter().enumerate() {
            to.put(if place + 1 == self.templates.len() { 3 } else { u64::from(*next) }, 2);
        }
        for (_, indications, _) in &self.templates {
            (0..targets).for_each(|target| to.put(indications >> (2 * target) & 3, 2));
        }
        for (.., references) in &self.templates {
            for reference in references {
                to.put(u64::from(0x10 | reference & 0xf), 5);
            }
            to.put(0, 1);
        }
        below(&mut to, u64::from(self.chains), u64::from(self.targets) + 1);
        if self.chains > 0 {
            (0..targets).for_each(|_| below(&mut to, u64::from(self.chains) - 1, u64::from(self.chains)));
            (0..self.templates.len() * usize::from(self.chains)).for_each(|_| to.put(5, 4));
        }
        to.put(u64::from(self.size.is_some()), 1);
        if let Some((width, height)) = self.size {
            for _ in 0..=self.spatial_layers() {
                to.put(u64::from(width), 16);
                to.put(u64::from(height), 16);
            }
        }
        if let Some(active) = self.active {
            to.put(u64::from(active), targets);
        }
        if let Some(indications) = self.own_indications {
            (0..targets).for_each(|target| to.put(indications >> (2 * target) & 3, 2));
        }
        if let Some(references) = &self.own_references {
            for reference in references {
                to.put(3, 2);
                to.put(u64::from(*reference & 0xfff), 12);
            }
            to.put(0, 2);
        }
        if self.own_chains {
            (0..self.chains).for_each(|_| to.put(9, 8));
        }
        bytes
    }

    fn spatial_layers(&self) -> usize {
        self.steps().filter(|next| *next == 2).count()
    }

    /// What leads from one template to the next.
    fn steps(&self) -> impl Iterator<Item = u8> {
        self.templates[..self.templates.len() - 1].iter().map(|(next, ..)| *next)
    }
}

prop_compose! {
    fn made()(targets in 1..=32_u8)(
        number in any::<u16>(),
        first_template in 0..64_u8,
        targets in Just(targets),
        templates in prop::collection::vec(
            (prop_oneof![Just(0_u8), Just(0), Just(1), Just(2)], any::<u64>(), prop::collection::vec(any::<u8>(), 0..3)),
            // No more than eight temporal layers follow each other.
            1..9,
        ),
        chains in 0..=targets,
        size in any::<Option<(u16, u16)>>(),
        active in prop::option::of(0..(1_u64 << targets)),
        own_indications in any::<Option<u64>>(),
        own_references in prop::option::of(prop::collection::vec(any::<u16>(), 0..4)),
        own_chains in any::<bool>(),
    ) -> Made {
        let active = active.map(|active| active as u32);
        let (mut templates, mut spatial) = (templates, 0);
        for (next, ..) in &mut templates {
            // There are four spatial layers at most.
            spatial += u8::from(*next == 2);
            *next = if spatial > 3 { 0 } else { *next };
        }
        Made {
            number, first_template, targets, templates, chains, size, active,
            own_indications, own_references, own_chains,
        }
    }
}

proptest! {
    #[test]
    fn what_was_put_in_is_read_and_written_anew(made in made(), number in any::<u16>(), templates in any::<u8>()) {
        let (bytes, mut out) = (made.write(), Vec::new());
        let (read, structure) = Descriptor::parse(&bytes, None).unwrap();
        let structure = structure.unwrap();
        prop_assert_eq!((read.number, read.active), (made.number, made.active));
        prop_assert_eq!(structure.targets(), usize::from(made.targets));
        prop_assert_eq!(structure.height(0), made.size.map(|(_, height)| height.saturating_add(1)));
        let has_references =
            made.own_references.clone().map_or(!made.templates[0].2.is_empty(), |own| !own.is_empty());
        prop_assert_eq!(read.is_key(true), !has_references);
        let indications = made.own_indications.unwrap_or(made.templates[0].1);
        for target in 0..structure.targets() {
            prop_assert_eq!(read.switches(target), indications >> (2 * target) & 3 == 2);
        }

        let same = Change { number: made.number, templates: 0, active: None };
        prop_assert!(Descriptor::rewrite(&bytes, None, same, &mut out).is_some());
        prop_assert_eq!(&out, &bytes);
        let change = Change { number, templates, active: Some(1) };
        prop_assert!(Descriptor::rewrite(&bytes, None, change, &mut out).is_some());
        let (again, moved) = Descriptor::parse(&out, None).unwrap();
        let template = (read.template + templates % 64) % 64;
        prop_assert_eq!(again, Descriptor { number, template, active: Some(1), ..read });
        prop_assert_eq!(moved.unwrap().targets(), structure.targets());
    }

    #[test]
    fn other_bytes_break_nothing(
        bytes in prop::collection::vec(any::<u8>(), 0..255),
        change in (any::<u16>(), any::<u8>(), any::<Option<u32>>()),
    ) {
        let (structure, mut out) = (kept(), Vec::new());
        let change = Change { number: change.0, templates: change.1, active: change.2 };
        let read = Descriptor::parse(&bytes, Some(&structure));
        let written = Descriptor::rewrite(&bytes, Some(&structure), change, &mut out);
        prop_assert_eq!(read.is_some(), written.is_some());
        prop_assert!(out.len() <= bytes.len() + 5);
        let _ = Descriptor::parse(&bytes, None);
    }
}

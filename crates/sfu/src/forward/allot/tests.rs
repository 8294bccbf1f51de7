use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{ALL_TEMPORAL, Allotment, Allotter, Choice, Line, Offered, TEMPORAL_LAYERS, Wish, probed};

/// A camera's layers, without temporal ones: 150, 500 and 1,500 kbit/s.
const CAMERA: [Offered; 3] = [
    Offered { layer: 0, height: 180, bits: [150_000; TEMPORAL_LAYERS] },
    Offered { layer: 1, height: 360, bits: [500_000; TEMPORAL_LAYERS] },
    Offered { layer: 2, height: 720, bits: [1_500_000; TEMPORAL_LAYERS] },
];

/// With three temporal layers.
const LAYERED: [Offered; 2] = [
    Offered { layer: 0, height: 180, bits: [60_000, 100_000, 150_000] },
    Offered { layer: 1, height: 360, bits: [200_000, 350_000, 500_000] },
];

const SOUND: u64 = 100_000;

fn tile(section: u8, height: u16, weight: u8) -> Wish<'static> {
    Wish { section, height, weight, layers: &CAMERA }
}

fn line(estimate: u64) -> Line {
    Line { estimate: estimate + SOUND, sound: SOUND, flows: false }
}

fn layers(allotment: &Allotment) -> Vec<Option<u8>> {
    allotment.sections.iter().map(|allotted| allotted.choice.map(|choice| choice.layer)).collect()
}

/// What an allotter gives that had nothing before.
#[track_caller]
fn check(estimate: u64, wishes: &[Wish<'_>], expected: &[Option<u8>]) {
    let allotment = Allotter::default().allot(Instant::now(), line(estimate), wishes);
    assert_eq!(layers(&allotment), expected);
}

#[test]
fn a_tile_gets_the_layer_that_it_shows_and_no_larger_one() {
    check(
        50_000_000,
        &[tile(0, 90, 1), tile(1, 200, 1), tile(2, 400, 1), tile(3, 2_000, 1)],
        &[Some(0), Some(0), Some(1), Some(2)],
    );
    check(50_000_000, &[tile(0, 226, 1), Wish { layers: &[], ..tile(1, 400, 1) }], &[Some(1), None]);
    check(50_000_000, &[tile(0, 451, 1)], &[Some(2)]);
}

#[test]
fn those_with_more_weight_go_first_and_everybody_gets_something() {
    let wishes = [tile(0, 720, 1), tile(1, 720, 9), tile(2, 720, 1)];
    check(3_900_000, &wishes, &[Some(1), Some(2), Some(1)]);
    check(2_100_000, &wishes, &[Some(0), Some(2), Some(0)]);
    check(1_000_000, &wishes, &[Some(0), Some(1), Some(0)]);
    check(400_000, &wishes, &[Some(0), Some(0), None]);
    check(200_000, &wishes, &[None, Some(0), None]);
    check(100_000, &wishes, &[None, None, None]);
}

#[test]
fn sound_is_kept_free_first() {
    let mut allotter = Allotter::default();
    let now = Instant::now();
    let narrow = Line { estimate: SOUND + 140_000, sound: SOUND, flows: false };
    let allotment = allotter.allot(now, narrow, &[tile(0, 720, 1)]);
    assert_eq!((allotment.sections[0].choice, allotment.sections[0].short), (None, true));
    assert_eq!(allotment.taken, SOUND);
    let narrower = Line { estimate: SOUND / 2, sound: SOUND, flows: false };
    assert_eq!(allotter.allot(now, narrower, &[tile(0, 720, 1)]).taken, SOUND);
}

#[test]
fn frames_are_left_out_before_the_last_layer_is() {
    let give = |estimate: u64| {
        let wish = Wish { section: 0, height: 360, weight: 1, layers: &LAYERED };
        Allotter::default().allot(Instant::now(), line(estimate), &[wish]).sections[0].choice
    };
    let some = |layer, temporal| Some(Choice { layer, temporal });
    assert_eq!(give(60_000), None);
    assert_eq!(give(70_000), some(0, 0));
    assert_eq!(give(120_000), some(0, 1));
    assert_eq!(give(180_000), some(0, ALL_TEMPORAL));
    // A fourth of the frames of the larger layer are no better than all of the smaller.
    assert_eq!(give(250_000), some(0, ALL_TEMPORAL));
    assert_eq!(give(410_000), some(1, 1));
    assert_eq!(give(600_000), some(1, ALL_TEMPORAL));
}

#[test]
fn what_is_desired_fits_where_the_line_carries_it() {
    let wishes = [tile(0, 720, 1), tile(1, 360, 1)];
    let allotment = Allotter::default().allot(Instant::now(), line(0), &wishes);
    let wide = Line { estimate: allotment.desired, sound: SOUND, flows: false };
    let allotment = Allotter::default().allot(Instant::now(), wide, &wishes);
    assert!(allotment.sections.iter().all(|allotted| !allotted.short));
    assert_eq!(allotment.taken, SOUND + 2_000_000);
}

#[test]
fn a_line_is_looked_at_for_more_than_it_has_to_carry_and_not_for_more_than_is_within_reach() {
    assert_eq!(probed(200_000, 2_000_000), 1_500_000);
    assert_eq!(probed(9_000_000, 20_000_000), 9_000_000);
    // Small changes of a narrow line do not make it be looked at again and again.
    assert_eq!([200_000, 220_000, 250_000].map(|estimate| probed(9_000_000, estimate)), [524_288; 3]);
    assert_eq!(probed(9_000_000, 0), 524_288);
    assert_eq!(probed(u64::MAX, u64::MAX), u64::MAX);
}

#[test]
fn less_is_given_at_once_and_more_after_a_while() {
    let (start, mut allotter) = (Instant::now(), Allotter::default());
    let mut give = |millis: u64, estimate: u64| {
        let now = start + Duration::from_millis(millis);
        let allotment = allotter.allot(now, line(estimate), &[tile(0, 720, 1)]);
        (layers(&allotment)[0], allotment.again.map(|again| (again - start).as_millis() as u64))
    };
    assert_eq!(give(0, 3_000_000), (Some(2), None));
    assert_eq!(give(100, 1_000_000), (Some(1), None));
    assert_eq!(give(200, 3_000_000), (Some(1), Some(1_200)));
    assert_eq!(give(1_199, 3_000_000), (Some(1), Some(1_200)));
    // It fitted no longer in between, so it begins anew.
    assert_eq!(give(1_200, 1_600_000), (Some(1), None));
    assert_eq!(give(1_300, 3_000_000), (Some(1), Some(2_300)));
    assert_eq!(give(2_300, 3_000_000), (Some(2), None));
}

#[test]
fn what_was_given_just_before_stays_for_a_moment_where_the_line_lacks_little() {
    let given = |estimates: &[(u64, u64)], flows: bool| {
        let (start, mut allotter) = (Instant::now(), Allotter::default());
        let mut last = None;
        for (millis, estimate) in
            [(0, 1_000_000), (100, 3_000_000), (1_100, 3_000_000)].iter().chain(estimates)
        {
            let line = Line { flows, ..line(*estimate) };
            last =
                layers(&allotter.allot(start + Duration::from_millis(*millis), line, &[tile(0, 720, 1)]))[0];
        }
        last
    };
    assert_eq!(given(&[], true), Some(2));
    assert_eq!(given(&[(1_300, 1_300_000)], true), Some(2));
    assert_eq!(given(&[(1_300, 1_300_000), (1_500, 1_300_000), (2_599, 1_300_000)], true), Some(2));
    assert_eq!(given(&[(1_300, 1_300_000), (2_600, 1_300_000)], true), Some(1), "no longer than a moment");
    assert_eq!(given(&[(1_300, 1_100_000)], true), Some(1), "the line lacks much");
    assert_eq!(given(&[(1_300, 1_300_000)], false), Some(1), "packets are lost, or wait");
}

#[test]
fn a_tile_that_grows_gets_more_at_once_where_there_is_room() {
    let (now, mut allotter) = (Instant::now(), Allotter::default());
    assert_eq!(layers(&allotter.allot(now, line(3_000_000), &[tile(0, 180, 1)])), [Some(0)]);
    assert_eq!(layers(&allotter.allot(now, line(3_000_000), &[tile(0, 720, 1)])), [Some(2)]);
    // And another beside it something at once.
    let wishes = [tile(0, 720, 1), tile(1, 180, 1)];
    assert_eq!(layers(&allotter.allot(now, line(3_000_000), &wishes)), [Some(2), Some(0)]);
}

/// How often anything changes in so many seconds, ten times a second asked, on a line that carries this.
fn changes(seconds: u64, wishes: &[Wish<'_>], carries: impl Fn(u64) -> u64) -> usize {
    let (start, mut allotter) = (Instant::now(), Allotter::default());
    let given: Vec<_> = (0..seconds * 10)
        .map(|tenth| {
            let now = start + Duration::from_millis(tenth * 100);
            layers(&allotter.allot(now, line(carries(tenth)), wishes))
        })
        .collect();
    given.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[test]
fn a_line_that_shivers_does_not_make_a_picture_flap() {
    let wishes = [tile(0, 720, 1)];
    // Around what the largest layer takes, and around what it takes with room to spare.
    assert!(changes(120, &wishes, |tenth| 1_500_000 + tenth * 7_919 % 11 * 10_000 - 50_000) <= 2);
    assert!(changes(120, &wishes, |tenth| 1_714_285 + tenth * 7_919 % 11 * 10_000 - 50_000) <= 2);
    // A line that says every five seconds that it carries more, and never does.
    let saw = |tenth: u64| if tenth % 50 < 30 { 2_000_000 } else { 1_000_000 };
    assert!(changes(300, &wishes, saw) <= 14, "{}", changes(300, &wishes, saw));
}

#[test]
fn a_line_that_grows_is_made_use_of_soon() {
    let (start, mut allotter) = (Instant::now(), Allotter::default());
    let wishes = [tile(0, 720, 2), tile(1, 720, 1)];
    let reached = (0..100_u64).find(|tenth| {
        let now = start + Duration::from_millis(tenth * 100);
        let estimate = 200_000 + tenth * 100_000;
        layers(&allotter.allot(now, line(estimate.min(3_600_000)), &wishes)) == [Some(2), Some(2)]
    });
    assert!(reached.is_some_and(|tenth| tenth <= 46), "{reached:?}");
}

prop_compose! {
    fn offered()(layers in prop::collection::vec((1..400_000_u32, 0..400_000_u32, 0..400_000_u32), 0..4)) -> Vec<Offered> {
        (0..).zip(layers).map(|(layer, (base, middle, top))| Offered {
            layer,
            height: 180 << layer,
            bits: [base, base + middle, base + middle + top],
        }).collect()
    }
}

proptest! {
    #[test]
    fn nothing_is_given_that_is_not_there_and_nobody_gets_much_where_the_weightier_get_nothing(
        tiles in prop::collection::vec((offered(), 1..1_500_u16, 0..4_u8), 0..12),
        estimates in prop::collection::vec((0..4_000_000_u64, 0..3_000_u64), 1..20),
    ) {
        let (mut now, mut allotter) = (Instant::now(), Allotter::default());
        let wishes: Vec<Wish<'_>> = (0..)
            .zip(&tiles)
            .map(|(section, (layers, height, weight))| Wish { section, height: *height, weight: *weight, layers })
            .collect();
        for (estimate, later) in estimates {
            now += Duration::from_millis(later);
            let line = Line { estimate, sound: SOUND, flows: false };
            let allotment = allotter.allot(now, line, &wishes);
            prop_assert!(allotment.taken <= estimate.max(SOUND));
            prop_assert!(allotment.taken <= allotment.desired);
            prop_assert!(allotment.again.is_none_or(|again| again > now));
            prop_assert_eq!(allotment.sections.len(), wishes.len());
            let mut bits = 0;
            for (allotted, wish) in allotment.sections.iter().zip(&wishes) {
                prop_assert_eq!(allotted.section, wish.section);
                let Some(choice) = allotted.choice else { continue };
                let layer = wish.layers.iter().find(|layer| layer.layer == choice.layer).unwrap();
                bits += u64::from(layer.bits[usize::from(choice.temporal).min(TEMPORAL_LAYERS - 1)]).max(20_000);
            }
            prop_assert_eq!(allotment.taken, SOUND + bits);
        }
        // Once it has been quiet for long, nothing is left that would fit with room to spare.
        for _ in 0..40 {
            now += Duration::from_secs(20);
            let line = Line { estimate: 100_000_000, sound: SOUND, flows: false };
            allotter.allot(now, line, &wishes);
        }
        let line = Line { estimate: 100_000_000, sound: SOUND, flows: false };
        let allotment = allotter.allot(now, line, &wishes);
        prop_assert!(allotment.sections.iter().all(|allotted| !allotted.short));
        prop_assert_eq!(allotment.again, None);
    }
}

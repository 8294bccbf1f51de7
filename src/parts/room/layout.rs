//! How many pictures fit into a place, and how large they are there: arithmetic alone, the same as in the style sheet.

/// The most pictures on one page: so many can be asked for.
pub(super) const TILES_AT_MOST: usize = heliograph_wire::room::TILES_AT_MOST;

/// Between two pictures, in CSS pixels.
const GAP: f64 = 8.0;

/// A picture is no wider than this, measured by its height, so that a camera's fills it; and no higher than that, measured
/// by its width, so that faces are not cut.
const WIDEST: f64 = 16.0 / 9.0;
const HIGHEST: f64 = 5.0 / 4.0;

/// A picture that is smaller goes to the next page: nobody is recognised in it.
pub(super) const LEAST: Place = Place { width: 100.0, height: 76.0 };

/// The same beside a large picture, where one looks at that.
pub(super) const LEAST_BESIDE: Place = Place { width: 76.0, height: 60.0 };

/// The style sheet knows so many columns and rows.
const LINES_AT_MOST: usize = 12;

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// In CSS pixels.
    pub(super) width: f64,
    /// In CSS pixels.
    pub(super) height: f64,
}

/// So many columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Grid {
    /// The one in which so many pictures are largest.
    pub(super) fn of(count: usize, place: Place) -> Self {
        let count = count.clamp(1, TILES_AT_MOST);
        let fewest = count.div_ceil(LINES_AT_MOST);
        let grids = (fewest..=count.min(LINES_AT_MOST))
            .map(|columns| Self { columns, rows: count.div_ceil(columns) });
        let area = |grid: &Self| {
            let (width, height) = grid.tile(place);
            width * height
        };
        // Of two alike the one with fewer rows, which comes later.
        grids.max_by(|one, other| area(one).total_cmp(&area(other))).unwrap_or(Self { columns: 1, rows: 1 })
    }

    /// How wide and how high each picture is then.
    pub(super) fn tile(self, place: Place) -> (f64, f64) {
        let each = |whole: f64, lines: usize| ((whole - (lines as f64 - 1.0) * GAP) / lines as f64).max(0.0);
        let (width, height) = (each(place.width, self.columns), each(place.height, self.rows));
        (width.min(height * WIDEST), height.min(width * HIGHEST))
    }
}

/// How many of so many pictures are shown at once.
pub(super) fn on_one_page(count: usize, place: Place, least: Place) -> usize {
    let fits = |count: &usize| {
        let (width, height) = Grid::of(*count, place).tile(place);
        width >= least.width && height >= least.height
    };
    let most = count.clamp(1, TILES_AT_MOST);
    (1..=most).rev().find(fits).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::{Grid, LEAST, LINES_AT_MOST, Place, TILES_AT_MOST, on_one_page};

    /// What is left for pictures in windows of 360x640, 768x1024, 1280x800 and 1920x1080.
    const PLACES: [Place; 4] = [
        Place { width: 344.0, height: 400.0 },
        Place { width: 736.0, height: 780.0 },
        Place { width: 1_248.0, height: 600.0 },
        Place { width: 1_888.0, height: 880.0 },
    ];

    #[test]
    fn as_many_as_there_are_have_a_place_each() {
        for place in PLACES {
            for count in 1..=TILES_AT_MOST {
                let grid = Grid::of(count, place);
                assert!(grid.columns * grid.rows >= count, "{count} in {place:?}: {grid:?}");
                assert!(
                    grid.columns * (grid.rows - 1) < count,
                    "an empty row for {count} in {place:?}: {grid:?}"
                );
                assert!(grid.columns <= LINES_AT_MOST && grid.rows <= LINES_AT_MOST, "{count}: {grid:?}");
            }
        }
    }

    #[test]
    fn pictures_fill_the_place_well() {
        for place in PLACES {
            for count in 1..=TILES_AT_MOST {
                let page = on_one_page(count, place, LEAST);
                let (width, height) = Grid::of(page, place).tile(place);
                let filled = page as f64 * width * height / (place.width * place.height);
                // Seven pictures of one shape never fill more of a place than this.
                assert!(filled > 0.5, "{page} of {count} fill {filled:.2} of {place:?}");
            }
        }
    }

    #[test]
    fn nobody_is_too_small_to_be_recognised() {
        for place in PLACES {
            for count in 1..=100 {
                let page = on_one_page(count, place, LEAST);
                let (width, height) = Grid::of(page, place).tile(place);
                assert!(width >= LEAST.width && height >= LEAST.height, "{page} of {count} in {place:?}");
                assert!(page <= TILES_AT_MOST);
            }
        }
    }

    #[test]
    fn a_large_window_shows_everybody_and_a_phone_a_page_of_them() {
        assert_eq!(on_one_page(49, PLACES[3], LEAST), 49);
        assert_eq!(on_one_page(49, PLACES[2], LEAST), 49);
        assert!((9..=16).contains(&on_one_page(49, PLACES[0], LEAST)));
    }

    #[test]
    fn two_on_a_phone_are_above_each_other_and_in_a_wide_window_beside() {
        assert_eq!(Grid::of(2, PLACES[0]), Grid { columns: 1, rows: 2 });
        assert_eq!(Grid::of(2, PLACES[3]), Grid { columns: 2, rows: 1 });
    }

    #[test]
    fn a_place_without_any_room_is_no_trouble() {
        let nowhere = Place { width: 0.0, height: 0.0 };
        assert_eq!(on_one_page(49, nowhere, LEAST), 1);
        assert_eq!(Grid::of(0, nowhere).rows, 1);
    }
}

use yew::prelude::*;

/// A value over the last minutes.
pub(super) struct Chart {
    pub(super) name: &'static str,
    /// What it is at the moment, in words.
    pub(super) now: String,
    /// Oldest first; what is not known leaves a gap.
    pub(super) values: Vec<Option<u64>>,
}

const WIDTH: usize = 120;
const HEIGHT: u64 = 32;

/// A line that rises to the greatest value in sight.
pub(super) fn chart(chart: &Chart) -> Html {
    let Chart { name, now, values } = chart;
    html! {
        <figure class="chart">
            <figcaption><span>{ *name }</span><strong>{ now.clone() }</strong></figcaption>
            <svg role="img" aria-label={format!("{name}: {now}")} viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
                preserveAspectRatio="none">
                { for lines(values).into_iter().map(|points| html! { <polyline {points} /> }) }
            </svg>
        </figure>
    }
}

/// The points of each run of known values.
fn lines(values: &[Option<u64>]) -> Vec<String> {
    let greatest = values.iter().flatten().copied().max().unwrap_or_default().max(1);
    let steps = values.len().saturating_sub(1).max(1);
    let point = |(place, value): &(usize, Option<u64>)| {
        let x = place * WIDTH / steps;
        // One unit stays free above and below for the width of the line.
        let y = HEIGHT - 1 - value.unwrap_or_default().saturating_mul(HEIGHT - 2) / greatest;
        format!("{x},{y}")
    };
    let places: Vec<_> = values.iter().copied().enumerate().collect();
    let runs = places.split(|(_, value)| value.is_none()).filter(|run| run.len() > 1);
    runs.map(|run| run.iter().map(point).collect::<Vec<_>>().join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_line_fills_its_room_from_the_oldest_to_the_newest() {
        assert_eq!(lines(&[Some(0), Some(50), Some(100)]), ["0,31 60,16 120,1"]);
        assert_eq!(lines(&[Some(0), Some(0)]), ["0,31 120,31"]);
    }

    #[test]
    fn what_is_not_known_leaves_a_gap() {
        assert_eq!(lines(&[Some(2), Some(2), None, Some(1), Some(2)]), ["0,1 30,1", "90,16 120,1"]);
        assert!(lines(&[None, Some(1), None]).is_empty());
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn no_value_is_too_great() {
        assert_eq!(lines(&[Some(u64::MAX), Some(u64::MAX)]).len(), 1);
    }
}

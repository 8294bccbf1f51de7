//! What was measured: a table for people, and one JSON object for programs.
#![allow(clippy::print_stdout, reason = "a table for people")]

use serde_json::{Map, Value};

/// What was measured up to now.
#[derive(Default)]
pub(crate) struct Report(Map<String, Value>);

/// What was measured of both servers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Both {
    /// Of this companion.
    pub companion: f64,
    /// Of coturn.
    pub coturn: f64,
}

impl Both {
    /// How many times as much the companion has.
    pub(crate) fn ratio(self) -> f64 {
        self.companion / self.coturn
    }
}

impl Report {
    /// Begins the table.
    pub(crate) fn begin() -> Self {
        println!("\n{:<56} {:>10} {:>10}", "", "companion", "coturn");
        Self::default()
    }

    /// Begins a table whose lines say themselves what they are of.
    pub(crate) fn of_one() -> Self {
        println!();
        Self::default()
    }

    /// A figure of both servers; coturn's is kept under the same name with `coturn_` before it.
    pub(crate) fn both(&mut self, title: &str, name: &str, figures: Both) {
        let Both { companion, coturn } = figures;
        println!("{title:<56} {companion:>10.2} {coturn:>10.2}");
        self.keep(name, companion);
        self.keep(&format!("coturn_{name}"), coturn);
    }

    /// A figure of the companion alone.
    pub(crate) fn one(&mut self, title: &str, name: &str, figure: f64) {
        println!("{title:<56} {figure:>10.2}");
        self.keep(name, figure);
    }

    /// All figures as one object.
    pub(crate) fn into_json(self) -> Value {
        Value::Object(self.0)
    }

    fn keep(&mut self, name: &str, figure: f64) {
        // More digits would promise more than was measured.
        self.0.insert(name.to_owned(), ((figure * 100.0).round() / 100.0).into());
    }
}

#[cfg(test)]
mod tests {
    use super::{Both, Report};
    use serde_json::json;

    #[test]
    fn figures_are_kept_with_two_digits_under_their_names() {
        let mut report = Report::default();
        let both = Both { companion: 6.125_9, coturn: 16.7 };
        report.both("memory when idle, MB", "idle_rss_mb", both);
        report.one("times as many", "ratio_to_coturn_8", Both { companion: 9.0, coturn: 4.0 }.ratio());
        let expected = json!({ "idle_rss_mb": 6.13, "coturn_idle_rss_mb": 16.7, "ratio_to_coturn_8": 2.25 });
        assert_eq!(report.into_json(), expected);
    }
}

use anyhow::{Context, Result};
use std::{
    fmt::Display,
    time::{Duration, Instant},
};

/// Tells the person what is being done and how long it has taken.
pub struct Progress {
    started: Instant,
}

impl Progress {
    /// Starts the clock that every later line shows.
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }

    /// Announces one step, does it, and says how long it took; a failure carries the step's name and the
    /// advice on what to do about it.
    pub fn step<T>(&self, title: &str, advice: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.say(format_args!("{title} …"));
        let began = Instant::now();
        let outcome = work().with_context(|| format!("This step failed: {title}.\n{advice}"))?;
        self.say(format_args!("{title}: done in {}", spell(began.elapsed())));
        Ok(outcome)
    }

    /// Prints one line, preceded by the time since the start.
    pub fn say(&self, line: impl Display) {
        println!("[{:>8}] {line}", spell(self.started.elapsed()));
    }
}

/// A span of time as people say it: seconds with a tenth, minutes from the second on.
pub fn spell(span: Duration) -> String {
    let seconds = span.as_secs();
    if seconds < 120 {
        return format!("{:.1} s", span.as_secs_f64());
    }
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::spell;
    use std::time::Duration;

    #[test]
    fn a_short_span_has_a_tenth_and_a_long_one_has_minutes() {
        assert_eq!(spell(Duration::from_millis(3_140)), "3.1 s");
        assert_eq!(spell(Duration::from_secs(125)), "2 min 05 s");
    }
}

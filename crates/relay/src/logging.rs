//! The log. Only this crate's own lines are in it: those of others may tell addresses, and these do not.

use crate::config::{LogKind, LogLevel};
use std::io;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer,
    filter::Targets,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Begins the log, on the standard error output.
pub(crate) fn begin(kind: LogKind, level: LogLevel) {
    // A second log in one process is of no use, and no reason to stop.
    let _ = subscriber(kind, level, io::stderr).try_init();
}

fn subscriber<W>(kind: LogKind, level: LogLevel, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer).with_target(false);
    let lines = match kind {
        LogKind::Text => lines.with_ansi(false).boxed(),
        LogKind::Json => lines.json().flatten_event(true).boxed(),
    };
    let ours = Targets::new().with_target("heliograph_relay", filter(level));
    tracing_subscriber::registry().with(lines.with_filter(ours))
}

const fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::subscriber;
    use crate::config::{LogKind, LogLevel};
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };
    use tracing_subscriber::fmt::MakeWriter;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Kept {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    fn logged(kind: LogKind) -> String {
        let kept = Kept::default();
        tracing::subscriber::with_default(subscriber(kind, LogLevel::Info, kept.clone()), || {
            tracing::info!(port = 7, "ours");
            tracing::debug!("too fine");
            tracing::warn!(target: "hyper", "203.0.113.9 is theirs");
        });
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_log_has_our_lines_only() {
        let text = logged(LogKind::Text);
        assert!(text.contains("ours") && text.contains("port=7"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }

    #[test]
    fn a_line_for_programs_is_one_value() {
        let line: serde_json::Value = serde_json::from_str(&logged(LogKind::Json)).unwrap();
        assert_eq!((&line["message"], &line["port"]), (&"ours".into(), &7.into()));
    }
}

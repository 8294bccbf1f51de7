//! A log that ends the test when something personal reaches it.

use std::sync::Once;

struct Watchful;

impl log::Log for Watchful {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = record.args().to_string();
        if let Some(found) = personal(&line) {
            panic!("a log line holds {found}");
        }
    }

    fn flush(&self) {}
}

static ONCE: Once = Once::new();

pub(super) fn install() {
    ONCE.call_once(|| {
        log::set_logger(&Watchful).expect("no other log is installed");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// What a line gives away, if anything.
pub(crate) fn personal(line: &str) -> Option<&'static str> {
    let words = || line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ',' | '='));
    if words().any(|word| word.trim_end_matches('.').parse::<std::net::IpAddr>().is_ok()) {
        return Some("an address");
    }
    if line.contains("candidate:") || line.contains("a=") || line.contains("v=0") {
        return Some("a description");
    }
    if words().any(|word| word.len() >= 20) {
        return Some("something as long as a code, a key or a fingerprint");
    }
    if line.contains("secret") {
        return Some("what the test calls secret");
    }
    None
}

#[test]
fn the_watch_sees_what_it_should() {
    for line in [
        "connected to 192.0.2.7",
        "candidate:1 1 udp 1 x 9 typ host",
        "peer (2001:db8::1) left",
        "code INlIgvrRk06IQF5oGjfh7OFeGl",
        "wrote secret words",
    ] {
        assert!(personal(line).is_some(), "{line} passes");
    }
    assert_eq!(personal("a reply was accepted"), None);
}

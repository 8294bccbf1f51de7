//! Push services, as companions and endpoints name them.

/// The origin of an address (RFC 6454), where it has a plain one.
pub(super) fn origin(address: &str) -> Option<&str> {
    let begin = address.find("://")? + "://".len();
    let length = address[begin..].find(['/', '?', '#']).unwrap_or(address.len() - begin);
    Some(&address[..begin + length])
}

/// The host of an origin, with its port; a `*` in front stands for any name.
pub(super) fn host(origin: &str) -> Option<&str> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '*' | '[' | ']');
    (!host.is_empty() && host.len() <= 255 && host.chars().all(is_plain)).then_some(host)
}

/// Whether an origin is this one, or one of those that it stands for.
pub(super) fn is_one_of(origin: &str, service: &str) -> bool {
    match service.split_once("://*.") {
        Some((scheme, domain)) => origin
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix("://")?.strip_suffix(domain)?.strip_suffix('.'))
            .is_some_and(|name| !name.is_empty()),
        None => origin == service,
    }
}

#[cfg(test)]
mod tests {
    use super::{host, is_one_of, origin};

    fn allows(service: &str, endpoint: &str) -> bool {
        origin(endpoint).is_some_and(|origin| host(origin).is_some() && is_one_of(origin, service))
    }

    #[test]
    fn a_push_service_is_known_by_its_whole_origin() {
        let service = "https://push.example";
        assert!(allows(service, "https://push.example/send/1"));
        assert!(allows(service, "https://push.example"));
        for other in [
            "http://push.example/send/1",
            "https://push.example.org/send/1",
            "https://push.example:8443/send/1",
            "https://push.example@elsewhere.example/send/1",
            "https://elsewhere.example/https://push.example/",
            "https://elsewhere.example?https://push.example",
            "push.example",
            "",
        ] {
            assert!(!allows(service, other), "{other} is taken for it");
        }
    }

    #[test]
    fn a_star_stands_for_names_below_and_for_nothing_else() {
        let service = "https://*.push.example";
        assert!(allows(service, "https://a.push.example/1"));
        assert!(allows(service, "https://a.b.push.example/1"));
        for other in [
            "https://push.example/1",
            "https://.push.example/1",
            "https://evilpush.example/1",
            "http://a.push.example/1",
            "https://a.push.example.org/1",
        ] {
            assert!(!allows(service, other), "{other} is taken for one");
        }
    }
}

//! Whether a request comes from this server's own page.

use axum::http::{HeaderMap, Uri, header};
use std::net::{IpAddr, Ipv6Addr};

/// What the client calls this server: a name or an address, and a port unless it is the usual one.
pub(super) fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    uri.authority()
        .map(|authority| authority.as_str())
        .or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()))
}

/// Whether a host is written with nothing but what hosts are made of.
pub(super) fn is_plain(host: &str) -> bool {
    !host.is_empty()
        && host.bytes().all(|letter| {
            letter.is_ascii_alphanumeric() || matches!(letter, b'.' | b'-' | b':' | b'[' | b']')
        })
}

/// A host without its port: an IPv6 address stays in its brackets.
pub(super) fn name(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.find(']')) {
        Some(end) => &host[..end + 2],
        None => host.split(':').next().unwrap_or(host),
    }
}

/// Whether the page that asks was loaded from where it asks. Browsers send the origin with every POST.
pub(super) fn is_own(headers: &HeaderMap, uri: &Uri, domain: Option<&str>) -> bool {
    let (Some(origin), Some(host)) = (headers.get(header::ORIGIN), host(headers, uri)) else { return false };
    let origin = origin.to_str().unwrap_or_default();
    let Some(from) = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) else {
        return false;
    };
    from.eq_ignore_ascii_case(host) && is_plain(host) && is_name_of_ours(name(host), domain)
}

/// A name that anybody may point at this machine is none of ours: a page at evil.example whose name leads here all of a
/// sudden would otherwise count as our own.
fn is_name_of_ours(name: &str, domain: Option<&str>) -> bool {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let is_address = name.parse::<IpAddr>().is_ok() || address.parse::<Ipv6Addr>().is_ok();
    // Names that no registry gives out: RFC 6761, RFC 6762, RFC 8375, and those of one label.
    let local = [".local", ".localhost", ".home.arpa", ".internal", ".lan", ".test"];
    is_address
        || !name.contains('.')
        || local.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
        || domain.is_some_and(|domain| domain.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{is_own, name};
    use axum::http::{HeaderMap, HeaderValue, Uri, header};

    #[track_caller]
    fn check(origin: &'static str, host: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        headers.insert(header::HOST, HeaderValue::from_static(host));
        let uri = Uri::from_static("/relay/credentials");
        assert_eq!(is_own(&headers, &uri, Some("calls.example.org")), expected, "{origin} at {host}");
    }

    #[test]
    fn the_own_page_is_the_one_from_the_same_place() {
        check("https://192.168.1.5:8080", "192.168.1.5:8080", true);
        check("http://localhost:8420", "localhost:8420", true);
        check("https://[fd00::5]:8080", "[fd00::5]:8080", true);
        check("https://calls.example.org", "calls.example.org", true);
        check("https://CALLS.example.org", "calls.example.org", true);
        check("https://box", "box", true);
        check("https://box.local", "box.local", true);
    }

    #[test]
    fn other_pages_are_strangers() {
        check("https://evil.example", "192.168.1.5:8080", false);
        check("https://192.168.1.5:8081", "192.168.1.5:8080", false);
        check("https://192.168.1.5", "192.168.1.5:8080", false);
        check("null", "localhost", false);
        check("", "localhost", false);
        check("chrome-extension://localhost", "localhost", false);
    }

    #[test]
    fn a_strangers_name_that_leads_here_is_still_a_strangers() {
        check("https://evil.example", "evil.example", false);
        check("https://evil.example:8080", "evil.example:8080", false);
        check("https://calls.example.org.evil.example", "calls.example.org.evil.example", false);
    }

    #[test]
    fn a_host_may_have_a_port() {
        assert_eq!(name("localhost:8080"), "localhost");
        assert_eq!(name("[::1]:8080"), "[::1]");
        assert_eq!(name("[::1]"), "[::1]");
        assert_eq!(name("192.168.1.5"), "192.168.1.5");
    }
}

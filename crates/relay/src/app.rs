//! The app, as it lies in the program: compressed where that is smaller, and else as it is. There are no other paths than
//! these, so none leads anywhere else.

mod headers;

pub(crate) use headers::dressed;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
};
use flate2::read::GzDecoder;
use std::io::Read;

/// The name under which the single file can be taken along.
pub(crate) const SINGLE_FILE: &str = concat!("/heliograph-", env!("CARGO_PKG_VERSION"), ".html");

const INDEX: &str = "/index.html";
const OPEN_ME: &str = "/open-me.html";

struct File {
    path: &'static str,
    kind: &'static str,
    /// The same however the file is packed, so a weak one: RFC 9110, section 8.8.1.
    tag: &'static str,
    /// The name never means other contents.
    lasting: bool,
    policy: Option<&'static str>,
    /// There is none where there is gzip.
    plain: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

mod table {
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/app.rs"));
}

/// Whether the real app is in the program.
pub(crate) const fn is_whole() -> bool {
    table::IS_WHOLE
}

/// Answers a request for a file of the app.
pub(crate) fn answer(method: &Method, path: &str, asked: &HeaderMap) -> Response<Body> {
    let Some((file, saved_as)) = find(path) else {
        return headers::dressed(StatusCode::NOT_FOUND, None, Body::from("There is nothing here.\n"));
    };
    if method != Method::GET && method != Method::HEAD {
        let mut answer = headers::dressed(StatusCode::METHOD_NOT_ALLOWED, None, Body::empty());
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|tags| tags.split(',')).any(|tag| {
        let tag = tag.trim();
        tag == "*" || opaque(tag) == opaque(file.tag)
    });
    let (bytes, encoding) = file.packed_for(asked);
    let (status, body) = match is_known {
        true => (StatusCode::NOT_MODIFIED, Body::empty()),
        false => (StatusCode::OK, Body::from(bytes)),
    };
    let mut answer = headers::dressed(status, file.policy, body);
    let headers = answer.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_static(file.tag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let lasting = "public, max-age=31536000, immutable";
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if file.lasting { lasting } else { "no-cache" }),
    );
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if saved_as {
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        }
    }
    answer
}

/// The file behind a path, and whether it is meant to be kept rather than shown.
fn find(path: &str) -> Option<(&'static File, bool)> {
    let (path, saved_as) = match path {
        "/" => (INDEX, false),
        SINGLE_FILE => (OPEN_ME, true),
        path => (path, path.ends_with(".zip")),
    };
    let index = table::FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    Some((table::FILES.get(index)?, saved_as))
}

impl File {
    fn packed_for(&self, asked: &HeaderMap) -> (Bytes, Option<&'static str>) {
        match (self.brotli, self.gzip, self.plain) {
            (Some(brotli), _, _) if accepts(asked, "br") => (Bytes::from_static(brotli), Some("br")),
            (_, Some(gzip), _) if accepts(asked, "gzip") => (Bytes::from_static(gzip), Some("gzip")),
            (_, Some(gzip), _) => (unpacked(gzip), None),
            (_, None, plain) => (Bytes::from_static(plain.unwrap_or_default()), None),
        }
    }
}

/// What is compared of tags that may be weak: RFC 9110, section 8.8.3.2.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Browsers take gzip; this is for those who fetch a file with something else.
fn unpacked(gzip: &[u8]) -> Bytes {
    let mut bytes = Vec::new();
    // What the build packed can be unpacked.
    let _ = GzDecoder::new(gzip).read_to_end(&mut bytes);
    bytes.into()
}

/// Whether a coding is named, and not with the weight of zero.
fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && parts.all(|part| part.strip_prefix("q=").is_none_or(|weight| weight.parse() != Ok(0.0_f32)))
    })
}

#[cfg(test)]
mod tests {
    use super::{accepts, answer, table};
    use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

    fn ask(path: &str) -> (StatusCode, HeaderMap) {
        let answer = answer(&Method::GET, path, &HeaderMap::new());
        (answer.status(), answer.headers().clone())
    }

    #[test]
    fn the_page_is_found_and_nothing_else_is() {
        let (status, headers) = ask("/");
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.ends_with("; frame-ancestors 'none'"),
            "{policy}"
        );
        for path in ["", "/../Cargo.toml", "//", "/%2e%2e/", "/absent", "/index.html/", "index.html"] {
            assert_eq!(ask(path).0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let tag = ask("/").1[header::ETAG].clone();
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(answer(&Method::GET, "/", &asked).status(), StatusCode::NOT_MODIFIED);
        asked.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        assert_eq!(answer(&Method::GET, "/", &asked).status(), StatusCode::OK);
    }

    #[test]
    fn files_are_only_asked_for() {
        assert_eq!(answer(&Method::POST, "/", &HeaderMap::new()).status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(table::FILES.iter().all(|file| file.path.starts_with('/')));
    }

    #[test]
    fn a_coding_counts_where_it_is_named_and_wanted() {
        let with = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts(&headers, "br")
        };
        assert!(with("gzip, deflate, br") && with("BR;q=0.5"));
        assert!(!with("gzip") && !with("br;q=0") && !with("brotli") && !accepts(&HeaderMap::new(), "br"));
    }
}

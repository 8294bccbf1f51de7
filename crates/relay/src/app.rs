//! The app, as it lies in the program: compressed where that is smaller, and else as it is. There are no other paths than
//! these, so none leads anywhere else.

mod headers;

pub(crate) use headers::dressed;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
};
use flate2::read::GzDecoder;
use futures::stream;
use std::{convert::Infallible, io::Read};

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
    gzip: Option<Gzip>,
}

/// A gzip stream (RFC 1952).
#[allow(dead_code, reason = "what lies in the program decides which of these there are")]
enum Gzip {
    Whole(&'static [u8]),
    /// All but its head and its end, inside of the ZIP.
    Inside {
        deflated: &'static [u8],
        crc: u32,
        length: u32,
    },
}

mod table {
    use super::{File, Gzip};
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
    let (pieces, encoding) = file.packed_for(asked);
    let length: usize = pieces.iter().map(Bytes::len).sum();
    let (status, body) = match is_known {
        true => (StatusCode::NOT_MODIFIED, Body::empty()),
        false => (StatusCode::OK, body(pieces)),
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
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
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
    fn packed_for(&self, asked: &HeaderMap) -> (Vec<Bytes>, Option<&'static str>) {
        match (self.brotli, &self.gzip, self.plain) {
            (Some(brotli), _, _) if accepts(asked, "br") => (vec![Bytes::from_static(brotli)], Some("br")),
            (_, Some(gzip), _) if accepts(asked, "gzip") => (gzip.pieces(), Some("gzip")),
            (_, Some(gzip), _) => (vec![gzip.unpacked()], None),
            (_, None, plain) => (vec![Bytes::from_static(plain.unwrap_or_default())], None),
        }
    }
}

impl Gzip {
    /// What says nothing but that gzip follows: no name, no time, packed tightly, by an unknown system.
    const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

    /// The stream, in pieces that need not be copied together.
    fn pieces(&self) -> Vec<Bytes> {
        match *self {
            Self::Whole(gzip) => vec![Bytes::from_static(gzip)],
            Self::Inside { deflated, crc, length } => {
                let end = [crc.to_le_bytes(), length.to_le_bytes()].concat();
                vec![Bytes::from_static(&Self::HEAD), Bytes::from_static(deflated), end.into()]
            }
        }
    }

    /// Browsers take gzip; this is for those who fetch a file with something else.
    fn unpacked(&self) -> Bytes {
        let mut bytes = Vec::new();
        // What the build packed can be unpacked.
        let _ = GzDecoder::new(self.pieces().concat().as_slice()).read_to_end(&mut bytes);
        bytes.into()
    }
}

fn body(mut pieces: Vec<Bytes>) -> Body {
    match pieces.pop() {
        Some(only) if pieces.is_empty() => Body::from(only),
        last => Body::from_stream(stream::iter(pieces.into_iter().chain(last).map(Ok::<_, Infallible>))),
    }
}

/// What is compared of tags that may be weak: RFC 9110, section 8.8.3.2.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
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
    use super::{Gzip, accepts, answer, table};
    use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
    use std::io::{Read, Write};

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
    fn what_lies_in_a_zip_is_handed_out_as_gzip() {
        let contents = b"the page, the page, the page";
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(contents).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(contents);
        let gzip = Gzip::Inside {
            deflated: packed.finish().unwrap().leak(),
            crc: crc.sum(),
            length: contents.len().try_into().unwrap(),
        };
        assert_eq!(gzip.unpacked(), &contents[..]);
        let stream = gzip.pieces().concat();
        let mut checked = Vec::new();
        flate2::read::GzDecoder::new(stream.as_slice()).read_to_end(&mut checked).expect("its sum is right");
        assert_eq!(checked, contents);
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

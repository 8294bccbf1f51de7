use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};

/// What is no page shows nothing and runs nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// What every answer says, whatever it is: no other page may use it, frame it, or learn who asked.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// An answer with the headers that all have, and a policy of its own where it is a page.
pub(crate) fn dressed(status: StatusCode, policy: Option<&'static str>, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    for (name, value) in ALWAYS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(policy.unwrap_or(NO_PAGE));
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

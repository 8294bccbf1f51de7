//! A web server for the finished page, used by `cargo xtask serve` and by the end-to-end tests.

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::Response,
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
};
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// A running server; it stops when this is dropped.
pub struct Site {
    address: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

impl Site {
    /// Where the server listens, with the port that it really got.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the server ends by itself, which only a failure makes it do.
    pub async fn ended(mut self) -> Result<()> {
        Ok((&mut self.task).await??)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves the folder of a finished page over http at `address` (port 0 takes any free one), from within a
/// tokio runtime.
pub fn serve_site(folder: &Path, address: SocketAddr) -> Result<Site> {
    serve_http(folder, TcpListener::bind(address)?)
}

/// Serves the folder of a finished page over http on a listening socket, from within a tokio runtime.
pub fn serve_http(folder: &Path, listener: TcpListener) -> Result<Site> {
    let (address, routes) = prepare(folder, &listener)?;
    let server = axum_server::from_tcp(listener)?.serve(routes.into_make_service());
    Ok(Site { address, task: tokio::spawn(server) })
}

/// Serves the folder of a finished page over https on a listening socket, from within a tokio runtime.
pub fn serve_https(folder: &Path, listener: TcpListener, tls: RustlsConfig) -> Result<Site> {
    let (address, routes) = prepare(folder, &listener)?;
    let server =
        axum_server::from_tcp_rustls(listener, tls)?.handle(Handle::new()).serve(routes.into_make_service());
    Ok(Site { address, task: tokio::spawn(server) })
}

fn prepare(folder: &Path, listener: &TcpListener) -> Result<(SocketAddr, Router)> {
    listener.set_nonblocking(true)?;
    Ok((listener.local_addr()?, routes(folder)?))
}

fn routes(folder: &Path) -> Result<Router> {
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page).with_context(|| format!("{} cannot be read", page.display()))?;
    let headers = headers(&html)?;
    let add_headers = move |mut response: Response| {
        let headers = headers.clone();
        async move {
            response.headers_mut().extend(headers);
            response
        }
    };
    Ok(Router::new().fallback_service(ServeDir::new(folder)).layer(middleware::map_response(add_headers)))
}

/// The page states its own policy; over http it is said once more with what a page cannot say of itself.
fn headers(html: &str) -> Result<[(HeaderName, HeaderValue); 5]> {
    let policy = policy(html).context("the page states no content security policy")?;
    let policy = HeaderValue::try_from(format!("{policy}; frame-ancestors 'none'"))?;
    Ok([
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ])
}

fn policy(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, rest) = rest.split_once("content=\"")?;
    Some(rest.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::{policy, serve_site};
    use std::{
        fs,
        io::{Read, Write},
        net::{Ipv4Addr, TcpStream},
    };

    const PAGE: &str =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"><p>Good morning</p>";

    #[test]
    fn the_policy_is_the_one_that_the_page_states() {
        assert_eq!(policy(PAGE), Some("default-src 'none'"));
        assert_eq!(policy("<p>"), None);
    }

    #[test]
    fn the_real_page_states_a_policy_without_unsafe_words_and_remote_places() {
        let html = fs::read_to_string(crate::workspace::root().join("index.html")).unwrap();
        let policy = policy(&html).unwrap();
        assert!(policy.starts_with("default-src 'none';"));
        let lax = policy.split([' ', ';']).find(|word| word.starts_with("'unsafe") || word.contains("//"));
        assert_eq!(lax, None);
    }

    #[tokio::test]
    async fn the_site_serves_files_with_their_types_and_the_security_headers() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), PAGE).unwrap();
        fs::write(folder.path().join("app.wasm"), b"\0asm").unwrap();
        let site = serve_site(folder.path(), (Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = site.local_addr();

        let (page, module, absent) = tokio::task::spawn_blocking(move || {
            let ask = |path: &str| {
                let mut stream = TcpStream::connect(address).unwrap();
                write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                answer
            };
            (ask("/"), ask("/app.wasm"), ask("/../Cargo.toml"))
        })
        .await
        .unwrap();

        assert!(page.contains("content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"));
        assert!(page.contains("content-type: text/html"));
        assert!(page.contains("cache-control: no-cache\r\n"));
        assert!(page.contains("x-content-type-options: nosniff\r\n"));
        assert!(page.contains("referrer-policy: no-referrer\r\n"));
        assert!(page.contains("cross-origin-opener-policy: same-origin\r\n"));
        assert!(page.ends_with("Good morning</p>"));
        assert!(module.contains("content-type: application/wasm\r\n"));
        assert!(absent.starts_with("HTTP/1.1 404"));
    }
}

//! Serves a folder of files on loopback.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    http::{HeaderValue, header::CONTENT_TYPE},
    middleware,
    response::Response,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tower_http::services::ServeDir;

/// A name of this machine that browsers do not trust with cameras: it is neither loopback nor https.
pub(crate) const INSECURE_HOST: &str = "heliograph.test";

/// A web server for one folder, stopped when this is dropped.
pub struct Site {
    url: String,
    server: JoinHandle<()>,
}

impl Site {
    /// Serves the built page.
    pub async fn start() -> Result<Self> {
        Self::of(&dist()?).await
    }

    /// Serves any folder.
    pub async fn of(folder: &Path) -> Result<Self> {
        Self::with(Router::new().fallback_service(ServeDir::new(folder)), "").await
    }

    /// Serves a folder as a server does that was never told of WebAssembly, and below other things.
    pub async fn below(path: &str, folder: &Path) -> Result<Self> {
        let folder = Router::new()
            .nest_service(&format!("/{path}"), ServeDir::new(folder))
            .layer(middleware::map_response(with_old_types));
        Self::with(folder, path).await
    }

    async fn with(router: Router, path: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("listening on loopback")?;
        let url = format!("http://{}/{path}", listener.local_addr()?);
        let server = tokio::spawn(async move {
            // Serving ends with the task; a socket that breaks shows as a page that does not load.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, server })
    }

    /// The address of the page, with a closing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same page at an address that browsers take for somewhere on the network, without https.
    pub fn insecure_url(&self) -> String {
        self.url.replace("127.0.0.1", INSECURE_HOST)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Gives WebAssembly the type that servers give to what they do not know.
async fn with_old_types(mut response: Response) -> Response {
    let types = response.headers_mut().get_mut(CONTENT_TYPE);
    if let Some(unknown) = types.filter(|found| found.as_bytes() == b"application/wasm") {
        *unknown = HeaderValue::from_static("application/octet-stream");
    }
    response
}

/// The folder of the built page: `HELIOGRAPH_DIST`, or `dist` at the root of the project.
pub fn dist() -> Result<PathBuf> {
    let folder = std::env::var_os("HELIOGRAPH_DIST").map_or_else(|| root().join("dist"), PathBuf::from);
    let folder = if folder.is_absolute() { folder } else { root().join(folder) };
    ensure!(
        folder.join("index.html").is_file(),
        "there is no built page in {}: run `trunk build --release` first, or name its folder in HELIOGRAPH_DIST",
        folder.display()
    );
    Ok(folder.canonicalize()?)
}

/// The address of the built page as a file.
pub fn file_url() -> Result<String> {
    Ok(format!("file://{}", dist()?.join("index.html").display()))
}

/// Where pictures of pages go.
pub fn pictures() -> Result<PathBuf> {
    let folder = root().join("target/e2e");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The root of the project.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

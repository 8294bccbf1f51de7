//! A door into a network namespace: a port out here leads to the same port in there.
//!
//! Sockets of the file system cross namespaces, so the test listens on a port of its own, and a process inside the
//! namespace listens on a file. The client inside gains no address and no route by this, so no browser ever sees a
//! path that a person would not have.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream, UnixListener, UnixStream},
    task::JoinHandle,
    time::{Instant, sleep},
};

/// Inside the namespace: takes connections from a file, each led by the port it is meant for.
pub async fn serve_inside(file: &Path) -> Result<()> {
    let listener = UnixListener::bind(file).with_context(|| format!("listening on {}", file.display()))?;
    loop {
        let (mut outside, _) = listener.accept().await?;
        tokio::spawn(async move {
            let port = outside.read_u16().await?;
            let mut inside = TcpStream::connect(("127.0.0.1", port)).await?;
            copy_bidirectional(&mut outside, &mut inside).await
        });
    }
}

/// Outside: passes connections to one port on to the same port inside, until this is dropped.
pub struct PortRelay {
    task: JoinHandle<()>,
}

impl PortRelay {
    /// Starts to pass on what comes to `listener` through the relay that listens on `file`.
    pub async fn start(listener: std::net::TcpListener, file: PathBuf) -> Result<Self> {
        wait_for(&file).await?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let listener = TcpListener::from_std(listener)?;
        let task = tokio::spawn(async move {
            while let Ok((mut outside, _)) = listener.accept().await {
                let file = file.clone();
                tokio::spawn(async move {
                    let mut inside = UnixStream::connect(file).await?;
                    inside.write_u16(port).await?;
                    copy_bidirectional(&mut outside, &mut inside).await
                });
            }
        });
        Ok(Self { task })
    }
}

impl Drop for PortRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn wait_for(file: &Path) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while UnixStream::connect(file).await.is_err() {
        if Instant::now() > deadline {
            bail!("the relay inside the namespace does not listen on {}", file.display());
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

//! `cargo xtask serve`: from a bare machine to a running page.

mod addresses;
mod certificate;
mod ports;

use crate::{
    build,
    progress::Progress,
    site::{self, Site},
    tools::Toolbox,
    workspace,
};
use addresses::lan_addresses;
use anyhow::{Context, Result};
use certificate::Certificate;
pub use ports::Port;
use qrcode::{EcLevel, QrCode, render::unicode::Dense1x2};
use std::net::{IpAddr, Ipv4Addr, TcpListener};

/// Who can reach the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This machine only, over http.
    Loopback,
    /// Every machine of the local network, over https with a certificate of its own.
    Lan,
}

/// Installs what is missing, builds the page and serves it until the person stops it.
pub fn run(reach: Reach, port: Port) -> Result<()> {
    let progress = Progress::start();
    let toolbox = Toolbox::for_page(&progress)?;
    build::build_page(&progress, &toolbox)?;
    let runtime = tokio::runtime::Runtime::new().context("the server's threads cannot be started")?;
    runtime.block_on(async {
        let site = match reach {
            Reach::Loopback => serve_here(port)?,
            Reach::Lan => serve_lan(port)?,
        };
        progress.say("Serving. Press Ctrl+C to stop.");
        site.ended().await
    })
}

fn serve_here(port: Port) -> Result<Site> {
    let listener = port.listen(Ipv4Addr::LOCALHOST)?;
    println!("\nHeliograph is at   http://localhost:{}/\n", port_of(&listener)?);
    site::serve_http(&workspace::dist(), listener)
}

fn serve_lan(port: Port) -> Result<Site> {
    let listener = port.listen(Ipv4Addr::UNSPECIFIED)?;
    let addresses = lan_addresses()?;
    let certificate = Certificate::for_addresses(&addresses)?;

    println!("\nHeliograph is at");
    let port = port_of(&listener)?;
    let url = |address: IpAddr| format!("https://{address}:{port}/");
    for address in &addresses {
        println!("   {}", url(*address));
    }
    println!("   https://localhost:{port}/ (on this machine)");
    println!(
        "\nThe browser will warn, because nobody has vouched for this page's certificate. Go on only if the"
    );
    println!(
        "certificate that the browser shows has this SHA-256 fingerprint:\n\n{}\n",
        certificate.fingerprint()
    );
    match addresses.first() {
        Some(best) => println!("{}\n{}\n", qr(&url(*best))?, url(*best)),
        None => {
            println!("This machine has no address on a local network, so other machines cannot reach it.\n")
        }
    }
    site::serve_https(&workspace::dist(), listener, certificate.tls()?)
}

fn port_of(listener: &TcpListener) -> Result<u16> {
    Ok(listener.local_addr()?.port())
}

/// Light modules are drawn and dark ones left as background, as terminals are usually dark.
fn qr(text: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    Ok(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

use super::browsers::{chromedriver, chromium, firefox};
use crate::{process, progress::Progress};
use anyhow::{Result, bail};
use std::path::Path;

/// What a person can do where packages cannot be installed for them.
pub(super) const ADVICE: &str = "The tests need Chromium or Chrome, its chromedriver of the same version, and Firefox.\n\
    Debian:  apt-get install chromium chromium-driver firefox-esr nftables iproute2 coturn conntrack zbar-tools pebble\n\
    Fedora:  dnf install chromium chromedriver firefox nftables iproute coturn conntrack-tools zbar\n\
    Arch:    pacman -S chromium firefox nftables iproute2 coturn conntrack-tools zbar\n\
    macOS:   brew install --cask google-chrome chromedriver firefox (the laboratory needs Linux)\n\
    Programs elsewhere can be named with CHROMIUM, CHROMEDRIVER, FIREFOX and GECKODRIVER.";

/// Debian's package for each program without which some tests are skipped: the laboratory's, the reader of QR codes, and
/// an authority for certificates.
const OPTIONAL: [(&str, &str); 6] = [
    ("nft", "nftables"),
    ("ip", "iproute2"),
    ("turnserver", "coturn"),
    ("conntrack", "conntrack"),
    ("zbarimg", "zbar-tools"),
    ("pebble", "pebble"),
];

/// Makes sure of browsers, and of what only some tests need, where the system is Debian's and we may install.
/// Elsewhere missing browsers end the run, while the rest is only said aloud.
pub(super) fn ensure(progress: &Progress) -> Result<()> {
    let browsers = missing_browsers();
    let optional = missing_optional();
    let wanted: Vec<_> = browsers.iter().chain(&optional).copied().collect();
    if wanted.is_empty() {
        return Ok(());
    }
    if is_root() && Path::new("/etc/debian_version").is_file() {
        return install(progress, &wanted);
    }
    if !browsers.is_empty() {
        bail!("Missing: {}.\n{ADVICE}", browsers.join(", "));
    }
    progress.say(format_args!("Some tests will be skipped; they need {}", optional.join(", ")));
    Ok(())
}

/// Whether we may do everything on this machine.
pub(super) fn is_root() -> bool {
    process::quiet_output(process::command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn missing_browsers() -> Vec<&'static str> {
    let found = [(chromium(), "chromium"), (chromedriver(), "chromium-driver"), (firefox(), "firefox-esr")];
    found.into_iter().filter(|(path, _)| path.is_none()).map(|(_, package)| package).collect()
}

fn missing_optional() -> Vec<&'static str> {
    let absent = |program: &str| {
        let folders = ["/usr/sbin", "/sbin"].map(Path::new);
        process::find(program).is_none() && !folders.iter().any(|folder| folder.join(program).is_file())
    };
    OPTIONAL.into_iter().filter(|(program, _)| absent(program)).map(|(_, package)| package).collect()
}

fn install(progress: &Progress, packages: &[&str]) -> Result<()> {
    let title = format!("Installing {}", packages.join(", "));
    progress.step(&title, ADVICE, || {
        let apt = || {
            let mut command = process::command("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive");
            command
        };
        process::run(apt().args(["update", "--quiet"]))?;
        process::run(apt().args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages))
    })
}

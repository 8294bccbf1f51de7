//! Which browsers are driven, and how each is set up.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// A stock browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Chromium as it comes.
    Chromium,
    /// Chromium that refuses local descriptions whose credentials were changed.
    ChromiumWithoutMunging,
    /// Firefox as it comes.
    Firefox,
}

/// What the browser shows of the addresses of the machine it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// Plain addresses, as after the camera or microphone was granted.
    Raw,
    /// Names ending in `.local` in their place, which is what browsers do until then.
    Mdns,
}

/// The colours a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How a browser is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) kind: Kind,
    pub(crate) addresses: Addresses,
    pub(crate) scheme: Scheme,
}

/// Chromium's switches: nothing leaves the machine unasked, and it runs as root, as continuous integration does.
const CHROMIUM: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

impl Setup {
    /// The capabilities of a new session, with an empty profile.
    pub(crate) fn capabilities(self, profile: &Path, downloads: &Path) -> Map<String, Value> {
        let mut capabilities = Map::new();
        capabilities.insert("webSocketUrl".into(), json!(true));
        let (name, options) = match self.kind {
            Kind::Chromium | Kind::ChromiumWithoutMunging => {
                ("goog:chromeOptions", self.chromium(profile, downloads))
            }
            Kind::Firefox => ("moz:firefoxOptions", self.firefox(downloads)),
        };
        capabilities.insert(name.into(), options);
        capabilities
    }

    fn chromium(self, profile: &Path, downloads: &Path) -> Value {
        let mut switches: Vec<_> = CHROMIUM.map(str::to_owned).into();
        switches.push(format!("--user-data-dir={}", profile.display()));
        if self.addresses == Addresses::Raw {
            switches.push("--disable-features=WebRtcHideLocalIpsWithMdns".into());
        }
        if self.kind == Kind::ChromiumWithoutMunging {
            switches.push("--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/".into());
        }
        if self.scheme == Scheme::Dark {
            switches.push("--blink-settings=preferredColorScheme=0".into());
        }
        let mut options = json!({
            "args": switches,
            // A tab in the background is slowed down here as it is for people.
            "excludeSwitches": ["disable-background-timer-throttling", "disable-backgrounding-occluded-windows"],
            "prefs": {
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
            },
        });
        if let Some(program) = named("CHROMIUM") {
            options["binary"] = json!(program);
        }
        options
    }

    fn firefox(self, downloads: &Path) -> Value {
        let mut options = json!({
            "args": ["-headless"],
            "prefs": {
                "app.normandy.enabled": false,
                "app.update.enabled": false,
                "browser.download.dir": downloads,
                "browser.download.folderList": 2,
                "browser.download.useDownloadDir": true,
                "browser.download.always_ask_before_handling_new_types": false,
                "browser.helperApps.neverAsk.saveToDisk": "text/plain,application/octet-stream",
                "browser.newtabpage.enabled": false,
                "browser.region.update.enabled": false,
                "browser.safebrowsing.downloads.remote.enabled": false,
                "browser.safebrowsing.malware.enabled": false,
                "browser.safebrowsing.phishing.enabled": false,
                "browser.search.update": false,
                "browser.startup.page": 0,
                "browser.tabs.unloadOnLowMemory": false,
                "datareporting.healthreport.uploadEnabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "dom.push.connection.enabled": false,
                "extensions.update.enabled": false,
                "extensions.getAddons.cache.enabled": false,
                "layout.css.prefers-color-scheme.content-override": match self.scheme {
                    Scheme::Dark => 0,
                    Scheme::Light => 1,
                },
                "media.gmp-manager.updateEnabled": false,
                "media.peerconnection.ice.obfuscate_host_addresses": self.addresses == Addresses::Mdns,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "network.dns.disablePrefetch": true,
                "network.prefetch-next": false,
                "services.settings.server": "data:,",
                "toolkit.telemetry.enabled": false,
                "toolkit.telemetry.unified": false,
            },
        });
        if let Some(program) = named("FIREFOX") {
            options["binary"] = json!(program);
        }
        options
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

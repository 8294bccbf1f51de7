//! How each browser is told what its person has and wants.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::{
    kind::{Addresses, Kind, Language, Scheme},
    site::INSECURE_HOST,
};

/// How a browser is set up.
pub(crate) struct Setup {
    pub(crate) kind: Kind,
    pub(crate) addresses: Addresses,
    pub(crate) scheme: Scheme,
    pub(crate) language: Language,
    pub(crate) eye: Eye,
}

/// What the browser has of a camera, and whether pages may use it.
pub(crate) enum Eye {
    /// A camera that sees what is in this file, for every page that asks.
    Sees(PathBuf),
    /// A camera that no page may use.
    Closed,
    /// No camera.
    Missing,
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

/// What a page may do, in the numbers of both browsers.
const ALLOWED: u8 = 1;
const BLOCKED: u8 = 2;
const ASKED: u8 = 3;

impl Setup {
    /// The capabilities of a new session, with an empty profile.
    pub(crate) fn capabilities(&self, profile: &Path, downloads: &Path) -> Map<String, Value> {
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

    fn chromium(&self, profile: &Path, downloads: &Path) -> Value {
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
        switches.push(format!("--lang={0}", self.language.tag()));
        switches.push(format!("--accept-lang={0}", self.language.tag()));
        switches.push(format!("--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1"));
        match &self.eye {
            Eye::Sees(file) => {
                switches.push("--use-fake-device-for-media-stream".into());
                switches.push("--use-fake-ui-for-media-stream".into());
                switches.push(format!("--use-file-for-fake-video-capture={}", file.display()));
            }
            Eye::Closed => switches.push("--use-fake-device-for-media-stream".into()),
            Eye::Missing => {}
        }
        let mut options = json!({
            "args": switches,
            // A tab in the background is slowed down here as it is for people.
            "excludeSwitches": ["disable-background-timer-throttling", "disable-backgrounding-occluded-windows"],
            "prefs": {
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
                "intl.accept_languages": self.language.tag(),
                "profile.default_content_setting_values.media_stream_camera": match self.eye {
                    Eye::Closed => BLOCKED,
                    Eye::Sees(_) | Eye::Missing => ASKED,
                },
            },
        });
        if let Some(program) = named("CHROMIUM") {
            options["binary"] = json!(program);
        }
        options
    }

    fn firefox(&self, downloads: &Path) -> Value {
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
                // Nobody is there to answer whether a page may be closed; without this the browser would wait for them.
                "dom.disable_beforeunload": true,
                "dom.push.connection.enabled": false,
                "extensions.update.enabled": false,
                "extensions.getAddons.cache.enabled": false,
                "intl.accept_languages": self.language.tag(),
                "layout.css.prefers-color-scheme.content-override": match self.scheme {
                    Scheme::Dark => 0,
                    Scheme::Light => 1,
                },
                "media.gmp-manager.updateEnabled": false,
                "media.peerconnection.ice.obfuscate_host_addresses": self.addresses == Addresses::Mdns,
                "media.navigator.streams.fake": !matches!(self.eye, Eye::Missing),
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "network.dns.disablePrefetch": true,
                "network.dns.localDomains": INSECURE_HOST,
                "network.prefetch-next": false,
                "permissions.default.camera": match self.eye {
                    Eye::Sees(_) => ALLOWED,
                    Eye::Closed => BLOCKED,
                    Eye::Missing => ASKED,
                },
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

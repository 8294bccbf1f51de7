//! How each browser is told what its person has and wants.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::{
    extension::{EXTENSION, EXTENSION_HOST},
    kind::{Addresses, Kind, Language, Scheme},
    site::INSECURE_HOST,
};

/// How a browser is set up.
pub(crate) struct Setup {
    pub(crate) kind: Kind,
    pub(crate) addresses: Addresses,
    pub(crate) scheme: Scheme,
    pub(crate) language: Language,
    pub(crate) devices: Devices,
    pub(crate) extensions: Extensions,
    pub(crate) certificates: Certificates,
    pub(crate) room: Option<u64>,
    pub(crate) notifications: Notifications,
    /// Where the push service listens that the browser is to use; Firefox only.
    pub(crate) push_service: Option<String>,
}

/// Whether pages may tell the person of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notifications {
    /// They may.
    Allowed,
    /// They would have to ask, and nobody would answer.
    Asked,
}

/// What the browser has of cameras and microphones, and whether pages may use them.
pub(crate) enum Devices {
    /// A microphone, and a camera that sees what is in this file, for every page that asks.
    Camera(PathBuf),
    /// Several of both, where the browser can pretend so many, for every page that asks.
    Several,
    /// A microphone and a camera that no page may use.
    Refused,
    /// None.
    Missing,
}

/// Whether the browser takes extensions from tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extensions {
    /// As long as it runs.
    Taken,
    /// Not at all.
    None,
}

/// Whose word the browser takes for who a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certificates {
    /// An authority's.
    Vouched,
    /// The server's own, as if the person had compared its fingerprint.
    Any,
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
        capabilities.insert("acceptInsecureCerts".into(), json!(self.certificates == Certificates::Any));
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
        if self.certificates == Certificates::Any {
            // The driver's own way leaves out service workers.
            switches.push("--ignore-certificate-errors".into());
        }
        if self.extensions == Extensions::Taken {
            // Chromium lets nobody install anything but over a pipe, which no other program can reach.
            switches.push("--remote-debugging-pipe".into());
            switches.push("--enable-unsafe-extension-debugging".into());
        }
        match &self.devices {
            Devices::Camera(file) => {
                switches.push("--use-fake-device-for-media-stream".into());
                switches.push("--use-fake-ui-for-media-stream".into());
                switches.push(format!("--use-file-for-fake-video-capture={}", file.display()));
            }
            Devices::Several => {
                // The second of them sees depths, which no call can show.
                switches.push("--use-fake-device-for-media-stream=device-count=3".into());
                switches.push("--use-fake-ui-for-media-stream".into());
            }
            Devices::Refused => switches.push("--use-fake-device-for-media-stream".into()),
            Devices::Missing => {}
        }
        let permission = match self.devices {
            Devices::Refused => BLOCKED,
            Devices::Camera(_) | Devices::Several | Devices::Missing => ASKED,
        };
        let mut options = json!({
            "args": switches,
            // A tab in the background is slowed down here as it is for people.
            "excludeSwitches": ["disable-background-timer-throttling", "disable-backgrounding-occluded-windows"],
            "prefs": {
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
                "intl.accept_languages": self.language.tag(),
                "profile.default_content_setting_values.media_stream_camera": permission,
                "profile.default_content_setting_values.media_stream_mic": permission,
            },
        });
        if self.notifications == Notifications::Allowed {
            options["prefs"]["profile.default_content_setting_values.notifications"] = json!(ALLOWED);
        }
        if let Some(program) = named("CHROMIUM") {
            options["binary"] = json!(program);
        }
        options
    }

    fn firefox(&self, downloads: &Path) -> Value {
        let permission = match self.devices {
            Devices::Camera(_) | Devices::Several => ALLOWED,
            Devices::Refused => BLOCKED,
            Devices::Missing => ASKED,
        };
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
                "extensions.webextensions.uuids": json!({ EXTENSION: EXTENSION_HOST }).to_string(),
                "intl.accept_languages": self.language.tag(),
                "layout.css.prefers-color-scheme.content-override": match self.scheme {
                    Scheme::Dark => 0,
                    Scheme::Light => 1,
                },
                "media.gmp-manager.updateEnabled": false,
                "media.peerconnection.ice.obfuscate_host_addresses": self.addresses == Addresses::Mdns,
                "media.navigator.streams.fake": !matches!(self.devices, Devices::Missing),
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "network.dns.disablePrefetch": true,
                "network.dns.localDomains": INSECURE_HOST,
                "network.prefetch-next": false,
                "permissions.default.camera": permission,
                "permissions.default.microphone": permission,
                "services.settings.server": "data:,",
                "toolkit.telemetry.enabled": false,
                "toolkit.telemetry.unified": false,
            },
        });
        if let Some(room) = self.room {
            // In KiB, and for all sites: one of them gets a fifth.
            options["prefs"]["dom.quotaManager.temporaryStorage.fixedLimit"] = json!(room * 5 / 1024);
        }
        if self.notifications == Notifications::Allowed {
            options["prefs"]["permissions.default.desktop-notification"] = json!(ALLOWED);
            // A desktop that is not there would lose them.
            options["prefs"]["alerts.useSystemBackend"] = json!(false);
        }
        if let Some(socket) = &self.push_service {
            options["prefs"]["dom.push.connection.enabled"] = json!(true);
            options["prefs"]["dom.push.serverURL"] = json!(socket);
            options["prefs"]["dom.push.testing.allowInsecureServerURL"] = json!(true);
        }
        if let Some(program) = named("FIREFOX") {
            options["binary"] = json!(program);
        }
        options
    }
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

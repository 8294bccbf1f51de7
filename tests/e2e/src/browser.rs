//! One person's browser: a driver, a session and its tabs.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use fantoccini::{ClientBuilder, client::Client, wd::WindowHandle};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};

use crate::{
    camera::Camera,
    driver::Driver,
    kind::{Addresses, Kind, Language, Scheme},
    lab::Place,
    page::Page,
    push_service::PushService,
    redact::redact,
    setup::{Certificates, Devices, Extensions, Notifications, Setup},
    watch::Watch,
};

/// How long a browser may take to start or end on a busy machine.
const START: Duration = Duration::from_secs(60);

/// How a browser is to be started.
pub struct BrowserBuilder {
    setup: Setup,
    place: Place,
}

impl BrowserBuilder {
    /// Leaves the hiding of addresses behind `.local` names on.
    #[must_use]
    pub fn with_mdns(mut self) -> Self {
        self.setup.addresses = Addresses::Mdns;
        self
    }

    /// Asks for light or dark colours.
    #[must_use]
    pub fn in_colours(mut self, scheme: Scheme) -> Self {
        self.setup.scheme = scheme;
        self
    }

    /// Asks for pages in this language.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.setup.language = language;
        self
    }

    /// Gives the browser this camera and a microphone, and lets every page use them. In Firefox the camera sees a
    /// picture of the browser's own.
    #[must_use]
    pub fn with_camera(mut self, camera: &Camera) -> Self {
        self.setup.devices = Devices::Camera(camera.file());
        self
    }

    /// Gives the browser cameras and microphones that see and hear things of the browser's own, and lets every page
    /// use them: several in Chromium, one of each in Firefox.
    #[must_use]
    pub fn with_devices(mut self) -> Self {
        self.setup.devices = Devices::Several;
        self
    }

    /// Gives the browser a camera and a microphone that no page may use.
    #[must_use]
    pub fn refusing_devices(mut self) -> Self {
        self.setup.devices = Devices::Refused;
        self
    }

    /// Lets [`Browser::install`] add extensions to the browser.
    #[must_use]
    pub fn taking_extensions(mut self) -> Self {
        self.setup.extensions = Extensions::Taken;
        self
    }

    /// Takes every server's own word for who it is.
    #[must_use]
    pub fn trusting_any_certificate(mut self) -> Self {
        self.setup.certificates = Certificates::Any;
        self
    }

    /// Lets every page tell the person of something.
    #[must_use]
    pub fn allowing_notifications(mut self) -> Self {
        self.setup.notifications = Notifications::Allowed;
        self
    }

    /// Lets every page tell the person of something, also when it is closed: by this push service. Firefox only, for no
    /// other browser can be told to use it.
    #[must_use]
    pub fn with_push_service(mut self, service: &PushService) -> Self {
        self.setup.push_service = Some(service.socket());
        self.allowing_notifications()
    }

    /// Leaves each site room for so many bytes.
    #[must_use]
    pub fn with_room_for(mut self, bytes: u64) -> Self {
        self.setup.room = Some(bytes);
        self
    }

    /// Runs driver and browser in a place of the laboratory.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Starts the driver, then the browser with an empty profile.
    pub async fn start(self) -> Result<Browser> {
        let driver = Driver::start(&self.setup, self.place).await?;
        let capabilities = self.setup.capabilities(&driver.profile(), &driver.downloads());
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = timeout(START, builder.capabilities(capabilities).connect(&driver.url()))
            .await
            .with_context(|| format!("{:?} did not start: {}", self.setup.kind, driver.log_end()))?
            .with_context(|| format!("{:?} did not start: {}", self.setup.kind, driver.log_end()))?;
        let events = client
            .capabilities()
            .and_then(|capabilities| capabilities.get("webSocketUrl"))
            .and_then(Value::as_str)
            .context("the driver offers no events (WebDriver BiDi)")?
            .to_owned();
        let watch = Watch::start(&events).await?;
        let first = client.window().await?;
        let session = Session {
            client,
            watch,
            driver,
            shown: Mutex::new(first.clone()),
            kind: self.setup.kind,
            extensions: self.setup.extensions,
            language: self.setup.language,
            room: self.setup.room,
        };
        Ok(Browser { session: Arc::new(session), unused: Mutex::new(Some(first)) })
    }
}

/// A running browser.
pub struct Browser {
    pub(crate) session: Arc<Session>,
    /// The empty tab a browser starts with, until it is used.
    unused: Mutex<Option<WindowHandle>>,
}

impl Browser {
    /// A browser with raw addresses, light colours, in English and without camera and microphone, on this machine.
    pub fn of(kind: Kind) -> BrowserBuilder {
        BrowserBuilder {
            setup: Setup {
                kind,
                addresses: Addresses::Raw,
                scheme: Scheme::Light,
                language: Language::English,
                devices: Devices::Missing,
                extensions: Extensions::None,
                certificates: Certificates::Vouched,
                room: None,
                notifications: Notifications::Asked,
                push_service: None,
            },
            place: Place::Here,
        }
    }

    /// Starts a browser as [`Self::of`] has it.
    pub async fn start(kind: Kind) -> Result<Self> {
        Self::of(kind).start().await
    }

    /// Which browser this is.
    pub fn kind(&self) -> Kind {
        self.session.kind
    }

    /// Opens an address in a tab of its own.
    pub async fn open(&self, url: &str) -> Result<Page> {
        let unused = self.unused.lock().await.take();
        let tab = match unused {
            Some(tab) => tab,
            None => {
                let _order = self.session.shown.lock().await;
                self.session.client.new_window(true).await?.handle
            }
        };
        let page = Page::new(Arc::clone(&self.session), tab, self.session.language);
        if let (Some(room), true) = (self.session.room, self.session.kind != Kind::Firefox) {
            page.leave_room(url, room).await?;
        }
        page.go_to(url).await?;
        Ok(page)
    }

    /// Where the browser saves files.
    pub fn downloads(&self) -> PathBuf {
        self.session.driver.downloads()
    }

    /// Ends the browser, and fails when any of its pages broke the content security policy, logged an error or asked
    /// for anything that is not on this machine.
    pub async fn finish(self) -> Result<()> {
        let mut complaints = self.session.watch.complaints().await;
        if self.session.kind == Kind::Firefox && self.session.extensions == Extensions::Taken {
            complaints.extend(self.session.complaints_from_within().await?.iter().map(|said| redact(said)));
        }
        // The driver's process group is ended in any case; this lets the browser close its files first.
        let _ = timeout(START, self.session.client.clone().close()).await;
        ensure!(complaints.is_empty(), "in {:?}: {}", self.session.kind, complaints.join("; "));
        Ok(())
    }
}

/// What the tabs of one browser share.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) watch: Watch,
    pub(crate) kind: Kind,
    extensions: Extensions,
    language: Language,
    room: Option<u64>,
    driver: Driver,
    shown: Mutex<WindowHandle>,
}

impl Session {
    /// The end of what the driver and the browser wrote.
    pub(crate) fn driver_log(&self) -> String {
        self.driver.log_end()
    }

    /// The process group of the driver and its browser.
    pub(crate) fn process_group(&self) -> u32 {
        self.driver.process_group()
    }

    /// Keeps others from turning to any tab while the guard is held.
    pub(crate) async fn hold_tab(&self) -> MutexGuard<'_, WindowHandle> {
        self.shown.lock().await
    }

    /// Turns to a tab, and keeps others from turning away while the guard is held.
    pub(crate) async fn show(&self, tab: &WindowHandle) -> Result<MutexGuard<'_, WindowHandle>> {
        let mut shown = self.shown.lock().await;
        if *shown != *tab {
            self.client.switch_to_window(tab.clone()).await?;
            *shown = tab.clone();
        }
        Ok(shown)
    }
}

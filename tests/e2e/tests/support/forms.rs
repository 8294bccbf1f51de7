//! The app in every form: as a single file, on a plain web server, as an extension.

#![allow(dead_code, reason = "each test uses a part")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use heliograph_e2e::{Browser, Kind, Page, Site, dist};
use tempfile::TempDir;
use url::Url;
use xtask::dist::{Browser as PackedFor, write_extension};

/// The single file, as it lies in the site and as it is released.
pub(crate) const SINGLE_FILE: &str = "open-me.html";
pub(crate) const RELEASED_FILE: &str = concat!("heliograph-", env!("CARGO_PKG_VERSION"), ".html");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    File,
    Site,
    Extension,
}

pub(crate) const FORMS: [Form; 3] = [Form::File, Form::Site, Form::Extension];

/// Who invites and who joins, such that every form is in both browsers.
pub(crate) const COUPLES: [[(Form, Kind); 2]; 3] = [
    [(Form::File, Kind::Chromium), (Form::Extension, Kind::Firefox)],
    [(Form::Extension, Kind::Chromium), (Form::Site, Kind::Firefox)],
    [(Form::File, Kind::Firefox), (Form::Site, Kind::Chromium)],
];

/// The app in all its forms, ready to be opened.
pub(crate) struct Forms {
    folder: TempDir,
    site: Site,
}

impl Forms {
    pub(crate) async fn lay_out() -> Result<Self> {
        let (dist, folder) = (dist()?, tempfile::tempdir()?);
        let single_file = single_file(folder.path());
        fs::create_dir_all(single_file.parent().context("it is in a folder")?)?;
        fs::copy(dist.join(SINGLE_FILE), single_file)?;
        for browser in PackedFor::ALL {
            write_extension(browser, &dist, &folder.path().join(browser.word()))?;
        }
        Ok(Self { folder, site: Site::below("some/where/", &dist).await? })
    }

    /// Opens the app in a browser that has been started for this.
    pub(crate) async fn open(&self, form: Form, browser: &Browser) -> Result<Page> {
        let address = match form {
            Form::File => {
                let path = single_file(self.folder.path());
                Url::from_file_path(&path).ok().context("its path is a whole one")?.to_string()
            }
            Form::Site => self.site.url().to_owned(),
            Form::Extension => {
                let packed = match browser.kind() {
                    Kind::Chromium | Kind::ChromiumWithoutMunging => PackedFor::Chromium,
                    Kind::Firefox => PackedFor::Firefox,
                };
                browser.install(&self.folder.path().join(packed.word())).await?
            }
        };
        let page = browser.open(&address).await?;
        page.button("Invite someone").appears().await?;
        Ok(page)
    }
}

/// Where somebody may have put the single file.
fn single_file(folder: &Path) -> PathBuf {
    folder.join("Für Ana & Ben").join(RELEASED_FILE)
}

/// A browser with camera and microphone, in which the app can be opened in any form.
pub(crate) async fn starts(kind: Kind) -> Result<Browser> {
    Browser::of(kind).with_devices().taking_extensions().start().await
}

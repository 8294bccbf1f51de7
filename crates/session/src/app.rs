//! The words in which shell and session speak of the app itself: its form, its file, and newer versions of it.

use heliograph_wire::control::Switch;

use crate::Language;

/// The form in which the app came to this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// One file, opened from a disk.
    #[default]
    File,
    /// A page from a server.
    Site,
    /// An extension of the browser.
    Extension,
}

/// What a file is recognised by: a line of `SHA256SUMS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The file's name.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

impl Digest {
    /// The SHA-256 as tools print it.
    pub fn hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Something that happened to the app itself.
#[derive(Clone, PartialEq, Eq)]
pub enum AppEvent {
    /// This is what runs here.
    Known(Digest),
    /// What runs here cannot be read.
    Unreadable,
    /// The person wants the app as a file.
    SaveChosen,
    /// The browser saves it.
    Saved(Digest),
    /// The person wants to give the app to whom they are connected with.
    SendChosen,
    /// The single file cannot be had.
    FileMissing,
    /// The browser offers to install the app, or no longer.
    InstallOffered(Switch),
    /// The person wants it installed.
    InstallChosen,
    /// The person wants links that hold codes to be opened here.
    LinksChosen,
    /// The device has all that the app needs to begin without a connection.
    Stored,
    /// The person looks at the page again.
    Shown,
    /// There is a version that is not the one that is stored.
    UpdateFound(Update),
    /// The person wants it.
    UpdateChosen,
    /// The person does not want it now.
    UpdatePutOff,
    /// It is whole and checked, and runs from the next start on.
    UpdateTaken,
    /// It could not be had whole; the one that runs stays.
    UpdateFailed,
}

impl AppEvent {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Known(_) => "app known",
            Self::Unreadable => "app unreadable",
            Self::SaveChosen => "app save chosen",
            Self::Saved(_) => "app saved",
            Self::SendChosen => "app send chosen",
            Self::FileMissing => "app file missing",
            Self::InstallOffered(_) => "install offered",
            Self::InstallChosen => "install chosen",
            Self::LinksChosen => "links chosen",
            Self::Stored => "app stored",
            Self::Shown => "page shown",
            Self::UpdateFound(_) => "update found",
            Self::UpdateChosen => "update chosen",
            Self::UpdatePutOff => "update put off",
            Self::UpdateTaken => "update taken",
            Self::UpdateFailed => "update failed",
        }
    }
}

/// Something to be done about the app itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppEffect {
    /// Find out what runs here.
    Identify,
    /// Save the single file.
    Save,
    /// Pick the single file, to be sent.
    Pick,
    /// Show the browser's own question whether to install the app.
    Install,
    /// Have the browser ask whether links that hold codes are opened here.
    OpenLinks,
    /// Find out whether there is another version than the one that is stored.
    LookForUpdate,
    /// Store the version of this name, check it, and let it run from the next start on.
    TakeUpdate(String),
    /// Start the page anew.
    Restart,
}

/// A version of the app that is not the one that is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Update {
    pub(crate) id: String,
    pub(crate) version: String,
    changes: [Vec<String>; Language::ALL.len()],
}

/// As many changes are shown, and of each so many characters.
const CHANGES_SHOWN: usize = 12;
const CHANGE_SHOWN: usize = 300;
const VERSION_SHOWN: usize = 32;

impl Update {
    /// A version as a server announces it: the id of its files, its number, and what changed, in the order of
    /// [`Language::ALL`]. Whatever is more than a notice can hold is left out.
    pub fn announced(id: String, version: &str, changes: [Vec<String>; Language::ALL.len()]) -> Self {
        let shown = |texts: Vec<String>| {
            let texts = texts.iter().map(|text| cut(text, CHANGE_SHOWN)).filter(|text| !text.is_empty());
            texts.take(CHANGES_SHOWN).collect()
        };
        Self { id, version: cut(version, VERSION_SHOWN), changes: changes.map(shown) }
    }

    /// What changed, in this language where it was written down in it.
    pub(crate) fn changes(&self, language: Language) -> &[String] {
        let in_language = &self.changes[usize::from(language.number())];
        if in_language.is_empty() {
            &self.changes[usize::from(Language::English.number())]
        } else {
            in_language
        }
    }
}

fn cut(text: &str, longest: usize) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(longest).collect()
}

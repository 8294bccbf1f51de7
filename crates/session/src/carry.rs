//! A code on its way to the person: what is shown, and what was carried away.

use heliograph_signal::{Code, Foreign};
use heliograph_wire::{Millis, Private};

use crate::view::{CarriedView, CodeView, LinkView};
use crate::{Environment, Page};

/// A way to carry a code out of the page by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// The code as text, by the clipboard.
    CopiedCode,
    /// The link, by the clipboard.
    CopiedLink,
    /// The link (the code where there is none), by the share sheet.
    ShareSheet,
    /// A file.
    File,
}

/// What is shown for carrying.
#[derive(Clone)]
pub(crate) enum Spelling {
    /// A code of our own.
    Code(Code),
    /// The raw JSON of other tools.
    Foreign(Foreign),
}

/// A code on show.
#[derive(Clone)]
pub(crate) struct Shown {
    pub(crate) spelling: Spelling,
    pub(crate) made: Millis,
    pub(crate) carried: Option<Carried>,
    pub(crate) refused: Option<Carrier>,
}

/// A code that has left the page.
#[derive(Clone, Copy)]
pub(crate) struct Carried {
    carrier: Carrier,
    pub(crate) at: Millis,
    /// The code on show has changed since.
    overtaken: bool,
}

impl Shown {
    pub(crate) const fn new(spelling: Spelling, made: Millis) -> Self {
        Self { spelling, made, carried: None, refused: None }
    }

    /// The same connection can be reached in more ways than before.
    pub(crate) fn respell(&mut self, spelling: Spelling) {
        let before = self.text();
        self.spelling = spelling;
        if let Some(carried) = &mut self.carried {
            carried.overtaken |= before != Self::text_of(&self.spelling);
        }
    }

    pub(crate) const fn was_carried(&mut self, carrier: Carrier, at: Millis) {
        self.carried = Some(Carried { carrier, at, overtaken: false });
        self.refused = None;
    }

    /// What the browser is to put where the person can carry it from.
    pub(crate) fn parcel(&self, carrier: Carrier, environment: &Environment) -> Private<String> {
        let code = self.text();
        let link = self.link(environment);
        match (carrier, link, &self.spelling) {
            (Carrier::CopiedLink, Some(link), _) => link.text().clone(),
            // A link that nobody else can open is of no use to them.
            (Carrier::ShareSheet, Some(LinkView::Shared(link)), _) => link,
            (Carrier::File, _, Spelling::Code(code)) => Private::new(code.file()),
            (Carrier::CopiedCode | Carrier::CopiedLink | Carrier::ShareSheet | Carrier::File, _, _) => code,
        }
    }

    pub(crate) fn view(&self, now: Millis, environment: &Environment) -> CodeView {
        CodeView {
            text: self.text(),
            link: self.link(environment),
            picture: self.picture(environment),
            minutes_old: minutes(now.since(self.made)),
            carried: self
                .carried
                .map(|carried| CarriedView { carrier: carried.carrier, overtaken: carried.overtaken }),
            refused: self.refused,
            share_sheet: environment.share_sheet,
        }
    }

    pub(crate) fn text(&self) -> Private<String> {
        Self::text_of(&self.spelling)
    }

    fn text_of(spelling: &Spelling) -> Private<String> {
        Private::new(match spelling {
            Spelling::Code(code) => code.text(),
            Spelling::Foreign(foreign) => foreign.json(),
        })
    }

    fn link(&self, environment: &Environment) -> Option<LinkView> {
        let Spelling::Code(code) = &self.spelling else { return None };
        let link = |page: &Private<String>| Private::new(code.link(page.reveal()));
        match &environment.page {
            Page::Local => None,
            Page::ThisDevice(page) => Some(LinkView::ThisDevice(link(page))),
            Page::Shared(page) => Some(LinkView::Shared(link(page))),
        }
    }

    /// What a QR code holds: digits, since they are the densest there; after a link that others can follow.
    fn picture(&self, environment: &Environment) -> Option<Private<String>> {
        let Spelling::Code(code) = &self.spelling else { return None };
        Some(Private::new(match &environment.page {
            Page::Shared(page) => code.digit_link(page.reveal()),
            Page::Local | Page::ThisDevice(_) => code.digits(),
        }))
    }
}

pub(crate) const fn minutes(span: Millis) -> u64 {
    span.0 / 60_000
}

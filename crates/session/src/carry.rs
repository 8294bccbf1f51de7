//! A code on its way to the person: what is shown, and what was carried away.

use heliograph_signal::{Code, Foreign, Kind};
use heliograph_wire::{Millis, Private};

use crate::view::{CodeView, LinkView};
use crate::{Effect, Environment, Page};

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
    pub(crate) carried: Option<(Carrier, Millis)>,
    pub(crate) refused: Option<Carrier>,
}

impl Shown {
    pub(crate) const fn new(spelling: Spelling, made: Millis) -> Self {
        Self { spelling, made, carried: None, refused: None }
    }

    pub(crate) fn carry(&self, carrier: Carrier, kind: Kind, environment: &Environment) -> Effect {
        let code = self.text();
        let link = self.link(environment);
        let text = match (carrier, &self.spelling) {
            (Carrier::CopiedCode, _) => code,
            (Carrier::CopiedLink | Carrier::ShareSheet, _) => link.map_or(code, |link| link.text().clone()),
            (Carrier::File, Spelling::Code(code)) => Private::new(code.file()),
            (Carrier::File, Spelling::Foreign(_)) => code,
        };
        Effect::Carry { carrier, text, kind }
    }

    pub(crate) fn view(&self, now: Millis, environment: &Environment) -> CodeView {
        CodeView {
            text: self.text(),
            link: self.link(environment),
            picture: self.picture(environment),
            minutes_old: minutes(now.since(self.made)),
            carried: self.carried.map(|(carrier, at)| (carrier, minutes(now.since(at)))),
            refused: self.refused,
            share_sheet: environment.share_sheet,
        }
    }

    fn text(&self) -> Private<String> {
        Private::new(match &self.spelling {
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

//! What exists only where a companion may have served the page: in its form as a site. Without the feature `site` none
//! of it can ever be made, and the compiler leaves out whatever would have handled it.

use core::ops::{Deref, DerefMut};

/// Whether this is the site. The single file and the extension come from no server that could bring people together.
pub const IS_SITE: bool = Here::FOUND.is_some();

/// Something that only the site has.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteOnly<T> {
    held: Box<T>,
    here: Here,
}

/// Proves that this is the site.
#[cfg(feature = "site")]
#[derive(Clone, Copy, PartialEq, Eq)]
struct Here;

/// There is no proof that this is the site.
#[cfg(not(feature = "site"))]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Here {}

impl Here {
    #[cfg(feature = "site")]
    const FOUND: Option<Self> = Some(Self);

    #[cfg(not(feature = "site"))]
    const FOUND: Option<Self> = None;
}

impl<T> SiteOnly<T> {
    /// Makes it, on the site.
    pub fn make(make: impl FnOnce() -> T) -> Option<Self> {
        Self::perhaps(|| Some(make()))
    }

    /// Makes it, on the site and where it can be made.
    pub(crate) fn perhaps(make: impl FnOnce() -> Option<T>) -> Option<Self> {
        let here = Here::FOUND?;
        Some(Self { held: Box::new(make()?), here })
    }

    /// Makes something else of it.
    pub(crate) fn map<U>(&self, map: impl FnOnce(&T) -> U) -> SiteOnly<U> {
        SiteOnly { held: Box::new(map(self)), here: self.here }
    }
}

impl<T> Deref for SiteOnly<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.held
    }
}

impl<T> DerefMut for SiteOnly<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.held
    }
}

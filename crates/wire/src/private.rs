use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Something that belongs to people: an address, a description, a name, a word, a key.
///
/// It has no `Debug` and no `Display`, so it cannot reach a log or an error by accident, and its memory is
/// overwritten when it is dropped. Whoever needs the value says so with [`Private::reveal`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T: Zeroize>(T);

impl<T: Zeroize> Private<T> {
    /// Marks a value as private.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that has to use it.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Zeroize> Drop for Private<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::Private;
    use std::fmt::{Debug, Display};
    use std::string::String;

    #[test]
    fn a_private_value_can_be_neither_debugged_nor_displayed() {
        static_assertions::assert_not_impl_any!(Private<String>: Debug, Display);
    }
}

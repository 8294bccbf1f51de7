use crate::error::Flaw;

/// Takes bytes from the front of a code's content.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Flaw> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Flaw> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(Flaw::EndsEarly)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn slice(&mut self, length: usize) -> Result<&'a [u8], Flaw> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Flaw::EndsEarly)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) const fn rest(self) -> &'a [u8] {
        self.0
    }
}

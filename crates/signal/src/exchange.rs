use heliograph_wire::Private;

/// What two people share who may reach each other through a companion's relay: the companion gives it to the one who
/// invites, and knows it again when the other asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange(Private<[u8; Self::BYTES]>);

impl Exchange {
    pub(crate) const BYTES: usize = 8;

    pub(crate) const fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(Private::new(bytes))
    }

    pub(crate) const fn bytes(&self) -> &[u8; Self::BYTES] {
        self.0.reveal()
    }

    /// Reads its 16 lower-case hexadecimal digits; none, where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let is_digit = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 2 * Self::BYTES || !digits.iter().all(is_digit) {
            return None;
        }
        Some(Self::new(u64::from_str_radix(text, 16).ok()?.to_be_bytes()))
    }

    /// Its 16 lower-case hexadecimal digits.
    pub fn text(&self) -> Private<String> {
        Private::new(format!("{:016x}", u64::from_be_bytes(*self.bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::Exchange;

    #[test]
    fn an_exchange_is_sixteen_small_digits() {
        let text = "00ff1234567890ab";
        assert_eq!(Exchange::parse(text).unwrap().text().reveal(), text);
        for wrong in ["", "0", "00FF1234567890AB", "+0ff1234567890ab", "00ff1234567890abc", "00ff1234567890é"]
        {
            assert!(Exchange::parse(wrong).is_none(), "{wrong}");
        }
    }
}

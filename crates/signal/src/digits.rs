/// Bytes in a whole block of digits.
const BLOCK: usize = 7;

/// How many decimal digits hold a block of so many bytes.
const DIGITS: [usize; BLOCK + 1] = [0, 3, 5, 8, 10, 13, 15, 17];

/// Spells bytes as decimal digits: 17 for every 7 bytes, fewer for the rest.
pub(crate) fn write(bytes: &[u8]) -> String {
    let block = |block: &[u8]| {
        let number = block.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{number:0width$}", width = DIGITS[block.len()])
    };
    bytes.chunks(BLOCK).map(block).collect()
}

/// Reads what [`write`] spelled; nothing for any other text.
pub(crate) fn read(digits: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(digits.len() / DIGITS[BLOCK] * BLOCK + BLOCK);
    for block in digits.as_bytes().chunks(DIGITS[BLOCK]) {
        let length = DIGITS.iter().position(|digits| *digits == block.len())?;
        let text =
            str::from_utf8(block).ok().filter(|text| text.bytes().all(|digit| digit.is_ascii_digit()))?;
        let number: u64 = text.parse().ok()?;
        if number >> (8 * length) != 0 {
            return None;
        }
        bytes.extend(&number.to_be_bytes()[8 - length..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn every_length_survives_the_digits() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        for length in 0..=bytes.len() {
            let digits = write(&bytes[..length]);
            assert_eq!(read(&digits).as_deref(), Some(&bytes[..length]));
        }
        assert_eq!(write(&[255; 7]), "72057594037927935");
        assert_eq!(write(&[1]), "001");
    }

    #[test]
    fn digits_that_no_bytes_are_spelled_with_are_refused() {
        for digits in ["1", "12", "256", "999", "1234", "72057594037927936", "00a", "+01", "٣٣٣"] {
            assert_eq!(read(digits), None, "{digits}");
        }
    }
}

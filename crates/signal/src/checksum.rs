use crc::{CRC_16_IBM_3740, Crc};

/// Finds every error burst of up to 16 bits, hence every changed character and every two neighbours swapped.
const CHECKSUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

pub(crate) const LENGTH: usize = 2;

/// Ends the bytes with their checksum.
pub(crate) fn append(bytes: &mut Vec<u8>) {
    let sum = CHECKSUM.checksum(bytes);
    bytes.extend(sum.to_be_bytes());
}

/// The bytes without their checksum, if it is right.
pub(crate) fn strip(bytes: &[u8]) -> Option<&[u8]> {
    let (content, sum) = bytes.split_last_chunk::<LENGTH>()?;
    (CHECKSUM.checksum(content).to_be_bytes() == *sum).then_some(content)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_the_catalogued_one() {
        let mut bytes = b"123456789".to_vec();
        super::append(&mut bytes);
        assert_eq!(bytes[9..], [0x29, 0xB1]);
    }
}

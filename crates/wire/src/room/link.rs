use hkdf::Hkdf;
use sha2::Sha256;

use crate::Private;

/// Marks the link of a room, for everybody who is to come, behind the `#`.
pub const GUEST_LINK: &str = "r=";

/// Marks the link by which a room's host comes back to it.
pub const HOST_LINK: &str = "h=";

/// Marks an operator's invite to make rooms: its bytes follow in base64url without padding (RFC 4648, section 5).
pub const PERMIT_LINK: &str = "i=";

/// The name of a room, the same for everybody who has its link: the places of three words in a list of 256.
pub fn name(secret: &Private<[u8; 16]>) -> [u8; 3] {
    let mut numbers = [0; 3];
    Hkdf::<Sha256>::new(None, secret.reveal())
        .expand(b"heliograph room name 1", &mut numbers)
        .expect("three bytes are fewer than HKDF's limit (RFC 5869, section 2.3)");
    numbers
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::Private;

    #[test]
    fn a_name_depends_on_every_bit_of_the_secret() {
        let names: alloc::collections::BTreeSet<_> = (0..128)
            .map(|bit| {
                let mut secret = [7; 16];
                secret[bit / 8] ^= 1 << (bit % 8);
                name(&Private::new(secret))
            })
            .collect();
        assert_eq!(names.len(), 128);
    }
}

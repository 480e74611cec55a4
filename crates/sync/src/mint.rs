//! Numbers that only the server can have made, so that it need not remember them: nonces and bearer tokens that run out.
//! Nothing is kept in a process, so several processes of one office honour each other's.

use data_encoding::BASE64URL_NOPAD;
use lakon_domain::Random;
use lakon_domain::shape::Time;
use uuid::Uuid;

/// 8 bytes time of expiry (u64le milliseconds) ‖ 8 random bytes ‖ 16 bytes of a keyed BLAKE3.
pub type Minted = [u8; 32];

/// The server's secret for minting; from its log key, so that it outlives a restart.
#[derive(Clone)]
pub struct Mint {
    key: [u8; 32],
}

impl std::fmt::Debug for Mint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mint(..)")
    }
}

impl Mint {
    /// From the secret bytes of the server's log signing key.
    pub fn new(log_key: &[u8; 32]) -> Self {
        Self { key: blake3::derive_key("lakon 2026 server nonces and tokens 1", log_key) }
    }

    /// Makes one for a purpose, bound to something the holder must show again, valid until a time.
    pub fn make(&self, purpose: &str, bound: &[u8], until: Time, random: &mut dyn Random) -> Minted {
        let mut minted = [0; 32];
        minted[..8].copy_from_slice(&until.0.to_le_bytes());
        random.fill(&mut minted[8..16]);
        let mac = self.mac(purpose, bound, &minted);
        minted[16..].copy_from_slice(&mac);
        minted
    }

    /// Whether it was made here for this and has not run out. Compared in constant time.
    pub fn holds(&self, purpose: &str, bound: &[u8], minted: &Minted, now: Time) -> bool {
        let mac = self.mac(purpose, bound, minted);
        let differing = mac.iter().zip(&minted[16..]).fold(0, |sum, (a, b)| sum | (a ^ b));
        let mut until = [0; 8];
        until.copy_from_slice(&minted[..8]);
        differing == 0 && now.0 < i64::from_le_bytes(until)
    }

    fn mac(&self, purpose: &str, bound: &[u8], minted: &Minted) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX);
        hasher.update(&length.to_le_bytes()).update(purpose.as_bytes()).update(&minted[..16]).update(bound);
        let mut mac = [0; 16];
        mac.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        mac
    }

    /// A bearer token that says which device asks.
    pub fn token(&self, device: Uuid, until: Time, random: &mut dyn Random) -> String {
        let minted = self.make("token", device.as_bytes(), until, random);
        BASE64URL_NOPAD.encode(&[device.as_bytes().as_slice(), &minted].concat())
    }

    /// The device of a bearer token that has not run out.
    pub fn device(&self, token: &str, now: Time) -> Option<Uuid> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (device, minted) = bytes.split_first_chunk::<16>()?;
        let minted: Minted = minted.try_into().ok()?;
        self.holds("token", device, &minted, now).then(|| Uuid::from_bytes(*device))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Counting(u8);
    impl Random for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            for byte in buffer {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn a_token_names_its_device_until_it_runs_out_and_only_where_it_was_made() {
        let (mint, other) = (Mint::new(&[1; 32]), Mint::new(&[2; 32]));
        let device = Uuid::from_u128(7);
        let token = mint.token(device, Time(1_000), &mut Counting(0));
        assert_eq!(mint.device(&token, Time(999)), Some(device));
        assert_eq!(mint.device(&token, Time(1_000)), None);
        assert_eq!(other.device(&token, Time(0)), None);
        assert_eq!(mint.device("", Time(0)), None);
        let mut bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        bytes[0] ^= 1;
        assert_eq!(mint.device(&BASE64URL_NOPAD.encode(&bytes), Time(0)), None);
    }

    #[test]
    fn a_nonce_of_one_purpose_does_not_serve_another() {
        let mint = Mint::new(&[1; 32]);
        let minted = mint.make("hello", b"x", Time(10), &mut Counting(3));
        assert!(mint.holds("hello", b"x", &minted, Time(9)));
        assert!(!mint.holds("enrol", b"x", &minted, Time(9)));
        assert!(!mint.holds("hello", b"y", &minted, Time(9)));
    }
}

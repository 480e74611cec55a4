//! age around a bundle: to its recipients on the way out, and by one identity on the way in, with a header of bounded size. Whatever else
//! is kept in age is held to the same bound.

use std::io::{self, BufReader, Chain, Cursor, Read, Seek, SeekFrom, Write};

use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use lakon_domain::shape::AgeRecipient;

use super::BundleError;

/// Largest header, in bytes: about 100 for each recipient, so some 2,500 of them. Without a bound a file that pretends to begin one
/// would be read into memory to its end.
const LARGEST_HEADER: usize = 256 * 1024;
/// How the header of an age file begins and how its last line does (age-encryption.org/v1).
const FIRST: &[u8] = b"age-encryption.org/v1\n";
const LAST: &[u8] = b"\n--- ";
/// Bytes read at once while the header's end is looked for.
const STEP: usize = 4096;

/// The plain bytes of a bundle.
pub(super) type Opened<R> = StreamReader<BufReader<Chain<Cursor<Vec<u8>>, R>>>;

/// An X25519 identity from 32 secret bytes; age reads identities as text only.
///
/// # Errors
/// [`BundleError::BadKey`] only if age changed what an identity looks like.
pub fn identity_of(secret: &[u8; 32]) -> Result<Identity, BundleError> {
    let prefix = bech32::Hrp::parse("age-secret-key-").map_err(|_| BundleError::BadKey)?;
    let text = bech32::encode_lower::<bech32::Bech32>(prefix, secret).map_err(|_| BundleError::BadKey)?;
    zeroize::Zeroizing::new(text.to_uppercase()).parse().map_err(|_| BundleError::BadKey)
}

/// The recipient that belongs to an identity.
///
/// # Errors
/// [`BundleError::BadKey`] only if age changed what a recipient looks like.
pub fn recipient_of(identity: &Identity) -> Result<AgeRecipient, BundleError> {
    AgeRecipient::new(identity.to_public().to_string()).map_err(|_| BundleError::BadKey)
}

pub(super) fn encrypt<W: Write>(
    recipients: impl IntoIterator<Item = AgeRecipient>,
    output: W,
) -> Result<StreamWriter<W>, BundleError> {
    let keys: Result<Vec<Recipient>, _> = recipients.into_iter().map(|one| one.as_str().parse()).collect();
    let keys = keys.map_err(|_| BundleError::BadKey)?;
    age::Encryptor::with_recipients(keys.iter().map(|key| key as &dyn age::Recipient))
        .map_err(|_| BundleError::BadKey)?
        .wrap_output(output)
        .map_err(BundleError::File)
}

pub(super) fn open<R: Read>(identity: &dyn age::Identity, mut input: R) -> Result<Opened<R>, BundleError> {
    let begun = beginning(&mut input)?;
    let whole = BufReader::new(Cursor::new(begun).chain(input));
    let decryptor = age::Decryptor::new_buffered(whole).map_err(not_opened)?;
    decryptor.decrypt(std::iter::once(identity)).map_err(not_opened)
}

/// Looks whether an age file's header ends within the bound, and goes back to where the file begins: age reads a header that never ends
/// into memory.
///
/// # Errors
/// [`BundleError::NotABundle`] where it is no age file; [`BundleError::File`].
pub fn has_bounded_header<R: Read + Seek>(input: &mut R) -> Result<(), BundleError> {
    beginning(input)?;
    input.seek(SeekFrom::Start(0)).map_err(BundleError::File)?;
    Ok(())
}

fn not_opened(error: age::DecryptError) -> BundleError {
    match error {
        age::DecryptError::NoMatchingKeys => BundleError::NotForUs,
        age::DecryptError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => BundleError::File(error),
        _ => BundleError::NotABundle,
    }
}

/// So much of the input that the whole header is in it.
fn beginning(input: &mut impl Read) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len();
        let read = input.by_ref().take(STEP as u64).read_to_end(&mut bytes).map_err(BundleError::File)?;
        let seen = bytes.len().min(FIRST.len());
        if bytes[..seen] != FIRST[..seen] {
            return Err(BundleError::NotABundle);
        }
        let from = before.saturating_sub(LAST.len());
        if bytes[from..].windows(LAST.len()).any(|part| part == LAST) {
            return Ok(bytes);
        }
        if read == 0 || bytes.len() >= LARGEST_HEADER {
            return Err(BundleError::NotABundle);
        }
    }
}

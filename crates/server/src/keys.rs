//! The server's keys: made once, kept in a file only the service can read, and in a second one only the recovery key opens.

use std::fs;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::SigningKey;
use lakon_domain::Random;
use lakon_domain::code::Seed;
use lakon_domain::ids::{PublicKey, new_id};
use lakon_domain::shape::Time;
use lakon_domain::statement::{Server, ServerStatement, identity_text, office_key, recovery_secret};
use lakon_server_store::{FileKeys, Keys, ServerFolder, new_identity, recovery_recipient, seal_bytes, write_private};
use lakon_sync::tls::Shown;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::ServerError;

/// Version of the key file.
const VERSION: u32 = 1;
/// The name in the self-signed certificate. Nobody checks it: the key is pinned.
const CERTIFICATE_NAME: &str = "lakon-server";

/// What lies in `keys.json`.
#[derive(Serialize, Deserialize, ZeroizeOnDrop)]
pub struct KeyFile {
    #[zeroize(skip)]
    version: u32,
    #[zeroize(skip)]
    statement: ServerStatement,
    /// DER, base64.
    #[zeroize(skip)]
    certificate: String,
    /// PKCS #8 DER, base64.
    tls_key: String,
    /// 32 bytes, hexadecimal.
    log_key: String,
    /// AGE-SECRET-KEY-1…
    age_identity: String,
    /// 32 bytes, hexadecimal.
    database_key: String,
}

impl KeyFile {
    /// Makes the keys of a new office's server and has the office key sign them. The seed is the caller's to print and forget.
    ///
    /// # Errors
    /// [`ServerError::Keys`] when a key cannot be made.
    pub fn make(seed: &Seed, now: Time, random: &mut dyn Random) -> Result<Self, ServerError> {
        let office = new_id(now.0, random);
        Self::make_for(office, seed, now, random)
    }

    /// The same for an office that was begun before: other keys of the server, the office's own from the seed.
    ///
    /// # Errors
    /// As [`KeyFile::make`].
    pub fn make_for(office: Uuid, seed: &Seed, now: Time, random: &mut dyn Random) -> Result<Self, ServerError> {
        let tls = rcgen::KeyPair::generate().map_err(|_| ServerError::Keys("the TLS key cannot be made"))?;
        let certificate = rcgen::CertificateParams::new(vec![CERTIFICATE_NAME.to_owned()])
            .and_then(|params| params.self_signed(&tls))
            .map_err(|_| ServerError::Keys("the certificate cannot be made"))?;
        let shown = Shown::of(certificate.der()).ok_or(ServerError::Keys("the certificate cannot be read"))?;
        let (mut log_key, mut database_key) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
        random.fill(log_key.as_mut_slice());
        random.fill(database_key.as_mut_slice());
        let recovery = recovery_recipient(&Zeroizing::new(recovery_secret(seed)))
            .map_err(|_| ServerError::Keys("the recovery key"))?;
        let server = Server {
            office,
            server: new_id(now.0, random),
            tls_key: shown.key,
            log_key: PublicKey(SigningKey::from_bytes(&log_key).verifying_key().to_bytes()),
            recovery,
        };
        Ok(Self {
            version: VERSION,
            statement: ServerStatement::sign(server, now, &office_key(seed)),
            certificate: BASE64.encode(certificate.der()),
            tls_key: BASE64.encode(tls.serialized_der()),
            log_key: HEXLOWER.encode(log_key.as_slice()),
            age_identity: new_identity().to_string(),
            database_key: HEXLOWER.encode(database_key.as_slice()),
        })
    }

    /// Writes both files.
    ///
    /// # Errors
    /// [`ServerError::Disk`], also when a key file is there already.
    pub fn write(&self, folder: &ServerFolder) -> Result<(), ServerError> {
        let json = Zeroizing::new(
            serde_json::to_vec_pretty(self).map_err(|_| ServerError::Keys("the key file cannot be written"))?,
        );
        let wrapped = seal_bytes(&self.statement.recovery, &json).map_err(|_| ServerError::Keys("the recovery key"))?;
        write_private(&folder.keys_for_recovery(), &wrapped)?;
        write_private(&folder.keys(), &json)?;
        Ok(())
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// [`ServerError::NoOffice`] where there is none, [`ServerError::KeysOpen`] where other accounts could read it,
    /// [`ServerError::Keys`] where it is damaged or of a newer program.
    pub fn read(folder: &ServerFolder) -> Result<Self, ServerError> {
        let bytes = match fs::read(folder.keys()) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(ServerError::NoOffice),
            Err(error) => return Err(error.into()),
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if fs::metadata(folder.keys())?.permissions().mode() & 0o077 != 0 {
                return Err(ServerError::KeysOpen);
            }
        }
        Self::of_bytes(&bytes)
    }

    /// Reads the bytes of the key file.
    ///
    /// # Errors
    /// [`ServerError::Keys`] as [`KeyFile::read`].
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, ServerError> {
        let file: Self = serde_json::from_slice(bytes).map_err(|_| ServerError::Keys("the key file is damaged"))?;
        if file.version == VERSION { Ok(file) } else { Err(ServerError::Keys("the key file is of a newer program")) }
    }

    /// The office's identity, for the sheet in the safe.
    pub fn identity(&self) -> String {
        identity_text(self.statement.office, &self.statement.office_key)
    }

    /// What opens the store.
    ///
    /// # Errors
    /// [`ServerError::Keys`] where a part is damaged.
    pub fn store_keys(&self) -> Result<Keys, ServerError> {
        let damaged = || ServerError::Keys("the key file is damaged");
        Ok(Keys {
            database: secret(&self.database_key).ok_or_else(damaged)?,
            files: FileKeys::new(&self.age_identity, &self.statement.recovery).map_err(|_| damaged())?,
            log: SigningKey::from_bytes(&*self.log_secret()?),
            statement: self.statement.clone(),
        })
    }

    /// The secret bytes of the log key.
    ///
    /// # Errors
    /// [`ServerError::Keys`] where they are damaged.
    pub fn log_secret(&self) -> Result<Zeroizing<[u8; 32]>, ServerError> {
        secret(&self.log_key).ok_or(ServerError::Keys("the key file is damaged"))
    }

    /// Certificate and key for TLS, both DER.
    ///
    /// # Errors
    /// [`ServerError::Keys`] where they are damaged.
    pub fn tls(&self) -> Result<(Vec<u8>, Zeroizing<Vec<u8>>), ServerError> {
        let decode =
            |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| ServerError::Keys("the key file is damaged"));
        Ok((decode(&self.certificate)?, Zeroizing::new(decode(&self.tls_key)?)))
    }
}

fn secret(hex: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = Zeroizing::new(HEXLOWER.decode(hex.as_bytes()).ok()?);
    Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
}

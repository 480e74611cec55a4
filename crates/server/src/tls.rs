//! TLS 1.3 with the server's one key. Devices pin the key, so the certificate is signed by itself and its dates mean nothing.

use std::sync::Arc;

use lakon_domain::ids::Hash;
use lakon_sync::tls::Shown;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::ServerError;
use crate::keys::KeyFile;

/// What the listener needs, and the hash of the certificate (DER) that enrolments are bound to.
///
/// # Errors
/// [`ServerError::Keys`] or [`ServerError::Tls`] where the key file does not hold a fitting pair.
pub fn server_config(keys: &KeyFile) -> Result<(Arc<ServerConfig>, Hash), ServerError> {
    let (certificate, key) = keys.tls()?;
    let shown = Shown::of(&certificate).ok_or(ServerError::Keys("the certificate cannot be read"))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_vec()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((Arc::new(config), shown.certificate))
}

//! TLS without certificate authorities: a server is known by the hash of its public key, and dates are ignored.

use std::sync::{Arc, OnceLock};

use lakon_domain::ids::Hash;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerIncompatible, SignatureScheme};

use crate::error::SyncError;

/// What a server showed in the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// BLAKE3 of the certificate (DER).
    pub certificate: Hash,
    /// BLAKE3 of its SubjectPublicKeyInfo (DER): the key that is pinned.
    pub key: Hash,
}

impl Shown {
    /// Reads a certificate; `None` when it is none.
    pub fn of(certificate: &[u8]) -> Option<Self> {
        let der = CertificateDer::from(certificate);
        let parsed = ParsedCertificate::try_from(&der).ok()?;
        let hash = |bytes: &[u8]| Hash(*blake3::hash(bytes).as_bytes());
        Some(Self { certificate: hash(certificate), key: hash(&parsed.subject_public_key_info()) })
    }
}

/// Which server a connection is for.
#[derive(Debug, Clone)]
pub enum Pin {
    /// The server with this key.
    Key(Hash),
    /// Whoever answers first, and nobody else afterwards: for an enrolment, or to read a statement by the pinned office key.
    First,
}

/// What the verifier saw, for the side that asked.
#[derive(Debug, Default)]
pub struct Seen {
    accepted: OnceLock<Shown>,
    refused: OnceLock<Hash>,
}

impl Seen {
    /// The server this connection is with, once a handshake was made.
    pub fn accepted(&self) -> Option<Shown> {
        self.accepted.get().copied()
    }

    /// The key of a server that was refused.
    pub fn refused(&self) -> Option<Hash> {
        self.refused.get().copied()
    }
}

#[derive(Debug)]
struct Pinned {
    pin: Pin,
    seen: Arc<Seen>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        // Design, invariant 8: "Certificate dates are ignored (the key is pinned)."
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Shown::of(end_entity).ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))?;
        let fits = match self.pin {
            Pin::Key(key) => shown.key == key,
            Pin::First => *self.seen.accepted.get_or_init(|| shown) == shown,
        };
        if fits {
            self.seen.accepted.get_or_init(|| shown);
            Ok(ServerCertVerified::assertion())
        } else {
            self.seen.refused.get_or_init(|| shown.key);
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A client configuration that speaks TLS 1.3 with the pinned server only, and where it tells what it saw.
///
/// # Errors
/// [`SyncError::Setup`] when the library refuses its own defaults.
pub fn client_config(pin: Pin) -> Result<(ClientConfig, Arc<Seen>), SyncError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let seen = Arc::new(Seen::default());
    let verifier = Pinned { pin, seen: seen.clone(), provider: provider.clone() };
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| SyncError::Setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok((config, seen))
}

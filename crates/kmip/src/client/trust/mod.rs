//! The trust rules: which server certificates are accepted. They are those of OpenSSL 3
//! (`X509_verify_cert` with the purpose of a TLS server), with the algorithms of the crypto provider.
//!
//! 1. The certificate is self-signed, and one of the configured ones (or of the platform's) byte for
//!    byte: there is no chain to look at.
//! 2. Otherwise its chain has to end at a configured certificate that is self-signed. An intermediate
//!    that is configured alone is not a trust anchor; beside its root it helps to build the chain.
//!    Without any configured certificate the platform's roots are the trust anchors. ([`build`])
//! 3. Each certificate of the chain is signed by the next, and within its dates at the time that the
//!    caller gave, the root too. ([`signature`])
//! 4. Each may be used for it: as a server's, or as that of a CA, the root too. ([`uses`])
//! 5. No CA of the chain is kept from signing for the names below it. ([`constraints`])
//! 6. The name asked for is among the subject alternative names; a certificate without any such name
//!    is matched by its common names, with a warning. ([`name`])

mod anchors;
mod build;
mod constraints;
#[cfg(test)]
mod der;
mod fault;
mod flaws;
mod link;
mod name;
mod pss;
mod signature;
mod uses;
mod words;

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, PeerMisbehaved, SignatureScheme,
};

use self::anchors::Anchors;
pub use self::anchors::TrustAnchors;
use self::build::Chain;
pub use self::fault::{TrustFault, TrustWarning};
pub use self::flaws::{Flaw, flaws};
use self::link::Link;
use self::signature::Invalid;

/// Applies the rules; keeps the fault and the warnings for whoever asked.
#[derive(Debug)]
pub(super) struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    anchors: Anchors,
    fault: Mutex<Option<TrustFault>>,
    warnings: Mutex<Vec<TrustWarning>>,
}

impl Verifier {
    pub(super) fn new(given: &TrustAnchors, provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
            anchors: Anchors::new(given),
            fault: Mutex::default(),
            warnings: Mutex::default(),
        }
    }

    /// The fault that ended the handshake, if one did.
    pub(super) fn take_fault(&self) -> Option<TrustFault> {
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// What was accepted with a warning.
    pub(super) fn take_warnings(&self) -> Vec<TrustWarning> {
        std::mem::take(&mut self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check(
        &self,
        server: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<Option<TrustWarning>, TrustFault> {
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let server = Link::of(server).ok_or(TrustFault::Unreadable)?;
        let sent: Vec<Link<'_>> = above.iter().filter_map(|der| Link::of(der)).collect();
        let trusted = self.anchors.links();
        let chain = build::chain(&server, &sent, &trusted, now)
            .map_err(|fault| fault.without_platform(self.anchors.are_configured))?;
        self.check_signatures(&chain)?;
        check_dates(&chain, now)?;
        uses::check(&chain)?;
        constraints::check(&chain)?;
        name::check(&server, name)
    }

    fn check_signatures(&self, chain: &Chain<'_, '_>) -> Result<(), TrustFault> {
        if let Some(reason) = words::unusable_key(chain.links[0].certificate.public_key()) {
            return Err(TrustFault::Other(reason));
        }
        for (place, pair) in chain.links.windows(2).enumerate() {
            let (subject, issuer) = (pair[0], pair[1]);
            let Err(invalid) = signature::verify(subject, issuer, &self.algorithms) else {
                continue;
            };
            return Err(match invalid {
                Invalid::Key(reason) => chain.fault_of(place + 1, reason),
                Invalid::Algorithm(reason) if place == 0 => TrustFault::Other(reason),
                Invalid::Algorithm(reason) => chain.fault_of(place, reason),
                Invalid::Wrong if place + 1 >= chain.sent => TrustFault::SameNameOtherKey {
                    server: Box::new(chain.links[0].facts()),
                    configured: issuer.facts().title(),
                },
                Invalid::Wrong => {
                    chain.fault_of(place + 1, "its key did not sign the certificate below it")
                }
            });
        }
        Ok(())
    }

    /// The signature of a handshake. The certificate was judged before: rustls's own reader, which
    /// knows fewer extensions and no version but 3, is left out.
    fn verify_handshake(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
        is_13: bool,
    ) -> Result<HandshakeSignatureValid, Error> {
        let bad = |error| Error::InvalidCertificate(error);
        let link = Link::of(certificate).ok_or_else(|| bad(CertificateError::BadEncoding))?;
        let key = link.certificate.public_key();
        if is_13 {
            let key = SubjectPublicKeyInfoDer::from(key.raw);
            return verify_tls13_signature_with_raw_key(message, &key, signed, &self.algorithms);
        }
        let mut schemes = self.algorithms.mapping.iter();
        let Some((_, known)) = schemes.find(|(scheme, _)| *scheme == signed.scheme) else {
            let unasked = PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme;
            return Err(unasked.into());
        };
        let of_key = link.algorithm_identifiers().map(|(_, of_key)| of_key);
        let mut fitting = known.iter().filter(|algorithm| {
            of_key.is_some_and(|of_key| algorithm.public_key_alg_id().as_ref() == of_key)
        });
        let algorithm = fitting
            .next()
            .ok_or_else(|| bad(CertificateError::BadSignature))?;
        algorithm
            .verify_signature(&key.subject_public_key.data, message, signed.signature())
            .map_err(|_| bad(CertificateError::BadSignature))?;
        Ok(HandshakeSignatureValid::assertion())
    }
}

/// Whether the issuer's key has signed the subject, both certificates in DER, by the algorithms of the
/// crypto provider and RSA-PSS with salts of any length. Names and uses are not looked at.
#[must_use]
pub fn is_signed_by(subject: &[u8], issuer: &[u8], provider: &CryptoProvider) -> bool {
    let both = Link::of(subject).zip(Link::of(issuer));
    both.is_some_and(|(subject, issuer)| {
        let algorithms = &provider.signature_verification_algorithms;
        signature::verify(&subject, &issuer, algorithms).is_ok()
    })
}

fn check_dates(chain: &Chain<'_, '_>, now: i64) -> Result<(), TrustFault> {
    let server = Box::new(chain.links[0].facts());
    if now > server.not_after {
        return Err(TrustFault::Expired { server });
    }
    if now < server.not_before {
        return Err(TrustFault::NotYetValid { server });
    }
    match chain.links.iter().all(|link| link.is_valid_at(now)) {
        true => Ok(()),
        false => Err(TrustFault::ChainOutOfDate { server }),
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.check(end_entity, intermediates, server_name, now) {
            Ok(warning) => {
                let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
                warnings.extend(warning);
                Ok(ServerCertVerified::assertion())
            }
            Err(fault) => {
                *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault.clone());
                // The variant chooses the alert that the server gets.
                Err(Error::InvalidCertificate(match fault {
                    TrustFault::Expired { .. } => CertificateError::Expired,
                    TrustFault::NotYetValid { .. } => CertificateError::NotValidYet,
                    TrustFault::UnknownIssuer { .. }
                    | TrustFault::SameNameOtherKey { .. }
                    | TrustFault::IntermediateWithoutRoot { .. } => CertificateError::UnknownIssuer,
                    TrustFault::WrongName { .. } => CertificateError::NotValidForName,
                    TrustFault::WrongUsage { .. } => CertificateError::InvalidPurpose,
                    fault => CertificateError::Other(OtherError(Arc::new(fault))),
                }))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_handshake(message, cert, dss, false)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify_handshake(message, cert, dss, true)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

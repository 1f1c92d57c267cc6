//! The signatures of a chain.

use rustls::crypto::WebPkiSupportedAlgorithms;

use super::link::Link;
use super::{pss, words};

/// Why a signature does not count.
pub(super) enum Invalid {
    /// The key of the issuer did not make it.
    Wrong,
    /// The issuer's key is of no use, in words.
    Key(String),
    /// The signature's algorithm is of no use, in words.
    Algorithm(String),
}

/// Whether `issuer` has signed `subject`, by the algorithms of the crypto provider.
pub(super) fn verify(
    subject: &Link<'_>,
    issuer: &Link<'_>,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<(), Invalid> {
    let certificate = &subject.certificate;
    if certificate.signature_algorithm != certificate.tbs_certificate.signature {
        return Err(Invalid::Wrong);
    }
    let key = issuer.certificate.public_key();
    if let Some(reason) = words::unusable_key(key) {
        return Err(Invalid::Key(reason));
    }
    let identifiers = subject
        .algorithm_identifiers()
        .zip(issuer.algorithm_identifiers());
    let Some(((algorithm, _), (_, of_key))) = identifiers else {
        return Err(Invalid::Wrong);
    };
    let message = certificate.tbs_certificate.as_ref();
    let signature = &*certificate.signature_value.data;
    let mut fitting = algorithms.all.iter().filter(|known| {
        known.signature_alg_id().as_ref() == algorithm
            && known.public_key_alg_id().as_ref() == of_key
    });
    if let Some(known) = fitting.next() {
        let public = &key.subject_public_key.data;
        let verdict = known.verify_signature(public, message, signature);
        return verdict.map_err(|_| Invalid::Wrong);
    }
    let parameters = pss::Parameters::of(&certificate.signature_algorithm);
    match parameters.zip(words::rsa_key(key)) {
        Some((parameters, rsa)) if parameters.verify(&rsa, message, signature) => Ok(()),
        Some(_) => Err(Invalid::Wrong),
        None => Err(Invalid::Algorithm(words::unusable_signature(
            &certificate.signature_algorithm,
        ))),
    }
}

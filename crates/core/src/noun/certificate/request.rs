//! Certificate signing requests (PKCS #10, RFC 2986).

use zeroize::Zeroizing;

use super::alternative_name::AlternativeName;
use super::change::SubjectChanges;
use super::key::PrivateKey;
use super::subject::Subject;
use super::{CertificateError, issue, pem, replace, table};
use crate::ground::{Array, ObjectName};
use crate::noun::log::{self, Event};

/// A signing request to be made from a certificate.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What is to be different from the certificate's subject.
    pub subject: SubjectChanges,
    /// The alternative names; without them, those of the certificate.
    pub alternative_names: Option<Vec<AlternativeName>>,
    /// Whether the request is for a new key, of the kind and size of the certificate's.
    pub new_key: bool,
}

/// Makes a signing request in PEM. Its key is kept, so that the certificate issued for it can be
/// imported without one, even after the certificate `name` got another key.
///
/// # Errors
/// When there is no such certificate, its attributes cannot be carried over, or the array's state
/// cannot be written.
pub(crate) fn construct_request(
    array: &Array,
    name: &ObjectName,
    options: &Request,
) -> Result<String, CertificateError> {
    let (certificate, material) = array.store().read(|db| {
        let certificate = super::find(db, name)?;
        let material = table::material(db, certificate.id)?;
        Ok::<_, CertificateError>((certificate, material))
    })?;
    let key = if options.new_key {
        PrivateKey::generate(replace::like(&certificate.summary))?
    } else {
        PrivateKey::from_der(&material.key)?
    };
    let old = Subject::carried_over(&certificate.summary)?;
    let names = replace::names_kept(
        options.alternative_names.as_ref(),
        &old,
        &material.certificate,
    )?;
    let der = issue::request(&options.subject.apply(old), names.as_ref(), &key)?;
    array.store().write(|tx| {
        // Looked up again: it may have been deleted while the key was made.
        let certificate = super::find(tx, name)?;
        let pkcs8: &Zeroizing<Vec<u8>> = key.pkcs8();
        table::put_request(tx, certificate.id, &key.fingerprint(), pkcs8)?;
        let subject = certificate.name.as_str();
        log::append(
            array,
            tx,
            Event::Certificate,
            subject,
            "signing request constructed",
        )?;
        Ok::<(), CertificateError>(())
    })?;
    Ok(pem::encode(pem::CERTIFICATE_REQUEST, &der))
}

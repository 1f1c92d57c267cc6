//! Certificates that a certification authority made: the operator brings them.

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::chain::Chain;
use super::create::require_absent;
use super::key::{self, KeyError, PrivateKey};
use super::table::{self, Made, Material};
use super::{Certificate, CertificateError, CertificateId, Status, key_text, replace, summary};
use crate::ground::{Array, ObjectName};
use crate::noun::log::{self, Event};

/// What the operator brings, as texts in PEM.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    /// The certificate; intermediates may follow in the same text.
    pub certificate: &'a str,
    /// The intermediates, from the certificate's issuer upwards.
    pub intermediates: Option<&'a str>,
    /// The private key; without it, the key of a signing request or of the certificate that is
    /// replaced must fit.
    pub key: Option<&'a str>,
    /// What opens the key.
    pub passphrase: Option<&'a str>,
}

/// Keeps a certificate that was made elsewhere under `name`.
///
/// # Errors
/// When the name is taken, the chain is not in order, or there is no key that fits.
pub(crate) fn import(
    array: &Array,
    name: &ObjectName,
    options: &Import<'_>,
) -> Result<Certificate, CertificateError> {
    require_absent(array, name)?;
    let read = Read::of(options)?;
    array.store().write(|tx| {
        let made = read.made(tx, None)?;
        let certificate = table::insert(tx, name, Status::Imported, made)?;
        log::append(array, tx, Event::Certificate, name.as_str(), "imported")?;
        Ok(certificate)
    })
}

/// Puts a certificate that was made elsewhere in the place of the one of that name.
///
/// # Errors
/// When there is none of that name, the chain is not in order, or there is no key that fits.
pub(crate) fn replace_with_import(
    array: &Array,
    name: &ObjectName,
    options: &Import<'_>,
) -> Result<Certificate, CertificateError> {
    array.store().read(|db| super::find(db, name))?;
    let read = Read::of(options)?;
    array.store().write(|tx| {
        let old = super::find(tx, name)?;
        let made = read.made(tx, Some(old.id))?;
        replace::write(array, tx, &old, Status::Imported, made)
    })
}

/// The texts, read and checked as far as they can be without the database.
struct Read {
    chain: Chain,
    public_key: Vec<u8>,
    key: Option<PrivateKey>,
}

impl Read {
    fn of(options: &Import<'_>) -> Result<Self, CertificateError> {
        let chain = Chain::read(options.certificate, options.intermediates)?;
        let public_key = chain.public_key.clone();
        let key = options
            .key
            .map(|text| key_text::read(text, options.passphrase))
            .transpose()?;
        if key
            .as_ref()
            .is_some_and(|key| key.public_key() != public_key)
        {
            return Err(KeyError::Mismatch.into());
        }
        Ok(Self {
            chain,
            public_key,
            key,
        })
    }

    /// With the key that was given, else the one of the certificate that is replaced, else the one
    /// of a signing request. A request that has got its certificate is deleted.
    fn made(
        self,
        tx: &Connection,
        replaced: Option<CertificateId>,
    ) -> Result<Made, CertificateError> {
        let waiting = table::take_request(tx, &key::fingerprint(&self.public_key))?;
        let key = match (&self.key, replaced) {
            (Some(key), _) => Some(Zeroizing::clone(key.pkcs8())),
            (None, Some(id)) => self.own_key(tx, id)?.or(waiting),
            (None, None) => waiting,
        };
        Ok(Made {
            summary: self.chain.summary,
            material: Material {
                certificate: self.chain.leaf,
                intermediates: self.chain.intermediates.concat(),
                key: key.ok_or(KeyError::NoneMatches)?,
            },
        })
    }

    fn own_key(
        &self,
        tx: &Connection,
        id: CertificateId,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CertificateError> {
        let old = table::material(tx, id)?;
        let fits = public_key(&old.certificate)? == self.public_key;
        Ok(fits.then_some(old.key))
    }
}

fn public_key(der: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let certificate =
        summary::parse(der).map_err(|error| CertificateError::Text(format!("{error}.")))?;
    Ok(certificate.public_key().subject_public_key.data.to_vec())
}

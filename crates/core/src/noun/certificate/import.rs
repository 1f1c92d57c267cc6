//! Certificates that a certification authority made: the operator brings them.

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::chain::Chain;
use super::create::require_absent;
use super::key::{self, KeyError, PrivateKey};
use super::table::{self, Made, Material};
use super::{Certificate, CertificateError, CertificateId, Status, find, key_text, summary};
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
        table::delete_request(tx, &read.fingerprint())?;
        let certificate = table::insert(tx, name, Status::Imported, made)?;
        log::append(array, tx, Event::Certificate, name.as_str(), "imported")?;
        Ok(certificate)
    })
}

/// Keeps a certificate that was made elsewhere under `name`, unless it is there already under that name.
///
/// # Errors
/// As [`import`], and when there is another one of that name.
pub(crate) fn import_unless_there(
    array: &Array,
    name: &ObjectName,
    options: &Import<'_>,
) -> Result<Certificate, CertificateError> {
    let imported = import(array, name, options);
    if !matches!(imported, Err(CertificateError::Exists)) {
        return imported;
    }
    let chain = Read::of(options)?.chain;
    array.store().read(|db| {
        let found = find(db, name)?;
        let material = table::material(db, found.id)?;
        if material.certificate != chain.leaf {
            return Err(CertificateError::Differs("text"));
        }
        if material.intermediates != chain.intermediates.concat() {
            return Err(CertificateError::Differs("list of intermediates"));
        }
        Ok(found)
    })
}

/// The texts, read and checked as far as they can be without the database.
pub(super) struct Read {
    chain: Chain,
    public_key: Vec<u8>,
    key: Option<PrivateKey>,
}

impl Read {
    pub(super) fn of(options: &Import<'_>) -> Result<Self, CertificateError> {
        let chain = Chain::read(options.certificate, options.intermediates)?;
        let public_key = chain.public_key.clone();
        let key = options
            .key
            .map(|text| key_text::read(text, options.passphrase))
            .transpose()?;
        if key.as_ref().is_some_and(|key| !key.is_of(&public_key)) {
            return Err(KeyError::Mismatch.into());
        }
        Ok(Self {
            chain,
            public_key,
            key,
        })
    }

    /// By what a signing request for this certificate is found.
    pub(super) fn fingerprint(&self) -> Vec<u8> {
        key::fingerprint(&self.public_key)
    }

    /// With the key that was given, else the one of the certificate that is replaced, else the one
    /// of a signing request.
    pub(super) fn made(
        &self,
        db: &Connection,
        replaced: Option<CertificateId>,
    ) -> Result<Made, CertificateError> {
        let waiting = || table::request_key(db, &self.fingerprint());
        let key = match (&self.key, replaced) {
            (Some(key), _) => Some(Zeroizing::clone(key.pkcs8())),
            (None, Some(id)) => match self.own_key(db, id)? {
                Some(key) => Some(key),
                None => waiting()?,
            },
            (None, None) => waiting()?,
        };
        Ok(Made {
            summary: self.chain.summary.clone(),
            material: Material {
                certificate: self.chain.leaf.clone(),
                intermediates: self.chain.intermediates.concat(),
                key: key.ok_or(KeyError::NoneMatches)?,
            },
        })
    }

    fn own_key(
        &self,
        db: &Connection,
        id: CertificateId,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, CertificateError> {
        let old = table::material(db, id)?;
        let fits = public_key(&old.certificate)? == self.public_key;
        Ok(fits.then_some(old.key))
    }
}

fn public_key(der: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let certificate =
        summary::parse(der).map_err(|error| CertificateError::Text(format!("{error}.")))?;
    Ok(certificate.public_key().subject_public_key.data.to_vec())
}

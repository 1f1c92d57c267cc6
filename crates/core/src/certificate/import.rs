//! Certificates that a certification authority made: the operator brings them.

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::chain::Chain;
use super::create::require_absent;
use super::key::{self, KeyError, PrivateKey};
use super::table::{self, Material};
use super::{Certificate, CertificateError, CertificateId, Status, key_text, replace, summary};
use crate::Array;
use crate::log::{self, Event};
use crate::name::ObjectName;

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
pub fn import(
    array: &Array,
    name: &ObjectName,
    wish: &Import<'_>,
) -> Result<Certificate, CertificateError> {
    require_absent(array, name)?;
    let read = Read::of(wish)?;
    array.store().write(|tx| {
        let material = read.material(tx, None)?;
        let certificate = table::insert(tx, name, Status::Imported, &material)?;
        log::append(
            tx,
            array.now(),
            Event::Certificate,
            name.as_str(),
            "imported",
        )?;
        Ok(certificate)
    })
}

/// Puts a certificate that was made elsewhere in the place of the one of that name.
///
/// # Errors
/// When there is none of that name, the chain is not in order, or there is no key that fits.
pub fn replace_with_import(
    array: &Array,
    name: &ObjectName,
    wish: &Import<'_>,
) -> Result<Certificate, CertificateError> {
    array.store().read(|db| super::find(db, name))?;
    let read = Read::of(wish)?;
    array.store().write(|tx| {
        let old = super::find(tx, name)?;
        let material = read.material(tx, Some(old.id))?;
        replace::write(tx, array.now(), &old, Status::Imported, &material)
    })
}

/// The texts, read and checked as far as they can be without the database.
struct Read {
    chain: Chain,
    public_key: Vec<u8>,
    key: Option<PrivateKey>,
}

impl Read {
    fn of(wish: &Import<'_>) -> Result<Self, CertificateError> {
        let chain = Chain::read(wish.certificate, wish.intermediates)?;
        let public_key = public_key(&chain.leaf)?;
        let key = wish
            .key
            .map(|text| key_text::read(text, wish.passphrase))
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
    /// of a signing request. A request that got its certificate waits no longer.
    fn material(
        &self,
        tx: &Connection,
        replaced: Option<CertificateId>,
    ) -> Result<Material, CertificateError> {
        let waiting = table::take_request(tx, &key::fingerprint(&self.public_key))?;
        let key = match (&self.key, replaced) {
            (Some(key), _) => Some(Zeroizing::clone(key.pkcs8())),
            (None, Some(id)) => self.own_key(tx, id)?.or(waiting),
            (None, None) => waiting,
        };
        Ok(Material {
            certificate: self.chain.leaf.clone(),
            intermediates: self.chain.intermediates.concat(),
            key: key.ok_or(KeyError::NoneMatches)?,
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

//! Changing a certificate: a new one takes the place of the old one, under the same name and for
//! the same KMIP servers.

use jiff::Timestamp;
use rusqlite::Connection;

use super::alternative_name::AlternativeName;
use super::change::SubjectChanges;
use super::detail::alternative_names;
use super::identity::Identity;
use super::import::{Import, Read};
use super::issue::{self, SelfSigned};
use super::key::PrivateKey;
use super::key_spec::{KeyAlgorithm, KeySpec, RsaKeySize};
use super::subject::Subject;
use super::summary::Summary;
use super::table::{self, Made, Material};
use super::validity::Days;
use super::{Certificate, CertificateError, Status};
use crate::ground::{Array, ObjectName};
use crate::noun::log::{self, Event};

/// What is to be different in a self-signed certificate.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The attributes of the subject.
    pub subject: SubjectChanges,
    /// The alternative names; without them the old ones, or the new common name where the old ones
    /// were the old common name.
    pub alternative_names: Option<Vec<AlternativeName>>,
    /// From now on; without them as many days as the old one.
    pub days: Option<Days>,
    /// The key to be made.
    pub key: NewKey,
    /// Whether an imported certificate may be replaced by a self-signed one.
    pub replaces_imported: bool,
}

/// Whether a key is to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewKey {
    /// Only when an imported certificate is replaced.
    #[default]
    WhenImported,
    /// Of the kind and size of the old one.
    LikeTheOld,
    /// Of that kind and size.
    Of(KeySpec),
}

/// What takes the place of a certificate.
#[derive(Clone, Copy)]
pub enum Replacement<'a> {
    /// A new self-signed one, with the attributes given and the old ones otherwise.
    SelfSigned(&'a Changes),
    /// One that was made elsewhere.
    Import(&'a Import<'a>),
}

/// A certificate that is ready to take the place of another.
pub(crate) struct Prepared {
    old: Certificate,
    /// The old one in DER.
    before: Vec<u8>,
    status: Status,
    made: Made,
    /// The signing request that it is the response to, if there is one.
    request: Option<Vec<u8>>,
}

impl Prepared {
    /// What the array would show and prove in a TLS handshake.
    pub(crate) fn identity(&self) -> Result<Identity, CertificateError> {
        Identity::of(&self.old.name, &self.made.summary, &self.made.material)
    }
}

/// Makes what takes the place of the certificate `name`, and writes nothing. A key takes long to make:
/// other requests do not wait for it.
///
/// # Errors
/// When there is none of that name, an attribute of an imported certificate cannot be carried over, the
/// chain is not in order, or there is no key that fits.
pub(crate) fn prepare(
    array: &Array,
    name: &ObjectName,
    replacement: &Replacement<'_>,
) -> Result<Prepared, CertificateError> {
    let (old, before) = array.store().read(|db| {
        let old = super::find(db, name)?;
        let material = table::material(db, old.id)?;
        Ok::<_, CertificateError>((old, material))
    })?;
    let (status, made, request) = match replacement {
        Replacement::SelfSigned(changes) => {
            let made = make(&old, &before, changes, array.now())?;
            (Status::SelfSigned, made, None)
        }
        Replacement::Import(import) => {
            let read = Read::of(import)?;
            let made = array.store().read(|db| read.made(db, Some(old.id)))?;
            (Status::Imported, made, Some(read.fingerprint()))
        }
    };
    Ok(Prepared {
        old,
        before: before.certificate,
        status,
        made,
        request,
    })
}

/// Writes it in the place of the old one; `None`, and nothing is written, when another request has
/// changed that one since: what was made from its attributes is no longer right.
///
/// # Errors
/// When the old one is gone, or the array's state cannot be written.
pub(crate) fn replace(
    array: &Array,
    prepared: Prepared,
) -> Result<Option<Certificate>, CertificateError> {
    array.store().write(|tx| {
        let old = super::find(tx, &prepared.old.name)?;
        if table::material(tx, old.id)?.certificate != prepared.before {
            return Ok(None);
        }
        if let Some(fingerprint) = &prepared.request {
            table::delete_request(tx, fingerprint)?;
        }
        write(array, tx, &old, prepared.status, prepared.made).map(Some)
    })
}

fn make(
    old: &Certificate,
    before: &Material,
    changes: &Changes,
    now: Timestamp,
) -> Result<Made, CertificateError> {
    let imported = old.status == Status::Imported;
    if imported && !changes.replaces_imported {
        return Err(CertificateError::Imported);
    }
    let likewise = like(&old.summary);
    let spec = match changes.key {
        NewKey::Of(spec) => Some(spec),
        NewKey::LikeTheOld => Some(likewise),
        NewKey::WhenImported => imported.then_some(likewise),
    };
    let key = match spec {
        Some(spec) => PrivateKey::generate(spec)?,
        None => PrivateKey::from_der(&before.key)?,
    };
    let validity = old.summary.validity;
    let same_days = Days::between(validity.from, validity.to);
    let old_subject = Subject::carried_over(&old.summary)?;
    let options = SelfSigned {
        alternative_names: names(changes, &old_subject, before)?,
        subject: changes.subject.apply(old_subject),
        key: spec.unwrap_or(likewise),
        days: changes.days.unwrap_or(same_days),
    };
    issue::self_signed(&options, &key, now)
}

/// A key like that of a certificate: of the same kind, and of the nearest size that can be made, an RSA key
/// of at least the same.
pub(super) fn like(summary: &Summary) -> KeySpec {
    match summary.key_algorithm {
        KeyAlgorithm::Rsa => KeySpec::Rsa(match summary.key_size {
            ..=2048 => RsaKeySize::Bits2048,
            2049..=3072 => RsaKeySize::Bits3072,
            3073.. => RsaKeySize::Bits4096,
        }),
        KeyAlgorithm::Ec => KeySpec::Ec,
        KeyAlgorithm::Ed25519 => KeySpec::Ed25519,
    }
}

/// The names given, else the old ones; `None` when these were only the common name.
pub(super) fn names_kept(
    given: Option<&Vec<AlternativeName>>,
    old_subject: &Subject,
    old_der: &[u8],
) -> Result<Option<Vec<AlternativeName>>, CertificateError> {
    if let Some(given) = given {
        return Ok(Some(given.clone()));
    }
    let old = alternative_names(old_der)?;
    let plain = old == AlternativeName::defaults(old_subject.common_name.as_ref());
    Ok(if plain { None } else { Some(old) })
}

fn names(
    changes: &Changes,
    old_subject: &Subject,
    before: &Material,
) -> Result<Option<Vec<AlternativeName>>, CertificateError> {
    names_kept(
        changes.alternative_names.as_ref(),
        old_subject,
        &before.certificate,
    )
}

/// Writes the new certificate in the transaction, and says so in the history.
fn write(
    array: &Array,
    tx: &Connection,
    old: &Certificate,
    status: Status,
    made: Made,
) -> Result<Certificate, CertificateError> {
    let certificate = table::update(tx, old, status, made)?;
    let detail = match status {
        Status::SelfSigned => "changed, self-signed",
        Status::Imported => "replaced by an imported one",
    };
    log::append(array, tx, Event::Certificate, old.name.as_str(), detail)?;
    Ok(certificate)
}

//! Changing a certificate: a new one takes the place of the old one, under the same name and for
//! the same KMIP servers.

use jiff::Timestamp;
use rusqlite::Connection;

use super::alternative_name::AlternativeName;
use super::change::SubjectChanges;
use super::detail::alternative_names;
use super::issue::{self, SelfSigned};
use super::key::{KeyAlgorithm, KeySpec, PrivateKey};
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

/// Makes a new self-signed certificate with the attributes given and the old ones otherwise, in
/// place of the one of that name.
///
/// # Errors
/// When there is none, an attribute of an imported certificate cannot be carried over, or the
/// array's state cannot be written.
pub(crate) fn replace_with_self_signed(
    array: &Array,
    name: &ObjectName,
    changes: &Changes,
) -> Result<Certificate, CertificateError> {
    loop {
        let (old, before) = array.store().read(|db| {
            let old = super::find(db, name)?;
            let material = table::material(db, old.id)?;
            Ok::<_, CertificateError>((old, material))
        })?;
        // A key takes long to make: other commands must not wait for it. If one of them changed the
        // certificate meanwhile, what is here was made from attributes that are no longer right.
        let after = make(&old, &before, changes, array.now())?;
        let written = array.store().write(|tx| {
            let current = super::find(tx, name)?;
            if table::material(tx, current.id)?.certificate != before.certificate {
                return Ok(None);
            }
            write(array, tx, &current, Status::SelfSigned, after).map(Some)
        })?;
        if let Some(certificate) = written {
            return Ok(certificate);
        }
    }
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
    let likewise = like(&old.summary).unwrap_or_default();
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
    let same_days = if imported {
        Days::default()
    } else {
        Days::between(validity.from, validity.to)
    };
    let old_subject = Subject::carried_over(&old.summary)?;
    let options = SelfSigned {
        alternative_names: names(changes, &old_subject, before)?,
        subject: changes.subject.apply(old_subject),
        key: spec.unwrap_or(likewise),
        days: changes.days.unwrap_or(same_days),
    };
    issue::self_signed(&options, &key, now)
}

/// A key like that of a certificate, when one like it can be made.
pub(super) fn like(summary: &Summary) -> Option<KeySpec> {
    match (summary.key_algorithm, summary.key_size) {
        (KeyAlgorithm::Rsa, bits) => bits.to_string().parse().ok().map(KeySpec::Rsa),
        (KeyAlgorithm::Ec, 256) => Some(KeySpec::Ec),
        (KeyAlgorithm::Ec, _) => None,
        (KeyAlgorithm::Ed25519, _) => Some(KeySpec::Ed25519),
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
pub(super) fn write(
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

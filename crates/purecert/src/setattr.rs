//! `purecert setattr`

use pure_console::{Batch, Outcome, UsageError, emit, on, warn};
use pure_core::certificate::{
    self, Certificate, CertificateError, Changes, KeySpec, NewKey, Status,
};
use pure_core::{Array, ObjectName};

use crate::cli::Attributes;
use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Changes certificates: each gets a new one under its name.
pub(crate) fn run(array: &Array, wish: &cli::Setattr) -> anyhow::Result<Outcome> {
    wish.output.check(rows::COLUMNS)?;
    if wish.import.certificate {
        return import(array, wish);
    }
    if !wish.self_signed
        && !wish.new_key
        && wish.days.is_none()
        && wish.attributes == Attributes::default()
    {
        return Err(UsageError(
            "Missing or invalid parameter. Say what to change: purecert setattr --help.".to_owned(),
        )
        .into());
    }
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in &wish.names {
        changed.extend(batch.run(name, || change(array, name, wish)));
    }
    echo(array, changed, wish)?;
    Ok(batch.outcome())
}

fn change(
    array: &Array,
    name: &ObjectName,
    wish: &cli::Setattr,
) -> Result<Certificate, CertificateError> {
    let old = array.store().read(|db| certificate::find(db, name))?;
    if old.status == Status::Imported && !wish.self_signed {
        return Err(CertificateError::Combination(
            "It is imported: replace it with --certificate, or with --self-signed.",
        ));
    }
    let key = match (wish.new_key, wish.key_algorithm, wish.key_size) {
        (false, ..) => NewKey::WhenImported,
        (true, None, None) => NewKey::LikeTheOld,
        (true, algorithm, size) => NewKey::Of(KeySpec::new(algorithm, size)?),
    };
    let changes = Changes {
        subject: wish.attributes.changes(),
        alternative_names: wish.attributes.subject_alternative_names.clone(),
        days: wish.days,
        key,
    };
    certificate::replace_with_self_signed(array, name, &changes)
}

/// Asks for the certificate after looking whether there is one to replace.
fn import(array: &Array, wish: &cli::Setattr) -> anyhow::Result<Outcome> {
    let name = only_name(&wish.names)?;
    on(name, array.store().read(|db| certificate::find(db, name)))?;
    let pasted = Pasted::ask(&wish.import)?;
    let changed = on(
        name,
        certificate::replace_with_import(array, name, &pasted.as_import()),
    )?;
    rows::warn_of_expiry(array, &changed);
    echo(array, vec![changed], wish)?;
    Ok(Outcome::Done)
}

fn echo(array: &Array, changed: Vec<Certificate>, wish: &cli::Setattr) -> anyhow::Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    for certificate in &changed {
        let users = array
            .store()
            .read(|db| certificate::users(db, certificate.id))?;
        if !users.is_empty() {
            warn(format_args!(
                "KMIP server {} shows certificate {} to its key manager: register the new one \
                 there.",
                users.join(", "),
                certificate.name
            ));
        }
    }
    let rows = changed
        .into_iter()
        .map(|certificate| Ok(rows::of(certificate)));
    emit(rows::COLUMNS, rows, &wish.output)
}

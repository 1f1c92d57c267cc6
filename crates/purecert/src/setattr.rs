//! `purecert setattr`

use pure_console::{Batch, Outcome, UsageError};
use pure_core::certificate::{Certificate, CertificateError, Changes, KeySpec, NewKey};
use pure_core::{ObjectName, Purity};

use crate::cli::Attributes;
use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Changes certificates: each gets a new one under its name.
pub(crate) fn run(purity: &Purity, options: &cli::Setattr) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    if options.import.certificate {
        return import(purity, options);
    }
    if !options.self_signed
        && !options.new_key
        && options.days.is_none()
        && options.attributes == Attributes::default()
    {
        return Err(UsageError(
            "Missing or invalid parameter. Say what to change: purecert setattr --help.".to_owned(),
        )
        .into());
    }
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in &options.names {
        changed.extend(batch.run(name, || change(purity, name, options)));
    }
    echo(changed, options)?;
    Ok(batch.outcome())
}

fn change(
    purity: &Purity,
    name: &ObjectName,
    options: &cli::Setattr,
) -> pure_core::Result<Certificate> {
    let key = match (options.new_key, options.key_algorithm, options.key_size) {
        (false, ..) => NewKey::WhenImported,
        (true, None, None) => NewKey::LikeTheOld,
        (true, algorithm, size) => {
            NewKey::Of(KeySpec::new(algorithm, size).map_err(CertificateError::from)?)
        }
    };
    let changes = Changes {
        subject: options.attributes.changes(),
        alternative_names: options.attributes.subject_alternative_names.clone(),
        days: options.days,
        key,
        replaces_imported: options.self_signed,
    };
    purity.change_certificate(name, &changes)
}

/// Asks for the certificate after looking whether there is one to replace.
fn import(purity: &Purity, options: &cli::Setattr) -> anyhow::Result<Outcome> {
    let name = only_name(&options.names)?;
    purity.certificate(name)?;
    let pasted = Pasted::ask(&options.import)?;
    let changed = purity.replace_certificate(name, &pasted.as_import())?;
    echo(vec![changed], options)?;
    Ok(Outcome::Done)
}

fn echo(changed: Vec<Certificate>, options: &cli::Setattr) -> anyhow::Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    rows::print(&changed, &options.output)
}

//! `purecert setattr`

use pure_console::{Batch, Outcome, UsageError, working, would_unlock};
use pure_core::certificate::{Certificate, Changes, KeySpec, NewKey, Replacement};
use pure_core::{ObjectName, Purity};

use crate::cli::Attributes;
use crate::create::wrong_key;
use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Changes certificates: each gets a new one under its name.
pub(crate) fn run(purity: &Purity, options: &cli::Setattr) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    if options.import.is_asked() {
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
    let changes = changes(options)?;
    let mut batch = Batch::new();
    let mut changed = Vec::new();
    for name in &options.names {
        let certificate = batch.run(name, || {
            change(purity, name, &Replacement::SelfSigned(&changes), options)
        });
        changed.extend(certificate.flatten());
    }
    echo(changed, options)?;
    Ok(batch.outcome())
}

/// Changes the certificate, or says that the array could be unlocked after the change.
fn change(
    purity: &Purity,
    name: &ObjectName,
    replacement: &Replacement<'_>,
    options: &cli::Setattr,
) -> pure_core::Result<Option<Certificate>> {
    if options.safety.dry_run {
        let rehearse = || purity.rehearse_certificate_change(name, replacement);
        working("Trying the change", rehearse)?;
        would_unlock(name);
        return Ok(None);
    }
    let change = || purity.change_certificate(name, replacement, options.safety.force);
    working(&format!("Changing {name}"), change).map(Some)
}

fn changes(options: &cli::Setattr) -> Result<Changes, UsageError> {
    let key = match (options.new_key, options.key_algorithm, options.key_size) {
        (false, ..) => NewKey::WhenImported,
        (true, None, None) => NewKey::LikeTheOld,
        (true, algorithm, size) => NewKey::Of(KeySpec::new(algorithm, size).map_err(wrong_key)?),
    };
    Ok(Changes {
        subject: options.attributes.changes(),
        alternative_names: options.attributes.subject_alternative_names.clone(),
        days: options.days,
        key,
        replaces_imported: options.self_signed,
    })
}

/// Asks for the certificate after looking whether there is one to replace.
fn import(purity: &Purity, options: &cli::Setattr) -> anyhow::Result<Outcome> {
    let name = only_name(&options.names)?;
    purity.certificate(name)?;
    let pasted = Pasted::ask(&options.import)?;
    let replacement = Replacement::Import(&pasted.as_import());
    let changed = change(purity, name, &replacement, options)?;
    echo(changed.into_iter().collect(), options)?;
    Ok(Outcome::Done)
}

fn echo(changed: Vec<Certificate>, options: &cli::Setattr) -> anyhow::Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    rows::print(&changed, &options.output)
}

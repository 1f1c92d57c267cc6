//! `purecert create`

use pure_console::{Batch, Outcome, UsageError, working};
use pure_core::Purity;
use pure_core::certificate::{
    Certificate, CertificateError, InvalidKeySpec, KeySpec, SelfSigned, Subject,
};

use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Makes self-signed certificates, or imports one.
pub(crate) fn run(purity: &Purity, options: &cli::Create) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    if options.import.is_asked() {
        return import(purity, options);
    }
    let wanted = self_signed(options)?;
    let mut batch = Batch::new();
    let mut made = Vec::new();
    for name in &options.names {
        let create = || {
            if options.if_missing {
                purity.create_certificate_unless_there(name, &wanted)
            } else {
                purity.create_certificate(name, &wanted)
            }
        };
        let label = format!("Making {name}");
        made.extend(batch.run(name, || working(&label, create)));
    }
    echo(made, options)?;
    Ok(batch.outcome())
}

fn self_signed(options: &cli::Create) -> Result<SelfSigned, UsageError> {
    Ok(SelfSigned {
        subject: options.attributes.changes().apply(Subject::default()),
        alternative_names: options.attributes.subject_alternative_names.clone(),
        key: KeySpec::new(options.key_algorithm, options.key_size).map_err(wrong_key)?,
        days: options.days.unwrap_or_default(),
    })
}

/// A size was given for a kind of key that has only one.
pub(crate) fn wrong_key(error: InvalidKeySpec) -> UsageError {
    UsageError(CertificateError::from(error).to_string())
}

/// Asks for the certificate after looking whether the name is free.
fn import(purity: &Purity, options: &cli::Create) -> anyhow::Result<Outcome> {
    let name = only_name(&options.names)?;
    if !options.if_missing {
        purity.check_new_certificate(name)?;
    }
    let pasted = Pasted::ask(&options.import)?;
    let made = if options.if_missing {
        purity.import_certificate_unless_there(name, &pasted.as_import())?
    } else {
        purity.import_certificate(name, &pasted.as_import())?
    };
    echo(vec![made], options)?;
    Ok(Outcome::Done)
}

fn echo(made: Vec<Certificate>, options: &cli::Create) -> anyhow::Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    rows::print(&made, &options.output)
}

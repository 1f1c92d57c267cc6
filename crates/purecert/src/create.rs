//! `purecert create`

use pure_console::{Batch, Outcome};
use pure_core::Purity;
use pure_core::certificate::{Certificate, CertificateError, KeySpec, SelfSigned, Subject};

use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Makes self-signed certificates, or imports one.
pub(crate) fn run(purity: &Purity, options: &cli::Create) -> anyhow::Result<Outcome> {
    options.output.check(rows::COLUMNS)?;
    if options.import.certificate {
        return import(purity, options);
    }
    let mut batch = Batch::new();
    let mut made = Vec::new();
    for name in &options.names {
        made.extend(batch.run(name, || {
            let wanted = self_signed(options)?;
            let made = if options.if_missing {
                purity.create_certificate_unless_there(name, &wanted)
            } else {
                purity.create_certificate(name, &wanted)
            };
            Ok::<_, anyhow::Error>(made?)
        }));
    }
    echo(made, options)?;
    Ok(batch.outcome())
}

fn self_signed(options: &cli::Create) -> pure_core::Result<SelfSigned> {
    Ok(SelfSigned {
        subject: options.attributes.changes().apply(Subject::default()),
        alternative_names: options.attributes.subject_alternative_names.clone(),
        key: KeySpec::new(options.key_algorithm, options.key_size)
            .map_err(CertificateError::from)?,
        days: options.days.unwrap_or_default(),
    })
}

/// Asks for the certificate after looking whether the name is free.
fn import(purity: &Purity, options: &cli::Create) -> anyhow::Result<Outcome> {
    let name = only_name(&options.names)?;
    purity.check_new_certificate(name)?;
    let pasted = Pasted::ask(&options.import)?;
    let made = purity.import_certificate(name, &pasted.as_import())?;
    echo(vec![made], options)?;
    Ok(Outcome::Done)
}

fn echo(made: Vec<Certificate>, options: &cli::Create) -> anyhow::Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    rows::print(&made, &options.output)
}

//! `purecert create`

use pure_console::{Batch, Outcome, emit, on};
use pure_core::Array;
use pure_core::certificate::{self, Certificate, KeySpec, SelfSigned, Subject};

use crate::prompt::{Pasted, only_name};
use crate::{cli, rows};

/// Makes self-signed certificates, or imports one.
pub(crate) fn run(array: &Array, wish: &cli::Create) -> anyhow::Result<Outcome> {
    wish.output.check(rows::COLUMNS)?;
    if wish.import.certificate {
        return import(array, wish);
    }
    let mut batch = Batch::new();
    let mut made = Vec::new();
    for name in &wish.names {
        made.extend(batch.run(name, || {
            let wish = self_signed(wish)?;
            certificate::create_self_signed(array, name, &wish)
        }));
    }
    echo(made, wish)?;
    Ok(batch.outcome())
}

fn self_signed(wish: &cli::Create) -> Result<SelfSigned, certificate::CertificateError> {
    Ok(SelfSigned {
        subject: wish.attributes.changes().apply(Subject::default()),
        alternative_names: wish.attributes.subject_alternative_names.clone(),
        key: KeySpec::new(wish.key_algorithm, wish.key_size)?,
        days: wish.days.unwrap_or_default(),
    })
}

/// Asks for the certificate after looking whether the name is free.
fn import(array: &Array, wish: &cli::Create) -> anyhow::Result<Outcome> {
    let name = only_name(&wish.names)?;
    on(name, certificate::require_absent(array, name))?;
    let pasted = Pasted::ask(&wish.import)?;
    let made = on(name, certificate::import(array, name, &pasted.as_import()))?;
    rows::warn_of_expiry(array, &made);
    echo(vec![made], wish)?;
    Ok(Outcome::Done)
}

fn echo(made: Vec<Certificate>, wish: &cli::Create) -> anyhow::Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    let rows = made
        .into_iter()
        .map(|certificate| Ok(rows::of(certificate)));
    emit(rows::COLUMNS, rows, &wish.output)
}

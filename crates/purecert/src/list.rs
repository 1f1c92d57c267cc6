//! `purecert list`

use pure_console::{Batch, Cell, Outcome, emit, emit_each, emit_text};
use pure_core::certificate::Certificate;
use pure_core::{NamePattern, Purity};

use crate::{cli, rows};

/// Lists certificates, or prints them in PEM.
pub(crate) fn run(purity: &Purity, options: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let Some(patterns) = existing(purity, &options.names, &mut batch) else {
        return Ok(batch.outcome());
    };
    if options.certificate || options.intermediate_certificate {
        purity.certificates(&patterns, |found| -> anyhow::Result<()> {
            for certificate in found {
                emit_text(&pem(purity, &certificate?, options)?)?;
            }
            Ok(())
        })?;
    } else if options.detail {
        purity.certificates(&patterns, |found| {
            let rows = found.map(|certificate| detail(purity, &certificate?));
            emit(rows::DETAIL_COLUMNS, rows, &options.output)
        })?;
    } else {
        emit_each(rows::COLUMNS, &options.output, |sink| {
            Ok(purity.list_certificates(&patterns, |row| sink(&rows::of(&row)))?)
        })?;
    }
    Ok(batch.outcome())
}

/// The patterns that can be listed; no pattern means all certificates. A name that no certificate has is
/// reported; when there is nothing else, there is nothing to list.
fn existing(
    purity: &Purity,
    patterns: &[NamePattern],
    batch: &mut Batch,
) -> Option<Vec<NamePattern>> {
    let exists = |pattern: &&NamePattern| match pattern {
        NamePattern::Name(name) => batch.run(name, || purity.certificate(name)).is_some(),
        NamePattern::Wild(_) => true,
    };
    let kept: Vec<NamePattern> = patterns.iter().filter(exists).cloned().collect();
    if kept.is_empty() && !patterns.is_empty() {
        None
    } else {
        Some(kept)
    }
}

fn detail(purity: &Purity, certificate: &Certificate) -> anyhow::Result<Vec<Cell>> {
    let detail = purity.certificate_detail(certificate)?;
    let days_left = certificate.summary.validity.days_left(purity.now());
    Ok(rows::of_detail(certificate, detail, days_left))
}

/// The texts asked for: the certificate itself, then its intermediates.
fn pem(
    purity: &Purity,
    certificate: &Certificate,
    options: &cli::List,
) -> pure_core::Result<String> {
    let mut text = String::new();
    if options.certificate {
        text += &purity.certificate_pem(certificate)?;
    }
    if options.intermediate_certificate {
        text += &purity.intermediates_pem(certificate)?;
    }
    Ok(text)
}

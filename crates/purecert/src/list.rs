//! `purecert list`

use anyhow::Context;
use pure_console::{Batch, Cell, Outcome, emit};
use pure_core::certificate::{self, Certificate, CertificateError};
use pure_core::{Array, NamePattern};

use crate::{cli, pem_text, rows};

/// Lists certificates, or prints them in PEM.
pub(crate) fn run(array: &Array, wish: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let Some(patterns) = existing(array, &wish.names, &mut batch) else {
        return Ok(batch.outcome());
    };
    let now = array.now();
    array.store().read(|db| {
        let found = patterns.iter().enumerate().flat_map(|(position, pattern)| {
            let before = &patterns[..position];
            let is_new = |found: &Certificate| !before.iter().any(|p| p.matches(&found.name));
            certificate::stream(db, pattern)
                .filter(move |found| found.as_ref().map_or(true, is_new))
        });
        if wish.certificate || wish.intermediate_certificate {
            for certificate in found {
                pem_text::print(&pem(array, &certificate?, wish)?)?;
            }
            return Ok(());
        }
        if wish.detail {
            let rows = found.map(|certificate| -> anyhow::Result<Vec<Cell>> {
                let certificate = certificate?;
                rows::warn_of_expiry(array, &certificate);
                let detail = certificate::detail(db, certificate.id)
                    .with_context(|| format!("Certificate {}", certificate.name))?;
                let days_left = certificate.summary.validity.days_left(now);
                Ok(rows::of_detail(&certificate, detail, days_left))
            });
            return emit(rows::DETAIL_COLUMNS, rows, &wish.output);
        }
        let rows = found.map(|certificate| Ok(rows::of(certificate?)));
        emit(rows::COLUMNS, rows, &wish.output)
    })?;
    Ok(batch.outcome())
}

/// The patterns that can be listed, all certificates when none is given. A name that no certificate
/// has is reported; when there is nothing else, there is nothing to list.
fn existing(
    array: &Array,
    patterns: &[NamePattern],
    batch: &mut Batch,
) -> Option<Vec<NamePattern>> {
    if patterns.is_empty() {
        return Some(vec![NamePattern::all()]);
    }
    let mut kept = Vec::new();
    for pattern in patterns {
        let checked = match pattern {
            NamePattern::Name(name) => batch
                .run(pattern, || {
                    array.store().read(|db| certificate::find(db, name))
                })
                .map(drop),
            NamePattern::Wild(_) => Some(()),
        };
        kept.extend(checked.map(|()| pattern.clone()));
    }
    if kept.is_empty() { None } else { Some(kept) }
}

/// The texts asked for: the certificate itself, then its intermediates.
fn pem(
    array: &Array,
    certificate: &Certificate,
    wish: &cli::List,
) -> Result<String, CertificateError> {
    array.store().read(|db| {
        let mut text = String::new();
        if wish.certificate {
            text += &certificate::certificate_pem(db, certificate.id)?;
        }
        if wish.intermediate_certificate {
            text += &certificate::intermediates_pem(db, certificate.id)?;
        }
        Ok(text)
    })
}

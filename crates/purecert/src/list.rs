//! `purecert list`

use std::cell::Cell;
use std::ops::ControlFlow;

use jiff::Timestamp;
use pure_console::{Batch, Column, Outcome, emit, emit_each, emit_nothing, emit_text};
use pure_core::certificate::{Certificate, Validity};
use pure_core::clock::Span;
use pure_core::{NamePattern, Purity};

use crate::{cli, rows};

/// Lists certificates, or prints them in PEM.
pub(crate) fn run(purity: &Purity, options: &cli::List) -> anyhow::Result<Outcome> {
    let mut batch = Batch::new();
    let Some(patterns) = existing(purity, &options.names, &mut batch) else {
        if !options.certificate && !options.intermediate_certificate {
            emit_nothing(columns(options), &options.output)?;
        }
        return Ok(batch.outcome());
    };
    let expiring = Expiring::new(purity, options);
    if options.certificate || options.intermediate_certificate {
        purity.certificates(&patterns, |found| -> anyhow::Result<()> {
            for certificate in expiring.of(found) {
                emit_text(&pem(purity, &certificate?, options)?)?;
            }
            Ok(())
        })?;
    } else if options.detail {
        purity.certificates(&patterns, |found| {
            let rows = expiring
                .of(found)
                .map(|certificate| detail(purity, &certificate?));
            emit(rows::DETAIL_COLUMNS, rows, &options.output)
        })?;
    } else {
        emit_each(rows::COLUMNS, &options.output, |sink| {
            Ok(purity.list_certificates(&patterns, |row| {
                if expiring.takes(&row.validity) {
                    sink(&rows::of(&row))
                } else {
                    ControlFlow::Continue(())
                }
            })?)
        })?;
    }
    if expiring.met.get() {
        return Ok(Outcome::NotOk);
    }
    Ok(batch.outcome())
}

fn columns(options: &cli::List) -> &'static [Column] {
    if options.detail {
        rows::DETAIL_COLUMNS
    } else {
        rows::COLUMNS
    }
}

/// Which certificates are listed: all, or those that expire soon.
struct Expiring {
    before: Option<Timestamp>,
    /// Whether one was listed that does.
    met: Cell<bool>,
}

impl Expiring {
    fn new(purity: &Purity, options: &cli::List) -> Self {
        let end = |span: Span| {
            let end = purity.now().checked_add(span.duration());
            end.unwrap_or(Timestamp::MAX)
        };
        Self {
            before: options.expiring.map(end),
            met: Cell::new(false),
        }
    }

    fn takes(&self, validity: &Validity) -> bool {
        let Some(before) = self.before else {
            return true;
        };
        let expires = validity.to < before;
        self.met.set(self.met.get() || expires);
        expires
    }

    fn of<E>(
        &self,
        found: impl Iterator<Item = Result<Certificate, E>>,
    ) -> impl Iterator<Item = Result<Certificate, E>> {
        found.filter(|certificate| match certificate {
            Ok(certificate) => self.takes(&certificate.summary.validity),
            Err(_) => true,
        })
    }
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

fn detail(purity: &Purity, certificate: &Certificate) -> anyhow::Result<Vec<pure_console::Cell>> {
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

//! `puresim keymanager fault`: what goes wrong at the key manager, switched while it runs.

use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use pure_console::{Cell, Column, Outcome, OutputOptions, UsageError, emit, emit_done};
use pure_core::clock::Span;
use pure_keymanager::KeyManager;
use pure_keymanager::model::{FAULTS, Fault, FaultRow};

use super::args::List;
use super::offer::{self, Noun};

/// A verb of `puresim keymanager fault`.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Switch a fault on
    ///
    /// It takes effect at once, on a running key manager too, and lasts until it is cleared. A fault
    /// replaces the one of the same name.
    ///
    /// delay SPAN: every response takes so much longer. drop [N]: every connection is closed before the
    /// handshake; with N, every Nth. reset: every connection is reset after the handshake. close: every
    /// connection is closed after its first response. refuse OPERATION: that operation is denied.
    /// kmip-version VERSION: no later version of KMIP is spoken. tls-1.2: TLS 1.3 is not spoken.
    /// expired-certificate, wrong-name: of the server's certificate. lag SPAN: what is made on one
    /// connection is known on others only so much later, as behind a balancer. node-lag SPAN: what is made
    /// through one of the addresses --listen and --second is known through the other only so much later, as
    /// on another node of a cluster. over-match: Locate ignores names. not-found: Get finds nothing.
    Set(Set),
    /// List the faults that are on
    ///
    /// Lists the faults that have not ended.
    List(List),
    /// Switch faults off
    ///
    /// Switches off the faults that are named, or all of them.
    Clear {
        /// Faults [default: all]
        #[arg(value_name = "FAULT", value_parser = PossibleValuesParser::new(FAULTS), hide_possible_values = true)]
        faults: Vec<String>,
    },
}

/// `puresim keymanager fault set`
#[derive(Args, Debug)]
#[command(mut_args = OutputOptions::in_long_help)]
#[command(mut_args = offer::apps)]
pub struct Set {
    /// What goes wrong
    #[arg(value_name = "FAULT", value_parser = PossibleValuesParser::new(FAULTS))]
    fault: String,
    /// How long, how often, which operation or which version
    #[arg(value_name = "VALUE")]
    value: Option<String>,
    /// Switch it off after SPAN, by the host's clock
    #[arg(long = "for", value_name = "SPAN")]
    lasting: Option<Span>,
    /// Switch it off after it has taken effect N times
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    times: Option<u32>,
    /// Let it affect only this app
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// How the fault is printed.
    #[command(flatten)]
    output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Fault"),
    Column::new("Value"),
    Column::new("App"),
    Column::time("Ends"),
    Column::number("Times"),
];

/// Does it.
pub(super) fn run(verb: &Verb) -> anyhow::Result<Outcome> {
    match verb {
        Verb::Set(set) => return switch_on(set),
        Verb::List(List { output }) => {
            let manager = super::open()?;
            let faults = manager.faults()?;
            let rows = faults.iter().map(|fault| row(&manager, fault));
            emit(COLUMNS, rows, output)?;
        }
        Verb::Clear { faults } if faults.is_empty() => {
            super::open()?.clear_faults(None)?;
        }
        Verb::Clear { faults } => {
            let manager = super::open()?;
            for fault in faults {
                manager.clear_faults(Some(fault))?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn switch_on(set: &Set) -> anyhow::Result<Outcome> {
    set.output.check(COLUMNS)?;
    let fault = Fault::new(&set.fault, set.value.as_deref(), |text| {
        lasting(text.parse().ok()?)
    });
    let fault = fault.map_err(UsageError)?;
    if fault.is_of_connection() && set.app.is_some() {
        let reason = format!(
            "The fault {} is met before the app is known: leave --app out.",
            fault.kind()
        );
        return Err(UsageError(reason).into());
    }
    let manager = super::open()?;
    let app = set.app.as_deref();
    let find = |name| offer::found(&manager, Noun::App, name, manager.app(name));
    let app = app.map(find).transpose()?;
    let row_of = manager.set_fault(
        fault,
        app.as_ref(),
        set.lasting.and_then(lasting),
        set.times,
    )?;
    emit_done(COLUMNS, [row(&manager, &row_of)], &set.output)?;
    Ok(Outcome::Done)
}

fn lasting(span: Span) -> Option<Duration> {
    span.duration().try_into().ok()
}

fn row(manager: &KeyManager, fault: &FaultRow) -> anyhow::Result<Vec<Cell>> {
    let text = |text: &str| {
        if text.is_empty() {
            Cell::Unset
        } else {
            text.into()
        }
    };
    let app = if fault.app.is_empty() {
        String::new()
    } else {
        manager.app(&fault.app)?.name
    };
    let ends = fault
        .ends
        .and_then(|ends| jiff::Timestamp::from_millisecond(ends).ok());
    Ok(vec![
        fault.kind.as_str().into(),
        text(&fault.value),
        text(&app),
        ends.into(),
        fault.times.into(),
    ])
}

//! `purearray list`

use pure_console::{Column, Outcome, OutputOptions, emit, render, warn, working};
use pure_core::power::State;
use pure_core::{Explain, Purity};

use crate::cli::List;
use crate::rows;

/// The columns of `list --controller`.
pub(crate) const CONTROLLERS: &[Column] = &[
    Column::new("Name"),
    Column::new("Mode"),
    Column::new("Model"),
    Column::new("Version"),
    Column::new("Status"),
];

pub(crate) fn run(purity: &Purity, options: &List) -> anyhow::Result<Outcome> {
    if options.security_token {
        security_token(purity, &options.output)?;
    } else if options.controller {
        controllers(purity, &options.output)?;
    } else {
        let row = rows::array(&purity.identity()?);
        emit(rows::ARRAY, [Ok(row)], &options.output)?;
    }
    Ok(Outcome::Done)
}

/// The token, with what its key manager says of it now.
fn security_token(purity: &Purity, output: &OutputOptions) -> anyhow::Result<()> {
    let status = working("Asking for the key", || purity.token_status())?;
    let row = rows::status(status.token.as_ref(), status.condition.as_str());
    emit(rows::STATUS, [Ok(row)], output)?;
    if let Some(reason) = status.condition.reason() {
        warn(render(&reason.message()));
    }
    Ok(())
}

fn controllers(purity: &Purity, output: &OutputOptions) -> anyhow::Result<()> {
    let rows = purity.controllers()?.into_iter().map(|controller| {
        let status = match controller.state {
            State::On => "ready",
            State::Locked(_) => "locked",
            State::Off => "off",
        };
        Ok(vec![
            controller.name.into(),
            "primary".into(),
            "simulated".into(),
            controller.version.into(),
            status.into(),
        ])
    });
    emit(CONTROLLERS, rows, output)
}

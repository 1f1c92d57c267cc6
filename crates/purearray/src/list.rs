//! `purearray list`

use pure_console::{Column, Outcome, OutputOptions, emit, warn};
use pure_core::kmip_server::CONTROLLER;
use pure_core::power::{State, committed};
use pure_core::{Array, token};

use crate::cli::List;
use crate::rows;

pub(crate) fn run(array: &Array, wish: &List) -> anyhow::Result<Outcome> {
    if wish.security_token {
        security_token(array, &wish.output)?;
    } else if wish.controller {
        controller(array, &wish.output)?;
    } else {
        itself(array, &wish.output)?;
    }
    Ok(Outcome::Done)
}

/// The token, with what its key manager says of it now.
fn security_token(array: &Array, output: &OutputOptions) -> anyhow::Result<()> {
    let status = token::status(array)?;
    let row = rows::status(status.token.as_ref(), status.condition.as_str());
    emit(rows::STATUS, [Ok(row)], output)?;
    if let Some(reason) = status.condition.reason() {
        warn(reason);
    }
    // Keys that the array no longer uses; unless its own key manager has just not answered, or
    // another command is at work with them.
    if status.condition.reason().is_none()
        && token::is_untidy(array)?
        && let Some(exclusive) = array.try_exclusive()?
    {
        token::sweep(array, &exclusive)?.into_iter().for_each(warn);
    }
    Ok(())
}

fn controller(array: &Array, output: &OutputOptions) -> anyhow::Result<()> {
    const COLUMNS: &[Column] = &[
        Column::new("Name"),
        Column::new("Mode"),
        Column::new("Model"),
        Column::new("Version"),
        Column::new("Status"),
    ];
    let status = match committed(array)?.state {
        State::On => "ready",
        State::Locked(_) => "locked",
        State::Off => "off",
    };
    let row = vec![
        CONTROLLER.into(),
        "primary".into(),
        "simulated".into(),
        array.detail()?.version.into(),
        status.into(),
    ];
    emit(COLUMNS, [Ok(row)], output)
}

fn itself(array: &Array, output: &OutputOptions) -> anyhow::Result<()> {
    emit(rows::ARRAY, [Ok(rows::array(array)?)], output)
}

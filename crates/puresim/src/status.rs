//! `puresim status`: the whole bench on one screen.

use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use pure_console::{Cell, Column, Outcome, OutputOptions, emit, render};
use pure_core::operation::DriveStatus;
use pure_core::power::State;
use pure_core::token::{Kind, Token};
use pure_core::{Bench, Message, Notice};

use crate::{clock, keymanager, serve};

/// `puresim status`
#[derive(Args, Clone, Debug)]
#[command(mut_args = OutputOptions::of_one_row)]
pub struct Status {
    /// How the status is printed.
    #[command(flatten)]
    pub output: OutputOptions,
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("Name"),
    Column::new("State"),
    Column::new("Reason"),
    Column::number("Generation"),
    Column::time("Rotated"),
    Column::number("SSDs"),
    Column::number("Threshold"),
    Column::new("Drives Missing"),
    Column::new("Security Token"),
    Column::new("Key Manager"),
    Column::new("Doors"),
    Column::time("Time"),
    Column::new("Offset"),
    Column::new("Skew"),
    Column::new("Memory"),
    Column::new("Home"),
    Column::new("Warnings"),
];

/// On one screen each column is a line.
const LINES: &[Column] = &[Column::new("Property"), Column::mixed("Value")];

/// Shows it.
///
/// # Errors
/// When the array's state cannot be read.
pub fn run(status: &Status) -> anyhow::Result<Outcome> {
    let output = &status.output;
    let mut context = pure_console::context()?;
    // What the other commands print as warnings belongs to the screen.
    let warnings: Arc<Mutex<Vec<Message>>> = Arc::default();
    let heard = Arc::clone(&warnings);
    context.on_notice = Arc::new(move |notice| match notice {
        Notice::Waiting => pure_console::notice(notice),
        notice => hear(&heard, notice.message()),
    });
    let bench = Bench::open(&context)?;
    let mut row = of(&bench)?;
    row.push(context.home.root().display().to_string().into());
    let told = warnings.lock().unwrap_or_else(PoisonError::into_inner);
    let told: Vec<String> = told.iter().map(render).collect();
    row.push(Some(told.join(" ")).filter(|told| !told.is_empty()).into());
    if output.csv || output.nvp || output.json {
        emit(COLUMNS, [Ok(row)], output)?;
    } else {
        let lines = COLUMNS.iter().zip(row);
        let told = lines.filter(|(_, cell)| !matches!(cell, Cell::Empty | Cell::Unset));
        emit(
            LINES,
            told.map(|(column, cell)| Ok(vec![column.title.into(), cell])),
            output,
        )?;
    }
    Ok(Outcome::Done)
}

fn hear(heard: &Mutex<Vec<Message>>, message: Message) {
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.push(message);
}

/// The cells but for the home and the warnings.
fn of(bench: &Bench) -> anyhow::Result<Vec<Cell>> {
    let power = bench.power()?;
    let reason = match &power.status.state {
        State::Locked(reason) => render(reason).into(),
        State::On | State::Off => Cell::Empty,
    };
    let drives = bench.drives()?;
    let away = drives
        .iter()
        .filter(|drive| drive.status != DriveStatus::Healthy);
    let away: Vec<String> = away
        .map(|drive| format!("{} {}", drive.row.bay, drive.status.as_str()))
        .collect();
    let memory = bench.memory()?;
    let folder = memory.as_deref().and_then(std::path::Path::parent);
    let time = bench.clock();
    Ok(vec![
        power.name.as_str().into(),
        power.status.state.as_str().into(),
        reason,
        power.status.generation.number().cast_signed().into(),
        power.status.rotated.into(),
        power.ssds_present.into(),
        power.status.threshold.needed().into(),
        Some(away.join(", ")).filter(|away| !away.is_empty()).into(),
        token(bench.purity().token()?.as_ref()).into(),
        keymanager::running()?.into(),
        doors(power.name.as_str())?.into(),
        time.now().into(),
        clock::span(time.offset()),
        clock::span(time.skew()),
        folder.map(|folder| folder.display().to_string()).into(),
    ])
}

/// Where the doors of that array are.
fn doors(name: &str) -> anyhow::Result<String> {
    let served = serve::running()?.map(|(_, served)| served);
    let served = served.unwrap_or_default();
    let found = served
        .iter()
        .find(|served| served.name.eq_ignore_ascii_case(name));
    Ok(match found {
        None => "closed".to_owned(),
        Some(served) => match &served.ssh {
            None => served.rest.clone(),
            Some(ssh) => format!("{}, SSH {ssh}", served.rest),
        },
    })
}

fn token(token: Option<&Token>) -> String {
    match token.map(|token| &token.kind) {
        None => "disabled".to_owned(),
        Some(Kind::Kmip(server)) => format!("KMIP, {}", server.name),
        Some(Kind::SmartCard) => "Smart Card".to_owned(),
    }
}

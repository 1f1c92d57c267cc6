//! Rates that `pure-load` measures, in turns.

use anyhow::Result;

use crate::fixture::Fixture;
use crate::in_process::numbers;

/// How often each rate is measured.
const TIMES: usize = 5;

/// The rate that `pure-load ARGUMENTS` prints.
pub(crate) fn rate(fixture: &Fixture, arguments: &str) -> Result<f64> {
    numbers(fixture, arguments).map(|[rate]| rate)
}

/// The medians of two rates measured in turns, so that what disturbs one disturbs the other.
pub(crate) fn in_turns(
    ours: impl Fn() -> Result<f64>,
    peer: impl Fn() -> Result<f64>,
) -> Result<[f64; 2]> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..TIMES {
        rates[0].push(ours()?);
        rates[1].push(peer()?);
    }
    Ok(rates.map(median))
}

/// The median of a rate.
pub(crate) fn several(rate: impl Fn() -> Result<f64>) -> Result<f64> {
    let rates: Result<Vec<f64>> = (0..TIMES).map(|_| rate()).collect();
    rates.map(median)
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

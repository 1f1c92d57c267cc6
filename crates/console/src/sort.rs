//! `--sort COLUMN[-],...`

use std::cmp::Ordering;

use crate::cell::Cell;
use crate::column::{self, Column};
use crate::usage::UsageError;

/// The columns to sort by, the most significant first.
pub(crate) struct Order(Vec<(usize, bool)>);

impl Order {
    pub(crate) fn parse(columns: &[Column], keys: &[String]) -> Result<Self, UsageError> {
        let key = |text: &String| {
            let (name, downwards) = match text.strip_suffix('-') {
                Some(name) => (name, true),
                None => (text.as_str(), false),
            };
            let position = column::position(columns, name)
                .map_err(|reason| UsageError(format!("--sort {text}: {reason}")))?;
            Ok((position, downwards))
        };
        keys.iter().map(key).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn compare(&self, a: &[Cell], b: &[Cell]) -> Ordering {
        self.0
            .iter()
            .fold(Ordering::Equal, |so_far, &(position, downwards)| {
                so_far.then_with(|| {
                    let order = a[position].order(&b[position]);
                    if downwards { order.reverse() } else { order }
                })
            })
    }
}

//! `--sort COLUMN[-],...`

use std::cmp::Ordering;

use crate::error::usage::UsageError;
use crate::list::cell::Cell;
use crate::list::column::{self, Column};

/// The columns to sort by, the most significant first, and whether each is in descending order.
pub(crate) struct Order(Vec<(usize, bool)>);

impl Order {
    pub(crate) fn parse(columns: &[Column], keys: &[String]) -> Result<Self, UsageError> {
        let key = |text: &String| {
            let (name, descending) = match text.strip_suffix('-') {
                Some(name) => (name, true),
                None => (text.as_str(), false),
            };
            let position = column::position(columns, name.trim())
                .map_err(|reason| UsageError(format!("--sort {text}: {reason}")))?;
            Ok((position, descending))
        };
        keys.iter().map(key).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn compare(&self, a: &[Cell], b: &[Cell]) -> Ordering {
        self.0
            .iter()
            .fold(Ordering::Equal, |so_far, &(position, descending)| {
                so_far.then_with(|| {
                    let order = a[position].borrow().order(b[position].borrow());
                    if descending { order.reverse() } else { order }
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [Column::new("Name"), Column::new("Key Size")];

    fn sorted(keys: &[&str]) -> String {
        let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
        let order = Order::parse(&COLUMNS, &keys).unwrap();
        let mut rows = [("b", 1000), ("C", 9), ("a", 9), ("d", 20)]
            .map(|(name, size)| [Cell::from(name), Cell::from(size)]);
        rows.sort_by(|a, b| order.compare(a, b));
        rows.map(|row| row[0].text(false)).concat()
    }

    #[test]
    fn by_several_columns_ascending_and_descending() {
        assert_eq!(sorted(&["name"]), "abCd");
        assert_eq!(sorted(&["Key Size"]), "Cadb");
        assert_eq!(sorted(&["key_size", "name"]), "aCdb");
        assert_eq!(sorted(&["key_size-", "name-"]), "bdCa");
    }

    #[test]
    fn a_wrong_column_names_the_right_ones() {
        let error = Order::parse(&COLUMNS, &["nam-".to_owned()]).err().unwrap();
        assert_eq!(
            error.to_string(),
            "--sort nam-: There is no column 'nam'. The columns are name, key_size."
        );
    }
}

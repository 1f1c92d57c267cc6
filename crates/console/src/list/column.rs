//! The columns of a list.

use super::cell::CellRef;

/// A column of a list: its title as the array prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The title, such as `Key Size`.
    pub title: &'static str,
    /// What its cells are.
    pub(crate) kind: Kind,
}

/// What the cells of a column are, unless they are not set: what they can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Texts or truth values.
    Text,
    /// Different things, compared as texts.
    Mixed,
    Number,
    Size,
    Time,
}

impl Kind {
    /// Whether that is one of its cells.
    pub(crate) fn admits(self, cell: CellRef<'_>) -> bool {
        if self == Self::Mixed {
            return true;
        }
        match cell {
            CellRef::Integer(_) => self == Self::Number,
            CellRef::Bytes(_) => self == Self::Size,
            CellRef::Time(_) => self == Self::Time,
            CellRef::Unset | CellRef::Empty => true,
            CellRef::Text(_) | CellRef::Boolean(_) => self == Self::Text,
        }
    }
}

impl Column {
    /// The column of that title, of texts or truth values.
    pub const fn new(title: &'static str) -> Self {
        let kind = Kind::Text;
        Self { title, kind }
    }

    /// The column of that title, of different things.
    pub const fn mixed(title: &'static str) -> Self {
        let kind = Kind::Mixed;
        Self { title, kind }
    }

    /// The column of that title, of numbers.
    pub const fn number(title: &'static str) -> Self {
        let kind = Kind::Number;
        Self { title, kind }
    }

    /// The column of that title, of sizes in bytes.
    pub const fn size(title: &'static str) -> Self {
        let kind = Kind::Size;
        Self { title, kind }
    }

    /// The column of that title, of times.
    pub const fn time(title: &'static str) -> Self {
        let kind = Kind::Time;
        Self { title, kind }
    }

    /// Its name in `--nvp`, `--json`, `--sort` and `--filter`: `Key Size` is `key_size`.
    pub fn key(&self) -> String {
        let in_key = |c: char| match c {
            c if c.is_alphanumeric() => c.to_ascii_lowercase(),
            _ => '_',
        };
        self.title.chars().map(in_key).collect()
    }

    /// Whether `name`, typed by a user, means this column.
    fn is_named(&self, name: &str) -> bool {
        self.title.eq_ignore_ascii_case(name) || self.key().eq_ignore_ascii_case(name)
    }
}

/// The position of the column that `name` means, or a sentence that names the columns there are.
pub(crate) fn position(columns: &[Column], name: &str) -> Result<usize, String> {
    columns
        .iter()
        .position(|column| column.is_named(name))
        .ok_or_else(|| {
            let known: Vec<String> = columns.iter().map(Column::key).collect();
            format!(
                "There is no column '{name}'. The columns are {}.",
                known.join(", ")
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lower_case_with_underscores() {
        for (title, key) in [
            ("Name", "name"),
            ("Key Size", "key_size"),
            ("State/Province", "state_province"),
            ("SHA-256 Fingerprint", "sha_256_fingerprint"),
        ] {
            assert_eq!(Column::new(title).key(), key);
        }
    }

    #[test]
    fn a_column_goes_by_its_title_and_by_its_key() {
        let columns = [Column::new("Name"), Column::new("Key Size")];
        for name in ["Key Size", "key size", "KEY_SIZE"] {
            assert_eq!(position(&columns, name), Ok(1));
        }
        assert_eq!(
            position(&columns, "size"),
            Err("There is no column 'size'. The columns are name, key_size.".to_owned())
        );
    }
}

//! The columns of a list.

/// A column of a list: its title as the array prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The title, such as `Key Size`.
    pub title: &'static str,
}

impl Column {
    /// The column of that title.
    pub const fn new(title: &'static str) -> Self {
        Self { title }
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

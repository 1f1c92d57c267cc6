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
        self.title
            .chars()
            .map(|c| {
                if c.is_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '_'
                }
            })
            .collect()
    }

    /// Whether `name`, typed by a user, means this column.
    pub(crate) fn is_named(&self, name: &str) -> bool {
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

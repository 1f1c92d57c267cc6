//! `docs/reliability.md`: what the long runs found, a section each, written by the run itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const PATH: &str = "docs/reliability.md";

const INTRODUCTION: &str = "\
# Reliability

Each section is written by the run that it tells of, and replaced by the next.
";

/// Puts `body` under the heading `title`, in the place of what stood there; a new heading goes to the
/// end.
///
/// # Errors
/// When the file cannot be read or written.
pub(crate) fn record(root: &Path, title: &str, body: &str) -> Result<()> {
    let path = root.join(PATH);
    let text = if path.exists() {
        fs::read_to_string(&path).with_context(|| format!("Cannot read {PATH}"))?
    } else {
        INTRODUCTION.to_owned()
    };
    fs::write(&path, replaced(&text, title, body)).with_context(|| format!("Cannot write {PATH}"))
}

fn replaced(text: &str, title: &str, body: &str) -> String {
    let section = format!("## {title}\n\n{}\n", body.trim());
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") || parts.is_empty() {
            parts.push(String::new());
        }
        let part = parts.last_mut().expect("it was just pushed");
        part.push_str(line);
        part.push('\n');
    }
    let heading = format!("## {title}\n");
    match parts.iter_mut().find(|part| part.starts_with(&heading)) {
        Some(part) => *part = section,
        None => parts.push(section),
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).collect();
    format!("{}\n", parts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn a_section_is_replaced_and_a_new_one_is_added() {
        let first = replaced("# Reliability\n\nIntroduction.\n", "Fuzzing", "One.");
        assert_eq!(
            first,
            "# Reliability\n\nIntroduction.\n\n## Fuzzing\n\nOne.\n"
        );
        let second = replaced(&first, "Crashes", "Two.\n");
        let third = replaced(&second, "Fuzzing", "Three.");
        let whole =
            "# Reliability\n\nIntroduction.\n\n## Fuzzing\n\nThree.\n\n## Crashes\n\nTwo.\n";
        assert_eq!(third, whole);
    }
}

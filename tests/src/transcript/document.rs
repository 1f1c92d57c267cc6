//! Sessions within a Markdown document: its blocks marked `console` are played one after the other
//! in one sandbox, so that what a reader types from top to bottom gives what is printed. A line
//! `<!-- @NAME -->` prepares the sandbox, unseen by the reader.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Case;
use super::play::{Stage, compare};

const OPENING: &str = "```console";
const CLOSING: &str = "```";

/// Plays the sessions of the Markdown file `path`.
///
/// # Errors
/// With the difference when an output or an exit status is not as written.
pub fn check_document(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let stage = Stage::new(true)?;
    let actual = map_sessions(&text, |session| {
        Ok(stage.play(&Case::parse_session(session)?)?.render())
    })
    .with_context(|| path.display().to_string())?;
    compare(path, &text, &actual)
}

/// The document with every session replaced by what `play` makes of it.
fn map_sessions(text: &str, mut play: impl FnMut(&str) -> Result<String>) -> Result<String> {
    let mut document = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        document.push_str(line);
        document.push('\n');
        let setup = line
            .strip_prefix("<!-- @")
            .and_then(|rest| rest.strip_suffix(" -->"));
        if let Some(name) = setup {
            play(&format!("@{name}"))?;
        } else if line == OPENING {
            let session: Vec<&str> = lines.by_ref().take_while(|line| *line != CLOSING).collect();
            document.push_str(&play(&session.join("\n"))?);
            document.push_str(CLOSING);
            document.push('\n');
        }
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_are_played() {
        let text = "a\n<!-- @ca -->\n```sh\n$ x\n```\n```console\n$ true\n$ y\n```\nb\n";
        let mut seen = Vec::new();
        let mapped = map_sessions(text, |session| {
            seen.push(session.to_owned());
            Ok("z\n".to_owned())
        });
        let expected = "a\n<!-- @ca -->\n```sh\n$ x\n```\n```console\nz\n```\nb\n";
        assert_eq!(mapped.unwrap(), expected);
        assert_eq!(seen, ["@ca", "$ true\n$ y"]);
    }
}

//! The sections of a man page that the options do not tell, from `xtask/manual/pages`.
//!
//! `PAGE.txt` holds the sections of one page, `common.txt` those of all pages; a page's own section
//! takes the place of the common one of the same title.
//!
//! ```text
//! # OUTPUT COLUMNS
//! A paragraph. `Code` is set in bold.
//!
//! Name
//!     The text that belongs to the term Name.
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use roff::{Inline, Roff, bold, roman};

/// A section of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// In capitals.
    pub(crate) title: String,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Paragraph(String),
    Definition { term: String, text: String },
}

/// The sections of `NAME.txt`; empty when there is no such file.
pub(crate) fn read(name: &str) -> Result<Vec<Section>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    match fs::read_to_string(folder.join(format!("{name}.txt"))) {
        Ok(text) => parse(&text).with_context(|| format!("xtask/manual/pages/{name}.txt")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("xtask/manual/pages/{name}.txt")),
    }
}

fn parse(text: &str) -> Result<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block
            .lines()
            .filter(|line| !line.trim().is_empty())
            .peekable();
        if let Some(title) = lines.next_if(|line| line.starts_with("# ")) {
            sections.push(Section {
                title: title[2..].trim().to_owned(),
                blocks: Vec::new(),
            });
        }
        if lines.peek().is_some() {
            let section = sections
                .last_mut()
                .context("text before the first `# TITLE`")?;
            section.blocks.extend(blocks(lines));
        }
    }
    Ok(sections)
}

/// A paragraph, or terms each followed by its indented text.
fn blocks<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let words = line.trim();
        match (blocks.pop(), line.starts_with(' ')) {
            (Some(Block::Paragraph(term)), true) => {
                blocks.push(Block::Definition {
                    term,
                    text: words.to_owned(),
                });
            }
            (Some(Block::Definition { term, text }), true) => {
                blocks.push(Block::Definition {
                    term,
                    text: format!("{text} {words}"),
                });
            }
            (Some(Block::Paragraph(text)), false) => {
                blocks.push(Block::Paragraph(format!("{text} {words}")));
            }
            (before, _) => {
                blocks.extend(before);
                blocks.push(Block::Paragraph(words.to_owned()));
            }
        }
    }
    blocks
}

impl Section {
    /// The terms that the section defines.
    pub(crate) fn terms(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Definition { term, .. } => Some(term.as_str()),
            Block::Paragraph(_) => None,
        })
    }

    /// Adds the section to the page.
    pub(crate) fn render(&self, page: &mut Roff) {
        page.control("SH", [self.title.as_str()]);
        for block in &self.blocks {
            match block {
                Block::Paragraph(text) => {
                    page.control("PP", []);
                    page.text(inline(text));
                }
                Block::Definition { term, text } => {
                    page.control("TP", []);
                    page.text([bold(term.replace('`', ""))]);
                    page.text(inline(text));
                }
            }
        }
    }
}

/// `text` with what is between backticks in bold.
pub(crate) fn inline(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate();
    parts
        .map(|(i, part)| if i % 2 == 0 { roman(part) } else { bold(part) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_definitions() {
        let sections =
            parse("# ONE\nA `b`\nc.\n\nTerm\n    text\n    more\nOther\n    x\n\n# TWO\n\ny\n")
                .unwrap();
        let definition = |term: &str, text: &str| Block::Definition {
            term: term.into(),
            text: text.into(),
        };
        assert_eq!(sections.len(), 2);
        assert_eq!(
            sections[0].blocks,
            [
                Block::Paragraph("A `b` c.".into()),
                definition("Term", "text more"),
                definition("Other", "x"),
            ]
        );
        assert_eq!(sections[0].terms().collect::<Vec<_>>(), ["Term", "Other"]);
        assert_eq!(sections[1].title, "TWO");
        assert_eq!(sections[1].blocks, [Block::Paragraph("y".into())]);
        assert!(parse("no title").is_err());
    }
}

//! The blocks of a PEM text (RFC 7468).

/// What every block begins with, before its label.
const BEGIN: &str = "-----BEGIN ";

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// A block from its BEGIN to its END.
    Block {
        label: &'a str,
        /// What is between the two.
        body: &'a str,
    },
    /// A BEGIN without its END, up to the next BEGIN or the end of the text.
    Broken(&'a str),
    /// What is in no block.
    Outside(&'a str),
}

/// The parts of `text`, in order.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        parts.push(Part::Outside(&rest[..start]));
        let Some((label, body, after)) = first_block(&rest[start..]) else {
            let next = rest[start + BEGIN.len()..].find(BEGIN);
            let end = next.map_or(rest.len(), |next| start + BEGIN.len() + next);
            parts.push(Part::Broken(&rest[start..end]));
            rest = &rest[end..];
            if rest.is_empty() {
                return parts;
            }
            continue;
        };
        parts.push(Part::Block { label, body });
        rest = after;
    }
    parts.push(Part::Outside(rest));
    parts
}

/// The label and the body of the block that `text` begins with, and what comes after it.
fn first_block(text: &str) -> Option<(&str, &str, &str)> {
    let (label, begun) = text.strip_prefix(BEGIN)?.split_once("-----")?;
    let (body, after) = begun.split_once(&format!("-----END {label}-----"))?;
    // What was cut off does not end where the next one does.
    (!body.contains(BEGIN)).then_some((label, body, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_what_is_around_them() {
        let text = "a-----BEGIN X-----b-----END X-----c-----BEGIN Y-----d-----END X-----";
        assert_eq!(
            parts(text),
            [
                Part::Outside("a"),
                Part::Block {
                    label: "X",
                    body: "b"
                },
                Part::Outside("c"),
                Part::Broken("-----BEGIN Y-----d-----END X-----"),
            ]
        );
        assert_eq!(parts("abc"), [Part::Outside("abc")]);
        assert_eq!(
            parts("-----BEGIN X-----a\n-----BEGIN X-----b-----END X-----"),
            [
                Part::Outside(""),
                Part::Broken("-----BEGIN X-----a\n"),
                Part::Outside(""),
                Part::Block {
                    label: "X",
                    body: "b"
                },
                Part::Outside(""),
            ]
        );
    }
}

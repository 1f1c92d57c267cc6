//! The blocks of a PEM text (RFC 7468).

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// A block from its BEGIN to its END.
    Block {
        label: &'a str,
        /// What is between the two.
        body: &'a str,
    },
    /// A BEGIN without its END, up to the end of the text.
    Broken(&'a str),
    /// What is in no block.
    Outside(&'a str),
}

/// The parts of `text`, in order.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        parts.push(Part::Outside(&rest[..start]));
        let Some((label, body, after)) = first_block(&rest[start..]) else {
            parts.push(Part::Broken(&rest[start..]));
            return parts;
        };
        parts.push(Part::Block { label, body });
        rest = after;
    }
    parts.push(Part::Outside(rest));
    parts
}

/// The label and the body of the block that `text` begins with, and what comes after it.
fn first_block(text: &str) -> Option<(&str, &str, &str)> {
    let (label, begun) = text.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (body, after) = begun.split_once(&format!("-----END {label}-----"))?;
    Some((label, body, after))
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
    }
}

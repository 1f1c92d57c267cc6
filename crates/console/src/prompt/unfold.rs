//! PEM texts whose line breaks became blanks.

/// Characters of base64 on a line (RFC 7468, section 2).
const LINE: usize = 64;

/// A PEM whose line breaks became blanks, as documents print it, with its line breaks again, and any
/// PEM without indentation. A text that holds no PEM block stays as it is.
pub fn unfold_pem(text: &str) -> String {
    let mut unfolded = String::with_capacity(text.len() + text.len() / LINE + 2);
    let mut rest = text;
    while let Some((label, body, after)) = first_block(rest) {
        unfolded.push_str(&format!("-----BEGIN {label}-----\n"));
        push_body(&mut unfolded, body);
        unfolded.push_str(&format!("-----END {label}-----\n"));
        rest = after;
    }
    if unfolded.is_empty() {
        return text.to_owned();
    }
    unfolded.push_str(rest.trim());
    unfolded
}

/// The label and the body of the first block, and what comes after it.
fn first_block(text: &str) -> Option<(&str, &str, &str)> {
    let (_, begun) = text.split_once("-----BEGIN ")?;
    let (label, begun) = begun.split_once("-----")?;
    let (body, after) = begun.split_once(&format!("-----END {label}-----"))?;
    Some((label, body, after))
}

/// The body in lines of 64 characters; header lines (RFC 1421, section 4.4) stay lines.
fn push_body(out: &mut String, body: &str) {
    if body.contains(':') {
        for line in body.lines() {
            out.push_str(line.trim());
            out.push('\n');
        }
        return;
    }
    let base64: Vec<char> = body.chars().filter(|c| !c.is_whitespace()).collect();
    for line in base64.chunks(LINE) {
        out.extend(line);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_line_breaks_again() {
        let body = "A".repeat(70);
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n{}\n-----END CERTIFICATE-----\n",
            &body[..64],
            &body[64..]
        );
        for spoilt in [
            pem.replace('\n', " "),
            pem.replace('\n', "\r\n  "),
            pem.clone(),
        ] {
            assert_eq!(unfold_pem(&spoilt), pem);
            assert_eq!(unfold_pem(&spoilt.repeat(2)), pem.repeat(2));
        }
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "no pem", "-----BEGIN X-----\nabc"] {
            assert_eq!(unfold_pem(text), text);
        }
    }
}

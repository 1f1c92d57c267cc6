//! PEM texts whose line breaks became blanks.

use super::block::{Part, parts};

/// Characters of base64 on a line (RFC 7468, section 2).
const LINE: usize = 64;

/// The PEM blocks of `text`, with their line breaks when these became blanks, as documents print
/// them, and without indentation. What is in no block is left out. A text that holds no PEM block
/// stays as it is, and so does what follows a BEGIN without its END.
pub(super) fn reflow_pem(text: &str) -> String {
    let mut reflowed = String::with_capacity(text.len() + text.len() / LINE + 2);
    let (mut blocks, mut broken) = (0, false);
    for part in parts(text) {
        match part {
            Part::Block { label, body } => {
                blocks += 1;
                if broken {
                    reflowed.push('\n');
                    broken = false;
                }
                push_block(&mut reflowed, label, body);
            }
            Part::Broken(rest) => {
                broken = true;
                reflowed.push_str(rest.trim_end());
            }
            Part::Outside(_) => {}
        }
    }
    if blocks == 0 {
        return text.to_owned();
    }
    reflowed
}

/// Appends a block: the body in lines of 64 characters, header lines on lines of their own.
pub(super) fn push_block(out: &mut String, label: &str, body: &str) {
    out.push_str("-----BEGIN ");
    out.push_str(label);
    out.push_str("-----\n");
    let body = push_headers(out, body);
    push_body(out, body);
    out.push_str("-----END ");
    out.push_str(label);
    out.push_str("-----\n");
}

/// Appends the header lines of an encrypted key (RFC 1421, section 4.6.1), such as
/// `Proc-Type: 4,ENCRYPTED`, and the blank line after them; returns what follows.
fn push_headers<'a>(out: &mut String, body: &'a str) -> &'a str {
    let mut rest = body.trim_start();
    let begin = out.len();
    while let Some((name, after)) = rest.split_once(char::is_whitespace)
        && name.ends_with(':')
        && let after = after.trim_start()
        && !after.is_empty()
    {
        let (value, next) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
        out.push_str(name);
        out.push(' ');
        out.push_str(value);
        out.push('\n');
        rest = next.trim_start();
    }
    if out.len() > begin {
        out.push('\n');
    }
    rest
}

fn push_body(out: &mut String, body: &str) {
    let mut length = 0;
    for c in body.chars().filter(|c| !c.is_whitespace()) {
        if length == LINE {
            out.push('\n');
            length = 0;
        }
        out.push(c);
        length += 1;
    }
    if length > 0 {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pem(label: &str, headers: &str, length: usize) -> String {
        let body = "MIIB+/".repeat(length / 6 + 1);
        let lines: Vec<&str> = (0..length)
            .step_by(LINE)
            .map(|start| &body[start..length.min(start + LINE)])
            .collect();
        format!(
            "-----BEGIN {label}-----\n{headers}{}\n-----END {label}-----\n",
            lines.join("\n")
        )
    }

    #[test]
    fn headers_stay_on_their_lines() {
        let headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233\n\n";
        let key = pem("RSA PRIVATE KEY", headers, 130);
        assert_eq!(reflow_pem(&key), key);
        assert_eq!(reflow_pem(&key.replace('\n', " ")), key);
        assert_eq!(reflow_pem(&key.replace('\n', "\r\n")), key);
    }

    #[test]
    fn what_is_around_the_blocks_is_left_out() {
        let certificate = pem("CERTIFICATE", "", 70);
        let text = format!("subject=CN=a\n{certificate}\nissuer=CN=b\n{certificate}secret\n");
        assert_eq!(reflow_pem(&text), certificate.repeat(2));
    }

    #[test]
    fn a_block_that_is_cut_off_is_not_lost() {
        let certificate = pem("CERTIFICATE", "", 70);
        let text = format!("{certificate}-----BEGIN CERTIFICATE-----\nMII\n");
        assert_eq!(reflow_pem(&text), text.trim_end());
    }

    #[test]
    fn other_text_stays() {
        for text in ["", "no pem\n", "-----BEGIN X-----\nabc", "-----BEGIN X"] {
            assert_eq!(reflow_pem(text), text);
        }
    }

    proptest! {
        #[test]
        fn line_breaks_come_back(
            lengths in prop::collection::vec(1_usize..300, 1..4),
            blank in prop::sample::select(vec![" ", "\r\n", "\n\t ", "  ", "\u{a0}"]),
            indent in "[ \t]{0,3}",
        ) {
            let bundle: String = lengths.iter().map(|&n| pem("CERTIFICATE", "", n)).collect();
            // Within a BEGIN line the blank is part of the label.
            let spoilt = format!("{indent}{}", bundle.replace('\n', blank));
            prop_assert_eq!(reflow_pem(&spoilt), bundle);
        }

        #[test]
        fn twice_is_once(text in "(-----(BEGIN|END) X-----|[a: \n]){0,12}") {
            let once = reflow_pem(&text);
            prop_assert_eq!(reflow_pem(&once), once);
        }
    }
}

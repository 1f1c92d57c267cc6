//! Which prompt each PEM block of a text is for.

use zeroize::Zeroizing;

use super::block::{Part, parts};
use super::kind::PemKind;
use super::reflow::push_block;

/// Gives each block to the prompt of its kind, or to the first when no prompt asks for it. Also
/// returns what is in no block.
pub(super) fn assign(kinds: &[PemKind], text: &str) -> (Vec<Zeroizing<String>>, Zeroizing<String>) {
    let mut texts: Vec<Zeroizing<String>> = kinds
        .iter()
        .map(|_| Zeroizing::new(String::with_capacity(2 * text.len())))
        .collect();
    let mut outside = Zeroizing::new(String::with_capacity(text.len() + 1));
    let parts = parts(text);
    if let ([Part::Outside(_)], Some(first)) = (&parts[..], texts.first_mut()) {
        first.push_str(text);
        return (texts, outside);
    }
    let mut certificates = 0;
    for part in parts {
        let (label, body) = match part {
            Part::Block { label, body } => (label, Some(body)),
            Part::Broken(rest) => (rest, None),
            Part::Outside(between) => {
                outside.push_str(between);
                outside.push('\n');
                continue;
            }
        };
        if is_passed_over(label) {
            continue;
        }
        let prompt = prompt_of(kinds, label, &mut certificates);
        match (texts.get_mut(prompt), body) {
            (Some(text), Some(body)) => push_block(text, label, body),
            (Some(text), None) => text.push_str(label),
            (None, _) => {}
        }
    }
    (texts, outside)
}

/// Web servers keep the parameters of a key exchange beside their certificate.
fn is_passed_over(label: &str) -> bool {
    label == "DH PARAMETERS" || label == "X9.42 DH PARAMETERS"
}

/// Whose prompt a block of this label is for. `openssl ecparam` writes a block of parameters before
/// the key.
fn prompt_of(kinds: &[PemKind], label: &str, certificates: &mut usize) -> usize {
    let of = |kind| kinds.iter().position(|&k| k == kind);
    let wanted = if label.contains("PRIVATE KEY") || label.contains("EC PARAMETERS") {
        of(PemKind::PrivateKey)
    } else if label.contains("CERTIFICATE") {
        *certificates += 1;
        let further = (*certificates > 1).then(|| of(PemKind::IntermediateCertificate));
        further.flatten().or(of(PemKind::Certificate))
    } else {
        None
    };
    wanted.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [PemKind; 3] = [
        PemKind::Certificate,
        PemKind::IntermediateCertificate,
        PemKind::PrivateKey,
    ];

    proptest! {
        #[test]
        fn no_text_is_lost(text in "(-----(BEGIN|END) (X|PRIVATE KEY)-----|[a\n]){0,12}") {
            let (texts, outside) = assign(&ALL, &text);
            let all = texts.iter().map(|text| text.len()).sum::<usize>() + outside.len();
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            prop_assert!(all >= solid(&text));
        }
    }
}

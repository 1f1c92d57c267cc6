//! Which prompt each PEM block of a text answers.

use zeroize::Zeroizing;

use super::PemKind;
use super::block::{Part, parts};
use super::unfold::push_block;

/// Gives each block to the prompt of its kind, or to the first when none wants it; and what is in no
/// block.
pub(super) fn share_out(
    kinds: &[PemKind],
    text: &str,
) -> (Vec<Zeroizing<String>>, Zeroizing<String>) {
    let mut shares: Vec<Zeroizing<String>> = kinds
        .iter()
        .map(|_| Zeroizing::new(String::with_capacity(2 * text.len())))
        .collect();
    let mut outside = Zeroizing::new(String::with_capacity(text.len() + 1));
    let parts = parts(text);
    if let ([Part::Outside(_)], Some(first)) = (&parts[..], shares.first_mut()) {
        first.push_str(text);
        return (shares, outside);
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
        let place = place(kinds, label, &mut certificates);
        match (shares.get_mut(place), body) {
            (Some(share), Some(body)) => push_block(share, label, body),
            (Some(share), None) => share.push_str(label),
            (None, _) => {}
        }
    }
    (shares, outside)
}

/// Whose prompt a block of this label answers. `openssl ecparam` writes a block of parameters before
/// the key.
fn place(kinds: &[PemKind], label: &str, certificates: &mut usize) -> usize {
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
            let (shares, outside) = share_out(&ALL, &text);
            let all = shares.iter().map(|share| share.len()).sum::<usize>() + outside.len();
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            prop_assert!(all >= solid(&text));
        }
    }
}

//! What was probably meant by a word that is none.

/// How many letters a word may differ by from the one that was meant.
const NEAR: usize = 2;

/// The nearest of the words there are, when it is near, without regard to case.
pub(crate) fn near<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let distance = |word: &str| strsim::osa_distance(&typed, &word.to_lowercase());
    let nearest = known.into_iter().min_by_key(|word| distance(word))?;
    // Of a short word most letters have to be right.
    (distance(nearest) <= NEAR.min(typed.chars().count() / 2)).then_some(nearest)
}

/// The nearest of the names of objects there are. Names with other numbers are meant as other names:
/// `cert_9` is no slip for `cert_2`.
pub(crate) fn near_name<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let digits = |name: &str| name.replace(|c: char| !c.is_ascii_digit(), "");
    let known: Vec<&str> = known.into_iter().collect();
    // What is there was meant: something of it is missing.
    if known.iter().any(|name| name.eq_ignore_ascii_case(typed)) {
        return None;
    }
    let known = known.into_iter();
    near(typed, known.filter(|name| digits(name) == digits(typed)))
}

/// The question whether that was meant.
pub(crate) fn question(word: &str) -> String {
    format!("Did you mean {word}?")
}

/// `Did you mean NAME?`, when one of the names of objects that there are is near what was typed.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    near_name(typed, known).map(question)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_name_is_not() {
        let known = ["kmip_srvr", "cert_2", "management"];
        assert_eq!(near_name("kmip_srv", known), Some("kmip_srvr"));
        assert_eq!(near_name("KMIP-SRVR", known), Some("kmip_srvr"));
        assert_eq!(near_name("managment", known), Some("management"));
        assert_eq!(near_name("cret_2", known), Some("cert_2"));
        assert_eq!(near_name("cert2", known), Some("cert_2"));
        for other in ["cert_9", "cert_21", "cert", "x", "server", "cert_2"] {
            assert_eq!(near_name(other, known), None, "{other}");
        }
    }
}

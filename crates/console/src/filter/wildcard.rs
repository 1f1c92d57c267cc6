//! Texts in which `*` stands for any characters.

/// A pattern, in lower case.
pub(super) struct Wildcard(Vec<char>);

impl Wildcard {
    pub(super) fn new(pattern: &str) -> Self {
        Self(pattern.chars().flat_map(char::to_lowercase).collect())
    }

    /// Whether it is `text`, without regard to case. Never slower than the product of both lengths.
    pub(super) fn matches(&self, text: &str) -> bool {
        let pattern = &self.0;
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut p, mut t) = (0, 0);
        // The last star, and up to where the text is taken to be what it stands for.
        let mut star = None;
        while t < text.len() {
            if p < pattern.len() && pattern[p] == '*' {
                star = Some((p, t));
                p += 1;
            } else if p < pattern.len() && pattern[p] == text[t] {
                p += 1;
                t += 1;
            } else if let Some((star_at, taken)) = star {
                p = star_at + 1;
                t = taken + 1;
                star = Some((star_at, t));
            } else {
                return false;
            }
        }
        pattern[p..].iter().all(|&c| c == '*')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Wildcard::new(pattern).matches(text)
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text) in [
            ("*", ""),
            ("a*c", "abbc"),
            ("*b*", "abc"),
            ("a**", "a"),
            ("*ab", "aab"),
            ("ÉA*", "éab"),
            ("a", "A"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a*c", "abb"), ("b*", "ab"), ("ab", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    /// The plain definition, which takes exponential time.
    fn defined(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['*', rest @ ..] => (0..=text.len()).any(|taken| defined(rest, &text[taken..])),
            [c, rest @ ..] => text.first() == Some(c) && defined(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn as_defined(pattern in "[ab*]{0,8}", text in "[ab*]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let expected = defined(&chars(&pattern), &chars(&text));
            prop_assert_eq!(matches(&pattern, &text), expected);
        }
    }
}

//! Options pasted from a document, where `--` became a dash.

use std::ffi::OsString;

/// En dash, em dash, minus sign.
const DASHES: [char; 3] = ['\u{2013}', '\u{2014}', '\u{2212}'];

/// The arguments with every leading dash of those read as `--`. What comes after `--` stays as it is.
pub(crate) fn normalised(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut only_names = false;
    arguments
        .map(|argument| {
            only_names |= argument == "--";
            match argument.to_str() {
                Some(text) if !only_names => option(text).map_or(argument, OsString::from),
                _ => argument,
            }
        })
        .collect()
}

fn option(text: &str) -> Option<String> {
    let name = text.trim_start_matches(|c| c == '-' || DASHES.contains(&c));
    let typographic = text[..text.len() - name.len()].contains(DASHES);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    // Only `-h` and `-V` have one letter.
    let hyphens = if name.len() == 1 { "-" } else { "--" };
    (typographic && is_name).then(|| format!("{hyphens}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_dash_of_any_kind_is_two_hyphens() {
        let pasted = [
            "list",
            "cert_2",
            "–certificate",
            "—key",
            "−days=3",
            "––notitle",
            "-–raw",
            "–h",
        ];
        let meant = [
            "list",
            "cert_2",
            "--certificate",
            "--key",
            "--days=3",
            "--notitle",
            "--raw",
            "-h",
        ];
        assert_eq!(normalised(pasted.iter().map(OsString::from)), meant);
    }

    #[test]
    fn other_arguments_stay_as_they_are() {
        let kept = ["a–b", "–", "-v", "--x", "--", "–name"];
        assert_eq!(normalised(kept.iter().map(OsString::from)), kept);
    }
}

//! What a line says.

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing: it is empty, or a remark.
    Nothing,
    /// To leave.
    Leave,
    /// To show what can be typed.
    Help,
    /// To run a command.
    Command {
        /// Which one.
        name: &'static str,
        /// What follows it.
        arguments: Vec<String>,
    },
}

/// Reads a line, which may name those commands; a prompt that was pasted with it is left out.
///
/// # Errors
/// The word that is wrong, and what is wrong with it.
pub(super) fn parse(text: &str, commands: &[&'static str]) -> Result<Line, (String, &'static str)> {
    let text = without_prompt(text.trim());
    if text.is_empty() || text.starts_with('#') {
        return Ok(Line::Nothing);
    }
    if let Some(sign) = unquoted(text, "|<>") {
        let reason = "There are no pipes and no files here. Type what a command asks for, or use \
                      your system's shell.";
        return Err((sign.to_string(), reason));
    }
    let Some(mut words) = shlex::split(text) else {
        return Err((text.to_owned(), "A quote is not closed."));
    };
    if words.is_empty() {
        return Ok(Line::Nothing);
    }
    let arguments = words.split_off(1);
    let word = words.swap_remove(0);
    match word.as_str() {
        "exit" | "quit" | "logout" => Ok(Line::Leave),
        "help" | "?" => Ok(Line::Help),
        _ => match commands.iter().find(|name| **name == word) {
            Some(&name) => Ok(Line::Command { name, arguments }),
            None => Err((word, "There is no such command. help names them.")),
        },
    }
}

/// The text after a prompt such as `pureuser@pure01>`.
pub(super) fn without_prompt(text: &str) -> &str {
    match text.split_once('>') {
        Some((prompt, rest)) if is_prompt(prompt) => rest.trim_start(),
        _ => text,
    }
}

fn is_prompt(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && part.chars().all(is_name)
    };
    let parts = text.split_once('@');
    parts.is_some_and(|(user, array)| is_part(user) && is_part(array))
}

/// The first of those signs that is not quoted.
fn unquoted(text: &str, signs: &str) -> Option<char> {
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => drop(characters.next()),
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            (_, None) if signs.contains(character) => return Some(character),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::commands;
    use super::*;

    fn parse(text: &str) -> Result<Line, (String, &'static str)> {
        super::parse(text, commands(false))
    }

    fn command(text: &str) -> Vec<String> {
        match parse(text) {
            Ok(Line::Command { name, arguments }) => {
                std::iter::once(name.to_owned()).chain(arguments).collect()
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn what_is_pasted_from_the_guide_is_typed() {
        let words = ["purecert", "list", "cert_2", "--certificate"];
        for text in [
            "purecert list cert_2 --certificate",
            "pureuser@pure01> purecert list cert_2 --certificate",
            "  pureuser@array-name>purecert  list cert_2 --certificate ",
        ] {
            assert_eq!(command(text), words);
        }
        let quoted = command("purecert create c --organization 'Pure Storage, Inc.'");
        assert_eq!(quoted[4], "Pure Storage, Inc.");
    }

    #[test]
    fn what_is_no_command_is_said() {
        for text in [
            "",
            "   ",
            "# purecert",
            "pureuser@pure01>",
            "pureuser@pure01> ",
        ] {
            assert_eq!(parse(text), Ok(Line::Nothing), "{text}");
        }
        assert_eq!(parse("exit"), Ok(Line::Leave));
        assert_eq!(parse("pureuser@pure01> help"), Ok(Line::Help));
        for (text, word) in [
            ("purecret list", "purecret"),
            ("purecert list | head", "|"),
            ("purecert list > file", ">"),
            ("purecert list 'x", "purecert list 'x"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, word);
        }
        // The bench is not for who comes in over the network.
        assert!(super::parse("puresim status", commands(false)).is_ok());
        assert!(super::parse("puresim status", commands(true)).is_err());
        assert_eq!(
            command("purecert list --filter \"key_size > 1\"")[3],
            "key_size > 1"
        );
    }
}

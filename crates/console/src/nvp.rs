//! `--nvp`: a `name=value` a line, a blank line between objects.

use std::io::{self, Write};

/// Writes one object. A value's own line breaks are escaped, so that a line is a pair.
pub(crate) fn write(
    out: &mut dyn Write,
    first: bool,
    pairs: impl Iterator<Item = (String, String)>,
) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    for (name, value) in pairs {
        let value = value
            .replace('\\', "\\\\")
            .replace('\n', "\\n")
            .replace('\r', "\\r");
        writeln!(out, "{name}={value}")?;
    }
    Ok(())
}

//! Writes the man pages or the completions of the four commands into a folder.
fn main() {}

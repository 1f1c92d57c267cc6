//! The `purekmip` command.

fn main() -> std::process::ExitCode {
    purekmip::main()
}

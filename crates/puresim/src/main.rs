//! The `puresim` command.

fn main() -> std::process::ExitCode {
    puresim::main()
}

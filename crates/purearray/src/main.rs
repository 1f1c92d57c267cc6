//! The `purearray` command.

fn main() -> std::process::ExitCode {
    purearray::main()
}

//! The `purecert` command.

fn main() -> std::process::ExitCode {
    purecert::main()
}

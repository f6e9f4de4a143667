//! The `softplus` command.

fn main() -> std::process::ExitCode {
    softplus_cli::run()
}

//! Knows the project's commands: what each reads, writes and reports. The only code that touches the disk; what a
//! description means is the generator's business.

mod ci;
mod cli;
mod codegen;
mod contract;
mod disk;
mod driver;
mod lint;
mod measure;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

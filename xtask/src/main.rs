//! The project's commands: argument parsing, reading and writing files, and running cargo and the test drivers.
//!
//! This is the only code that writes generated files; the crate `generator` turns a description into their text.

mod cargo;
mod ci;
mod cli;
mod codegen;
mod conformance;
mod contract;
mod description;
mod disk;
mod docs;
mod drift;
mod driver;
mod lint;
mod measure;
mod openapi;
mod output;
mod permissions;
mod repository;
mod semver;
mod upstream_errors;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            crate::output::errln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

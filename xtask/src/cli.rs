//! The command line: the list of commands. Each command's arguments are declared in the module that runs it.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    ci, codegen, conformance, contract, docs, drift, driver, lint, measure, openapi, permissions, repository, semver,
};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's commands", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Regenerates the client crate from the description
    Codegen(codegen::Arguments),
    /// Regenerates the reference of the operations only, API.md in the client crate
    Docs(docs::Arguments),
    /// Prints the permissions that a restricted API key needs for some operations
    Permissions(permissions::Arguments),
    /// Checks the description without generating anything
    Lint(lint::Arguments),
    /// Compares the description with the official OpenAPI document; fails with 1 if they differ, and with 3 if they could
    /// not be compared
    Drift(drift::Arguments),
    /// Compares the description with that of a git revision: which version the crate needs, and why; fails if
    /// `package.version` is lower, or the changelog says nothing
    Semver(semver::Arguments),
    /// Writes the description as an OpenAPI 3.1 document
    Openapi(openapi::Arguments),
    /// Tests every operation of the generated client against the mock server Prism, with Twilio's OpenAPI document;
    /// needs Node.js
    Contract(contract::Arguments),
    /// Runs Twilio's own SDKs over every operation of the fake, and Schemathesis with Twilio's OpenAPI document; needs
    /// Python and Node.js
    Conformance(conformance::Arguments),
    /// Measures speed, memory and build times and compares them with their budgets; takes several minutes
    Measure(measure::Arguments),
    /// Runs create, update and delete calls against an in-memory server that may do the work and then fail
    Simulate(driver::Simulate),
    /// Runs the generated client under load against a server that misbehaves, and checks for leaks
    Soak(driver::Soak),
    /// Runs the checks of CI, except security advisories and the minimum Rust version; needs cargo-deny
    Ci(ci::Arguments),
}

/// Runs the command given on the command line.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let root = repository::root();
    match Cli::parse().command {
        Command::Codegen(arguments) => codegen::run(&root, arguments),
        Command::Docs(arguments) => docs::run(&root, arguments),
        Command::Permissions(arguments) => permissions::run(&root, arguments),
        Command::Lint(arguments) => lint::run(&root, arguments),
        Command::Drift(arguments) => drift::run(&root, &arguments),
        Command::Semver(arguments) => semver::run(&root, &arguments),
        Command::Openapi(arguments) => openapi::run(&root, arguments),
        Command::Contract(arguments) => contract::run(&root, &arguments.upstream),
        Command::Conformance(arguments) => conformance::run(&root, &arguments),
        Command::Measure(arguments) => measure::run(&root, &arguments),
        Command::Simulate(arguments) => driver::simulate(&root, &arguments),
        Command::Soak(arguments) => driver::soak(&root, &arguments),
        Command::Ci(arguments) => ci::run(&root, &arguments),
    }
}

//! Knows the commands and their arguments, and where things are in the repository.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{ci, codegen, contract, driver, lint, measure};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's commands", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Regenerates the client crate from the description
    Codegen(Codegen),
    /// Checks the description and writes nothing
    Lint(Lint),
    /// Runs every operation of the generated client against Prism on the vendor's OpenAPI document; needs Node.js
    Contract {
        /// The vendor's OpenAPI document, as published
        #[arg(long, value_name = "FILE")]
        upstream: PathBuf,
    },
    /// Measures speed and weight and holds them against their bars; takes some minutes
    Measure,
    /// Runs creations and updates against a server that may do the work and then fail at any point
    Simulate {
        /// How many calls
        #[arg(long, value_name = "N", default_value_t = 1_000_000)]
        cases: u64,
        /// The same seed gives the same calls and failures
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
    },
    /// Runs the generated client for a long time against a server that misbehaves, and counts what that leaves behind
    Soak {
        /// Calls in all
        #[arg(long, value_name = "N", default_value_t = 100_000)]
        requests: u64,
        /// Calls at once
        #[arg(long, value_name = "N", default_value_t = 64)]
        in_flight: u64,
        /// What is random follows from it
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
    },
    /// Runs what CI runs, but for advisories and the oldest compiler; needs cargo-deny
    Ci {
        /// The vendor's OpenAPI document, for the contract run
        #[arg(long, value_name = "FILE")]
        upstream: Option<PathBuf>,
    },
}

#[derive(Args)]
struct Codegen {
    /// Writes nothing; lists what is not fresh and fails if anything is
    #[arg(long)]
    check: bool,
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Folder of the templates [default: templates]
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Folder of the generated crate [default: generated]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Codegen {
    /// The command without `--check`.
    fn command(&self) -> String {
        let folders = [("--spec", &self.spec), ("--templates", &self.templates), ("--out", &self.out)];
        let folders = folders.into_iter().filter_map(|(name, folder)| Some((name, folder.as_ref()?)));
        let arguments = folders.map(|(name, folder)| format!(" {name} {}", folder.display()));
        format!("cargo xtask codegen{}", arguments.collect::<String>())
    }
}

#[derive(Args)]
struct Lint {
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Like rustc, on standard error
    Human,
    /// A JSON array, on standard output; nothing where the description cannot be read
    Json,
}

/// Runs the command that the process was called with.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let root = root();
    match Cli::parse().command {
        Command::Codegen(args) => {
            let own_schema = args.spec.is_none();
            let command = args.command();
            let spec = args.spec.unwrap_or_else(|| root.join("spec"));
            let templates = args.templates.unwrap_or_else(|| root.join("templates"));
            let out = args.out.unwrap_or_else(|| root.join("generated"));
            codegen::run(&codegen::Request { spec, templates, out, own_schema, check: args.check, command })
        }
        Command::Contract { upstream } => contract::run(&root, &upstream),
        Command::Soak { requests, in_flight, seed } => {
            driver::run(&root, "soak", &[("--requests", requests), ("--in-flight", in_flight), ("--seed", seed)])
        }
        Command::Measure => measure::run(&root),
        Command::Simulate { cases, seed } => driver::run(&root, "simulate", &[("--cases", cases), ("--seed", seed)]),
        Command::Ci { upstream } => ci::run(&root, upstream.as_deref()),
        Command::Lint(args) => lint::run(&args.spec.unwrap_or_else(|| root.join("spec")), args.format),
    }
}

/// Root of the repository: commands work from any folder in it.
pub(crate) fn root() -> PathBuf {
    // What cargo says now: two checkouts may share a target folder, and so this program.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = Path::new(&manifest);
    let root = manifest.parent().unwrap_or(manifest);
    // A path relative to where the command was run keeps messages short.
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}

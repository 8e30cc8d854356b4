//! `cargo xtask conformance`: runs programs of others against the fake: Twilio's own SDKs, and Schemathesis with Twilio's
//! OpenAPI document. Knows which programs there are; what they do is in `tests/conformance`.

mod environment;
mod fake;
mod scenario;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use self::environment::{node, python};
use self::fake::{Fake, Program};
use self::table::{Column, Row, Table};
use crate::{description, upstream_errors};

/// The versions are fixed because others may behave differently.
const PYTHON_SDK: &str = "twilio==9.13.0";
const NODE_SDK: &str = "twilio@6.3.1";
/// The requests that Schemathesis makes are those of Hypothesis.
const SCHEMATHESIS: [&str; 2] = ["schemathesis==4.32.5", "hypothesis==6.170.17"];

/// What the SDKs are tested with besides the operations, each in a row of its own.
const BESIDES: [&str; 4] = ["webhook POST", "webhook GET", "rate limits", EXAMPLE];
const EXAMPLE: &str = "example";

/// Operations that a version of an SDK does not have, each with the reason.
const ABSENT: [(Tool, &str, &str); 0] = [];

#[derive(Args)]
pub(crate) struct Arguments {
    /// Twilio's OpenAPI document, in JSON and as published; without it, Schemathesis is skipped
    #[arg(long, value_name = "FILE")]
    upstream: Option<PathBuf>,
    /// Runs only this one
    #[arg(long, value_name = "PROGRAM")]
    only: Option<Tool>,
}

/// A program that is run against the fake.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tool {
    Python,
    Node,
    Schemathesis,
}

/// What all tools need.
struct Setup<'a> {
    root: &'a Path,
    folder: PathBuf,
    program: Program,
}

/// Runs all that are asked for, and prints a table with a row for each operation and a column for each of them.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let root = std::env::current_dir().context("cannot find the current folder")?.join(root);
    let description = description::read(&root.join("spec"))?;
    let surface = generator::surface(&description).context("the description is invalid")?;
    let operations: Vec<&str> = surface.operations.iter().map(|operation| operation.id.as_str()).collect();
    let folder = root.join("target/conformance");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let (package, _) = generator::package(&description).context("the description is invalid")?;
    let setup = Setup { root: &root, folder, program: Program::build(&root, &package)? };
    let mut columns = Vec::new();
    for tool in [Tool::Python, Tool::Node, Tool::Schemathesis] {
        if arguments.only.is_none_or(|only| only == tool) {
            columns.extend(tool.run(&setup, arguments)?);
        }
    }
    let table = Table { operations: &operations, besides: &BESIDES, columns };
    crate::output::print(format_args!("{table}"))?;
    Ok(if table.problems().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Tool {
    /// Runs the tool; `None` if it lacks what it needs and need not run.
    fn run(self, setup: &Setup<'_>, arguments: &Arguments) -> Result<Option<Column>> {
        Ok(match (self, &arguments.upstream) {
            (Self::Python, _) => Some(self.column(PYTHON_SDK, run_python(setup)?)),
            (Self::Node, _) => Some(self.column(NODE_SDK, run_node(setup)?)),
            (Self::Schemathesis, Some(upstream)) => {
                Some(self.column(SCHEMATHESIS[0], run_schemathesis(setup, upstream)?))
            }
            (Self::Schemathesis, None) => {
                ensure!(arguments.only.is_none(), "pass Twilio's OpenAPI document with --upstream FILE");
                crate::output::errln!("schemathesis: skipped; pass Twilio's OpenAPI document with --upstream FILE");
                None
            }
        })
    }

    fn column(self, package: &str, rows: Vec<Row>) -> Column {
        let absent = ABSENT.iter().filter(|(tool, ..)| *tool == self);
        let name = match self {
            Self::Python => "Python",
            Self::Node => "Node",
            Self::Schemathesis => "Schemathesis",
        };
        let version = package.rsplit(['=', '@']).next().unwrap_or_default();
        Column {
            title: format!("{name} {version}"),
            rows,
            has_besides: self != Self::Schemathesis,
            absent: absent.map(|(_, operation, reason)| (*operation, *reason)).collect(),
        }
    }
}

fn run_python(setup: &Setup<'_>) -> Result<Vec<Row>> {
    let interpreter = python(&setup.folder.join("python"), &[PYTHON_SDK])?;
    let command = |script: PathBuf| {
        let mut command = Command::new(&interpreter);
        // Without -B, Python leaves what it has compiled beside the sources.
        command.arg("-B").arg(script);
        command
    };
    let mut rows = scenario(setup, "python", command(setup.root.join("tests/conformance/python/scenario.py")))?;
    rows.push(example(setup, "python", command(setup.root.join("spec/examples/languages/fake.py")))?);
    Ok(rows)
}

fn run_node(setup: &Setup<'_>) -> Result<Vec<Row>> {
    let folder = setup.folder.join("node");
    node(&folder, NODE_SDK)?;
    // A module finds packages in its own folder and in those above it.
    let scripts = folder.join("scripts");
    environment::copy(&setup.root.join("tests/conformance/node"), &scripts)?;
    let own = folder.join("example");
    environment::copy(&setup.root.join("spec/examples/languages"), &own)?;
    let command = |script: PathBuf| {
        let mut command = Command::new("node");
        command.arg(script);
        command
    };
    let mut rows = scenario(setup, "node", command(scripts.join("scenario.mjs")))?;
    rows.push(example(setup, "node", command(own.join("fake.mjs")))?);
    Ok(rows)
}

fn run_schemathesis(setup: &Setup<'_>, upstream: &Path) -> Result<Vec<Row>> {
    let document = upstream_errors::corrected_copy(setup.root, upstream, &setup.folder)?;
    let interpreter = python(&setup.folder.join("schemathesis"), &SCHEMATHESIS)?;
    let mut command = Command::new(interpreter);
    command.arg("-B").arg(setup.root.join("tests/conformance/schemathesis/scenario.py"));
    // The order of sets would be another one in each run, and with it the requests.
    command.env("PYTHONHASHSEED", "0");
    let fake = Fake::start(&setup.program, &setup.folder.join("schemathesis-fake.log"))?;
    command.arg(fake.address()).arg(document);
    scenario::rows(command, &setup.folder.join("schemathesis.out"))
}

/// Runs the scenario of an SDK.
fn scenario(setup: &Setup<'_>, name: &str, mut command: Command) -> Result<Vec<Row>> {
    let fake = Fake::start(&setup.program, &setup.folder.join(format!("{name}-fake.log")))?;
    command.arg(fake.address());
    scenario::rows(command, &setup.folder.join(format!("{name}.out")))
}

/// Runs the example of a language as its reader would.
fn example(setup: &Setup<'_>, name: &str, mut command: Command) -> Result<Row> {
    let fake = Fake::start(&setup.program, &setup.folder.join(format!("{name}-example-fake.log")))?;
    command.env("FAKE_URL", fake.address());
    let (printed, problem) = scenario::output(command, &setup.folder.join(format!("{name}-example.out")))?;
    let problem = problem.or_else(|| printed.trim().is_empty().then(|| "it prints nothing".to_owned()));
    Ok(Row { operation: EXAMPLE.to_owned(), note: None, problem })
}

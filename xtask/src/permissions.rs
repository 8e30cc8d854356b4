//! `cargo xtask permissions`: the least that a restricted API key must be permitted to call some operations.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use generator::surface::{Evidence, Operation, Surface};
use serde_json::{Value, json};

use crate::description;

/// Exit code of a wrong command line, which clap uses as well.
const USAGE: u8 = 2;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Ids of the operations that the key is for, such as those in generated/API.md
    #[arg(long, value_name = "ID", num_args = 1.., required = true, value_delimiter = ',')]
    operations: Vec<String>,
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each permission
    Human,
    /// A JSON object
    Json,
}

/// A permission, and what needs it.
struct Need<'a> {
    /// `Observed` if any of the operations says so: it is about the permission, not about the operation.
    evidence: Evidence,
    operations: Vec<&'a str>,
}

/// Runs the command. An unknown operation is a usage error.
pub(crate) fn run(root: &Path, arguments: Arguments) -> Result<ExitCode> {
    let spec = arguments.spec.unwrap_or_else(|| root.join("spec"));
    let surface = match generator::surface(&description::read(&spec)?) {
        Ok(surface) => surface,
        Err(diagnostics) => {
            description::report(&diagnostics, &spec);
            return Ok(ExitCode::FAILURE);
        }
    };
    let Some(operations) = find(&surface, &arguments.operations) else { return Ok(ExitCode::from(USAGE)) };
    let (needs, unknown) = needs(&operations);
    match arguments.format {
        Format::Human => print(&needs)?,
        Format::Json => crate::output::outln!("{:#}", to_json(&needs, &unknown))?,
    }
    if !unknown.is_empty() {
        crate::output::errln!("the permission is not known for: {}", unknown.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the operations of these ids, each once, in the order of the description. Reports every unknown id.
fn find<'a>(surface: &'a Surface, ids: &[String]) -> Option<Vec<&'a Operation>> {
    let unknown: Vec<&String> = ids.iter().filter(|id| surface.operation(id).is_none()).collect();
    for id in &unknown {
        let hint = surface.nearest_operation(id).map(|nearest| format!("; did you mean `{nearest}`?"));
        crate::output::errln!("error: there is no operation `{id}`{}", hint.unwrap_or_default());
    }
    let wanted = surface.operations.iter().filter(|operation| ids.contains(&operation.id));
    unknown.is_empty().then(|| wanted.collect())
}

/// Returns the permissions by name, and the operations whose permission is not known.
fn needs<'a>(operations: &[&'a Operation]) -> (BTreeMap<&'a str, Need<'a>>, Vec<&'a str>) {
    let (mut needs, mut unknown) = (BTreeMap::new(), Vec::new());
    for operation in operations {
        let Some(permission) = &operation.facts.permission else {
            unknown.push(operation.id.as_str());
            continue;
        };
        let new = || Need { evidence: permission.evidence, operations: Vec::new() };
        let need: &mut Need<'_> = needs.entry(permission.name.as_str()).or_insert_with(new);
        if permission.evidence == Evidence::Observed {
            need.evidence = Evidence::Observed;
        }
        need.operations.push(&operation.id);
    }
    (needs, unknown)
}

fn print(needs: &BTreeMap<&str, Need<'_>>) -> Result<()> {
    let width = needs.keys().map(|name| name.len()).max().unwrap_or_default();
    for (name, need) in needs {
        crate::output::outln!("{name:width$}  {:8}  {}", evidence(need.evidence), need.operations.join(", "))?;
    }
    Ok(())
}

fn to_json(needs: &BTreeMap<&str, Need<'_>>, unknown: &[&str]) -> Value {
    let permissions = needs.iter().map(
        |(name, need)| json!({"permission": name, "evidence": evidence(need.evidence), "operations": need.operations}),
    );
    json!({"permissions": permissions.collect::<Vec<_>>(), "operations_without_known_permission": unknown})
}

fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Observed => "observed",
        Evidence::Inferred => "inferred",
    }
}

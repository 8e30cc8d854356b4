//! `cargo xtask drift`: compares the description with the official OpenAPI document, or two documents with each other.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use generator::SourceFile;
use generator::drift::adopt::adopt;
use generator::drift::report::{Origin, Report};
use generator::drift::{Relation, Verdict, compare};
use generator::openapi::{Conventions, Document, Finding, Imported, import};
use generator::surface::{Rule, Surface};

use crate::{description, disk};

/// Exit code of a comparison that could not be made. A failure of the tool is never "no drift".
const COULD_NOT_COMPARE: u8 = 3;
/// Larger documents are not downloaded; the reader refuses smaller ones already.
const MAX_DOWNLOAD: u64 = 16 << 20;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Official document to compare the description with: a file or an `https` URL [default: the URL in `api.yaml`]
    #[arg(long, value_name = "FILE|URL", conflicts_with = "between")]
    upstream: Option<String>,
    /// Compares two documents with each other instead
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    between: Option<Vec<String>>,
    /// Folder of the description [default: spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// Output format, on standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// The least weighty difference that makes the command fail
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Any)]
    fail_on: Level,
    /// Adopts what is mechanical in the description's files; what needs a person is listed, or marked `TODO`
    #[arg(long, conflicts_with = "between")]
    write: bool,
    /// Explains a rule instead, by its name, such as `field-added`
    #[arg(long, value_name = "RULE", conflicts_with_all = ["upstream", "between", "spec", "format", "fail_on", "write"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// A versioned JSON document
    Json,
    /// Markdown, for the summary of a job
    Markdown,
    /// Workflow commands, which GitHub shows beside the description
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Any difference
    Any,
    /// A new possibility for callers, or worse
    Minor,
    /// Something that callers may have to change their code for
    Major,
}

impl Level {
    fn verdict(self) -> Verdict {
        match self {
            Self::Any => Verdict::None,
            Self::Minor => Verdict::Minor,
            Self::Major => Verdict::Major,
        }
    }
}

pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    if let Some(name) = &arguments.explain {
        let rule = Rule::from_name(name);
        let rule = rule.with_context(|| format!("there is no rule `{name}`; spec/rules.md lists all of them"))?;
        crate::output::print(format_args!("{}", generator::explain_rule(rule)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let code = match compared(root, arguments) {
        Ok(code) => code,
        Err(error) => {
            crate::output::errln!("error: could not compare: {error:#}");
            COULD_NOT_COMPARE
        }
    };
    Ok(ExitCode::from(code))
}

/// Compares and reports; 1 if there are differences of the level.
fn compared(root: &Path, arguments: &Arguments) -> Result<u8> {
    let spec = arguments.spec.clone().unwrap_or_else(|| root.join("spec"));
    let files = description::read(&spec)?;
    let description = generator::surface(&files).map_err(|diagnostics| {
        description::report(&diagnostics, &spec);
        anyhow::anyhow!("the description is invalid")
    })?;
    let conventions = Conventions::of(&description);
    let prefix = format!("{}/", spec.display());
    let origin = |name| Origin { name, prefix: "" };
    let (old, new, relation, unread, is_export) = match arguments.between.as_deref() {
        Some([old, new]) => {
            let (before, after) = (read(old, conventions)?, read(new, conventions)?);
            let unread = appeared(&before.findings, after.findings);
            ((before.surface, origin(old)), (after.surface, origin(new)), Relation::Revisions, unread, false)
        }
        _ => {
            let name = upstream(arguments, &description)?;
            let new = read(name, conventions)?;
            let own = Origin { name: &prefix, prefix: &prefix };
            (
                (description.clone(), own),
                (new.surface, origin(name)),
                Relation::Description,
                new.findings,
                new.is_export,
            )
        }
    };
    let mut comparison = compare(&old.0, &new.0, relation, &unread);
    if is_export {
        // Deviations are about the official document.
        comparison.stale.clear();
    }
    let surfaces = [&old.0, &new.0];
    let report = Report { comparison: &comparison, relation, old: old.1, new: new.1, surfaces };
    if arguments.write {
        return write(&spec, &files, &report);
    }
    let text = match arguments.format {
        Format::Human => report.human(),
        Format::Json => report.json(),
        Format::Markdown => report.markdown(),
        Format::Github => report.github(),
    };
    crate::output::print(format_args!("{text}"))?;
    if let Some(unread) = comparison.differences.iter().find(|difference| difference.rule == Rule::Unreadable) {
        let place = unread.new_source.as_ref().map(ToString::to_string).unwrap_or_default();
        crate::output::errln!(
            "error: could not compare all of it: {place}: {}",
            unread.new.as_deref().unwrap_or_default()
        );
        return Ok(COULD_NOT_COMPARE);
    }
    let level = arguments.fail_on.verdict();
    let is_drift = comparison.differences.iter().any(|difference| difference.verdict >= level);
    Ok(u8::from(is_drift || !comparison.stale.is_empty()))
}

/// Adopts what is mechanical; 1 if something is left for a person.
fn write(spec: &Path, files: &[SourceFile], report: &Report<'_>) -> Result<u8> {
    let [description, document] = report.surfaces;
    let adopted = adopt(files, description, document, report.comparison, generator::surface);
    for new in &adopted.files {
        let old = files.iter().find(|old| old.path == new.path);
        if old.is_none_or(|old| old.text != new.text) {
            let path = spec.join(&new.path);
            disk::write(&path, &new.text)?;
            crate::output::errln!("{} {}", if old.is_some() { "updated" } else { "created" }, path.display());
        }
    }
    for old in files.iter().filter(|old| adopted.files.iter().all(|new| new.path != old.path)) {
        disk::remove(&spec.join(&old.path))?;
        crate::output::errln!("removed {}", spec.join(&old.path).display());
    }
    adopted.adopted.iter().try_for_each(|id| crate::output::outln!("adopted {id}"))?;
    adopted.left.iter().try_for_each(|left| crate::output::outln!("left    {}: {}", left.id, left.reason))?;
    for stale in &report.comparison.stale {
        crate::output::outln!("left    {}: the deviation `{}` no longer applies", stale.source, stale.deviation.rule)?;
    }
    let problems = generator::check(&adopted.files).err();
    let count = |codes: &[generator::Code]| {
        problems.iter().flat_map(|problems| problems.iter()).filter(|it| codes.contains(&it.code)).count()
    };
    let drafts = count(&[generator::Code::Draft]);
    if drafts > 0 {
        crate::output::outln!("{drafts} places are marked `TODO`; `cargo xtask lint` lists them")?;
    }
    let behind = count(&[generator::Code::Behaviour, generator::Code::BehaviourIncomplete]);
    if behind > 0 {
        crate::output::outln!("{behind} places of `behaviour` do not agree yet; `cargo xtask lint` lists them")?;
    }
    Ok(u8::from(!adopted.left.is_empty() || !report.comparison.stale.is_empty()))
}

/// The document to compare the description with.
fn upstream<'a>(arguments: &'a Arguments, description: &'a Surface) -> Result<&'a str> {
    let own = description.document.as_ref().map(|document| document.url.as_str());
    let found = arguments.upstream.as_deref().or(own);
    found.context(
        "there is no document to compare with: give one with --upstream, or its URL under `document` in api.yaml",
    )
}

/// What could not be read of the new document, and is not the same in the old one.
fn appeared(old: &[Finding], new: Vec<Finding>) -> Vec<Finding> {
    let is_new = |finding: &Finding| {
        !old.iter().any(|it| {
            it.message == finding.message
                && it.content == finding.content
                && it.location.pointer == finding.location.pointer
        })
    };
    new.into_iter().filter(is_new).collect()
}

fn read(name: &str, conventions: Conventions<'_>) -> Result<Imported> {
    let text = if name.starts_with("https://") { download(name)? } else { file(name)? };
    let document = Document::read(SourceFile::new(name, text))?;
    Ok(import(&document, conventions)?)
}

fn file(name: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(name).with_context(|| format!("cannot read {name}"))?;
    let read = file.take(MAX_DOWNLOAD + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    if read as u64 > MAX_DOWNLOAD {
        bail!("{name} has more than {MAX_DOWNLOAD} bytes");
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        anyhow::anyhow!("{name}:{line}: not UTF-8")
    })
}

fn download(url: &str) -> Result<String> {
    let config = ureq::Agent::config_builder().https_only(true).timeout_global(Some(Duration::from_secs(60)));
    let agent: ureq::Agent = config.build().into();
    let response = agent.get(url).call().with_context(|| format!("cannot fetch {url}"))?;
    let body = response.into_body().into_with_config().limit(MAX_DOWNLOAD).read_to_string();
    body.with_context(|| format!("cannot fetch {url}"))
}

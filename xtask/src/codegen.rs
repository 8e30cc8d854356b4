//! Knows how generated files are compared with those on disk and brought there. The plan is made before anything is
//! written; an invalid description leads to no plan.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use generator::{MARKER, SourceFile};
use similar::TextDiff;

use crate::{disk, lint};

/// Lines around a change in a printed diff.
const CONTEXT: usize = 3;
/// Lines of diff printed for one file; a renamed type touches hundreds.
const MAX_DIFF_LINES: usize = 60;

pub(crate) struct Request {
    pub(crate) spec: PathBuf,
    pub(crate) templates: PathBuf,
    pub(crate) out: PathBuf,
    /// The repository's own description keeps its JSON Schema beside it.
    pub(crate) own_schema: bool,
    pub(crate) check: bool,
}

/// One file that is not as it should be.
struct Change {
    path: PathBuf,
    kind: Kind,
    old: String,
    new: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Missing,
    Changed,
    Stale,
}

/// `cargo xtask codegen`
pub(crate) fn run(request: &Request) -> Result<ExitCode> {
    let started = Instant::now();
    let description = lint::read_description(&request.spec)?;
    let templates =
        disk::read_tree(&request.templates, |path| path.starts_with("src/") || path.starts_with("package/"))?;
    let files = match generator::generate(&description, &templates) {
        Ok(files) => files,
        Err(generator::Error::Description(diagnostics)) => {
            lint::report(&diagnostics, &request.spec);
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(other.into()),
    };
    let changes = plan(request, &files)?;
    if request.check {
        return Ok(check(&changes, files.len()));
    }
    for change in &changes {
        match change.kind {
            Kind::Missing | Kind::Changed => disk::write(&change.path, &change.new)?,
            Kind::Stale => disk::remove(&change.path)?,
        }
        anstream::eprintln!("{:>8} {}", change.kind.past(), change.path.display());
    }
    let elapsed = started.elapsed().as_millis();
    anstream::eprintln!("{} files, {} changed, in {elapsed} ms", files.len(), changes.len());
    Ok(ExitCode::SUCCESS)
}

/// What has to happen on disk.
fn plan(request: &Request, files: &[SourceFile]) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let generated = marked(&request.out)?;
    let wanted = files.iter().map(|file| (request.out.join(&file.path), file.text.clone()));
    let schema = request.own_schema.then(|| (request.spec.join("schema.json"), generator::schema()));
    for (path, new) in wanted.chain(schema) {
        match disk::read(&path)? {
            Some(old) if old == new => {}
            // A folder with generated files is ours, whatever happened to this one; one without is somebody's crate.
            Some(_) if generated.is_empty() && path.starts_with(&request.out) => {
                bail!("{} exists and is not generated; move it away, or choose another --out", path.display());
            }
            Some(old) => changes.push(Change { path, kind: Kind::Changed, old, new }),
            None => changes.push(Change { path, kind: Kind::Missing, old: String::new(), new }),
        }
    }
    for path in generated {
        if !files.iter().any(|file| file.path == path) {
            let path = request.out.join(path);
            let old = disk::read(&path)?.unwrap_or_default();
            changes.push(Change { path, kind: Kind::Stale, old, new: String::new() });
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// Generated files in the output folder: those that say so in their first line, beside the manifest and below `src`.
/// Everything else is somebody else's, and not ours to remove.
fn marked(out: &Path) -> Result<Vec<String>> {
    let mut marked = Vec::new();
    for path in disk::list(out, &["src"])? {
        if can_be_marked(Path::new(&path)) && disk::read(&out.join(&path))?.is_some_and(|text| is_marked(&text)) {
            marked.push(path);
        }
    }
    Ok(marked)
}

/// Whether files of this kind begin with the marker when they are generated.
fn can_be_marked(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["rs", "toml", "md"].iter().any(|known| extension == *known))
}

/// Whether the first line is a comment that begins with the marker.
fn is_marked(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    ["// ", "# ", "<!-- "].iter().any(|sign| first.strip_prefix(sign).is_some_and(|rest| rest.starts_with(MARKER)))
}

fn check(changes: &[Change], count: usize) -> ExitCode {
    if changes.is_empty() {
        anstream::eprintln!("{count} files, all fresh");
        return ExitCode::SUCCESS;
    }
    for change in changes {
        anstream::eprintln!("{:>8} {}", change.kind.state(), change.path.display());
        if change.kind == Kind::Changed {
            print_diff(change);
        }
    }
    let plural = if changes.len() == 1 { "file is" } else { "files are" };
    anstream::eprintln!(
        "error: {} {plural} not what the description generates; run `cargo xtask codegen`",
        changes.len()
    );
    ExitCode::FAILURE
}

fn print_diff(change: &Change) {
    let diff = TextDiff::from_lines(&change.old, &change.new);
    let text = diff.unified_diff().context_radius(CONTEXT).header("on disk", "generated").to_string();
    for line in text.lines().take(MAX_DIFF_LINES) {
        anstream::eprintln!("{line}");
    }
    let rest = text.lines().count().saturating_sub(MAX_DIFF_LINES);
    if rest > 0 {
        anstream::eprintln!("… {rest} more lines");
    }
}

impl Kind {
    fn state(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Stale => "stale",
        }
    }

    fn past(self) -> &'static str {
        match self {
            Self::Missing => "created",
            Self::Changed => "updated",
            Self::Stale => "removed",
        }
    }
}

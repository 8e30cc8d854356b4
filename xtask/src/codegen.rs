//! Knows how generated files are compared with those on disk and brought there. The plan is made before anything is
//! written; an invalid description leads to no plan.

use std::borrow::Cow;
use std::collections::BTreeMap;
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
    /// What brings everything up to date, for people to copy.
    pub(crate) command: String,
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
    // First of all: a thread takes a while until it has a core of its own. A pool that is there already will do.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    let description = lint::read_description(&request.spec)?;
    let templates = disk::read_tree(&request.templates, is_template)?;
    // What is there is read while what shall be there is made.
    let (generated, existing) = rayon::join(
        || generator::generate(&description, &templates),
        || disk::read_crate(&request.out, |path| comment(path).is_some()),
    );
    let existing = existing?;
    let files = match generated {
        Ok(files) => files,
        Err(generator::Error::Description(diagnostics)) => {
            lint::report(&diagnostics, &request.spec);
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(other.into()),
    };
    let changes = plan(request, &files, &existing)?;
    if request.check {
        return Ok(check(request, &changes, files.len()));
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

/// Whether a file becomes a part of the crate. Others, such as an editor's, would stay there for ever: only files of
/// these kinds are known to be generated when their template is gone.
fn is_template(path: &str) -> bool {
    match path.split_once('/') {
        Some(("src", name)) => name.ends_with(".rs"),
        Some(("package", name)) => comment(Path::new(name)).is_some() || !name.contains(['.', '~']),
        _ => false,
    }
}

/// What has to happen on disk, given the files that are there.
fn plan(request: &Request, files: &[SourceFile], existing: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    // A crate whose manifest or root is generated is ours, whatever happened to another file; any other is somebody's.
    let ours =
        ["Cargo.toml", "src/lib.rs"].iter().any(|path| existing.get(*path).is_some_and(|old| is_marked(path, old)));
    for file in files {
        let path = request.out.join(&file.path);
        let old = match existing.get(&file.path) {
            Some(old) => Some(Cow::Borrowed(old)),
            None => disk::read(&path)?.map(Cow::Owned),
        };
        match old {
            Some(old) if *old == file.text.as_bytes() => {}
            Some(_) if !ours => {
                bail!("{} exists and is not generated; move it away, or choose another --out", path.display());
            }
            Some(old) => {
                changes.push(Change { path, kind: Kind::Changed, old: text(&old), new: file.text.clone() });
            }
            None => changes.push(Change { path, kind: Kind::Missing, old: String::new(), new: file.text.clone() }),
        }
    }
    for (path, old) in existing {
        if is_marked(path, old) && files.binary_search_by(|file| file.path.cmp(path)).is_err() {
            let path = request.out.join(path);
            changes.push(Change { path, kind: Kind::Stale, old: text(old), new: String::new() });
        }
    }
    if request.own_schema {
        let (path, new) = (request.spec.join("schema.json"), generator::schema());
        match disk::read(&path)? {
            Some(old) if old == new.as_bytes() => {}
            Some(old) => changes.push(Change { path, kind: Kind::Changed, old: text(&old), new }),
            None => changes.push(Change { path, kind: Kind::Missing, old: String::new(), new }),
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// What a file says that is not as it should be; for people to read.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether a file is of a kind that begins with the marker when it is generated, and does. Everything else is
/// somebody else's, and not ours to remove.
fn is_marked(path: &str, content: &[u8]) -> bool {
    let rest = comment(Path::new(path)).and_then(|sign| content.strip_prefix(sign.as_bytes()));
    rest.is_some_and(|rest| rest.starts_with(MARKER.as_bytes()))
}

/// How a comment begins in files that are marked when they are generated.
fn comment(path: &Path) -> Option<&'static str> {
    match path.extension()?.to_str()? {
        "rs" => Some("// "),
        "toml" => Some("# "),
        "md" => Some("<!-- "),
        _ => None,
    }
}

fn check(request: &Request, changes: &[Change], count: usize) -> ExitCode {
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
        "error: {} {plural} not what the description generates; run `{}`",
        changes.len(),
        request.command
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

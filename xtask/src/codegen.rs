//! `cargo xtask codegen`: compares the generated files with those on disk and updates them.
//!
//! All changes are planned before anything is written, so that an invalid description changes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Error, Result, anyhow, ensure};
use clap::Args;
use generator::{Folders, MARKER, SourceFile, comment};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use similar::TextDiff;

use crate::repository::name_in_headers;
use crate::{description, disk};

/// Unchanged lines printed before and after a change in a diff.
const CONTEXT: usize = 3;
/// Maximum number of diff lines printed per file; a renamed type changes hundreds.
const MAX_DIFF_LINES: usize = 60;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Writes nothing; lists the files that are out of date and fails if there are any
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

impl Arguments {
    /// Returns the command line that updates the files: the same command without `--check`.
    fn update_command(&self) -> String {
        let folders = [("--spec", &self.spec), ("--templates", &self.templates), ("--out", &self.out)];
        command_line("codegen", folders)
    }
}

/// Returns the command line of a command with those folders that were given.
pub(crate) fn command_line<const N: usize>(command: &str, folders: [(&str, &Option<PathBuf>); N]) -> String {
    let folders = folders.into_iter().filter_map(|(name, folder)| Some((name, folder.as_ref()?)));
    let arguments = folders.map(|(name, folder)| format!(" {name} {}", folder.display()));
    format!("cargo xtask {command}{}", arguments.collect::<String>())
}

/// The arguments with their defaults filled in.
struct Request {
    spec: PathBuf,
    templates: PathBuf,
    out: PathBuf,
    /// Whether the files beside the description are written as well. Only the repository's own description has them.
    with_language: bool,
}

impl Request {
    /// Fails if the crate would go where it does harm: over another API's, or among what it is made from.
    fn new(root: &Path, arguments: Arguments) -> Result<Self> {
        let own = root.join("spec");
        let is_own = match &arguments.spec {
            None => true,
            Some(spec) => is_below(spec, &own)? && is_below(&own, spec)?,
        };
        ensure!(
            is_own || arguments.out.is_some(),
            "{} is another description: say with --out where its crate goes",
            arguments.spec.unwrap_or_default().display()
        );
        let request = Self {
            with_language: is_own,
            spec: arguments.spec.unwrap_or(own),
            templates: arguments.templates.unwrap_or_else(|| root.join("templates")),
            out: arguments.out.unwrap_or_else(|| root.join("generated")),
        };
        for (source, what) in [(&request.spec, "description"), (&request.templates, "templates")] {
            ensure!(
                !is_below(&request.out, source)?,
                "{} is in the folder of the {what}, which would be read as part of it; choose another --out",
                request.out.display()
            );
        }
        Ok(request)
    }
}

/// Whether a folder, which need not exist, is another one or below it.
fn is_below(folder: &Path, other: &Path) -> Result<bool> {
    let absolute = std::path::absolute(folder).context("cannot find the current folder")?;
    let existing = absolute.ancestors().find_map(|ancestor| fs::canonicalize(ancestor).ok());
    Ok(existing.zip(fs::canonicalize(other).ok()).is_some_and(|(folder, other)| folder.starts_with(other)))
}

/// A file that is out of date.
pub(crate) struct Change {
    path: PathBuf,
    kind: Kind,
    old: String,
    new: String,
}

impl Change {
    /// Returns the change that makes a file contain the text, unless it does already.
    ///
    /// # Errors
    ///
    /// If the file exists, differs and was not generated.
    pub(crate) fn of_generated(path: PathBuf, new: String) -> Result<Option<Self>> {
        match Self::of(path, new)? {
            Some(change) if change.kind == Kind::Changed && !is_marked(&change.path, change.old.as_bytes()) => {
                Err(foreign(&change.path))
            }
            change => Ok(change),
        }
    }

    /// Returns the change that makes a file contain the text, unless it does already.
    fn of(path: PathBuf, new: String) -> Result<Option<Self>> {
        Ok(match disk::read(&path)? {
            Some(old) if old == new.as_bytes() => None,
            Some(old) => Some(Self { path, kind: Kind::Changed, old: text(&old), new }),
            None => Some(Self { path, kind: Kind::Missing, old: String::new(), new }),
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Missing,
    Changed,
    /// Generated earlier, from a source that no longer exists.
    Obsolete,
}

/// Runs the command.
pub(crate) fn run(root: &Path, arguments: Arguments) -> Result<ExitCode> {
    let started = Instant::now();
    // Before anything else: new threads take milliseconds to start, as long as the whole command. Fails if there is a
    // pool already, which is fine.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    let update_command = arguments.check.then(|| arguments.update_command());
    let request = Request::new(root, arguments)?;
    // Commands that write take turns: each plans what to do from what it finds.
    let lock = if update_command.is_some() { None } else { disk::lock(&request.out) };
    let description = description::read(&request.spec)?;
    let mut templates = disk::read_tree(&request.templates, is_template)?;
    templates.extend(disk::read_tree(&request.spec, is_example)?);
    let names = [name_in_headers(root, &request.spec)?, name_in_headers(root, &request.templates)?];
    let folders = Folders { description: &names[0], templates: &names[1] };
    // The existing files are listed, and those beside the description made, while the others are generated.
    let (generated, (existing, language)) = rayon::join(
        || generator::generate(&description, &templates, folders),
        || (disk::list_crate(&request.out, |path| comment(path).is_some()), language(&request)),
    );
    let existing = existing?;
    let files = match generated {
        Ok(files) => files,
        Err(generator::Error::Description(diagnostics)) => {
            description::report(&diagnostics, &request.spec);
            crate::output::errln!("error: nothing was written");
            return Ok(ExitCode::FAILURE);
        }
        Err(other) => return Err(other.into()),
    };
    let count = files.len();
    // Of a valid description there will be a crate, so that there is something to lock.
    let _lock = match update_command {
        None if lock.is_none() => {
            fs::create_dir_all(&request.out).with_context(|| format!("cannot create {}", request.out.display()))?;
            disk::lock(&request.out)
        }
        _ => lock,
    };
    let changes = plan(&request, files, language, &existing)?;
    let unfinished = disk::unfinished(&request.out)?;
    if let Some(update_command) = update_command {
        for path in &unfinished {
            crate::output::errln!("    left {} by a command that was interrupted", path.display());
        }
        if changes.is_empty() && !unfinished.is_empty() {
            crate::output::errln!("error: the files are up to date; run `{update_command}` to remove what is left");
            return Ok(ExitCode::FAILURE);
        }
        return Ok(check(&changes, count, &update_command));
    }
    unfinished.iter().try_for_each(|path| disk::remove(path))?;
    write(&changes)?;
    let elapsed = started.elapsed().as_millis();
    crate::output::errln!("generated {count} files in {elapsed} ms, {} changed", changes.len());
    Ok(ExitCode::SUCCESS)
}

/// Makes the changes, and prints each.
pub(crate) fn write(changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.kind {
            Kind::Missing | Kind::Changed => disk::write(&change.path, &change.new)?,
            Kind::Obsolete => disk::remove(&change.path)?,
        }
        crate::output::errln!("{:>8} {}", change.kind.done(), change.path.display());
    }
    Ok(())
}

/// Reports whether a file below the templates' folder is a template.
///
/// Other files, such as an editor's backup copies, must not be copied into the crate: once their source was gone, they
/// would not be recognised as generated, and never removed.
fn is_template(path: &str) -> bool {
    match path.split_once('/') {
        Some(("src", name)) => name.ends_with(".rs"),
        Some(("package", name)) => comment(Path::new(name)).is_some() || !name.contains(['.', '~']),
        _ => false,
    }
}

/// Reports whether a file below the description's folder is an example: of the crate, or, in a folder of its own, in
/// another language.
fn is_example(path: &str) -> bool {
    let Some(name) = path.strip_prefix("examples/") else { return false };
    let is_other = || comment(Path::new(name)).is_some() && name.split('/').all(|part| !part.starts_with(['.', '#']));
    if name.contains('/') { is_other() } else { name.ends_with(".rs") }
}

/// Compares the generated files with those on disk and returns the changes to make, sorted by path.
///
/// Files are read one at a time by each thread: all of them would be most of the memory that the command needs.
fn plan(
    request: &Request,
    files: Vec<SourceFile>,
    language: Vec<(&'static str, String)>,
    existing: &BTreeSet<String>,
) -> Result<Vec<Change>> {
    // A crate with a generated manifest or root file is ours, even if other files lost their marker. Any other crate is
    // left alone.
    let mut ours = false;
    for path in ["Cargo.toml", "src/lib.rs"].map(Path::new) {
        ours |= disk::read(&request.out.join(path))?.is_some_and(|old| is_marked(path, &old));
    }
    let mut changes = Vec::new();
    for path in existing {
        if files.binary_search_by(|file| file.path.cmp(path)).is_ok() {
            continue;
        }
        let path = request.out.join(path);
        if let Some(old) = disk::read(&path)?.filter(|old| is_marked(&path, old)) {
            changes.push(Change { path, kind: Kind::Obsolete, old: text(&old), new: String::new() });
        }
    }
    let generated: Vec<Result<Option<Change>>> = files
        .into_par_iter()
        .map(|file| {
            let change = Change::of(request.out.join(&file.path), file.text)?;
            match change {
                Some(change) if change.kind == Kind::Changed && !ours => Err(foreign(&change.path)),
                change => Ok(change),
            }
        })
        .collect();
    let language = language.into_iter().map(|(name, new)| Change::of(request.spec.join(name), new));
    for change in generated.into_iter().chain(language) {
        changes.extend(change?);
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(changes)
}

/// Returns the files that describe the language, which lie beside the repository's own description.
fn language(request: &Request) -> Vec<(&'static str, String)> {
    if !request.with_language {
        return Vec::new();
    }
    vec![
        ("schema.json", generator::schema()),
        ("diagnostics.md", generator::diagnostics_page()),
        ("rules.md", generator::rules_page()),
        ("drift.schema.json", generator::drift::report::schema()),
    ]
}

/// Returns the text of an existing file, for a diff.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reports whether a file begins with the marker of generated files. Files without it are never removed.
fn is_marked(path: &Path, content: &[u8]) -> bool {
    let rest = comment(path).and_then(|sign| content.strip_prefix(sign.as_bytes()));
    rest.is_some_and(|rest| rest.starts_with(MARKER.as_bytes()))
}

fn foreign(path: &Path) -> Error {
    anyhow!("{} exists and was not generated; move it, or choose another folder with --out", path.display())
}

/// Prints which of so many files are out of date. Fails if there are any.
pub(crate) fn check(changes: &[Change], count: usize, update_command: &str) -> ExitCode {
    if changes.is_empty() {
        let files = if count == 1 { "file is" } else { "files are" };
        crate::output::errln!("{count} {files} up to date");
        return ExitCode::SUCCESS;
    }
    for change in changes {
        crate::output::errln!("{:>8} {}", change.kind.state(), change.path.display());
        if change.kind == Kind::Changed {
            print_diff(change);
        }
    }
    let files = if changes.len() == 1 { "file is" } else { "files are" };
    crate::output::errln!("error: {} {files} out of date; run `{update_command}`", changes.len());
    ExitCode::FAILURE
}

fn print_diff(change: &Change) {
    if change.old.lines().eq(change.new.lines()) {
        let ends = |text: &str| if text.contains("\r\n") { "CRLF" } else { "LF" };
        crate::output::errln!("only line ends differ: {} on disk, {} generated", ends(&change.old), ends(&change.new));
        return;
    }
    let diff = TextDiff::from_lines(&change.old, &change.new);
    let text = diff.unified_diff().context_radius(CONTEXT).header("on disk", "generated").to_string();
    for line in text.lines().take(MAX_DIFF_LINES) {
        crate::output::errln!("{line}");
    }
    let rest = text.lines().count().saturating_sub(MAX_DIFF_LINES);
    if rest > 0 {
        crate::output::errln!("... {rest} more lines");
    }
}

impl Kind {
    /// Returns the word for a file that is out of date.
    fn state(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Obsolete => "obsolete",
        }
    }

    /// Returns the word for a file that has been updated.
    fn done(self) -> &'static str {
        match self {
            Self::Missing => "created",
            Self::Changed => "updated",
            Self::Obsolete => "removed",
        }
    }
}

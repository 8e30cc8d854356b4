//! `cargo xtask semver`: which version the generated crate needs since a git revision, and why.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use generator::drift::Verdict;
use generator::{Changes, Effect, Folders, SourceFile};
use semver::Version;

use crate::{cargo, description, disk};

/// Exit code of cargo-semver-checks if the crate needs a higher version.
const VIOLATION: i32 = 100;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Git revision to compare with, such as the tag of the last release
    #[arg(long, value_name = "REV")]
    against: String,
    /// Also runs cargo-semver-checks on the two generated crates and reports every disagreement; needs
    /// cargo-semver-checks
    #[arg(long)]
    verify: bool,
}

pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let old = at_revision(root, &arguments.against)?;
    let spec = root.join("spec");
    let new = description::read(&spec)?;
    let changes = match generator::changes(&old, &new, &templates(root)?) {
        Ok(changes) => changes,
        Err(generator::Error::Description(diagnostics)) => {
            description::report(&diagnostics, &spec);
            bail!("the description here or at {} is invalid", arguments.against);
        }
        Err(other) => return Err(other.into()),
    };
    print(&changes)?;
    let required = changes.verdict;
    let version = |files: &[SourceFile]| -> Result<Version> {
        let (_, version) = generator::package(files).map_err(|_| anyhow::anyhow!("the description is invalid"))?;
        version.parse().with_context(|| format!("`{version}` is not a version"))
    };
    let (before, now) = (version(&old)?, version(&new)?);
    let least = least(&before, required);
    crate::output::outln!(
        "{required}: {before} at {} needs at least {least}; `package.version` is {now}",
        arguments.against
    )?;
    let mut is_fine = true;
    if now < least {
        crate::output::errln!("error: raise `package.version` in spec/api.yaml to {least}");
        is_fine = false;
    }
    if required > Verdict::None && !has_entry(&std::fs::read_to_string(root.join("CHANGELOG.md"))?, &now, now > before)
    {
        crate::output::errln!("error: CHANGELOG.md has no entry for {now}");
        is_fine = false;
    }
    if arguments.verify {
        is_fine &= verify(root, &old, &new, required)?;
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints each change with its verdict.
fn print(changes: &Changes) -> Result<()> {
    for difference in &changes.wire.differences {
        let message = difference.message(["the old description", "the new one"]);
        crate::output::outln!("{:<6} {} {}: {message}", difference.verdict, difference.rule, difference.subject)?;
    }
    for change in &changes.items {
        let word = match change.effect {
            Effect::Removed => "removed",
            Effect::Changed => "changed",
            Effect::Added => "added",
            Effect::Deprecated => "deprecated, or no longer",
        };
        crate::output::outln!("{:<6} {}: {word}", generator::verdict(change.effect), change.path)?;
    }
    Ok(())
}

fn templates(root: &Path) -> Result<Vec<SourceFile>> {
    disk::read_tree(&root.join("templates"), |path| {
        path.starts_with("package/") || path.strip_prefix("src/").is_some_and(|name| name.ends_with(".rs"))
    })
}

/// The lowest version that may follow. Before 1.0, as cargo reads versions, the second number is the first.
fn least(before: &Version, required: Verdict) -> Version {
    let Version { major, minor, patch, .. } = *before;
    match (required, major) {
        (Verdict::None, _) => before.clone(),
        (Verdict::Major, 0) => Version::new(0, minor + 1, 0),
        (Verdict::Major, _) => Version::new(major + 1, 0, 0),
        (Verdict::Minor, 1..) => Version::new(major, minor + 1, 0),
        (Verdict::Minor | Verdict::Patch, _) => Version::new(major, minor, patch + 1),
    }
}

/// Whether the changelog has a section for the version, or one for what is not released yet.
fn has_entry(changelog: &str, version: &Version, is_raised: bool) -> bool {
    let is_heading = |line: &str, name: &str| {
        line.strip_prefix("## ").is_some_and(|rest| rest.trim_start_matches('[').starts_with(name))
    };
    let names = [version.to_string(), "Unreleased".to_owned()];
    let wanted = if is_raised { &names[..] } else { &names[1..] };
    let mut lines = changelog.lines().skip_while(|line| !wanted.iter().any(|name| is_heading(line, name))).skip(1);
    lines.by_ref().take_while(|line| !line.starts_with("## ")).any(|line| line.starts_with("- "))
}

/// The description at a revision.
fn at_revision(root: &Path, revision: &str) -> Result<Vec<SourceFile>> {
    let list = git(root, &["ls-tree", "-r", "-z", "--name-only", revision, "--", "spec"])?;
    let paths = list.split('\0').filter_map(|path| path.strip_prefix("spec/"));
    let paths: Vec<&str> = paths.filter(|path| *path == "api.yaml" || path.starts_with("resources/")).collect();
    if paths.is_empty() {
        bail!("there is no description at {revision}");
    }
    let read = |path: &str| Ok(SourceFile::new(path, git(root, &["show", &format!("{revision}:spec/{path}")])?));
    paths.into_iter().map(read).collect()
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    // Empty if it is the current folder.
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let output = Command::new("git").current_dir(root).args(arguments).output().context("cannot run git")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("the description is not UTF-8")
}

/// Asks cargo-semver-checks about the two crates. It must not be stricter.
fn verify(root: &Path, old: &[SourceFile], new: &[SourceFile], ours: Verdict) -> Result<bool> {
    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    let (baseline, current) = (folder.path().join("baseline"), folder.path().join("current"));
    for (files, to) in [(old, &baseline), (new, &current)] {
        for file in generator::generate(files, &templates(root)?, Folders::default())? {
            disk::write(&to.join(&file.path), &file.text)?;
        }
    }
    let passes = |release: &str| -> Result<bool> {
        let mut command = cargo::command(root);
        command.args(["semver-checks", "--all-features", "--release-type", release, "--manifest-path"]);
        command.arg(manifest(&current)).arg("--baseline-root").arg(&baseline);
        let status = command.status().context("cannot run cargo semver-checks")?;
        match status.code() {
            Some(0) => Ok(true),
            Some(VIOLATION) => Ok(false),
            // A failure of the tool says nothing.
            _ => bail!("cargo semver-checks failed ({status}); is it installed?"),
        }
    };
    let theirs = match (passes("patch")?, passes("minor")?) {
        (true, _) => Verdict::Patch,
        (false, true) => Verdict::Minor,
        (false, false) => Verdict::Major,
    };
    if theirs > ours {
        crate::output::errln!("error: cargo-semver-checks says {theirs}, which is more than {ours}");
    } else {
        crate::output::outln!("cargo-semver-checks says {theirs}")?;
    }
    Ok(theirs <= ours)
}

fn manifest(folder: &Path) -> PathBuf {
    folder.join("Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_before_one_count_from_the_second_number() {
        for (before, required, expected) in [
            ("0.1.2", Verdict::None, "0.1.2"),
            ("0.1.2", Verdict::Patch, "0.1.3"),
            ("0.1.2", Verdict::Minor, "0.1.3"),
            ("0.1.2", Verdict::Major, "0.2.0"),
            ("1.2.3", Verdict::Patch, "1.2.4"),
            ("1.2.3", Verdict::Minor, "1.3.0"),
            ("1.2.3", Verdict::Major, "2.0.0"),
        ] {
            let before: Version = before.parse().expect("a version");
            assert_eq!(least(&before, required).to_string(), expected, "{before} {required}");
        }
    }

    #[test]
    fn a_changelog_needs_an_entry_for_the_version() {
        let version = Version::new(0, 2, 0);
        for (changelog, is_raised, expected) in [
            ("# Changelog\n## 0.2.0\n- It moved.\n", true, true),
            ("# Changelog\n## [0.2.0] - 2026-01-01\n\n### Added\n- It.\n", true, true),
            ("# Changelog\n## Unreleased\n- It.\n", true, true),
            ("# Changelog\n## Unreleased\n- It.\n", false, true),
            ("# Changelog\n## 0.2.0\n- It.\n", false, false),
            ("# Changelog\n## Unreleased\n## 0.2.0\n- It.\n", false, false),
            ("# Changelog\n## 0.1.0\n- It.\n", true, false),
            ("", true, false),
        ] {
            assert_eq!(has_entry(changelog, &version, is_raised), expected, "{changelog:?}");
        }
    }
}

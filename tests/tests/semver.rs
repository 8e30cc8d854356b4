//! What edits of a description do to those who depend on the crate, compared with what cargo-semver-checks says of the two
//! crates: the verdict must never be weaker.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::drift::Verdict;
use generator::{Folders, SourceFile};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    reasons: BTreeMap<String, String>,
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    what: String,
    /// The fixture, and the file in it unless all are edited.
    r#in: String,
    /// Every occurrence, instead of the only one.
    #[serde(default)]
    all: bool,
    from: String,
    to: String,
    and: Option<Also>,
    ours: Level,
    checks: Level,
    because: Option<String>,
}

/// Another edit of the same file.
#[derive(Deserialize)]
struct Also {
    from: String,
    to: String,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Level {
    Patch,
    Minor,
    Major,
}

impl Level {
    fn verdict(self) -> Verdict {
        match self {
            Self::Patch => Verdict::Patch,
            Self::Minor => Verdict::Minor,
            Self::Major => Verdict::Major,
        }
    }
}

impl Edit {
    fn api(&self) -> &str {
        self.r#in.split('/').next().unwrap_or_default()
    }

    fn before(&self) -> Vec<SourceFile> {
        support::description(&support::fixtures().join(self.api()))
    }

    fn after(&self) -> Vec<SourceFile> {
        let mut files = self.before();
        for file in &mut files {
            if self.r#in == self.api() || self.r#in == format!("{}/{}", self.api(), file.path) {
                let count = file.text.matches(&self.from).count();
                assert!(self.all || count == 1, "{}: {count} places to edit", self.what);
                file.text = file.text.replace(&self.from, &self.to);
                if let Some(also) = &self.and {
                    assert_eq!(file.text.matches(&also.from).count(), 1, "{}", self.what);
                    file.text = file.text.replace(&also.from, &also.to);
                }
            }
        }
        assert!(files.iter().zip(self.before()).any(|(new, old)| *new.text != old.text), "{}: no edit", self.what);
        files
    }
}

fn table() -> Table {
    let text = fs::read_to_string(support::fixtures().join("../semver.yaml")).expect("the table is there");
    serde_yaml::from_str(&text).expect("the table is YAML")
}

#[test]
fn every_edit_has_its_verdict() {
    let (table, templates) = (table(), support::templates());
    let mut failures = Vec::new();
    for edit in &table.edits {
        match generator::changes(&edit.before(), &edit.after(), &templates) {
            Ok(changes) if changes.verdict == edit.ours.verdict() => {}
            Ok(changes) => failures.push(format!("{}: {}, {:?}", edit.what, changes.verdict, changes.items)),
            Err(error) => failures.push(format!("{}: {error}", edit.what)),
        }
        let is_stronger = edit.ours.verdict() > edit.checks.verdict();
        assert!(edit.ours.verdict() >= edit.checks.verdict(), "{}: weaker than cargo-semver-checks", edit.what);
        assert_eq!(edit.because.is_some(), is_stronger, "{}: a reason, if it is stronger", edit.what);
        assert!(edit.because.iter().all(|reason| table.reasons.contains_key(reason)), "{}", edit.what);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Asks cargo-semver-checks about every edit, where the environment names a folder to build in. It takes minutes.
#[test]
fn cargo_semver_checks_says_what_the_table_says() {
    let Some(folder) = std::env::var_os("SEMVER_CHECKS_FOLDER").map(PathBuf::from) else { return };
    let mut baselines = BTreeMap::new();
    let mut failures = Vec::new();
    for edit in &table().edits {
        let baseline = baselines.entry(edit.api().to_owned());
        let baseline = baseline.or_insert_with(|| documented(&folder, &edit.before(), "baseline")).clone();
        let current = documented(&folder, &edit.after(), "current");
        let passes = |release: &str| {
            let mut command = Command::new("cargo");
            command.args(["semver-checks", "--release-type", release, "--baseline-rustdoc"]).arg(&baseline);
            let output = command.arg("--current-rustdoc").arg(&current).output().expect("cargo runs");
            let report = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(report.contains("Summary"), "{}: {report}", edit.what);
            (output.status.success(), report)
        };
        let ((patch, _), (minor, report)) = (passes("patch"), passes("minor"));
        let found = match (patch, minor) {
            (true, _) => Verdict::Patch,
            (false, true) => Verdict::Minor,
            (false, false) => Verdict::Major,
        };
        println!("{}: {found}", edit.what);
        if found != edit.checks.verdict() {
            failures.push(format!("{}: {found}\n{report}", edit.what));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// The items of the crate that a description generates, as rustdoc writes them for programs.
fn documented(folder: &Path, description: &[SourceFile], name: &str) -> PathBuf {
    let (package, _) = generator::package(description).expect("the description is valid");
    let root = folder.join(&package);
    if root.exists() {
        fs::remove_dir_all(&root).expect("it can be removed");
    }
    let files = generator::generate(description, &support::templates(), Folders::default()).expect("it is valid");
    for file in files {
        let path = root.join(&file.path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("it can be created");
        fs::write(path, file.text).expect("it can be written");
    }
    fs::copy(support::repository().join("Cargo.lock"), root.join("Cargo.lock")).expect("it can be copied");
    let mut command = Command::new("cargo");
    command.args(["rustdoc", "--quiet", "--lib", "--all-features", "--offline", "--"]);
    command.args(["-Zunstable-options", "--output-format=json", "--cap-lints=allow"]);
    command.current_dir(&root).env("CARGO_TARGET_DIR", folder.join("target"));
    // What cargo-semver-checks does itself: the format is unstable, and read by a version that knows it.
    command.env("RUSTC_BOOTSTRAP", "1");
    assert!(command.status().expect("cargo runs").success(), "{package} cannot be documented");
    let written = folder.join(format!("target/doc/{}.json", package.replace('-', "_")));
    let kept = folder.join(format!("{package}-{name}.json"));
    fs::rename(written, &kept).expect("rustdoc wrote it");
    kept
}

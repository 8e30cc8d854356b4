//! A workspace in a temporary folder on which the commands run. Knows nothing of what they should do.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

/// A copy of the description and the templates, and the crate generated from them.
pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// Copies the sources and generates the crate.
    pub fn generated() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        copy(&root.join("spec"), &workspace.path("spec"));
        copy(&root.join("templates/src"), &workspace.path("templates/src"));
        copy(&root.join("templates/package"), &workspace.path("templates/package"));
        assert!(workspace.run(&["codegen"]).status.success());
        workspace
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).arg("--spec").arg(self.path("spec"));
        if arguments[0] == "codegen" {
            command.arg("--templates").arg(self.path("templates"));
        }
        if ["codegen", "docs"].contains(&arguments[0]) {
            command.arg("--out").arg(self.path("out"));
        }
        command
    }

    /// Asserts that `--check` fails, lists the file with its state, and writes nothing.
    pub fn assert_out_of_date(&self, state: &str, file: &str) {
        let before = self.times();
        let output = self.run(&["codegen", "--check"]);
        let report = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{report}");
        let named = |line: &str| line.trim_start().starts_with(state) && line.ends_with(file);
        assert!(report.lines().any(named), "no `{state} …{file}` in:\n{report}");
        let folder = self.folder.path().display();
        let summary = format!(
            "error: 1 file is out of date; run `cargo xtask codegen --spec {folder}/spec \
             --templates {folder}/templates --out {folder}/out`\n"
        );
        assert!(report.ends_with(&summary), "{report}");
        assert_eq!(self.times(), before, "`--check` wrote something");
    }

    pub fn assert_up_to_date(&self) {
        let output = self.run(&["codegen", "--check"]);
        let report = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && report.ends_with(" files are up to date\n"), "{report}");
    }

    /// Runs `codegen`, and asserts that everything is up to date then and that a second run writes nothing.
    pub fn assert_updates(&self) {
        assert!(self.run(&["codegen"]).status.success());
        self.assert_up_to_date();
        let before = self.times();
        assert!(self.run(&["codegen"]).status.success());
        assert_eq!(self.times(), before, "a second run wrote something");
    }

    /// Returns every file of the crate with its modification time.
    pub fn times(&self) -> Vec<(PathBuf, SystemTime)> {
        let mut times = Vec::new();
        files(&self.path("out"), &mut |path| {
            times.push((path.to_owned(), fs::metadata(path).unwrap().modified().unwrap()));
        });
        times.sort();
        times
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

pub fn files(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, visit) } else { visit(&path) }
    }
}

pub fn copy(from: &Path, to: &Path) {
    files(from, &mut |path| {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(path, target).unwrap();
    });
}

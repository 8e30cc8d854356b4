//! A folder in which the scripts of the workflows run, with stand-ins for `gh` and `cargo`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A clone of a repository with a description and a package, and what the stand-ins know.
pub(crate) struct Job {
    folder: TempDir,
}

impl Job {
    pub(crate) fn new() -> Self {
        let job = Self { folder: tempfile::tempdir().expect("a folder for the test") };
        for folder in ["state", "clone/spec", "clone/generated"] {
            fs::create_dir_all(job.path(folder)).expect("the folder can be created");
        }
        job.set("calls", "");
        job.git(&["init", "--quiet", "--bare", "--initial-branch", "main", "../origin"]);
        job.git(&["init", "--quiet", "--initial-branch", "main"]);
        job.git(&["remote", "add", "origin", "../origin"]);
        job.write("spec/api.yaml", "version: v1\n");
        job.write("generated/Cargo.toml", "[package]\nversion = \"1.2.0\"\n");
        job.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## [1.2.0] - soon\n\n- New.\n\n## 1.1.0\n");
        job.commit("A beginning");
        job.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        job
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Tells the stand-ins something.
    pub(crate) fn set(&self, name: &str, text: &str) {
        fs::write(self.path("state").join(name), text).expect("the file can be written");
    }

    /// What a comparison reports, and how it exits.
    pub(crate) fn set_drift(&self, report: &str, status: &str) {
        self.set("report", report);
        self.set("status", status);
    }

    /// What the stand-ins know.
    pub(crate) fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path("state").join(name)).unwrap_or_default()
    }

    /// The calls that changed something since the last time, without paths of temporary files.
    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = self.get("calls");
        self.set("calls", "");
        let shown = |line: &str| match line.split_once(" --body-file ") {
            Some((before, rest)) => before.to_owned() + rest.trim_start_matches(|c| c != ' '),
            None => line.to_owned(),
        };
        calls.lines().map(shown).collect()
    }

    /// Writes a file of the clone.
    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path("clone").join(path), text).expect("the file can be written");
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        let author = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"];
        self.git(&[&author[..], &["commit", "--quiet", "--message", message]].concat());
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git").args(arguments).output().expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Runs a script of the workflows, given by its path below `.github`.
    pub(crate) fn run(&self, script: &str, arguments: &[&str]) -> Output {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github");
        self.command("bash").arg(scripts.join(script)).args(arguments).output().expect("bash runs")
    }

    /// As [`Self::run`], and asserts that it succeeds.
    pub(crate) fn succeed(&self, script: &str, arguments: &[&str]) {
        let output = self.run(script, arguments);
        assert!(output.status.success(), "{script} {arguments:?}: {output:?}");
    }

    fn command(&self, program: &str) -> Command {
        let fakes = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workflows");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.current_dir(self.path("clone")).env("PATH", format!("{}:{path}", fakes.display()));
        command.env("STATE", self.path("state")).env("TMPDIR", self.path("state"));
        command.env("GITHUB_OUTPUT", self.path("state/outputs")).env("GITHUB_STEP_SUMMARY", self.path("state/summary"));
        command.env("GITHUB_SERVER_URL", "https://example.com").env("GITHUB_REPOSITORY", "a/b");
        command.env("GITHUB_RUN_ID", "1").env("BASE", "main");
        // Nothing of the machine's own settings.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(variable);
        }
        command
    }
}

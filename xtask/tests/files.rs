//! Tests what the commands do with unusual files and folders, with other commands at the same time, and when they are
//! interrupted.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use self::workspace::{Workspace, files};

impl Workspace {
    /// Runs a command that fails, and returns what it says.
    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let report = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}: {report}");
        report
    }

    /// Returns every file of the crate.
    fn content(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut content = BTreeMap::new();
        files(&self.path("out"), &mut |path| _ = content.insert(path.to_owned(), fs::read(path).unwrap()));
        content
    }

    /// Changes every file of the runtime.
    fn mark_templates(&self, mark: &str) {
        files(&self.path("templates/src"), &mut |path| {
            let text = fs::read_to_string(path).unwrap();
            let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("// Mark ")).collect();
            fs::write(path, format!("{}\n// Mark {mark}\n", kept.join("\n"))).unwrap();
        });
    }
}

#[test]
fn what_editors_and_systems_leave_is_ignored() {
    let workspace = Workspace::generated();
    // A lock of Emacs is a link that leads nowhere.
    symlink("somebody@somewhere.1234", workspace.path("spec/resources/.#service.yaml")).unwrap();
    symlink("somebody@somewhere.1234", workspace.path("spec/.#api.yaml")).unwrap();
    for name in ["spec/resources/._service.yaml", "spec/._api.yaml", "spec/resources/service.yaml~", "spec/.x/y.yaml"] {
        let path = workspace.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, [0, 255]).unwrap();
    }
    for folder in ["spec", "templates/src", "out/src"] {
        let name = std::ffi::OsStr::from_bytes(b"caf\xE9.txt");
        fs::write(workspace.path(folder).join(name), "").unwrap();
    }
    workspace.assert_up_to_date();
    assert!(workspace.run(&["lint"]).status.success());
}

#[test]
fn a_resource_whose_name_is_not_utf_8_is_an_error() {
    let workspace = Workspace::generated();
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.yaml");
    fs::write(workspace.path("spec/resources").join(name), "").unwrap();
    let report = workspace.fails(&["lint"]);
    assert!(report.starts_with("error: the file name ") && report.ends_with(" is not UTF-8\n"), "{report}");
}

#[test]
fn content_that_is_not_utf_8_is_reported_at_its_place() {
    let workspace = Workspace::generated();
    fs::write(workspace.path("spec/resources/service.yaml"), b"resource: Service\ndocs: gr\xC3\xB6\xDFer\n").unwrap();
    let report = workspace.fails(&["lint"]);
    assert!(report.contains("/spec/resources/service.yaml:2:10: not UTF-8;"), "{report}");
}

#[test]
fn links_to_folders_are_followed() {
    let workspace = Workspace::generated();
    fs::rename(workspace.path("spec/resources"), workspace.path("elsewhere")).unwrap();
    symlink(workspace.path("elsewhere"), workspace.path("spec/resources")).unwrap();
    fs::rename(workspace.path("out/src"), workspace.path("sources")).unwrap();
    symlink(workspace.path("sources"), workspace.path("out/src")).unwrap();
    workspace.assert_up_to_date();
    // What is behind the link can be out of date as well.
    fs::copy(workspace.path("sources/sid.rs"), workspace.path("sources/old.rs")).unwrap();
    workspace.assert_out_of_date("obsolete", "src/old.rs");
    // A link to where one has been is no way without an end.
    symlink(workspace.path("spec"), workspace.path("elsewhere/.loop")).unwrap();
    symlink(workspace.path("spec"), workspace.path("spec/.loop")).unwrap();
    workspace.assert_updates();
}

#[test]
fn differences_of_line_ends_are_named() {
    let workspace = Workspace::generated();
    let path = workspace.path("out/src/sid.rs");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    let report = workspace.fails(&["codegen", "--check"]);
    assert!(report.contains("only line ends differ: CRLF on disk, LF generated\n"), "{report}");
    workspace.assert_updates();
}

#[test]
fn a_crate_cannot_be_put_among_its_sources() {
    let workspace = Workspace::generated();
    let spec = workspace.path("spec");
    for out in ["spec", "spec/resources", "spec/resources/new", "templates/src", "spec/../spec/x"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["codegen", "--spec"]).arg(&spec).arg("--out").arg(workspace.path(out));
        let output = command.arg("--templates").arg(workspace.path("templates")).output().unwrap();
        let report = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && report.contains("choose another --out"), "{out}: {report}");
    }
    assert!(!workspace.path("spec/resources/new").exists());
    assert!(workspace.run(&["lint"]).status.success());
}

#[test]
fn another_description_needs_a_folder_of_its_own() {
    let workspace = Workspace::generated();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["codegen", "--check", "--spec"]).arg(workspace.path("spec")).output().unwrap();
    let report = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(report.contains("is another description: say with --out where its crate goes"), "{report}");
}

#[test]
fn a_full_disk_is_an_error_and_no_panic() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let workspace = Workspace::generated();
    for arguments in [&["lint", "--format", "json"][..], &["lint", "--explain", "link"], &["openapi"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).stdout(full.try_clone().unwrap());
        if !arguments.contains(&"--explain") {
            command.arg("--spec").arg(workspace.path("spec"));
        }
        let output = command.output().unwrap();
        let report = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {report}");
        assert!(report.starts_with("error: cannot write"), "{arguments:?}: {report}");
    }
    // There is nobody to tell, but the exit code still counts.
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["lint", "--spec"]).arg(workspace.path("spec")).stderr(full);
    assert!(command.status().unwrap().success());
}

#[test]
fn commands_at_the_same_time_take_turns() {
    let workspace = Workspace::generated();
    for round in 0..5 {
        workspace.mark_templates(&round.to_string());
        fs::create_dir_all(workspace.path("out/src/old")).unwrap();
        for name in 0..20 {
            fs::copy(workspace.path("out/src/sid.rs"), workspace.path(&format!("out/src/old/{name}.rs"))).unwrap();
        }
        let both = [(), ()].map(|()| workspace.command(&["codegen"]).stderr(Stdio::piped()).spawn().unwrap());
        for command in both {
            let output = command.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        workspace.assert_up_to_date();
    }
}

#[test]
fn what_an_interrupted_command_left_is_reported_and_removed() {
    let workspace = Workspace::generated();
    let left = workspace.path("out/src/.codegen-x1y2z3");
    fs::write(&left, "half a fi").unwrap();
    let report = workspace.fails(&["codegen", "--check"]);
    assert!(report.contains("/out/src/.codegen-x1y2z3 by a command that was interrupted"), "{report}");
    workspace.assert_updates();
    assert!(!left.exists());
}

/// Kills the command after each number of files that it has written.
#[test]
fn a_killed_command_leaves_old_and_new_files_and_no_others() {
    let workspace = Workspace::generated();
    for written in 0..50 {
        let old = workspace.content();
        workspace.mark_templates(&written.to_string());
        let mut command = workspace.command(&["codegen"]).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(command.stderr.take().unwrap()).lines();
        let seen = lines.map_while(Result::ok).take(written).count();
        command.kill().unwrap();
        command.wait().unwrap();
        assert_eq!(seen, written, "every round changes more files than that");

        let mixed = workspace.content();
        let check = workspace.run(&["codegen", "--check"]);
        assert!(workspace.run(&["codegen"]).status.success());
        let new = workspace.content();
        assert_eq!(check.status.success(), mixed == new, "after {written} files");
        for (path, content) in &mixed {
            let is_whole = old.get(path) == Some(content) || new.get(path) == Some(content);
            let is_left = path.file_name().unwrap().to_string_lossy().starts_with(".codegen-");
            assert!(is_whole || is_left, "{} after {written} files", path.display());
        }
        assert!(new.keys().eq(old.keys()), "something is left after {written} files");
    }
}

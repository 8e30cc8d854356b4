//! Generates a crate from every valid fixture description: each must pass what users do with a crate, without a warning:
//! check and clippy, documentation and the examples in it, and packaging.
//!
//! So must the crate of one description that has everything in every place, and crates of random
//! descriptions: three of them, or as many as `FIXTURES_RANDOM` says, others with each `FIXTURES_SEED`.
//!
//! `fixtures/spec/parcels` is a second description that uses every feature of the language. A folder of
//! `fixtures/spec/valid` contains the files in which a description differs from the base. All crates are members of one
//! workspace below the target folder, so that a second run recompiles only what changed.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod maximal;
mod odd;
mod random;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::{Folders, SourceFile};

/// The line with the base's package name, which is replaced in every fixture.
const BASE_PACKAGE: &str = "name: acme-parcels";

#[test]
fn generated_crates_compile_without_warnings() {
    let workspace = Workspace::write();
    // Clippy checks everything as well, where it is installed.
    let has_clippy = workspace.command(&["clippy", "--version"]).output().is_ok_and(|output| output.status.success());
    let check = if has_clippy { "clippy" } else { "check" };
    workspace.cargo(&[check, "--workspace", "--all-targets"]);
    // Without the default features, because the transport takes long to compile. Webhooks are behind a feature.
    workspace.cargo(&["doc", "--workspace", "--no-deps", "--no-default-features", "--features", "axum"]);
    workspace.cargo(&["test", "--workspace", "--doc", "--no-default-features", "--features", "axum", "--quiet"]);
    // The fake: of a description that says how the service behaves, and of one that does not.
    let fake = ["--no-default-features", "--features", "fake"];
    workspace.cargo(&[&[check, "--package", "fixture-behaviour", "--package", "acme-parcels"], &fake[..]].concat());
    workspace.cargo(&[&["doc", "--package", "fixture-behaviour", "--no-deps"], &fake[..]].concat());
    workspace.cargo(&[&["test", "--package", "fixture-behaviour", "--test", "caller"], &fake[..]].concat());
    workspace.cargo(&[&["test", "--package", "fixture-behaviour", "--doc", "--quiet"], &fake[..]].concat());
    let server = ["--no-default-features", "--features", "fake-server"];
    workspace.cargo(&[&[check, "--package", "fixture-behaviour", "--package", "acme-parcels"], &server[..]].concat());
    // What the registry would get. It is not built again.
    workspace.cargo(&["package", "--workspace", "--no-verify", "--allow-dirty", "--quiet"]);
}

/// A cargo workspace with one member per fixture.
struct Workspace {
    folder: PathBuf,
    target: PathBuf,
}

impl Workspace {
    fn write() -> Self {
        let target = support::repository().join("target/fixtures");
        let folder = target.join("workspace");
        let mut files = BTreeMap::from([("Cargo.toml".to_owned(), manifest())]);
        // The versions of the repository, so that cargo works offline.
        let lock =
            fs::read_to_string(support::repository().join("Cargo.lock")).expect("the repository has a lock file");
        files.insert("Cargo.lock".to_owned(), lock);
        let templates = support::templates();
        for (name, description) in descriptions() {
            let generated = match generator::generate(
                &description,
                &templates,
                Folders { description: &name, templates: "templates" },
            ) {
                Ok(generated) => generated,
                Err(error) => panic!("{name}: {error}"),
            };
            files.extend(generated.into_iter().map(|file| (format!("crates/{name}/{}", file.path), file.text)));
        }
        for (name, folder) in [("behaviour", "tests"), ("parcels", "examples")] {
            let caller = support::fixtures().join(format!("../callers/{name}.rs"));
            let caller = fs::read_to_string(caller).expect("the fixture can be read");
            files.insert(format!("crates/{name}/{folder}/caller.rs"), caller);
        }
        replace(&folder, &files);
        Self { folder, target }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.folder).args(arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env("RUSTFLAGS", "-Dwarnings").env("RUSTDOCFLAGS", "-Dwarnings").env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }

    fn cargo(&self, arguments: &[&str]) {
        let output = self.command(arguments).arg("--offline").output().expect("cargo runs");
        let (out, report) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "cargo {arguments:?} fails:\n{out}{report}");
    }
}

fn manifest() -> String {
    "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n".to_owned()
}

/// Returns every valid description with the name of its fixture, each with a package name of its own.
fn descriptions() -> Vec<(String, Vec<SourceFile>)> {
    let root = support::fixtures();
    let mut all = vec![("base".to_owned(), support::description(&root.join("base")))];
    all.extend(support::other_apis());
    for name in support::folders(&root.join("valid")) {
        let mut description = support::overlaid(&root.join("valid").join(&name));
        for file in &mut description {
            file.text = file.text.replacen(BASE_PACKAGE, &format!("name: fixture-{name}"), 1);
        }
        all.push((name, description));
    }
    all.push(("everything".to_owned(), maximal::description(&all[0].1)));
    let number = |name: &str| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
    let (seed, count) = (number("FIXTURES_SEED").unwrap_or(20_261_130), number("FIXTURES_RANDOM").unwrap_or(3));
    all.extend(random::descriptions(&all[0].1, seed, count as usize));
    all
}

/// Makes a folder contain exactly these files. Files that do not change keep their modification time.
fn replace(folder: &Path, files: &BTreeMap<String, String>) {
    if folder.exists() {
        // A folder without a manifest would break the workspace.
        for name in support::folders(&folder.join("crates")) {
            if !files.contains_key(&format!("crates/{name}/Cargo.toml")) {
                fs::remove_dir_all(folder.join("crates").join(name)).expect("a crate of an earlier run can be removed");
            }
        }
        for path in support::tree(&folder.join("crates")).keys().map(|path| format!("crates/{path}")) {
            if !files.contains_key(&path) {
                fs::remove_file(folder.join(path)).expect("a file of an earlier run can be removed");
            }
        }
    }
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("below the folder")).expect("the folder can be created");
        fs::write(&path, text).expect("the file can be written");
    }
}

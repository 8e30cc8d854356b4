//! Measures how long the generated crate takes to build, outside of the workspace, and compares it with empty crates
//! that have the same or similar dependencies.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::process::{median, milliseconds, run, sample};
use super::row::Row;
use crate::{cargo, disk};

/// Clean builds take long; five are enough to distinguish a trend from noise.
const CLEAN_RUNS: usize = 5;
const TOUCH_RUNS: usize = 7;

/// A crate with the HTTP stack and serde, without a client.
const HTTP_STACK: &str = r#"[package]
name = "http-stack"
edition = "2024"

[dependencies]
http-body-util = "0.1"
hyper = { version = "1", default-features = false, features = ["client", "http1"] }
hyper-rustls = { version = "0.27", default-features = false, features = ["http1", "ring", "tls12"] }
hyper-util = { version = "0.1", default-features = false, features = ["client-legacy", "client-proxy", "http1", "tokio"] }
rustls-native-certs = "0.8"
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

/// What an application without this client would depend on: the most common HTTP library, with TLS and as few features
/// as possible.
const BARE_REQWEST: &str = r#"[package]
name = "bare-reqwest"
edition = "2024"

[dependencies]
reqwest = { version = "0.13", default-features = false, features = ["form", "json", "query", "rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", default-features = false }

[workspace]
"#;

/// Measures all builds.
pub(super) fn rows(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    let names = ["client", "control", "http-stack", "bare-reqwest"];
    let [ours, control, stack, reqwest] = names.map(|name| folder.join(name));
    let manifest =
        fs::read_to_string(root.join("generated/Cargo.toml")).context("cannot read the client's manifest")?;
    copy_crate(root, &ours)?;
    empty_crate(root, &control, &format!("{}\n[workspace]\n", without_targets(&manifest)))?;
    empty_crate(root, &stack, HTTP_STACK)?;
    empty_crate(root, &reqwest, BARE_REQWEST)?;
    // Downloads are not part of the measured time.
    for krate in [&ours, &control, &stack, &reqwest] {
        run(&mut build(krate, "fetch", folder))?;
    }
    let mut rows = vec![
        Row::new("crates of the client, default features", crates(&ours, &[])? as f64, "crates", 60.0),
        Row::new("crates of the client with `http2`", crates(&ours, &["http2"])? as f64, "crates", None),
        Row::new("crates of reqwest with TLS and JSON", crates(&reqwest, &[])? as f64, "crates", None),
    ];
    // Cargo builds workspace members incrementally, to speed up the next build, but not dependencies from a registry.
    // So the client is measured both ways.
    let subjects = [(&ours, true), (&ours, false), (&control, true), (&stack, true), (&reqwest, true)];
    for command in ["check", "build"] {
        let mut seconds: [Vec<f64>; 5] = Default::default();
        for _ in 0..CLEAN_RUNS {
            for ((krate, incremental), seconds) in subjects.iter().zip(&mut seconds) {
                seconds.push(clean(krate, command, &[], *incremental, folder)?);
            }
        }
        let [ours, dependency, control, stack, reqwest] = seconds;
        let relative = |ours: &[f64], other: &[f64]| median(ours.iter().zip(other).map(|(ours, other)| ours / other));
        let time = |values: &[f64]| median(values.iter().copied());
        let what = format!("clean cargo {command}");
        rows.extend([
            Row::new(what.clone(), time(&ours), "s", None),
            Row::new(format!("{what}, as a registry dependency"), time(&dependency), "s", None),
            Row::new(format!("{what}, empty crate with hyper, TLS and serde"), time(&stack), "s", None),
            Row::new(format!("{what}, relative to hyper, TLS and serde"), relative(&ours, &stack), "×", 1.25),
            Row::new(format!("{what}, empty crate with the same dependencies"), time(&control), "s", None),
            Row::new(format!("{what}, relative to the same dependencies"), relative(&ours, &control), "×", 1.25),
            Row::new(
                format!("{what}, as a registry dependency, relative to the same dependencies"),
                relative(&dependency, &control),
                "×",
                1.25,
            ),
            Row::new(format!("{what}, empty crate with reqwest"), time(&reqwest), "s", None),
            Row::new(format!("{what}, relative to reqwest"), relative(&ours, &reqwest), "×", None),
        ]);
    }
    rows.push(touch(&ours, folder)?);
    Ok(rows)
}

/// Copies the generated crate to a folder outside of the workspace.
pub(super) fn copy_crate(root: &Path, target: &Path) -> Result<()> {
    for file in disk::read_tree(&root.join("generated"), |_| true)? {
        let mut text = file.text;
        if file.path == "Cargo.toml" {
            text.push_str("\n[workspace]\n");
        }
        write(&target.join(file.path), &text)?;
    }
    lock(root, target)
}

/// A manifest without the programs and examples that it lists, whose files an empty crate does not have.
fn without_targets(manifest: &str) -> String {
    let mut is_target = false;
    let kept = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            is_target = line.starts_with("[[");
        }
        !is_target
    });
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Writes a crate that uses none of its dependencies.
fn empty_crate(root: &Path, target: &Path, manifest: &str) -> Result<()> {
    write(&target.join("Cargo.toml"), manifest)?;
    write(&target.join("src/lib.rs"), "")?;
    write(&target.join("README.md"), "")?;
    lock(root, target)
}

/// Copies the repository's lock file, so that all crates are built with the same versions.
fn lock(root: &Path, target: &Path) -> Result<()> {
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    write(&target.join("Cargo.lock"), &lock)
}

pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).context("cannot create a folder")?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Returns a cargo command on a crate, with a target folder of its own.
pub(super) fn build(krate: &Path, command: &str, folder: &Path) -> Command {
    let mut cargo = cargo::command(krate);
    cargo.arg(command).env("CARGO_TARGET_DIR", target(krate, folder));
    // The flags of this process must not affect the measured builds.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

pub(super) fn target(krate: &Path, folder: &Path) -> PathBuf {
    folder.join("target").join(krate.file_name().unwrap_or_default())
}

/// Returns the seconds that a build into an empty target folder takes.
pub(super) fn clean(krate: &Path, command: &str, arguments: &[&str], incremental: bool, folder: &Path) -> Result<f64> {
    let target = target(krate, folder);
    if target.exists() {
        fs::remove_dir_all(&target).context("cannot empty a target folder")?;
    }
    let mut cargo = build(krate, command, folder);
    cargo.args(arguments).env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" });
    Ok(run(&mut cargo)?.as_secs_f64())
}

/// Measures an incremental check after the crate's root file was touched.
fn touch(krate: &Path, folder: &Path) -> Result<Row> {
    let library = krate.join("src/lib.rs");
    sample(&mut build(krate, "check", folder), 0)?;
    let mut samples: Vec<std::time::Duration> = Vec::new();
    for _ in 0..TOUCH_RUNS {
        let now = fs::FileTimes::new().set_modified(std::time::SystemTime::now());
        fs::File::options().append(true).open(&library)?.set_times(now)?;
        samples.push(run(&mut build(krate, "check", folder))?);
    }
    let seconds = median(samples.iter().map(milliseconds)) / 1000.0;
    Ok(Row::new("cargo check after touching src/lib.rs", seconds, "s", 0.6))
}

/// Counts a crate and its normal dependencies, direct and transitive.
pub(super) fn crates(krate: &Path, features: &[&str]) -> Result<usize> {
    let mut command = cargo::command(krate);
    command.args([
        "tree",
        "--features",
        &features.join(","),
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let output = command.output().context("cannot run cargo tree")?;
    ensure!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
    Ok(names.len())
}

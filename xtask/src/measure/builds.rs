//! Knows how to measure what depending on the generated crate costs a build: the crate and, in turn with it, an empty
//! crate with the same dependencies, both outside of the workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::process::{Sample, median, run, sample};
use super::{Row, cargo_path};

/// Clean builds take long; three of each tell a trend from noise.
const CLEAN_RUNS: usize = 3;
const TOUCH_RUNS: usize = 7;

pub(super) fn rows(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    let ours = folder.join("client");
    let control = folder.join("control");
    copy_crate(root, &ours, true)?;
    copy_crate(root, &control, false)?;
    // Whatever has to be downloaded is downloaded now.
    run(&mut cargo(&ours, "fetch", folder))?;
    let mut rows = vec![Row::new("crates of the client, default features", crates(&ours)? as f64, "crates", 60.0)];
    for (name, command) in [("check", "check"), ("build", "build")] {
        let mut ratios = Vec::new();
        let mut seconds = Vec::new();
        let mut control_seconds = Vec::new();
        for _ in 0..CLEAN_RUNS {
            let of_ours = clean(&ours, command, folder)?;
            let of_control = clean(&control, command, folder)?;
            ratios.push(of_ours / of_control);
            seconds.push(of_ours);
            control_seconds.push(of_control);
        }
        rows.push(Row::new(format!("clean cargo {name}"), median(seconds.into_iter()), "s", None));
        rows.push(Row::new(
            format!("clean cargo {name}, empty crate with the same dependencies"),
            median(control_seconds.into_iter()),
            "s",
            None,
        ));
        rows.push(Row::new(format!("clean cargo {name} over the empty crate"), median(ratios.into_iter()), "×", 1.25));
    }
    rows.push(touch(&ours, folder)?);
    Ok(rows)
}

/// A copy of the generated crate, or of its manifest with an empty library.
fn copy_crate(root: &Path, target: &Path, whole: bool) -> Result<()> {
    let files = crate::disk::read_tree(&root.join("generated"), |path| whole || path == "Cargo.toml")?;
    for file in files {
        let mut text = file.text;
        if file.path == "Cargo.toml" {
            text.push_str("\n[workspace]\n");
        }
        write(&target.join(file.path), &text)?;
    }
    if !whole {
        write(&target.join("src/lib.rs"), "")?;
        write(&target.join("README.md"), "")?;
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    write(&target.join("Cargo.lock"), &lock)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).context("cannot create a folder")?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn cargo(krate: &Path, command: &str, folder: &Path) -> Command {
    let mut cargo = Command::new(cargo_path());
    cargo.arg(command).current_dir(krate).env("CARGO_TARGET_DIR", target(krate, folder));
    // Settings of the process that runs us are not those of a downstream build.
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

fn target(krate: &Path, folder: &Path) -> PathBuf {
    folder.join("target").join(krate.file_name().unwrap_or_default())
}

/// Seconds of a build into an empty target folder.
fn clean(krate: &Path, command: &str, folder: &Path) -> Result<f64> {
    let target = target(krate, folder);
    if target.exists() {
        fs::remove_dir_all(&target).context("cannot empty a target folder")?;
    }
    Ok(run(&mut cargo(krate, command, folder))?.milliseconds() / 1000.0)
}

fn touch(krate: &Path, folder: &Path) -> Result<Row> {
    let library = krate.join("src/lib.rs");
    sample(&mut cargo(krate, "check", folder), 0)?;
    let mut samples: Vec<Sample> = Vec::new();
    for _ in 0..TOUCH_RUNS {
        let now = fs::FileTimes::new().set_modified(std::time::SystemTime::now());
        fs::File::options().append(true).open(&library)?.set_times(now)?;
        samples.push(run(&mut cargo(krate, "check", folder))?);
    }
    let seconds = median(samples.iter().map(Sample::milliseconds)) / 1000.0;
    Ok(Row::new("touch and cargo check", seconds, "s", 0.6))
}

fn crates(krate: &Path) -> Result<usize> {
    let mut command = Command::new(cargo_path());
    command.args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]).current_dir(krate);
    let output = command.output().context("cannot run cargo tree")?;
    ensure!(output.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)")).filter(|line| !line.is_empty()).collect();
    Ok(names.len())
}

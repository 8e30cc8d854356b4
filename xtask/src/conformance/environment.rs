//! Sets up what runs programs in other languages, below a folder, unless it is there already. Runs none of the programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Says which packages a folder has; written when all of them are installed.
const INSTALLED: &str = "installed.txt";

/// Sets up a virtual environment of Python with these packages, and returns its interpreter.
pub(super) fn python(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let interpreter = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    install(folder, &packages.join("\n"), || {
        let mut venv = Command::new("python3");
        succeed(venv.args(["-m", "venv"]).arg(folder), "python3 -m venv; this command needs Python")?;
        let mut pip = Command::new(&interpreter);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
        succeed(&mut pip, "pip install")
    })?;
    Ok(interpreter)
}

/// Installs a package of npm in a folder.
pub(super) fn node(folder: &Path, package: &str) -> Result<()> {
    install(folder, package, || {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(folder).arg(package);
        succeed(&mut npm, "npm install; this command needs Node.js")
    })
}

/// Installs packages unless the folder has them already, and no others.
fn install(folder: &Path, packages: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let marker = folder.join(INSTALLED);
    if fs::read_to_string(&marker).is_ok_and(|installed| installed == packages) {
        return Ok(());
    }
    crate::output::errln!("installing {}", packages.replace('\n', ", "));
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    install()?;
    fs::write(&marker, packages).with_context(|| format!("cannot write {}", marker.display()))
}

fn succeed(command: &mut Command, name: &str) -> Result<()> {
    let status = command.stdout(Stdio::null()).status().with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed: {status}");
    Ok(())
}

/// Copies the files of a folder to another one, which then has no others.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot remove {}", to.display()))?;
    }
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let file = entry.with_context(|| format!("cannot list {}", from.display()))?;
        let target = to.join(file.file_name());
        fs::copy(file.path(), &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(())
}

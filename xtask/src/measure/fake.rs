//! Measures the fake: as a server under load, with many records, and what its features cost those who do not use them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::builds::{build, clean, copy_crate, crates, target, write};
use super::process::{self, figures, median, peak, run};
use super::row::Row;

/// How many Transcripts a process keeps whose memory is measured.
const KEPT: usize = 20_000;
const MEMORY_RUNS: usize = 3;
const CHECK_RUNS: usize = 3;
/// The folders of the fake in the crate, and the module with its tables.
const SOURCES: [&str; 3] = ["/runtime/fake/", "/runtime/fake_server/", "/src/fake.rs"];

const PROGRAM: &str = r#"use twilio_intelligence_v2::{Client, Credentials};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let credentials = Credentials::account("AC00000000000000000000000000000001", "secret");
        let client = Client::builder(credentials).build()?;
        let transcript = client.transcripts().fetch("GT00000000000000000000000000000001").send().await?;
        println!("{}", transcript.sid);
        Ok(())
    })
}
"#;

pub(super) fn rows(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    let mut rows = vec![];
    rows.extend(load()?);
    rows.push(memory()?);
    rows.extend(features(root, folder)?);
    Ok(rows)
}

/// 64 clients at once, then requests among 100,000 Transcripts.
fn load() -> Result<Vec<Row>> {
    let value = figures("fake_load")?;
    let mut rows = vec![
        Row::new("fake on a port, 64 clients at once", value("server_rate")?, "/s", None),
        Row::new("fake on a port, 64 clients at once, median", value("server_p50_ms")?, "ms", None),
        // Both processes share the machine's cores: it says whether anybody is forgotten.
        Row::new("fake on a port, 64 clients at once, 99th percentile", value("server_p99_ms")?, "ms", 100.0),
    ];
    for (what, name) in [
        ("fetch", "fetch"),
        ("page of 50, no filter", "page_all"),
        ("page of 50, common filter", "page_common"),
        ("page of 50, rare filter", "page_rare"),
        ("page of 50, filter that finds nothing", "page_none"),
        ("page of 50, time that excludes all", "page_none_by_time"),
    ] {
        let what = format!("fake with 100,000 Transcripts, {what}");
        rows.push(Row::new(what, value(&format!("{name}_us"))? / 1000.0, "ms", 1.0));
    }
    Ok(rows)
}

/// The memory of a process with Transcripts beside that of one without.
fn memory() -> Result<Row> {
    let keep = |count: usize| {
        let mut command = Command::new(process::target()?.join("release/fake_load"));
        command.args(["--keep", &count.to_string()]);
        peak(&process::target()?.join("release/peak"), &command, MEMORY_RUNS)
    };
    let kilobytes = (keep(KEPT)? - keep(0)?) * 1024.0 / KEPT as f64;
    // At its peak: four sentences and a result, and what it takes to complete them all at once.
    Ok(Row::new("fake, peak memory per Transcript with its parts", kilobytes, "KiB", 20.0))
}

/// What the features add to a crate that has them, and that they add nothing to one that has not.
fn features(root: &Path, folder: &Path) -> Result<Vec<Row>> {
    let krate = folder.join("client-with-fake");
    copy_crate(root, &krate)?;
    run(&mut build(&krate, "fetch", folder))?;
    let plain = crates(&krate, &[])?;
    let added = |feature: &str| Ok::<_, anyhow::Error>((crates(&krate, &[feature])? - plain) as f64);
    let mut rows = vec![
        Row::new("crates that the feature `fake` adds", added("fake")?, "crates", 0.0),
        Row::new("crates that the feature `fake-server` adds", added("fake-server")?, "crates", None),
    ];
    for features in ["", "fake", "fake-server"] {
        let mut seconds = Vec::new();
        for _ in 0..CHECK_RUNS {
            seconds.push(clean(&krate, "check", &["--features", features], true, folder)?);
        }
        let with = if features.is_empty() { "without the fake".to_owned() } else { format!("with `{features}`") };
        rows.push(Row::new(format!("clean cargo check, {with}"), median(seconds.into_iter()), "s", None));
        let budget = features.is_empty().then_some(0.0);
        let files = compiled(&target(&krate, folder))? as f64;
        rows.push(Row::new(format!("files of the fake that are compiled, {with}"), files, "files", budget));
    }
    let without = size(&krate, "", folder)?;
    rows.push(Row::new("release program that fetches a record", without, "MiB", None));
    for feature in ["fake", "fake-server"] {
        let what = format!("the same with `{feature}` enabled and not used, relative to that");
        // The linker leaves out what nobody calls. Measured was 1.01; more than a little more means that something is called.
        rows.push(Row::new(what, size(&krate, feature, folder)? / without, "×", (feature == "fake").then_some(1.02)));
    }
    Ok(rows)
}

/// The size of a small program that uses the client, in MiB.
fn size(client: &Path, feature: &str, folder: &Path) -> Result<f64> {
    let krate = folder.join("program");
    let features = if feature.is_empty() { String::new() } else { format!("{feature:?}") };
    let manifest = format!(
        "[package]\nname = \"program\"\nedition = \"2024\"\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"rt\"] }}\n\
         twilio-intelligence-v2 = {{ path = {client:?}, features = [{features}] }}\n\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    );
    write(&krate.join("Cargo.toml"), &manifest)?;
    write(&krate.join("src/main.rs"), PROGRAM)?;
    let lock = fs::read_to_string(client.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    write(&krate.join("Cargo.lock"), &lock)?;
    run(build(&krate, "build", folder).arg("--release"))?;
    let program = target(&krate, folder).join("release").join(format!("program{}", std::env::consts::EXE_SUFFIX));
    let bytes = fs::metadata(program).context("the build created no program")?.len();
    Ok(bytes as f64 / f64::from(1 << 20))
}

/// How many files of the fake the compiler has read, as it says itself.
fn compiled(target: &Path) -> Result<usize> {
    let folder = target.join("debug/deps");
    let (mut all, mut count) = (0, 0);
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "d") {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        // A file has a line of its own besides those that list all of them. Other crates have no such folders.
        let files = text.lines().filter(|line| line.ends_with(".rs:"));
        all += files.clone().filter(|line| line.contains("/runtime/")).count();
        count += files.filter(|line| SOURCES.iter().any(|source| line.contains(source))).count();
    }
    ensure!(all > 0, "the compiler does not say which files it has read");
    Ok(count)
}

//! Runs a program for a limited time, and reads the rows that it prints: a line of JSON for each operation.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::Row;

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(300);
const POLL: Duration = Duration::from_millis(50);
/// The row of what concerns no operation.
const ITSELF: &str = "scenario";

/// Runs a program and returns its rows. That it fails, or prints something else, is a row as well.
pub(super) fn rows(command: Command, output: &Path) -> Result<Vec<Row>> {
    let (printed, problem) = self::output(command, output)?;
    let mut rows: Vec<Row> = printed.lines().map(row).collect();
    rows.extend(problem.map(|problem| Row { operation: ITSELF.to_owned(), note: None, problem: Some(problem) }));
    Ok(rows)
}

fn row(line: &str) -> Row {
    read(line).unwrap_or_else(|| {
        let problem = Some(format!("it prints `{line}`"));
        Row { operation: ITSELF.to_owned(), note: None, problem }
    })
}

/// `{"operation": "…", "ok": true}`, or with `"problem"`, and perhaps with `"note"`.
fn read(line: &str) -> Option<Row> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let is_ok = value.get("ok")?.as_bool()?;
    let problem = text("problem").or_else(|| (!is_ok).then(|| "it does not say what is wrong".to_owned()));
    Some(Row { operation: text("operation")?, note: text("note"), problem })
}

/// Runs a program and returns what it prints, which goes through a file, and how it failed.
pub(super) fn output(mut command: Command, output: &Path) -> Result<(String, Option<String>)> {
    let file = fs::File::create(output).with_context(|| format!("cannot create {}", output.display()))?;
    command.stdin(Stdio::null()).stdout(file);
    let name = command.get_program().to_string_lossy().into_owned();
    let mut process = Process(command.spawn().with_context(|| format!("cannot run {name}"))?);
    let problem = match process.wait(LIMIT).with_context(|| format!("cannot wait for {name}"))? {
        None => Some(format!("it did not end within {LIMIT:?}")),
        Some(status) if status.success() => None,
        Some(status) => Some(format!("it failed: {status}")),
    };
    drop(process);
    let printed = fs::read_to_string(output).with_context(|| format!("cannot read {}", output.display()))?;
    Ok((printed, problem))
}

/// A process that ends with the value at the latest.
struct Process(Child);

impl Process {
    /// Waits until it ends; `None` if it takes longer.
    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            if started.elapsed() > limit {
                return Ok(None);
            }
            sleep(POLL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails if it has exited by itself, which is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_rows() {
        let parts = |line: &str| {
            let Row { operation, note, problem } = row(line);
            (operation, note, problem)
        };
        let of = |text: &str| Some(text.to_owned());
        assert_eq!(parts(r#"{"operation": "A", "ok": true, "note": "n"}"#), ("A".to_owned(), of("n"), None));
        assert_eq!(parts(r#"{"operation": "A", "ok": false, "problem": "p"}"#), ("A".to_owned(), None, of("p")));
        assert!(parts(r#"{"operation": "A", "ok": false}"#).2.is_some());
        let (operation, _, problem) = parts("Traceback");
        assert_eq!(operation, ITSELF);
        assert!(problem.is_some_and(|problem| problem.contains("Traceback")));
    }
}

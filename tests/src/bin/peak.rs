//! Runs a command and prints its peak memory in bytes. `cargo xtask measure` reads it.
//!
//! A process of its own, because a small one: what the system reports for a child begins with the memory of its parent.

use std::process::{Command, ExitCode, Stdio};

use wait4::Wait4;

fn main() -> Result<ExitCode, std::io::Error> {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else { return Ok(ExitCode::from(2)) };
    let mut command = Command::new(program);
    let child = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    println!("{}", used.rusage.maxrss);
    Ok(if used.status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

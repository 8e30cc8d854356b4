//! A short soak.

use std::process::Command;

#[test]
fn a_server_that_misbehaves_causes_errors_but_no_leaks() {
    // More slack than in the long run: the machine may be busy with other tests.
    let arguments = ["--requests", "2000", "--in-flight", "64", "--seed", "7", "--slack", "1000"];
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(arguments).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
}

//! A short soak. Must remain the only test in this file, because it counts the file descriptors and the memory of the
//! process.

use std::time::Duration;

use tests::soak::{Plan, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_misbehaves_causes_errors_but_no_leaks() {
    // More slack than in the long run: the machine may be busy with other tests.
    let plan = Plan { requests: 2000, in_flight: 64, seed: 7, slack: Duration::from_secs(1) };
    let report = run(plan).await.expect("the server and the client can be created");
    assert!(report.broken.is_empty(), "{report}");
}

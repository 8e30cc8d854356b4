//! A short soak, so that one that fails is not found in a long run only. The only test of its process, whose descriptors
//! and memory it counts; knows nothing else.

use std::time::Duration;

use tests::soak::{Plan, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_misbehaves_costs_errors_and_nothing_else() {
    // More slack than in the long run: the machine may be busy with other tests.
    let plan = Plan { requests: 2000, in_flight: 64, seed: 7, slack: Duration::from_secs(1) };
    let report = run(plan).await.expect("there is a server and a client");
    assert!(report.broken.is_empty(), "{report}");
}

//! Runs the simulation: the client must not do work twice, or deny work that was done.

use tests::simulation::{Mistake, Plan, Report, run};

async fn report(cases: u64, seed: u64, mistake: Option<Mistake>) -> Report {
    run(Plan { cases, seed, mistake }).await
}

#[tokio::test(start_paused = true)]
async fn no_work_is_done_twice_or_denied() {
    let report = report(20_000, 1, None).await;
    println!("{report}");
    assert!(report.is_clean(), "{report}");
    // Every outcome occurred, and requests were retried.
    for outcome in ["success", "unknown", "conflict", "rejected or not sent", "refused for good"] {
        assert!(report.outcomes.get(outcome).is_some_and(|count| *count > 200), "{outcome}: {report}");
    }
    assert!(report.requests > 30_000, "{report}");
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_report() {
    assert_eq!(report(500, 7, None).await, report(500, 7, None).await);
    assert_ne!(report(500, 7, None).await, report(500, 8, None).await);
}

#[tokio::test(start_paused = true)]
async fn mistakes_are_detected() {
    let repeats = report(2000, 1, Some(Mistake::RepeatsUpdates)).await;
    assert!(repeats.duplicates > 0 && !repeats.examples.is_empty(), "{repeats}");
    let hides = report(2000, 1, Some(Mistake::HidesSending)).await;
    assert!(hides.hidden > 0 && hides.duplicates > 0, "{hides}");
    let silent = report(2000, 1, Some(Mistake::HidesSilence)).await;
    assert!(silent.doubted > 0 && silent.duplicates == 0, "{silent}");
    let persists = report(2000, 1, Some(Mistake::HidesRefusal)).await;
    assert!(persists.persisted > 0 && persists.duplicates == 0, "{persists}");
    let longer = report(2000, 1, Some(Mistake::TakesLonger)).await;
    assert!(longer.late > 0 && longer.duplicates == 0, "{longer}");
}

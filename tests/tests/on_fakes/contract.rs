//! What `cargo xtask contract` checks with a mock server, checked with the fakes: every operation with all parameters.

use tests::calls::{Variant, calls};
use tests::contract::{Required, check, required_parameters};
use tests::fakes::AFake;
use twilio_intelligence_v2::Client;

use super::{seeds, single_client};

#[tokio::test(start_paused = true)]
async fn every_operation_is_fulfilled_in_process() {
    let required = required_parameters(None).expect("the description is valid");
    for call in calls().into_iter().filter(|call| call.variant == Variant::Full) {
        fulfilled(call.operation, seeds::in_process(&call), &required).await;
    }
}

#[tokio::test]
async fn every_operation_is_fulfilled_on_a_port() {
    let required = required_parameters(None).expect("the description is valid");
    for call in calls().into_iter().filter(|call| call.variant == Variant::Full) {
        fulfilled(call.operation, seeds::on_a_port(&call).await, &required).await;
    }
}

async fn fulfilled(id: &str, fake: AFake, required: &Required) {
    let operation = Client::operations().iter().find(|operation| operation.id() == id).expect("it is known");
    let checked = check(&single_client(&fake), operation, required).await;
    assert!(checked.passed() && checked.status.is_some(), "{id}: {:?}", checked.problems);
}

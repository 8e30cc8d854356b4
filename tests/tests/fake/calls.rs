//! Every call of the table that the wire tests use, with all parameters and with the required ones only: the fake knows
//! each of them, and the client reads each answer.

use std::time::Duration;

use serde_json::{Value, json};
use tests::calls::{CREDENTIAL, Call, OPERATOR, OPERATOR_TYPE, SERVICE, TRANSCRIPT, Variant, calls};
use twilio_intelligence_v2::Error;
use twilio_intelligence_v2::fake::{Fake, Script};
use twilio_intelligence_v2::model::{
    CustomOperator, OperatorAttachment, OperatorResult, OperatorType, PrebuiltOperator, Service, Transcript,
};

/// A fake with the records that the calls name.
fn fake(call: &Call) -> Fake {
    let fake = Fake::builder().frozen().build();
    let is_about = |name: &str| call.operation.contains(name);
    // What is encrypted can be read in its encrypted form only.
    let credential = if is_about("Encrypted") { json!(CREDENTIAL) } else { Value::Null };
    let name = if is_about("CreateService") { "other" } else { "support-calls" };
    let service = json!({"sid": SERVICE, "unique_name": name, "encryption_credential_sid": credential, "version": 3});
    fake.insert::<Service>(service).expect("a Service");
    if is_about("Prebuilt") {
        let operator = json!({"sid": OPERATOR, "friendly_name": "a", "operator_type": "Summarization"});
        fake.insert::<PrebuiltOperator>(operator).expect("an operator");
    } else {
        let operator = json!({"sid": OPERATOR, "friendly_name": "a", "operator_type": "Generative", "version": 5});
        fake.insert::<CustomOperator>(operator).expect("an operator");
    }
    fake.insert::<OperatorType>(json!({"sid": OPERATOR_TYPE, "name": "Other"})).expect("a type");
    let attachment = json!({"service_sid": SERVICE, "operator_sid": OPERATOR});
    fake.insert::<OperatorAttachment>(attachment).expect("an attachment");
    let result = json!({"operator_sid": OPERATOR, "operator_type": "json"});
    fake.script(Script::new().rows::<OperatorResult>([result])).expect("a script");
    fake.insert::<Transcript>(json!({"sid": TRANSCRIPT, "service_sid": SERVICE})).expect("a Transcript");
    fake.advance(Duration::from_secs(60));
    fake
}

#[tokio::test(start_paused = true)]
async fn every_call_of_every_operation_succeeds() {
    let mut failed = Vec::new();
    for call in calls() {
        let fake = fake(&call);

        let outcome: Result<_, Error> = (call.begin)(&fake.client()).sending.await;

        match outcome {
            // It redacts the media and not the text, which is not possible.
            Err(error) if (call.operation, call.variant) == ("UpdateService", Variant::Full) => {
                assert!(error.to_string().contains("Media redaction requires"), "{error}");
            }
            Err(error) => failed.push(format!("{} {:?}: {error}", call.operation, call.variant)),
            Ok(_) => {}
        }
        assert_eq!(fake.requests_of(call.operation).len(), 1, "{}", call.operation);
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

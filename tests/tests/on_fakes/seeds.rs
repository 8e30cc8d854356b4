//! Fakes with the records that the calls of the table name.

use std::time::Duration;

use serde_json::{Value, json};
use tests::calls::{CREDENTIAL, Call, OPERATOR, OPERATOR_TYPE, SERVICE, TRANSCRIPT};
use tests::fakes::AFake;
use twilio_intelligence_v2::Client;
use twilio_intelligence_v2::fake::{Fake, Script};
use twilio_intelligence_v2::model::{
    CustomOperator, OperatorAttachment, OperatorConfig, OperatorResult, OperatorType, PrebuiltOperator, Service,
    Transcript,
};

use super::channel;

/// The versions that the calls expect.
const SERVICE_VERSION: i64 = 3;
const OPERATOR_VERSION: i64 = 5;

/// What is encrypted can be read in its encrypted form only.
fn is_encrypted(call: &Call) -> bool {
    call.operation.contains("Encrypted")
}

/// The operator of the calls is one that comes with the service.
fn is_prebuilt(call: &Call) -> bool {
    call.operation.contains("Prebuilt")
}

fn service_name(call: &Call) -> &'static str {
    if call.operation == "CreateService" { "other" } else { "support-calls" }
}

/// With records that are put into the fake.
pub(super) fn in_process(call: &Call) -> AFake {
    let fake = Fake::builder().frozen().build();
    let credential = if is_encrypted(call) { json!(CREDENTIAL) } else { Value::Null };
    let service = json!({
        "sid": SERVICE, "unique_name": service_name(call), "encryption_credential_sid": credential,
        "version": SERVICE_VERSION,
    });
    fake.insert::<Service>(service).expect("a Service");
    if is_prebuilt(call) {
        let operator = json!({"sid": OPERATOR, "friendly_name": "a", "operator_type": "Summarization"});
        fake.insert::<PrebuiltOperator>(operator).expect("an operator");
    } else {
        let operator = json!({
            "sid": OPERATOR, "friendly_name": "a", "operator_type": "GenerativeJSON", "version": OPERATOR_VERSION,
        });
        fake.insert::<CustomOperator>(operator).expect("an operator");
    }
    fake.insert::<OperatorType>(json!({"sid": OPERATOR_TYPE, "name": "Other"})).expect("a type");
    let attachment = json!({"service_sid": SERVICE, "operator_sid": OPERATOR});
    fake.insert::<OperatorAttachment>(attachment).expect("an attachment");
    let result = json!({"operator_sid": OPERATOR, "operator_type": "json"});
    fake.script(Script::new().rows::<OperatorResult>([result])).expect("a script");
    fake.insert::<Transcript>(json!({"sid": TRANSCRIPT, "service_sid": SERVICE})).expect("a Transcript");
    fake.advance(Duration::from_secs(60));
    AFake::of(fake)
}

/// With records that requests make, whose SIDs are replaced in the state of the server.
pub(super) async fn on_a_port(call: &Call) -> AFake {
    let fake = AFake::on_a_port().await;
    let client = fake.client();
    let mut create = client.services().create(service_name(call));
    if is_encrypted(call) {
        create = create.encryption_credential_sid(CREDENTIAL);
    }
    let mut service = create.send().await.expect("a Service").into_inner();
    while service.version < SERVICE_VERSION {
        service = client.services().update(&service.sid).data_logging(true).send().await.expect("updated").into_inner();
    }
    let operator = if is_prebuilt(call) {
        let all = client.prebuilt_operators().list().items().collect().await.expect("listed");
        all.first().expect("there are some").sid.clone()
    } else {
        custom_operator(&client).await
    };
    client.operator_attachment().create(&service.sid, &operator).send().await.expect("attached");
    let created = client.transcripts().create(&service.sid, channel(1)).send().await.expect("a Transcript");
    fake.advance(Duration::from_secs(60)).await;
    let types = client.operator_types().list().items().collect().await.expect("listed");
    let renamed = [
        (service.sid.to_string(), SERVICE),
        (operator.to_string(), OPERATOR),
        (created.sid.to_string(), TRANSCRIPT),
        (types.first().expect("there are some").sid.to_string(), OPERATOR_TYPE),
    ];
    fake.rename(&renamed.map(|(from, to)| (from, to.to_owned()))).await;
    fake
}

async fn custom_operator(client: &Client) -> twilio_intelligence_v2::model::OperatorSid {
    let config = || OperatorConfig::new().prompt("Why did they call?");
    let create = client.custom_operators().create("Reason", "GenerativeJSON", config());
    let mut operator = create.send().await.expect("an operator").into_inner();
    while operator.version < OPERATOR_VERSION {
        let update = client.custom_operators().update(&operator.sid, "Reason", config());
        operator = update.send().await.expect("updated").into_inner();
    }
    operator.sid
}

//! Decodes every example response of Twilio's OpenAPI document with the generated client, and checks that nothing is
//! lost when it is serialized again.

use std::path::Path;
use std::process::ExitCode;

use tests::calls::{Variant, call};
use tests::client;
use tests::recorder::{Recorder, Reply};
use tests::same::{difference, page_as_decoded};
use tests::upstream::{Official, read};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [file] = arguments.as_slice() else {
        eprintln!("usage: official_examples FILE");
        return ExitCode::from(2);
    };
    let operations = match read(Path::new(file)) {
        Ok(operations) => operations,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let (mut all, mut passed) = (0, 0);
    for operation in &operations {
        for (name, problem) in check(operation).await {
            all += 1;
            match problem {
                None => {
                    passed += 1;
                    println!("ok    {}  {name}", operation.id);
                }
                Some(problem) => println!("FAIL  {}  {name}  {problem}", operation.id),
            }
        }
    }
    println!("{passed} of {all} examples passed");
    if all > 0 && passed == all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn check(operation: &Official) -> Vec<(String, Option<String>)> {
    let mut checked = Vec::new();
    for (status, name, body) in &operation.examples {
        let recorder = Recorder::with([Reply::json(*status, body)]);
        let answered = (call(&operation.id, Variant::Minimal).begin)(&client(&recorder)).sending.await;
        let problem = match answered {
            Ok(outcome) => difference(&page_as_decoded(body), &outcome.value),
            Err(error) => Some(error.to_string()),
        };
        checked.push((name.clone(), problem));
    }
    checked
}

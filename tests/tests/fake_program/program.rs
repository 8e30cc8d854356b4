//! Arguments, output, exit codes and the state in a file.

use std::process::Command;

use serde_json::json;

use super::{Running, program};

#[cfg(unix)]
#[tokio::test]
async fn it_writes_its_address_and_nothing_else_and_ends_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let running = Running::start(&["--port", "0", "--clock", "frozen"]);
        let port = running.origin.strip_prefix("http://127.0.0.1:").and_then(|port| port.parse::<u16>().ok());
        assert!(port.is_some_and(|port| port != 0), "{}", running.origin);
        running.client().services().create("calls").send().await.expect("it serves");
        assert_eq!(running.admin("health", None).await["accounts"], 1);
        let (status, rest) = running.end(signal);
        assert_eq!((status.code(), rest.as_str()), (Some(0), ""), "{signal}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_state_in_a_file_outlives_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let state = folder.path().join("state.json");
    let state = state.to_str().expect("the path is text");
    let arguments = ["--clock", "frozen", "--seed", "7", "--state", state];
    let first = Running::start(&arguments);
    let created = first.client().services().create("calls").send().await.expect("created").into_inner();
    assert!(first.end("-TERM").0.success());
    let second = Running::start(&arguments);
    let services = second.client().services();
    assert_eq!(services.fetch("calls").send().await.expect("it is there").sid, created.sid);
    // What follows is not what was there already.
    assert_ne!(services.create("chats").send().await.expect("created").sid, created.sid);
    assert!(second.end("-INT").0.success());
    std::fs::write(state, "{").expect("written");
    let output = Command::new(program()).args(arguments).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("it is not JSON"), "{output:?}");
    assert_eq!(std::fs::read_to_string(state).expect("it is left alone"), "{");
}

#[tokio::test]
async fn equal_seeds_make_equal_records() {
    let mut sids = Vec::new();
    for seed in ["1", "1", "2"] {
        let running = Running::start(&["--clock", "frozen", "--seed", seed]);
        let created = running.client().services().create("calls").send().await.expect("created");
        sids.push((created.sid.clone(), created.date_created));
    }
    assert_eq!(sids[0], sids[1]);
    assert_ne!(sids[0].0, sids[2].0);
}

#[tokio::test]
async fn a_public_url_is_what_urls_begin_with() {
    let running = Running::start(&["--public-url", "https://intelligence.example"]);
    let created = running.client().services().create("calls").send().await.expect("created");
    let url = created.url.as_deref().expect("it has a URL");
    assert!(url.starts_with("https://intelligence.example/v2/Services/GA"), "{url}");
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    let cases: [&[&str]; 5] = [
        &["--prot", "1"],
        &["--port", "70000"],
        &["--clock", "slow"],
        &["--state"],
        &["--public-url", "fake.example/v2"],
    ];
    for arguments in cases {
        let output = Command::new(program()).args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.starts_with("error: ") && text.contains("--help") && output.stdout.is_empty(), "{text}");
    }
    let output = Command::new(program()).arg("--help").output().expect("it runs");
    let help = String::from_utf8_lossy(&output.stdout);
    for option in ["--port", "--host", "--public-url", "--seed", "--clock", "--latency", "--state", "--allow-webhooks"]
    {
        assert!(help.contains(option), "{option} in {help}");
    }
    assert!(output.status.success());
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let running = Running::start(&[]);
    let port = running.origin.rsplit(':').next().expect("it has a port");
    let output = Command::new(program()).args(["--port", port]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(port), "{output:?}");
}

/// `FAKE.md` is what people read.
#[tokio::test]
async fn every_route_of_the_documentation_is_there() {
    let text = include_str!("../../../generated/FAKE.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let routes: Vec<(&str, &str)> = rows
        .filter_map(|row| row.split('`').next()?.split_once(' '))
        .filter(|(method, path)| ["GET", "POST", "PUT", "DELETE"].contains(method) && !path.starts_with("/v2/"))
        .collect();
    assert!(routes.len() >= 12, "{routes:?}");
    let running = Running::start(&["--clock", "frozen"]);
    let state = running.admin("state", None).await;
    let http = reqwest::Client::builder().no_proxy().build().expect("the settings are valid");
    for (method, path) in routes {
        let body = match (method, path) {
            ("PUT", "/state") => state.clone(),
            ("POST", "/clock") => json!({ "advance": 1 }),
            ("POST", "/faults") => json!({ "status": 500 }),
            _ => json!({}),
        };
        let url = format!("{}/__admin{path}", running.origin);
        let request = http.request(method.parse().expect("a method"), url).body(body.to_string());
        let answer = request.send().await.expect("it answers");
        assert_eq!(answer.status().as_u16(), 200, "{method} {path}");
    }
}

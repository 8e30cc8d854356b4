//! Settings and environment variables of this API's client. How the runtime checks them is tested with the runtime.

use std::path::Path;
use std::process::Command;

use tests::recorder::Recorder;
use tests::{KEY_SECRET, KEY_SID, credentials};
use twilio_intelligence_v2::{Client, ClientBuilder, Credentials, Error};

const ACCOUNT: &str = "AC00000000000000000000000000000009";

fn refused(builder: ClientBuilder) -> Error {
    let error = builder.build().expect_err("the setting is not valid");
    assert!(error.is_configuration() && !error.is_invalid_input(), "{error:?}");
    assert!(error.operation().is_none() && !error.to_string().contains('\n'), "{error}");
    error
}

#[test]
fn credentials_must_be_a_valid_pair() {
    for (credentials, hint) in [
        (Credentials::api_key(KEY_SID, ""), "empty"),
        (Credentials::api_key(ACCOUNT, KEY_SECRET), "`SK`"),
        (Credentials::account(KEY_SID, KEY_SECRET), "`AC`"),
        (Credentials::account(ACCOUNT, ""), "empty"),
        (Credentials::api_key("SK1", KEY_SECRET), "`SK`"),
        (Credentials::api_key(KEY_SID, "secret\n"), "control character"),
    ] {
        let recorder = Recorder::default();
        let error = refused(Client::builder(credentials).transport(recorder.clone()));
        assert!(error.to_string().contains(hint), "{error}");
        assert_eq!(recorder.requests().len(), 0);
    }
    Client::builder(Credentials::account(ACCOUNT, "token")).transport(Recorder::default()).build().expect("a pair");
}

#[test]
fn plain_http_is_accepted_only_for_loopback() {
    for url in
        ["http://intelligence.twilio.com/v2", "http://127.0.0.1.example.com", "http://10.0.0.1", "ftp://localhost"]
    {
        refused(Client::builder(credentials()).base_url(url).transport(Recorder::default()));
    }
    for (url, base) in [
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010/v2"),
        ("http://localhost:4010/", "http://localhost:4010/v2"),
        ("http://[::1]:1/mock/v2/", "http://[::1]:1/mock/v2"),
        ("https://proxy.example.com/twilio", "https://proxy.example.com/twilio"),
    ] {
        let client = Client::builder(credentials()).base_url(url).transport(Recorder::default()).build();
        assert_eq!(client.expect("the URL is allowed").base_url(), base);
    }
}

#[test]
fn the_api_has_edges_and_one_region() {
    let at = |edge: Option<&str>, region: Option<&str>| {
        let mut builder = Client::builder(credentials()).transport(Recorder::default());
        builder = edge.into_iter().fold(builder, |builder, edge| builder.edge(edge));
        region.into_iter().fold(builder, |builder, region| builder.region(region))
    };
    for (edge, region, base) in [
        (None, None, "https://intelligence.twilio.com/v2"),
        (Some("ashburn"), None, "https://intelligence.ashburn.us1.twilio.com/v2"),
        (Some("dublin"), Some("us1"), "https://intelligence.dublin.us1.twilio.com/v2"),
        (None, Some("us1"), "https://intelligence.us1.twilio.com/v2"),
    ] {
        assert_eq!(at(edge, region).build().expect("the place exists").base_url(), base);
    }
    for region in ["ie1", "au1", "US1", ""] {
        assert!(refused(at(None, Some(region))).to_string().contains("known regions: us1"));
    }
    refused(at(Some("evil.example.com/"), None));
}

/// Runs the constructor in an environment of only these variables, and returns the `Debug` output of the client or the
/// error.
fn from_env(variables: &[(&str, &str)]) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/root.pem");
    let mut program = Command::new(env!("CARGO_BIN_EXE_from_env"));
    program.env_clear().env("SSL_CERT_FILE", root).envs(variables.iter().copied());
    let output = program.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    assert!(String::from_utf8_lossy(&output.stderr).is_empty(), "it panicked");
    if output.status.success() { Ok(said) } else { Err(said) }
}

#[test]
fn the_environment_variables_are_those_of_twilios_own_libraries() {
    let key = [("TWILIO_API_KEY", KEY_SID), ("TWILIO_API_SECRET", KEY_SECRET)];
    let account = [("TWILIO_ACCOUNT_SID", ACCOUNT), ("TWILIO_AUTH_TOKEN", "token")];
    for pair in [key, account] {
        let client = from_env(&pair).expect("the pair is complete");
        assert!(client.contains("\"https://intelligence.twilio.com/v2\""), "{client}");
        assert!(!client.contains(pair[1].1), "{client}");
    }
    let elsewhere = from_env(&[&key[..], &[("TWILIO_EDGE", "sydney")]].concat()).expect("the edge is a name");
    assert!(elsewhere.contains("\"https://intelligence.sydney.us1.twilio.com/v2\""), "{elsewhere}");
    assert!(from_env(&[&key[..], &[("TWILIO_REGION", "ie1")]].concat()).expect_err("no such region").contains("us1"));
    // The API key takes precedence: valid account credentials do not replace a malformed key.
    let mixed = [("TWILIO_API_KEY", "SK1"), ("TWILIO_API_SECRET", "s"), account[0], account[1]];
    assert!(from_env(&mixed).expect_err("the key is malformed").contains("API key"));
}

/// Reading them takes tens of milliseconds.
#[test]
fn root_certificates_are_read_once_per_process() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/root.pem");
    let copy = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::copy(root, copy.path()).expect("the fixture can be copied");
    let run = |argument: Option<&str>| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_from_env"));
        program.env_clear().env("SSL_CERT_FILE", copy.path()).args(argument);
        program.env("TWILIO_API_KEY", KEY_SID).env("TWILIO_API_SECRET", KEY_SECRET);
        program.output().expect("the program runs").status.success()
    };
    assert!(run(Some("again")), "the second client needs the file");
    assert!(!copy.path().exists() && !run(None), "without the file, there is no client");
}

/// A machine on which tests run may have none.
#[test]
fn a_test_server_on_this_machine_needs_no_root_certificates() {
    for (url, succeeds) in [("http://127.0.0.1:4010", true), ("https://127.0.0.1:4010", false)] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_from_env"));
        program.env_clear().env("SSL_CERT_FILE", "/nowhere/root.pem").args(["at", url]);
        program.env("TWILIO_API_KEY", KEY_SID).env("TWILIO_API_SECRET", KEY_SECRET);
        let output = program.output().expect("the program runs");
        assert_eq!(output.status.success(), succeeds, "{url} {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn an_invalid_environment_is_an_error_that_contains_names_but_no_values() {
    let error = from_env(&[]).expect_err("there is nothing");
    for variable in ["TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] {
        assert!(error.contains(variable), "{error}");
    }
    for (set, missing) in [
        ("TWILIO_API_KEY", "TWILIO_API_SECRET"),
        ("TWILIO_API_SECRET", "TWILIO_API_KEY"),
        ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
        ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"),
    ] {
        let error = from_env(&[(set, "CANARY")]).expect_err("half a pair");
        assert!(error.contains(set) && error.contains(missing) && !error.contains("CANARY"), "{error}");
    }
    let swapped = [("TWILIO_API_KEY", "CANARY"), ("TWILIO_API_SECRET", KEY_SID)];
    let error = from_env(&swapped).expect_err("the pair is the wrong way round");
    assert!(!error.contains("CANARY") && !error.contains(KEY_SID), "{error}");
}

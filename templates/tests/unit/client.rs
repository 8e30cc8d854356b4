//! Building a client: base URL, location, credentials, environment, settings and Debug output.

use std::collections::HashMap;
use std::env::VarError;
use std::ffi::OsString;
use std::time::Duration;

use crate::runtime::transport::HttpResponse;
use crate::runtime::{Api, Client, ClientBuilder, Credentials, Error};
use crate::support::{ACCOUNT, API, KEY, LIST, SECRET, Script, Step, answer, builder, text};

fn base(url: &str) -> Result<String, String> {
    let client = builder().base_url(url).transport(Script::default()).build();
    client.map(|client| client.base_url().to_owned()).map_err(|error| {
        assert!(error.is_configuration());
        text(&error)
    })
}

#[test]
fn https_is_accepted_everywhere_and_http_at_home_only() {
    for (url, expected) in [
        ("https://gateway.corp.test/acme", "https://gateway.corp.test/acme"),
        ("https://gateway.corp.test:8443/acme//", "https://gateway.corp.test:8443/acme"),
        ("HTTPS://Gateway.test/x", "https://Gateway.test/x"),
        // Without a path, that of the API's default URL.
        ("https://gateway.corp.test", "https://gateway.corp.test/v2"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010/v2"),
        ("http://127.0.0.1:4010/", "http://127.0.0.1:4010/v2"),
        ("http://127.3.2.1/mock", "http://127.3.2.1/mock"),
        ("http://localhost:80/v2", "http://localhost:80/v2"),
        ("http://LOCALHOST/v2", "http://LOCALHOST/v2"),
        ("http://[::1]:9/v2", "http://[::1]:9/v2"),
    ] {
        assert_eq!(base(url).as_deref(), Ok(expected), "{url}");
    }
    for url in [
        "http://example.com/v2",
        "http://localhost.evil.test/v2",
        "http://127.0.0.1.evil.test/v2",
        "http://0.0.0.0/v2",
        "http://10.0.0.1/v2",
        "http://[::2]/v2",
    ] {
        assert!(base(url).unwrap_err().contains("loopback"), "{url}");
    }
}

#[test]
fn a_base_url_is_an_address_and_nothing_else() {
    for (url, problem) in [
        ("", "is not valid"),
        ("example.com", "does not begin with https://"),
        ("/v2", "does not begin with https://"),
        ("ftp://example.com", "does not begin with https://"),
        ("https://user:canary@example.com/v2", "a user name or password"),
        ("https://user@example.com", "a user name or password"),
        ("https://example.com/v2?canary=1", "a query or a fragment"),
        ("https://example.com/v2#canary", "a query or a fragment"),
        ("https://exa mple.com", "character"),
        ("https://example.com\\@evil.test", "character"),
        ("https://example.com:99999", "valid"),
        ("https://example.com:", "valid"),
        ("https://:443/", "valid"),
    ] {
        let error = base(url).unwrap_err();
        assert!(error.contains(problem) && !error.contains("canary"), "{url}: {error}");
    }
}

#[test]
fn edge_and_region_go_into_the_host_name() {
    let place = |edge: Option<&str>, region: Option<&str>| {
        let mut builder = builder().transport(Script::default());
        if let Some(edge) = edge {
            builder = builder.edge(edge);
        }
        if let Some(region) = region {
            builder = builder.region(region);
        }
        builder.build().map(|client| client.base_url().to_owned()).map_err(|error| text(&error))
    };
    assert_eq!(place(None, None).unwrap(), "https://parcels.acme.example/v2");
    assert_eq!(place(Some("dublin"), Some("ie1")).unwrap(), "https://parcels.dublin.ie1.acme.example/v2");
    assert_eq!(place(Some("ashburn"), None).unwrap(), "https://parcels.ashburn.us1.acme.example/v2");
    assert_eq!(place(None, Some("ie1")).unwrap(), "https://parcels.ie1.acme.example/v2");
    let error = place(None, Some("au1")).unwrap_err();
    assert_eq!(error, "configuration: the API is not available in that region; known regions: us1, ie1");
    for edge in ["", "a.b", "-a", "a-", "a/b", "evil.test/", "ü", &"a".repeat(64)] {
        assert!(place(Some(edge), None).unwrap_err().contains("host name label"), "{edge:?}");
    }
    let both = builder().base_url("https://x.test").edge("dublin").transport(Script::default()).build();
    assert_eq!(text(&both.unwrap_err()), "configuration: base_url cannot be combined with edge or region");
}

#[test]
fn an_api_at_one_place_has_no_edges() {
    static FIXED: Api = Api { location: None, ..example() };
    let builder = ClientBuilder::new(&FIXED, Credentials::api_key(KEY, SECRET)).transport(Script::default());
    assert!(text(&builder.edge("dublin").build().unwrap_err()).contains("does not support edges"));
}

const fn example() -> Api {
    Api {
        title: API_TITLE,
        package: "p",
        package_version: "1",
        base_url: "https://parcels.acme.example/v2",
        api_key: crate::runtime::CredentialSpec { prefix: "SK", sid_variable: "A", secret_variable: "B" },
        account: crate::runtime::CredentialSpec { prefix: "AC", sid_variable: "C", secret_variable: "D" },
        location: None,
        pages: None,
        responses: crate::runtime::ResponseFormat { request_id: None, rate_limit: None, missing_permission: &[] },
    }
}

const API_TITLE: &str = "Fixed";

#[test]
fn credentials_are_checked_before_anything_is_sent() {
    let build = |credentials| ClientBuilder::new(&API, credentials).transport(Script::default()).build();
    assert!(build(Credentials::api_key(KEY, SECRET)).is_ok());
    assert!(build(Credentials::account(ACCOUNT, SECRET)).is_ok());
    for (credentials, problem) in [
        (Credentials::api_key(ACCOUNT, SECRET), "the API key SID is not valid: expected `SK`"),
        (Credentials::account(KEY, SECRET), "the account SID is not valid: expected `AC`"),
        (Credentials::api_key("SK12", SECRET), "the API key SID is not valid"),
        (Credentials::api_key(SECRET, KEY), "the API key SID is not valid"),
        (Credentials::api_key(KEY, ""), "the secret of the API key is empty"),
        (Credentials::api_key(KEY, format!("{SECRET}\n")), "control character"),
        (Credentials::account(ACCOUNT, ""), "the secret of the account is empty"),
        (Credentials::api_key(KEY, " a"), "the secret of the API key begins or ends with white space"),
        (Credentials::api_key(KEY, "a\u{A0}"), "the secret of the API key begins or ends with white space"),
        (Credentials::account(ACCOUNT, "\u{FEFF}a"), "the secret of the account begins or ends with white space"),
        (Credentials::account(ACCOUNT, "a\u{3000}"), "the secret of the account begins or ends with white space"),
    ] {
        let error = build(credentials).unwrap_err();
        assert!(error.is_configuration() && text(&error).contains(problem), "{error}");
        assert_eq!((error.operation(), error.status()), (None, None));
    }
}

#[test]
fn no_debug_output_holds_a_secret() {
    let swapped = Credentials::api_key(SECRET, KEY);
    let builder = builder().transport(Script::default());
    let texts = [
        format!("{:?}", Credentials::api_key(KEY, SECRET)),
        format!("{:?}", Credentials::account(ACCOUNT, SECRET)),
        format!("{swapped:?}"),
        format!("{builder:?}"),
        format!("{:#?}", builder.build().unwrap()),
    ];
    for text in &texts {
        assert!(!text.contains(SECRET) && !text.contains("U0sw") && !text.contains("Basic"), "{text}");
    }
    assert!(texts[0].contains(KEY) && !texts[2].contains(KEY), "{texts:?}");
}

/// Builds a client from an environment with these variables.
fn environment(variables: &[(&str, &str)]) -> Result<(Client, Script), Error> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    let lookup = |name: &str| variables.get(name).map(|value| (*value).to_owned()).ok_or(VarError::NotPresent);
    let script = Script::new([answer(200, "{}")]);
    let client = ClientBuilder::from_variables(&API, lookup)?.transport(script.clone()).build()?;
    Ok((client, script))
}

async fn authorization(variables: &[(&str, &str)]) -> String {
    let (client, script) = environment(variables).unwrap();
    crate::runtime::Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    script.requests()[0].header("Authorization").unwrap().to_owned()
}

#[tokio::test]
async fn the_environments_api_key_goes_before_its_account() {
    let key = authorization(&[("KEY_SID", KEY), ("KEY_SECRET", "s")]).await;
    let account = authorization(&[("ACCOUNT_SID", ACCOUNT), ("AUTH_TOKEN", "s")]).await;
    assert!(key.starts_with("Basic U0sw") && account.starts_with("Basic QUMw"), "{key} {account}");
    let all = [("KEY_SID", KEY), ("KEY_SECRET", "s"), ("ACCOUNT_SID", ACCOUNT), ("AUTH_TOKEN", "t")];
    assert_eq!(authorization(&all).await, key);
    // The account's SID is often set together with an API key.
    assert_eq!(authorization(&all[..3]).await, key);
    // An empty variable counts as unset.
    let empty = [("KEY_SID", ""), ("KEY_SECRET", ""), ("ACCOUNT_SID", ACCOUNT), ("AUTH_TOKEN", "s")];
    assert_eq!(authorization(&empty).await, account);
}

#[test]
fn half_a_pair_and_none_are_errors_that_name_the_variables() {
    let error = |variables: &[(&str, &str)]| {
        let error = environment(variables).map(|_| ()).unwrap_err();
        assert!(error.is_configuration());
        text(&error)
    };
    assert_eq!(
        error(&[]),
        "configuration: no credentials in the environment: set KEY_SID and KEY_SECRET, or ACCOUNT_SID and AUTH_TOKEN"
    );
    assert_eq!(
        error(&[("KEY_SECRET", "s")]),
        "configuration: the environment variable KEY_SECRET is set, but KEY_SID is not"
    );
    assert_eq!(
        error(&[("ACCOUNT_SID", ACCOUNT)]),
        "configuration: the environment variable ACCOUNT_SID is set, but AUTH_TOKEN is not"
    );
    // The account is not used instead: it may have more rights than the key.
    assert!(error(&[("KEY_SID", KEY), ("ACCOUNT_SID", ACCOUNT), ("AUTH_TOKEN", "s")]).contains("KEY_SECRET is not"));
}

#[test]
fn the_environment_may_name_edge_and_region() {
    let pair = [("KEY_SID", KEY), ("KEY_SECRET", "s")];
    let place = |more: &[(&str, &str)]| {
        environment(&[&pair, more].concat()).map(|(client, _)| client.base_url().to_owned()).map_err(|e| text(&e))
    };
    assert_eq!(place(&[("EDGE", "dublin")]).unwrap(), "https://parcels.dublin.us1.acme.example/v2");
    assert_eq!(place(&[("REGION", "ie1"), ("EDGE", "")]).unwrap(), "https://parcels.ie1.acme.example/v2");
    assert!(place(&[("REGION", "au1")]).unwrap_err().contains("not available in that region"));
    // A location set in code overrides the environment; a base URL and an edge in code exclude each other.
    let builder = || {
        let lookup = |name: &str| match name {
            "EDGE" => Ok("dublin".to_owned()),
            _ => pair
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
                .ok_or(VarError::NotPresent),
        };
        ClientBuilder::from_variables(&API, lookup).unwrap().transport(Script::default())
    };
    let elsewhere = builder().base_url("http://127.0.0.1:1").build().unwrap();
    assert_eq!(elsewhere.base_url(), "http://127.0.0.1:1/v2");
    let lookup = |name: &str| match name {
        "REGION" => Ok("au1".to_owned()),
        _ => {
            pair.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
        }
    };
    let foreign = ClientBuilder::from_variables(&API, lookup).unwrap().base_url("http://127.0.0.1:1");
    assert!(foreign.transport(Script::default()).build().is_ok(), "what is not used does not have to be valid");
    let both = builder().base_url("http://127.0.0.1:1").edge("ashburn").build().unwrap_err();
    assert!(text(&both).contains("cannot be combined"), "{both}");
}

#[test]
fn a_variable_that_is_no_text_is_named() {
    let lookup = |_: &str| Err(VarError::NotUnicode(OsString::from("canary")));
    let error = ClientBuilder::from_variables(&API, lookup).unwrap_err();
    assert_eq!(text(&error), "configuration: the environment variable KEY_SID is not valid Unicode");
}

#[tokio::test]
async fn the_user_agent_can_be_extended() {
    let script = Script::new([answer(200, "{}")]);
    let client = builder().user_agent_suffix("my-app/1.0 (x)").transport(script.clone()).build().unwrap();
    crate::runtime::Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    let agent = script.requests()[0].header("User-Agent").unwrap().to_owned();
    assert!(agent.starts_with("example-v2/1.2.3 (") && agent.ends_with(" my-app/1.0 (x)"), "{agent}");
    for bad in ["", "a\r\nX: y", "é"] {
        assert!(builder().user_agent_suffix(bad).transport(Script::default()).build().is_err(), "{bad:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_with_its_own_time_limit_or_that_of_the_call() {
    let seconds = |limit: Option<u64>| limit.map(Duration::from_secs);
    // The client's limits for an attempt and a call, the call's limits for the same, and the one that applies.
    for (set, whole, own, own_whole, expected) in [
        (None, None, None, None, 30),
        (Some(7), None, None, None, 7),
        (Some(7), None, Some(50), None, 50),
        (None, Some(8), None, None, 8),
        (None, Some(8), Some(4), None, 4),
        (Some(90), None, None, None, 60),
        (Some(90), None, None, Some(75), 75),
        (Some(90), Some(5), Some(80), Some(85), 80),
    ] {
        let script = Script::new([Step::Never]);
        let mut builder = builder().transport(script.clone());
        if let Some(limit) = seconds(set) {
            builder = builder.attempt_timeout(limit);
        }
        if let Some(limit) = seconds(whole) {
            builder = builder.timeout(limit);
        }
        let mut call = crate::runtime::Call::new(&builder.build().unwrap(), &LIST);
        if let Some(limit) = seconds(own) {
            call.with_attempt_timeout(limit);
        }
        if let Some(limit) = seconds(own_whole) {
            call.with_timeout(limit);
        }
        let start = tokio::time::Instant::now();
        let error = call.send::<serde_json::Value>().await.unwrap_err();
        assert_eq!(start.elapsed().as_secs(), expected);
        assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
        assert_eq!(text(&error), format!("list_things: no complete response within {expected}s"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_covers_the_body_too() {
    struct Stuck;
    impl futures_core::Stream for Stuck {
        type Item = Result<crate::runtime::transport::Chunk, crate::runtime::transport::TransportError>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Pending
        }
    }
    let late = HttpResponse::new(200).with_body("{}");
    let script = Script::new([
        Step::Late(Duration::from_secs(29), late),
        Step::Answer(HttpResponse::new(200).with_body_stream(Stuck)),
    ]);
    assert!(script.call(&LIST).send::<serde_json::Value>().await.is_ok());
    let start = tokio::time::Instant::now();
    let client = builder().stall_timeout(Duration::from_secs(99)).transport(script).build().unwrap();
    let error = crate::runtime::Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[test]
fn an_address_at_the_apis_own_host_is_asked_for_below_the_configured_one() {
    let gateway = builder().base_url("https://gateway.example/api").transport(Script::default()).build().unwrap();
    for (url, expected) in [
        ("https://parcels.acme.example/v2/Things?Page=1", "https://gateway.example/api/Things?Page=1"),
        ("https://parcels.acme.example/v2?Page=1", "https://gateway.example/api?Page=1"),
        // By what it means, not by how it is written.
        ("https://parcels.acme.example:443/v2/Things?Page=1", "https://gateway.example/api/Things?Page=1"),
        ("HTTPS://Parcels.Acme.EXAMPLE/v2/Things", "https://gateway.example/api/Things"),
        ("https://PARCELS.acme.example:0443/v2/Things", "https://gateway.example/api/Things"),
        ("https://gateway.example/elsewhere", "https://gateway.example/elsewhere"),
    ] {
        assert_eq!(gateway.admit(url).unwrap(), expected);
    }
    for elsewhere in [
        "/v20/Things",
        "/v2",
        "/V2/Things",
        "/v1/Things",
        "/",
        ":444/v2/Things",
        "@evil.example/v2/Things",
        ".evil.example/v2/T",
        ":443@evil.example/v2/T",
    ] {
        assert!(gateway.admit(&format!("https://parcels.acme.example{elsewhere}")).is_err(), "{elsewhere}");
    }
}

#[test]
fn a_scheme_has_its_own_port() {
    for (base, own, other) in [("https://a.example", 443, 80), ("http://127.0.0.1", 80, 443)] {
        let client = builder().base_url(base).transport(Script::default()).build().unwrap();
        assert!(client.admit(&format!("{base}:{own}/v2/Things")).is_ok());
        assert!(client.admit(&format!("{base}:{other}/v2/Things")).is_err());
    }
}

#[test]
fn time_limits_of_nothing_are_refused() {
    let build = |set: fn(crate::runtime::ClientBuilder) -> crate::runtime::ClientBuilder| {
        set(builder().transport(Script::default())).build()
    };
    assert!(build(|builder| builder.timeout(Duration::ZERO)).is_err());
    assert!(build(|builder| builder.attempt_timeout(Duration::ZERO)).is_err());
    assert!(build(|builder| builder.stall_timeout(Duration::ZERO)).is_err());
    assert!(build(|builder| builder.max_response_size(0)).is_err());
    assert!(build(|builder| builder.max_in_flight(0)).is_err());
    assert!(build(|builder| builder.max_in_flight(usize::MAX)).is_err());
    assert!(builder().connect_timeout(Duration::ZERO).build().is_err());
    assert!(builder().idle_timeout(Duration::ZERO).build().is_err());
}

#[test]
fn a_setting_that_would_be_ignored_is_refused() {
    for builder in [builder().connect_timeout(Duration::from_secs(1)), builder().idle_timeout(Duration::from_secs(1))] {
        let refused = builder.transport(Script::default()).build().unwrap_err();
        assert!(text(&refused).contains("are settings of the default transport"));
    }
}

#[cfg(not(feature = "hyper"))]
#[test]
fn without_a_transport_there_is_no_client() {
    assert!(text(&builder().build().unwrap_err()).contains("there is no transport"));
}

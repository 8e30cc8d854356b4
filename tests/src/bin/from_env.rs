//! Builds a client from the environment and prints it, or the error. It is a separate program because a test cannot
//! change its own environment. With the argument `again`, it then removes the file with the root certificates and builds
//! another client; with `at URL`, it uses that base URL.

use std::process::ExitCode;

use twilio_intelligence_v2::Client;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["at", url] => build(Some(url)),
        ["again"] => {
            build(None);
            if let Some(file) = std::env::var_os("SSL_CERT_FILE") {
                std::fs::remove_file(file).expect("the file can be removed");
            }
            build(None)
        }
        _ => build(None),
    }
}

fn build(base_url: Option<&str>) -> ExitCode {
    let client = match base_url {
        Some(url) => Client::builder_from_env().and_then(|builder| builder.base_url(url).build()),
        None => Client::from_env(),
    };
    match client {
        Ok(client) => {
            println!("{client:?}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            assert!(error.is_configuration() && error.operation().is_none(), "{error:?}");
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

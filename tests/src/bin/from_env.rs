//! Builds a client from the environment and prints it, or the error. It is a separate program because a test cannot
//! change its own environment.

use std::process::ExitCode;

use twilio_intelligence_v2::Client;

fn main() -> ExitCode {
    match Client::from_env() {
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

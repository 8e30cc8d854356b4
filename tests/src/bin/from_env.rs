//! Builds a client from the environment and says what came of it: a test cannot change its own environment. Knows
//! nothing but the client's constructor.

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

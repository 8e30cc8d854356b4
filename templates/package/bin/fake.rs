//! Serves the fake on a port: see `--help`.

use std::process::ExitCode;

use {{ crate }}::fake::{Fake, serve_from_arguments};

fn main() -> ExitCode {
{% if has_webhooks %}
    serve_from_arguments(Fake::builder(), Some({{ crate }}::webhook::SIGNATURE_HEADER))
{% else %}
    serve_from_arguments(Fake::builder(), None)
{% endif %}
}

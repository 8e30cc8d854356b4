//! Reports each attempt as a span and each retry as an event, with OpenTelemetry's names. Must not record paths,
//! queries, headers or bodies, because they contain identifiers and personal data.

use super::answer::Answer;
use super::api::Operation;
use super::error::Error;
use super::retry::RetryEvent;

/// The span of an attempt. Empty without the feature `tracing`.
pub(crate) struct AttemptSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(not(feature = "tracing"))]
impl AttemptSpan {
    pub(crate) fn new(_: &'static Operation, _: (&str, u16), _: u32) -> Self {
        Self {}
    }

    pub(crate) fn around<F: Future>(&self, attempt: F) -> F {
        attempt
    }

    pub(crate) fn finish(self, _: &Result<Answer, Error>) {}
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn retrying(_: &RetryEvent<'_>) {}

/// Reports a retry to those who do not watch spans.
#[cfg(feature = "tracing")]
pub(crate) fn retrying(event: &RetryEvent<'_>) {
    tracing::debug!(
        "http.request.method" = event.operation.method().as_str(),
        "url.template" = event.operation.path_template(),
        "http.response.status_code" = event.error.status(),
        "error.type" = &*event.error.type_name(),
        "http.request.resend_count" = event.attempts,
        delay_ms = u64::try_from(event.delay.as_millis()).unwrap_or(u64::MAX),
        "request failed, retrying"
    );
}

#[cfg(feature = "tracing")]
impl AttemptSpan {
    /// `server` is the host and the port.
    pub(crate) fn new(operation: &'static Operation, server: (&str, u16), resend_count: u32) -> Self {
        let (method, template) = (operation.method().as_str(), operation.path_template());
        let span = tracing::info_span!(
            "http.client.request",
            "otel.kind" = "client",
            "otel.name" = format!("{method} {template}"),
            "otel.status_code" = tracing::field::Empty,
            "http.request.method" = method,
            "url.template" = template,
            "server.address" = server.0,
            "server.port" = server.1,
            "http.request.resend_count" = tracing::field::Empty,
            "http.response.status_code" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        );
        if resend_count > 0 {
            span.record("http.request.resend_count", resend_count);
        }
        Self { span }
    }

    pub(crate) fn around<F: Future>(&self, attempt: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(attempt, self.span.clone())
    }

    pub(crate) fn finish(self, result: &Result<Answer, Error>) {
        let status = match result {
            Ok(answer) => Some(answer.head.status),
            Err(error) => error.status(),
        };
        if let Some(status) = status {
            self.span.record("http.response.status_code", status);
        }
        if let Err(error) = result {
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", &*error.type_name());
        }
    }
}

//! One attempt: a request goes out, an answer with a success status comes back. Knows time limits and
//! statuses; must not know parameters or how a body is decoded.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::api::Operation;
use super::client::Client;
use super::error::Error;
use super::response::Head;
use super::transport::{Chunk, HttpRequest, HttpResponse, TransportError};

/// How much is set aside for a body at most because its header announces a length.
const MAX_RESERVED: usize = 1 << 20;

/// A successful answer, its body not yet decoded.
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) body: Chunk,
}

impl Client {
    /// Sends a request once. The limit covers everything up to the last byte of the body.
    pub(crate) async fn exchange(
        &self,
        operation: &'static Operation,
        request: HttpRequest,
        limit: Duration,
    ) -> Result<Answer, Error> {
        // A limit too long for the clock is none.
        let deadline = Instant::now().checked_add(limit).unwrap_or_else(far_future);
        let mut received = None;
        let attempt = async {
            let mut response = self.transport().send(request).await?;
            let status = response.status();
            let (head, body) = received.insert((Head::new(operation, status, response.take_headers()), None));
            *body = Some(read_body(&mut response, head).await?);
            Ok(())
        };
        let ended = timeout_at(deadline, attempt).await;
        match (received, ended) {
            (Some((head, Some(body))), _) if head.is_success() => Ok(Answer { head, body }),
            // The status says more than a body that broke off or never came.
            (Some((head, body)), _) if !head.is_success() => Err(Error::api(head, body.unwrap_or_default())),
            (received, Ok(Err(error))) => Err(Error::transport(operation, error, received.map(|(head, _)| head))),
            (received, _) => Err(Error::timeout(operation, limit, received.map(|(head, _)| head))),
        }
    }
}

fn far_future() -> Instant {
    const THIRTY_YEARS: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    Instant::now() + THIRTY_YEARS
}

async fn read_body(response: &mut HttpResponse, head: &Head) -> Result<Chunk, TransportError> {
    let Some(first) = response.next_chunk().await? else { return Ok(Chunk::default()) };
    let Some(second) = response.next_chunk().await? else { return Ok(first) };
    let announced = head.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = Vec::with_capacity(MAX_RESERVED.min(announced).max(first.len() + second.len()));
    body.extend_from_slice(&first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.next_chunk().await? {
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}

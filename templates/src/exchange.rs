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
        let sent = timeout_at(deadline, self.transport().send(request)).await;
        let sent = sent.map_err(|_| Error::timeout(operation, limit, None))?;
        let mut response = sent.map_err(|error| Error::transport(operation, error, None))?;
        let status = response.status();
        let head = Head::new(operation, status, response.take_headers());
        let success = (200..=299).contains(&status);
        match timeout_at(deadline, read_body(&mut response, &head)).await {
            Ok(Ok(body)) if success => Ok(Answer { head, body }),
            Ok(Ok(body)) => Err(Error::api(head, body)),
            // The status says more than the body that broke off or never came.
            Ok(Err(_)) | Err(_) if !success => Err(Error::api(head, Chunk::default())),
            Ok(Err(error)) => Err(Error::transport(operation, error, Some(head))),
            Err(_) => Err(Error::timeout(operation, limit, Some(head))),
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

//! Reads the body of a response within its limits, and decompresses it if the feature `gzip` is enabled.

use super::answer::Head;
use super::limits::{Limits, within};
use super::transport::{Chunk, HttpResponse, TransportError};

/// How many bytes are reserved at most for a body because its header announces a length.
const MAX_RESERVED: usize = 1 << 20;

/// Why a body is incomplete.
pub(crate) enum BodyError {
    Transport(TransportError),
    Stalled,
    TooLarge,
    /// It cannot be decompressed.
    #[cfg(feature = "gzip")]
    Corrupt,
}

/// Reads a body to its end. What the head says of its encoding and length no longer holds if it was decompressed, and is
/// removed.
pub(crate) async fn read_body(
    response: &mut HttpResponse,
    head: &mut Head,
    limits: &Limits,
) -> Result<Chunk, BodyError> {
    #[cfg(feature = "gzip")]
    if head.is_gzip() {
        let body = gunzip(response, limits).await?;
        head.remove_encoding();
        return Ok(body);
    }
    let announced = head.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0_usize);
    if announced > limits.max_response_size {
        return Err(BodyError::TooLarge);
    }
    let mut first = Chunk::default();
    // Most bodies arrive in one piece, which is not copied.
    let mut whole = Vec::new();
    while let Some(chunk) = next_chunk(response, limits).await? {
        if first.len() + whole.len() + chunk.len() > limits.max_response_size {
            return Err(BodyError::TooLarge);
        }
        if whole.is_empty() && first.is_empty() {
            first = chunk;
            continue;
        }
        if whole.is_empty() {
            whole.reserve(MAX_RESERVED.min(announced).max(first.len() + chunk.len()));
            whole.extend_from_slice(&std::mem::take(&mut first));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(if whole.is_empty() { first } else { whole.into() })
}

async fn next_chunk(response: &mut HttpResponse, limits: &Limits) -> Result<Option<Chunk>, BodyError> {
    let next = within(limits.stall_timeout, response.next_chunk()).await;
    next.ok_or(BodyError::Stalled)?.map_err(BodyError::Transport)
}

/// Decompresses a body while it arrives, so that one that becomes too large ends at that point.
#[cfg(feature = "gzip")]
async fn gunzip(response: &mut HttpResponse, limits: &Limits) -> Result<Chunk, BodyError> {
    use std::io::Write as _;

    let limit = limits.max_response_size;
    let mut decoder = flate2::write::MultiGzDecoder::new(Sink { bytes: Vec::new(), limit, is_full: false });
    let mut received = 0_usize;
    while let Some(chunk) = next_chunk(response, limits).await? {
        received += chunk.len();
        // Of compressed nothing, there could be any amount.
        if received > limit {
            return Err(BodyError::TooLarge);
        }
        if decoder.write_all(&chunk).is_err() {
            return Err(if decoder.get_ref().is_full { BodyError::TooLarge } else { BodyError::Corrupt });
        }
    }
    // Some servers announce an encoding of a body that they do not send.
    if received == 0 {
        return Ok(Chunk::default());
    }
    let finished = decoder.try_finish();
    match decoder.get_mut() {
        sink if sink.is_full => Err(BodyError::TooLarge),
        sink if finished.is_ok() => Ok(std::mem::take(&mut sink.bytes).into()),
        _ => Err(BodyError::Corrupt),
    }
}

/// Takes what was decompressed, up to a limit.
#[cfg(feature = "gzip")]
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    is_full: bool,
}

#[cfg(feature = "gzip")]
impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            self.is_full = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

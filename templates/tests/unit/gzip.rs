//! Compressed bodies: what is asked for, what is read, and where it ends.

use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;

use crate::runtime::transport::{Chunk, HttpResponse, TransportError};
use crate::runtime::{Call, Error, Response};
use crate::support::{CREATE, LIST, Script, Step, builder};

type Value = serde_json::Value;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn compressed(status: u16, body: impl Into<Chunk>) -> HttpResponse {
    HttpResponse::new(status).with_header("Content-Encoding", "gzip").with_body(body)
}

async fn read(response: HttpResponse) -> Result<Response<Value>, Error> {
    let mut call = Script::new([Step::Answer(response)]).call(&LIST);
    call.with_raw_body();
    call.send().await
}

/// A body whose pieces are made when they are asked for, and counted.
struct Pieces<I> {
    pieces: I,
    taken: Arc<AtomicUsize>,
}

impl<I: Iterator<Item = Vec<u8>> + Unpin> Stream for Pieces<I> {
    type Item = Result<Chunk, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.pieces.next().map(|piece| Ok(piece.into())))
    }
}

fn streamed(pieces: impl Iterator<Item = Vec<u8>> + Send + Unpin + 'static) -> (HttpResponse, Arc<AtomicUsize>) {
    let taken = Arc::<AtomicUsize>::default();
    let pieces = Pieces { pieces, taken: Arc::clone(&taken) };
    (HttpResponse::new(200).with_header("Content-Encoding", "gzip").with_body_stream(pieces), taken)
}

#[tokio::test]
async fn it_is_asked_for_and_read() {
    let script = Script::new([Step::Answer(compressed(200, gzip(br#"{"a": 1}"#)))]);
    let response = script.call(&LIST).send::<Value>().await.unwrap();
    assert_eq!(response["a"], 1);
    assert_eq!(script.requests()[0].header("Accept-Encoding"), Some("gzip"));
    // Only a list is large, and what has a version keeps it.
    let script = Script::new([Step::Answer(compressed(201, gzip(br#"{"a": 1}"#)))]);
    assert_eq!(script.call(&CREATE).send::<Value>().await.unwrap()["a"], 1, "it is read all the same");
    assert_eq!(script.requests()[0].header("Accept-Encoding"), None);
}

#[tokio::test]
async fn the_body_and_the_headers_are_those_after_decompression() {
    let text = br#"{"a": [1, 2.50]}"#;
    for coding in ["gzip", "GZIP", "x-gzip", " gzip "] {
        let body = gzip(text);
        let response = HttpResponse::new(200)
            .with_header("Content-Encoding", coding)
            .with_header("Content-Length", body.len().to_string())
            .with_header("X-Other", "1");
        let response = read(response.with_body(body)).await.unwrap();
        assert_eq!(response.raw_body(), Some(&text[..]), "{coding}");
        assert_eq!((response.header("content-encoding"), response.header("content-length")), (None, None));
        assert_eq!(response.header("x-other"), Some("1"));
    }
}

#[tokio::test]
async fn pieces_and_members_may_be_cut_anywhere() {
    let [first, second] = [gzip(br#"{"a": "#), gzip(b"1}")];
    let body = [first, gzip(b""), second].concat();
    let (response, _) = streamed(body.clone().into_iter().map(|byte| vec![byte]));
    assert_eq!(read(response).await.unwrap()["a"], 1);
    for cut in 0..=body.len() {
        let (one, other) = body.split_at(cut);
        let (response, _) = streamed([one.to_vec(), other.to_vec()].into_iter());
        assert_eq!(read(response).await.unwrap()["a"], 1, "{cut}");
    }
}

#[tokio::test]
async fn a_body_that_ends_early_or_is_changed_is_never_a_success() {
    let body = gzip(br#"{"a": "some text, some text"}"#);
    for length in 1..body.len() {
        let error = read(compressed(200, &body[..length])).await.unwrap_err();
        assert!(error.is_decode(), "{length}: {error}");
        assert!(error.to_string().contains("200 OK: unexpected response: the body cannot be decompressed"), "{error}");
    }
    let mut changed = 0;
    for bit in 80..body.len() * 8 {
        let mut body = body.clone();
        body[bit / 8] ^= 1 << (bit % 8);
        changed += usize::from(read(compressed(200, body)).await.is_err());
    }
    assert_eq!(changed, body.len() * 8 - 80, "the checksum covers all behind the header");
    assert!(read(compressed(200, [&body[..], b"more"].concat())).await.is_err());
    let lost = Script::new([Step::Answer(compressed(201, &body[..9]))]).call(&CREATE).send::<Value>().await;
    assert!(lost.unwrap_err().may_have_been_applied());
}

#[tokio::test]
async fn the_size_is_limited_after_decompression() {
    let text = format!("\"{}\"", "x".repeat(9_998));
    for (limit, fits) in [(10_000, true), (9_999, false)] {
        let script = Script::new([Step::Answer(compressed(200, gzip(text.as_bytes())))]);
        let client = builder().transport(script).max_response_size(limit).build().unwrap();
        let result = Call::new(&client, &LIST).send::<Value>().await;
        assert_eq!(result.as_ref().is_ok_and(|response| response.as_str().map(str::len) == Some(9_998)), fits);
        assert!(fits || result.is_err_and(|error| error.is_too_large()));
    }
}

/// What is small is larger when it is compressed, and what arrives may be as large as what it contains may be.
#[tokio::test]
async fn the_size_of_what_arrives_is_limited_as_well() {
    let body = gzip(b"{}");
    for (limit, fits) in [(body.len(), true), (body.len() - 1, false)] {
        let script = Script::new([Step::Answer(compressed(200, body.clone()))]);
        let client = builder().transport(script).max_response_size(limit).build().unwrap();
        assert_eq!(Call::new(&client, &LIST).send::<Value>().await.is_ok(), fits, "{limit}");
    }
}

/// A gigabyte of blanks is a megabyte. What is read of it is only what fits.
#[tokio::test]
async fn bombs_end_early() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&blanks).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let pieces: Vec<Vec<u8>> = bomb.chunks(1024).map(<[u8]>::to_vec).collect();
    let all = pieces.len();
    let (response, taken) = streamed(pieces.into_iter());
    let client = builder().transport(Script::new([Step::Answer(response)])).max_response_size(1 << 20).build().unwrap();
    assert!(Call::new(&client, &LIST).send::<Value>().await.unwrap_err().is_too_large());
    assert!(taken.load(Ordering::Relaxed) < all / 10, "{taken:?} of {all}");

    // And nothing, compressed without end.
    let empty = gzip(b"");
    let (response, taken) = streamed(std::iter::repeat_with(move || empty.repeat(50)));
    let client = builder().transport(Script::new([Step::Answer(response)])).max_response_size(1 << 16).build().unwrap();
    assert!(Call::new(&client, &LIST).send::<Value>().await.unwrap_err().is_too_large());
    assert!(taken.load(Ordering::Relaxed) < 100, "{taken:?}");
}

#[tokio::test]
async fn errors_are_compressed_as_well() {
    let body = br#"{"code": 20404, "message": "There is no such thing.", "status": 404}"#;
    let error = read(compressed(404, gzip(body))).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some(20404), Some("There is no such thing.")));
    // The status counts, whatever follows.
    let error = read(compressed(404, "not gzip")).await.unwrap_err();
    assert!(error.is_not_found() && error.message().is_none(), "{error}");
}

#[tokio::test]
async fn nothing_has_no_encoding() {
    let deleted = Script::new([Step::Answer(compressed(204, ""))]).call(&LIST).send_empty().await;
    assert_eq!(deleted.unwrap().http_status(), 204);
}

#[tokio::test]
async fn other_encodings_were_not_asked_for() {
    for coding in ["br", "deflate", "gzip, gzip", "gzip, br", "zstd"] {
        let response = HttpResponse::new(200).with_header("Content-Encoding", coding).with_body(gzip(b"{}"));
        let error = read(response).await.unwrap_err();
        assert!(error.to_string().contains("Content-Encoding, which the client did not ask for"), "{error}");
    }
    let twice = compressed(200, gzip(b"{}")).with_header("Content-Encoding", "gzip");
    assert!(read(twice).await.is_err());
}

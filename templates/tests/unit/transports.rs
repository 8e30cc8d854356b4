//! The public types of the transport interface.

use std::sync::Arc;

use crate::runtime::transport::{Chunk, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind};
use crate::runtime::{Call, Method};
use crate::support::{LIST, Script, answer, builder};

#[test]
fn a_request_can_be_built_and_read() {
    let request = HttpRequest::new(Method::Patch, "https://x.test/a?b=c")
        .with_header("X-One", "1")
        .with_sensitive_header("X-Two", "canary")
        .with_body(vec![1, 2, 3]);
    assert_eq!((request.method(), request.url()), (Method::Patch, "https://x.test/a?b=c"));
    let headers: Vec<_> = request.headers().map(|h| (h.name(), h.value(), h.is_sensitive())).collect();
    assert_eq!(headers, [("x-one", "1", false), ("x-two", "canary", true)]);
    assert_eq!(
        (request.header("x-two"), request.header("none"), request.body()),
        (Some("canary"), None, &[1, 2, 3][..])
    );
    let shown = format!("{:?}", request.clone());
    assert_eq!(
        shown,
        "HttpRequest { method: Patch, url: https://x.test/a?[redacted], \
         headers: [x-one: 1, x-two: [redacted]], body: 3 bytes }"
    );
    let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    assert_eq!(methods.map(|method| method.to_string()), ["GET", "POST", "PUT", "PATCH", "DELETE"]);
}

#[tokio::test]
async fn a_response_can_be_built_and_read() {
    let mut response = HttpResponse::new(200).with_header("A", "1").with_header("a", "2").with_body("canary");
    assert_eq!((response.status(), response.headers().collect::<Vec<_>>()), (200, vec![("a", "1"), ("a", "2")]));
    assert_eq!(format!("{response:?}"), "HttpResponse { status: 200, .. }");
    assert_eq!(response.next_chunk().await.unwrap().as_deref(), Some(&b"canary"[..]));
    assert!(response.next_chunk().await.unwrap().is_none());
    assert!(HttpResponse::new(204).next_chunk().await.unwrap().is_none());
}

#[test]
fn a_chunk_comes_from_bytes_and_text_and_does_not_show_them() {
    let chunks = [Chunk::from("abc"), "abc".to_owned().into(), b"abc".to_vec().into(), (&b"abc"[..]).into()];
    for chunk in chunks {
        assert_eq!((&*chunk, chunk.as_ref(), &*format!("{chunk:?}")), (&b"abc"[..], &b"abc"[..], "3 bytes"));
    }
}

#[test]
fn a_transport_error_tells_its_kind_and_cause() {
    let error = TransportError::new(TransportErrorKind::Interrupted, format!("no {}", 1))
        .with_source(std::io::Error::other("cause"));
    assert_eq!(
        (error.kind(), error.is_timeout(), &*error.to_string()),
        (TransportErrorKind::Interrupted, false, "no 1")
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "cause");
    assert!(TransportError::new(TransportErrorKind::Timeout, "t").is_timeout());
    let connect = TransportError::connect_timeout("c");
    assert!(connect.is_timeout() && connect.kind() == TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_shared_transport_is_a_transport() {
    let script = Script::new([answer(200, "{}")]);
    let shared: Arc<dyn Transport> = Arc::new(script.clone());
    let client = builder().transport(Arc::clone(&shared)).build().unwrap();
    Call::new(&client, &LIST).send::<serde_json::Value>().await.unwrap();
    assert_eq!(script.requests().len(), 1);
}

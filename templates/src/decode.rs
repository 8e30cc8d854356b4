//! Decodes the body of a successful response.

use serde_core::de::{DeserializeOwned, DeserializeSeed};

use super::answer::{Answer, Head};
use super::decode_failure::DecodeFailure;
use super::error::Error;
use super::response::Response;
use super::transport::Chunk;

/// Decodes a body that is one value.
pub(crate) fn decode<T: DeserializeOwned>(answer: Answer) -> Result<Response<T>, Error> {
    let Answer { head, body } = answer;
    match serde_json::from_slice(&body) {
        Ok(value) => Ok(Response::new(value, head)),
        Err(error) => Err(failure(head, body, &error)),
    }
}

/// Decodes a body whose form is known only at run time.
pub(crate) fn decode_seed<T, S>(answer: Answer, seed: S) -> Result<Response<T>, Error>
where
    S: for<'de> DeserializeSeed<'de, Value = T>,
{
    let Answer { head, body } = answer;
    let mut deserializer = serde_json::Deserializer::from_slice(&body);
    match seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => Ok(Response::new(value, head)),
        Err(error) => Err(failure(head, body, &error)),
    }
}

/// A separate function, so that it is compiled once and not for each type.
#[cold]
fn failure(head: Head, body: Chunk, error: &serde_json::Error) -> Error {
    let is_json = head.header("Content-Type").is_none_or(|media| media.contains("json"));
    let failure = DecodeFailure::of(&body, error, is_json);
    Error::decode(head, body, failure)
}

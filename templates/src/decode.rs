//! Decodes the body of a successful response.

use std::marker::PhantomData;

use serde_core::de::{DeserializeOwned, DeserializeSeed};

use super::answer::{Answer, Head};
use super::decode_failure::DecodeFailure;
use super::error::Error;
use super::repair::repaired;
use super::response::Response;
use super::transport::Chunk;

/// Decodes a body that is one value.
pub(crate) fn decode<T: DeserializeOwned>(answer: Answer) -> Result<Response<T>, Error> {
    decode_seed(answer, PhantomData)
}

/// Decodes a body whose form is known only at run time.
pub(crate) fn decode_seed<T, S>(answer: Answer, seed: S) -> Result<Response<T>, Error>
where
    S: for<'de> DeserializeSeed<'de, Value = T> + Copy,
{
    let Answer { head, body } = answer;
    // Checked here as a whole, which takes less time than to check each text in it.
    let text = std::str::from_utf8(&body);
    let mut better = text.is_err().then(|| repaired(&body));
    loop {
        let text = better.as_deref().unwrap_or(text.unwrap_or_default());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = seed.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
        let error = match result {
            Ok(value) => return Ok(Response::new(value, head)),
            Err(error) => error,
        };
        if better.is_none() && !error.is_data() {
            better = Some(repaired(&body)).filter(|better| *better != text);
            if better.is_some() {
                continue;
            }
        }
        return Err(failure(head, body, better, &error));
    }
}

/// A separate function, so that it is compiled once and not for each type.
#[cold]
fn failure(head: Head, body: Chunk, repaired: Option<String>, error: &serde_json::Error) -> Error {
    let failure = match head.header("Content-Encoding").map(str::trim) {
        Some(coding) if !coding.eq_ignore_ascii_case("identity") && !error.is_data() => DecodeFailure::encoded(),
        _ => {
            let is_json = head.header("Content-Type").is_none_or(|media| media.contains("json"));
            DecodeFailure::of(repaired.as_deref().map_or(&body, str::as_bytes), error, is_json)
        }
    };
    Error::decode(head, body, failure)
}

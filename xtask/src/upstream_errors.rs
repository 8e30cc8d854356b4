//! Known errors in Twilio's OpenAPI document, which Prism would report as violations by a correct client.

use anyhow::{Result, bail};
use serde_json::Value;

/// One wrong value in the document.
struct KnownError {
    /// JSON pointer to the value.
    pointer: &'static str,
    published: &'static str,
    correct: &'static str,
    /// How we know that the published value is wrong.
    evidence: &'static str,
}

const KNOWN_ERRORS: [KnownError; 1] = [KnownError {
    pointer: "/paths/~1v2~1Services~1{ServiceSid}~1Operators/get/parameters/0/schema/pattern",
    published: "^LY[0-9a-fA-F]{32}$",
    correct: "^GA[0-9a-fA-F]{32}$",
    evidence: "FetchOperatorAttachments gives `ServiceSid` the prefix of operators; CreateOperatorAttachment and \
        DeleteOperatorAttachment, on the sibling path, and its own example response use `GA`",
}];

/// Corrects the known errors of a document and prints each correction.
///
/// # Errors
///
/// If a value is not the published one: either it has been corrected upstream, or the document has changed at that
/// place. In both cases the entry must be reviewed.
pub(crate) fn correct(document: &mut Value) -> Result<()> {
    KNOWN_ERRORS.iter().try_for_each(|error| apply(error, document))
}

fn apply(error: &KnownError, document: &mut Value) -> Result<()> {
    let KnownError { pointer, published, correct, evidence } = error;
    match document.pointer_mut(pointer) {
        Some(value) if value == published => {
            anstream::eprintln!("corrected {pointer} from `{published}` to `{correct}`: {evidence}");
            *value = Value::from(*correct);
            Ok(())
        }
        Some(value) if value == correct => {
            bail!("the document no longer contains the known error at {pointer}; remove it from `KNOWN_ERRORS`")
        }
        Some(value) => {
            bail!("the document contains {value} at {pointer} instead of `{published}`; review `KNOWN_ERRORS`")
        }
        None => bail!("the document contains no value at {pointer}; review `KNOWN_ERRORS`"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;

    use super::*;

    const ERROR: KnownError =
        KnownError { pointer: "/paths/~1a/pattern", published: "^LY", correct: "^GA", evidence: "the example" };

    fn document(pattern: &str) -> Value {
        json!({"paths": {"/a": {"pattern": pattern}}})
    }

    #[test]
    fn a_published_error_is_corrected() {
        let mut published = document("^LY");
        apply(&ERROR, &mut published).unwrap();
        assert_eq!(published, document("^GA"));
    }

    #[test]
    fn an_error_that_is_not_in_the_document_is_reported() {
        for (mut document, expected) in [
            (document("^GA"), "no longer contains the known error"),
            (document("^GB"), "contains \"^GB\" at /paths/~1a/pattern instead of `^LY`"),
            (json!({"paths": {}}), "contains no value at /paths/~1a/pattern"),
        ] {
            let before = document.clone();
            let message = apply(&ERROR, &mut document).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
            assert_eq!(document, before);
        }
    }
}

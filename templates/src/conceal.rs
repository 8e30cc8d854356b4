//! Finds the texts of a request that must not appear in the text of an error: servers quote what they refuse, and it
//! may be personal data.

use serde_json::Value;

use super::inputs::{Inputs, Parameter, Texts};

/// Returns the arbitrary texts of a request. Values in the path are not among them: without them, nobody knows what was
/// not found.
pub(crate) fn texts(inputs: &Inputs, page_url: Option<&str>) -> Vec<String> {
    let mut texts = Vec::new();
    for Parameter { value, texts: contained, .. } in inputs.parameters() {
        match (contained, value) {
            (Texts::Whole, Ok(value)) => texts.push(value.clone()),
            (Texts::WithinJson, Ok(value)) => {
                texts_within(&serde_json::from_str(value).unwrap_or_default(), &mut texts);
            }
            _ => {}
        }
    }
    // It is not known which parameters of a page's address are arbitrary texts.
    let query = page_url.and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    texts.extend(form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned()));
    texts
}

/// Adds the texts in a value.
fn texts_within(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts_within(item, texts)),
        Value::Object(members) => members.values().for_each(|member| texts_within(member, texts)),
        _ => {}
    }
}

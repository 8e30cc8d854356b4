//! Compares a JSON value with the result of decoding and serializing it again.

use serde_json::{Map, Value, json};

/// Returns the first difference between two values. A null equals an absent member, and a number equals a string that
/// contains it.
pub fn difference(before: &Value, after: &Value) -> Option<String> {
    compare("", before, after)
}

/// Converts the body of a page to the form of [`Outcome::value`](crate::request::Outcome::value): its items are in
/// `items`, and `meta` has no `key`. Without that, the items are the only list beside `meta`. Any other body is returned
/// unchanged.
pub fn page_as_decoded(body: &Value) -> Value {
    if !body["meta"].is_object() {
        return body.clone();
    }
    let only_list = || body.as_object()?.iter().find(|(_, member)| member.is_array()).map(|(key, _)| key.as_str());
    let Some(key) = body["meta"]["key"].as_str().or_else(only_list) else { return body.clone() };
    let mut meta = body["meta"].clone();
    if let Some(members) = meta.as_object_mut() {
        members.remove("key");
    }
    json!({"items": body[key], "meta": meta})
}

fn compare(path: &str, before: &Value, after: &Value) -> Option<String> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => compare_members(path, before, after),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            let pairs = before.iter().zip(after).enumerate();
            pairs.into_iter().find_map(|(index, (before, after))| compare(&format!("{path}[{index}]"), before, after))
        }
        (before, after) if before == after || same_number(before, after) => None,
        _ => Some(format!("{path}: {before} became {after}")),
    }
}

fn compare_members(path: &str, before: &Map<String, Value>, after: &Map<String, Value>) -> Option<String> {
    let added = after.keys().filter(|name| !before.contains_key(*name));
    before.keys().chain(added).find_map(|name| {
        let member = |members: &Map<String, Value>| members.get(name).cloned().unwrap_or_default();
        compare(&format!("{path}.{name}"), &member(before), &member(after))
    })
}

fn same_number(before: &Value, after: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    (before.is_number() || after.is_number()) && number(before).is_some_and(|wanted| number(after) == Some(wanted))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::difference;

    #[test]
    fn only_nulls_and_numbers_may_differ() {
        let same = [
            (json!({"a": null}), json!({})),
            (json!({}), json!({"a": null})),
            (json!({"a": "0.05"}), json!({"a": 0.05})),
            (json!({"a": 1}), json!({"a": 1.0})),
        ];
        for (before, after) in same {
            assert_eq!(difference(&before, &after), None);
        }
        let different = [
            (json!({"a": {}}), json!({})),
            (json!({"a": []}), json!({})),
            (json!({"a": ""}), json!({})),
            (json!({"a": "1"}), json!({"a": "1.0"})),
            (json!({"a": [1]}), json!({"a": [1, 2]})),
            (json!({"a": true}), json!({"a": "true"})),
            (json!({"a": {"b": 1}}), json!({"a": {"b": 2}})),
            (json!({}), json!({"a": 0})),
        ];
        for (before, after) in different {
            assert!(difference(&before, &after).is_some(), "{before} {after}");
        }
    }
}

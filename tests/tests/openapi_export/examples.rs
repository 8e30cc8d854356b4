//! Examples: there is one of every body, and it is what its schema asks for.

use generator::surface::Response;
use serde_json::Value;

use crate::exported::{all, texts};

#[test]
fn examples_are_what_the_schemas_ask_for() {
    let mut count = 0;
    for exported in all() {
        let mut check = |media: &Value, subject: &str| {
            let example = &media["examples"]["example"]["value"];
            assert!(example.is_object(), "{subject} has no example");
            let mut problems = Vec::new();
            misfits(&exported.json, &media["schema"], example, subject, &mut problems);
            assert!(problems.is_empty(), "{}: {problems:#?}", exported.name);
            count += 1;
        };
        for operation in exported.surface.operations.iter().filter(|of| of.response != Response::Nothing) {
            let responses = &exported.operation(&operation.id)["responses"];
            let content = &responses[operation.facts.status.to_string()]["content"];
            check(&content["application/json"], &operation.id);
        }
        for (name, item) in exported.json["webhooks"].as_object().into_iter().flatten() {
            check(&item["post"]["requestBody"]["content"]["application/json"], name);
        }
    }
    assert!(count > 80, "{count}");
}

/// Collects where a value is not what a schema asks for. Knows the keywords that documents use.
fn misfits(document: &Value, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
    let mut complain = |what: &str| problems.push(format!("{at}: {value} {what} {schema}"));
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).expect("references resolve");
        return misfits(document, target, value, at, problems);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let fits = |option: &Value| {
            let mut inner = Vec::new();
            misfits(document, option, value, at, &mut inner);
            inner.is_empty()
        };
        if !options.iter().any(fits) {
            complain("is none of");
        }
        return;
    }
    let is = |ty: &str| match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    let types = texts(&schema["type"]);
    if !schema["type"].as_str().into_iter().chain(types).any(is) && schema.get("type").is_some() {
        complain("has not the type of");
    }
    let is_listed = |values: &Vec<Value>| values.contains(value);
    if schema["enum"].as_array().is_some_and(|values| !is_listed(values))
        || schema.get("const").is_some_and(|it| it != value)
    {
        complain("is not listed in");
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        if schema["maxLength"].as_u64().is_some_and(|most| length > most)
            || schema["minLength"].as_u64().is_some_and(|least| length < least)
        {
            complain("has not the length of");
        }
        let pattern = schema["pattern"].as_str().and_then(|pattern| pattern.strip_suffix("[0-9a-fA-F]{32}$"));
        let prefixes = pattern.map(|pattern| pattern.trim_start_matches('^').trim_matches(['(', ')']));
        if prefixes.is_some_and(|known| known != "[A-Z]{2}" && !known.split('|').any(|prefix| text.starts_with(prefix)))
        {
            complain("has not the prefix of");
        }
    }
    if let Some(number) = value.as_f64()
        && (schema["minimum"].as_f64().is_some_and(|least| number < least)
            || schema["maximum"].as_f64().is_some_and(|most| number > most))
    {
        complain("is beyond the limits of");
    }
    for required in texts(&schema["required"]) {
        if value.get(required).is_none() {
            complain(&format!("lacks `{required}` of"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let known = schema["properties"].get(name).or(schema.get("additionalProperties").filter(|it| it.is_object()));
        if let Some(known) = known {
            misfits(document, known, member, &format!("{at}.{name}"), problems);
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        misfits(document, &schema["items"], item, &format!("{at}[{index}]"), problems);
    }
}

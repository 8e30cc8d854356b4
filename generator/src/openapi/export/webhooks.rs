//! Events as webhooks: what receivers must expect.

use super::docs;
use super::examples::Examples;
use super::schemas;
use super::value::{Object, Value};
use crate::description::surface::{Event, Surface, Webhooks};

/// What holds in a form, where there is only text.
const FORM: &str = "In a form, every value is text, an empty one counts as absent, and lists and objects do not occur.";

/// All events, by what identifies them.
pub(super) fn webhooks(surface: &Surface, examples: &Examples<'_>) -> Object {
    let mut items = Object::new();
    if let Some(webhooks) = &surface.webhooks {
        for event in &webhooks.events {
            items.set(event.event.clone(), Object::new().with("post", operation(surface, webhooks, event, examples)));
        }
    }
    items
}

fn operation(surface: &Surface, webhooks: &Webhooks, event: &Event, examples: &Examples<'_>) -> Object {
    let shape = surface.shape(&event.shape);
    let text = shape.map(|shape| shape.docs.as_str()).unwrap_or_default();
    let signature = Object::new()
        .with("name", &webhooks.signature_header)
        .with("in", "header")
        .with("description", "Signature of the request. Verify it before anything else.")
        .with("required", true)
        .with("schema", Object::new().with("type", "string"));
    let settings = webhooks.signature_settings_header.as_ref().map(|name| {
        Object::new()
            .with("name", name)
            .with("in", "header")
            .with("description", "Says that a shared key signed the request, and with which algorithm.")
            .with("schema", Object::new().with("type", "string"))
    });
    let headers: Vec<Value> = [Some(signature), settings].into_iter().flatten().map(Value::from).collect();
    // An operation of that id would make it ambiguous.
    let id = surface.operation(&event.shape).is_none().then_some(&event.shape);
    let received = Object::new().with("2XX", Object::new().with("description", "The event was received."));
    Object::new()
        .with("summary", docs::summary(text))
        .with("description", docs::describe(text, [Some(docs::markdown(&webhooks.docs))]))
        .with("externalDocs", docs::external(&event.link))
        .with_some("operationId", id)
        .with("parameters", headers)
        .with("requestBody", body(webhooks, event, examples))
        .with("responses", received)
        // The signature takes the place of credentials.
        .with("security", Vec::<Value>::new())
}

fn body(webhooks: &Webhooks, event: &Event, examples: &Examples<'_>) -> Object {
    let schema = || Object::new().with("schema", schemas::reference(&event.shape));
    let example = examples.event(webhooks, event).map(|value| Object::new().with("value", value));
    let examples = example.map(|example| Object::new().with("example", example));
    let content = Object::new()
        .with("application/json", schema().with_some("examples", examples))
        .with("application/x-www-form-urlencoded", schema());
    Object::new().with("description", FORM).with("required", true).with("content", content)
}

//! The public items of the generated crate, each with what callers rely on, to tell what two versions do to callers.

use std::collections::BTreeMap;

use super::krate::{Builder, Crate, Input, StructItem, TypeItem, WaiterItem};

/// Public items by their paths, with their signatures.
pub(super) fn items(krate: &Crate) -> BTreeMap<String, String> {
    let mut items = BTreeMap::new();
    let mut add = |path: String, signature: String| _ = items.insert(path, signature);
    for accessor in &krate.client.accessors {
        add(format!("Client::{}", accessor.name), deprecated(&accessor.handle, accessor.deprecated.as_ref()));
    }
    if let Some(location) = &krate.client.location {
        // They are always there, and nothing but an error without locations.
        add("ClientBuilder::edge".to_owned(), String::new());
        location.regions.iter().for_each(|region| add(format!("ClientBuilder::region({region:?})"), String::new()));
    }
    for sid in krate.sids.iter().flat_map(|file| &file.items) {
        add(format!("model::{}", sid.name), "SID".to_owned());
    }
    for error in krate.errors.iter().flat_map(|file| &file.items) {
        add(format!("error_codes::{}", error.name), error.code.to_string());
    }
    let shared = krate.shared.iter().flat_map(|file| &file.types).map(|item| ("model", item));
    let owned = krate.resources.iter().flat_map(|file| &file.types).map(|item| ("model", item));
    let events = krate.webhooks.iter().flat_map(|file| &file.types).map(|item| ("webhooks", item));
    for (module, item) in shared.chain(owned).chain(events) {
        match item {
            TypeItem::Struct(item) => structure(module, item, &mut add),
            TypeItem::Enum(item) => {
                add(format!("{module}::{}", item.name), "enum".to_owned());
                for variant in &item.variants {
                    let path = format!("{module}::{}::{}", item.name, variant.name);
                    add(path, deprecated(&format!("{:?}", variant.wire), variant.deprecated.as_ref()));
                }
            }
        }
    }
    if let Some(webhooks) = &krate.webhooks {
        webhooks.headers.iter().for_each(|header| add(format!("webhooks::{}", header.name), String::new()));
        for variant in &webhooks.variants {
            add(format!("webhooks::WebhookEvent::{}", variant.name), variant.wire.clone());
        }
    }
    if krate.fake.is_some() {
        add("fake::Fake".to_owned(), String::new());
    }
    for resource in &krate.resources {
        let module = format!("operations::{}", resource.module);
        for method in &resource.handle.methods {
            let signature = format!("({}) -> {}", inputs(&method.arguments), method.builder);
            let path = format!("{module}::{}::{}", resource.handle.name, method.name);
            add(path, deprecated(&signature, method.deprecated.as_ref()));
            if let Some(find) = &method.find {
                add(format!("{module}::{}::{}", resource.handle.name, find.name), inputs(&method.arguments));
            }
        }
        resource.builders.iter().for_each(|builder| request(&module, builder, &mut add));
        resource.waiters.iter().for_each(|item| waiter(&module, &resource.handle.name, item, &mut add));
    }
    items
}

fn structure(module: &str, item: &StructItem, add: &mut impl FnMut(String, String)) {
    let path = format!("{module}::{}", item.name);
    add(path.clone(), "struct".to_owned());
    if item.default {
        add(format!("{path}::default"), String::new());
    }
    if let Some(constructor) = &item.constructor {
        let arguments = constructor.arguments.iter().filter_map(|&index| item.fields.get(index));
        let arguments = arguments.map(|field| format!("{:?} {:?}", field.passing, field.ty));
        add(format!("{path}::new"), arguments.collect::<Vec<_>>().join(", "));
    }
    for field in &item.fields {
        let ty = if field.optional { format!("Option<{:?}>", field.ty) } else { format!("{:?}", field.ty) };
        add(format!("{path}::{}", field.name), deprecated(&ty, field.deprecated.as_ref()));
    }
    if let Some(additional) = &item.additional {
        add(format!("{path}::{}", additional.name), "map".to_owned());
        if item.constructor.is_some() {
            add(format!("{path}::{}()", additional.name), "map".to_owned());
        }
    }
}

fn request(module: &str, builder: &Builder, add: &mut impl FnMut(String, String)) {
    let path = format!("{module}::{}", builder.name);
    add(path.clone(), format!("{:?}", builder.output));
    for setter in &builder.setters {
        let signature = deprecated(&input(&setter.input), setter.deprecated.as_ref());
        add(format!("{path}::{}", setter.name), signature);
    }
}

fn waiter(module: &str, handle: &str, item: &WaiterItem, add: &mut impl FnMut(String, String)) {
    add(format!("{module}::{handle}::{}", item.method), inputs(&item.arguments));
    add(format!("{module}::{}", item.builder), format!("{:?} by {:?}", item.item, item.state));
    add(format!("{module}::{}::{}", item.outcome, item.into), String::new());
    for state in &item.states {
        add(format!("{module}::{}::{}", item.outcome, state.name), String::new());
    }
}

fn inputs(inputs: &[Input]) -> String {
    inputs.iter().map(input).collect::<Vec<_>>().join(", ")
}

fn input(input: &Input) -> String {
    format!("{:?} {:?}", input.passing, input.ty)
}

/// A signature with a mark that callers get a warning.
fn deprecated(signature: &str, note: Option<&String>) -> String {
    if note.is_some() { format!("{DEPRECATED}{signature}") } else { signature.to_owned() }
}

/// What precedes the signatures of deprecated items.
pub(super) const DEPRECATED: &str = "#[deprecated] ";

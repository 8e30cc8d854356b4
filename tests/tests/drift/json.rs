//! Documents as JSON: how they are edited, and put into another order, which must not matter.

use generator::surface::ParameterLocation;
use serde_json::{Value, json};

/// The text of a value in which the keys or items of the value at a pointer stand in reverse order.
pub(crate) fn reversed(value: &Value, pointer: &str) -> String {
    let mut text = String::new();
    write(value, String::new(), pointer, &mut text);
    text
}

fn write(value: &Value, at: String, pointer: &str, text: &mut String) {
    let turn = |length: usize| -> Vec<usize> {
        if at == pointer { (0..length).rev().collect() } else { (0..length).collect() }
    };
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.iter().collect();
            text.push('{');
            for (count, index) in turn(members.len()).into_iter().enumerate() {
                let (key, inner) = members[index];
                text.push_str(if count > 0 { "," } else { "" });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                let step = key.replace('~', "~0").replace('/', "~1");
                write(inner, format!("{at}/{step}"), pointer, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (count, index) in turn(items.len()).into_iter().enumerate() {
                text.push_str(if count > 0 { "," } else { "" });
                write(&items[index], format!("{at}/{index}"), pointer, text);
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

pub(crate) fn at<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Value {
    value.pointer_mut(pointer).unwrap_or_else(|| unreachable!("there is nothing at {pointer}"))
}

pub(crate) fn parent(pointer: &str) -> String {
    pointer.rsplit_once('/').expect("the root has no parent").0.to_owned()
}

pub(crate) fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// Removes a node, and a member that is required from that list.
pub(crate) fn remove(value: &mut Value, pointer: &str) {
    let (list, last) = pointer.rsplit_once('/').expect("the root stays");
    let name = unescaped(last);
    match at(value, list) {
        Value::Array(items) => _ = items.remove(last.parse().expect("an index")),
        Value::Object(members) => _ = members.remove(&name),
        _ => unreachable!("{list} holds nothing"),
    }
    if list.ends_with("/properties") {
        require(at(value, &parent(list)), &name, false);
    }
}

/// Adds or removes a name in the list of required members.
pub(crate) fn require(owner: &mut Value, name: &str, required: bool) {
    let mut names: Vec<Value> = owner["required"].as_array().cloned().unwrap_or_default();
    names.retain(|it| it != name);
    if required {
        names.push(json!(name));
    }
    owner["required"] = json!(names);
}

pub(crate) fn rename(value: &mut Value, node: &str, is_member: bool) {
    if !is_member {
        at(value, node)["name"] = json!("BrandNew");
        return;
    }
    let (list, last) = node.rsplit_once('/').expect("a member");
    let (name, owner) = (unescaped(last), parent(list));
    let is_required = at(value, &owner)["required"].as_array().is_some_and(|names| names.iter().any(|it| it == &name));
    let moved = at(value, list).as_object_mut().expect("members").remove(&name).expect("a member");
    at(value, list)["brand_new"] = moved;
    require(at(value, &owner), &name, false);
    if is_required {
        require(at(value, &owner), "brand_new", true);
    }
}

pub(crate) fn set_required(value: &mut Value, node: &str, is_form: bool, required: bool) {
    if is_form {
        let (list, last) = node.rsplit_once('/').expect("a member");
        require(at(value, &parent(list)), &unescaped(last), required);
    } else {
        at(value, node)["required"] = json!(required);
    }
}

pub(crate) fn add_parameter(value: &mut Value, list: &str, is_form: bool, required: bool, location: ParameterLocation) {
    if is_form {
        at(value, list)["BrandNew"] = json!({"type": "boolean"});
        if required {
            require(at(value, &parent(list)), "BrandNew", true);
        }
        return;
    }
    let place = if location == ParameterLocation::Header { "header" } else { "query" };
    let added = json!({"name": "BrandNew", "in": place, "required": required, "schema": {"type": "boolean"}});
    at(value, list).as_array_mut().expect("parameters").push(added);
}

/// Renames a placeholder wherever its parameter is used.
pub(crate) fn rename_placeholder(value: &mut Value, node: &str, name: &str) {
    at(value, node)["name"] = json!("Other");
    let paths = std::mem::take(&mut value["paths"]);
    let is_shared = node.starts_with("/components/");
    let own = node.strip_prefix("/paths/").and_then(|rest| rest.split('/').next()).map(unescaped);
    let paths = paths.as_object().expect("paths").iter().map(|(path, item)| {
        let mut item = item.clone();
        if !is_shared && own.as_deref() != Some(path) {
            return (path.clone(), item);
        }
        // The other operations of the path name it as well.
        for method in item.as_object_mut().expect("an item").values_mut() {
            let parameters = method.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten().filter(|it| it["in"] == "path" && it["name"] == name) {
                parameter["name"] = json!("Other");
            }
        }
        (path.replace(&format!("{{{name}}}"), "{Other}"), item)
    });
    value["paths"] = Value::Object(paths.collect());
}

pub(crate) fn each_security(document: &mut Value, mut each: impl FnMut(&mut Vec<Value>)) {
    if let Some(list) = document["security"].as_array_mut() {
        each(list);
    }
    for item in document["paths"].as_object_mut().expect("paths").values_mut() {
        for operation in item.as_object_mut().expect("an item").values_mut() {
            if let Some(list) = operation.get_mut("security").and_then(Value::as_array_mut) {
                each(list);
            }
        }
    }
}

pub(crate) fn each_server(document: &mut Value, mut each: impl FnMut(&mut Value)) {
    let mut of = |node: &mut Value| {
        for server in node.get_mut("servers").and_then(Value::as_array_mut).into_iter().flatten() {
            each(&mut server["url"]);
        }
    };
    of(document);
    document["paths"].as_object_mut().expect("paths").values_mut().for_each(of);
}

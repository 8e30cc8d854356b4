//! JSON whose order can be changed: the order of keys must not matter.

use serde_json::Value;

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

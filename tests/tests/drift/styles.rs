//! Styles of YAML files: the same values, written in other ways.

use serde_yaml::Value;

/// A rewriting of a file that keeps its meaning.
pub(crate) type Style = fn(&str) -> String;

pub(crate) const ALL: &[(&str, Style)] = &[
    ("as written", str::to_owned),
    ("CRLF", |text| text.replace('\n', "\r\n")),
    ("no last line break", |text| text.trim_end().to_owned()),
    ("between comments", between_comments),
    ("block", block),
    ("flow", flow),
];

/// A comment above and behind every entry of the outer levels.
fn between_comments(text: &str) -> String {
    let mut result = "# First.\n\n".to_owned();
    let mut scalar = None;
    for line in text.lines() {
        let width = line.len() - line.trim_start().len();
        let is_inside = scalar.is_some_and(|outer| width > outer || line.trim().is_empty());
        if !is_inside {
            scalar = None;
            if line.trim_start().split_once(": ").is_some_and(|(_, value)| value.starts_with(['|', '>'])) {
                scalar = Some(width);
            }
            if !line.is_empty() {
                result.push_str(&format!("{}# About the next line.\n", " ".repeat(width)));
            }
        }
        result.push_str(line);
        if line.ends_with(['}', ':']) && !is_inside {
            result.push_str("  # About this line.");
        }
        result.push('\n');
    }
    result.push_str("# Last.\n");
    result
}

fn parsed(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the file is YAML")
}

/// Every map on lines of its own.
fn block(text: &str) -> String {
    serde_yaml::to_string(&parsed(text)).expect("a value is YAML")
}

/// Every entry of the outermost map on one line.
fn flow(text: &str) -> String {
    let entries = parsed(text).as_mapping().expect("a map").clone();
    let line = |(key, value): (Value, Value)| {
        format!("{}: {}\n", key.as_str().expect("a text"), serde_json::to_string(&value).expect("JSON"))
    };
    entries.into_iter().map(line).collect()
}

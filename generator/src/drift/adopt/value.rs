//! Values that are written into a description.

use serde_yaml::Value as Yaml;

/// A value to write.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, in quotes where it needs them.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// `true`.
    True,
    /// Any scalar or structure of JSON.
    Json(serde_json::Value),
    /// A map on one line.
    Flow(Vec<(String, Value)>),
    /// A map with a line for each key.
    Block(Vec<(String, Value)>),
    /// A list on one line.
    List(Vec<Value>),
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether it is a structure without entries.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Flow(entries) | Self::Block(entries) => entries.is_empty(),
            Self::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The value as it is written, without indentation, on one line unless it is a block.
    pub(super) fn yaml(&self) -> String {
        match self {
            Self::Text(text) => scalar(text),
            Self::Integer(number) => number.to_string(),
            Self::True => "true".to_owned(),
            // JSON is YAML.
            Self::Json(value) => match value {
                serde_json::Value::String(text) => scalar(text),
                other => other.to_string(),
            },
            Self::Flow(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), value.yaml()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Self::Block(entries) => entries.iter().map(|(key, value)| entry(key, value)).collect(),
            Self::List(items) => {
                format!("[{}]", items.iter().map(Value::yaml).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The value as a reader of YAML sees it.
    pub(super) fn to_yaml(&self) -> Yaml {
        match self {
            Self::Text(text) => Yaml::String(text.clone()),
            Self::Integer(number) => Yaml::Number((*number).into()),
            Self::True => Yaml::Bool(true),
            Self::Json(value) => serde_yaml::to_value(value).unwrap_or_default(),
            Self::Flow(entries) | Self::Block(entries) => {
                let entries = entries.iter().map(|(key, value)| (Yaml::String(key.clone()), value.to_yaml()));
                Yaml::Mapping(entries.collect())
            }
            Self::List(items) => items.iter().map(Value::to_yaml).collect(),
        }
    }
}

/// An entry of a block, with its line break.
pub(super) fn entry(key: &str, value: &Value) -> String {
    match value {
        Value::Block(_) => {
            let inner: String = value.yaml().lines().map(|line| format!("  {line}\n")).collect();
            format!("{}:\n{inner}", scalar(key))
        }
        Value::Text(text) if text.trim_end().contains('\n') && !text.starts_with(char::is_whitespace) => {
            let chomping = if text.ends_with('\n') { "" } else { "-" };
            let lines = text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") });
            format!("{}: |{chomping}\n{}", scalar(key), lines.collect::<String>())
        }
        value => format!("{}: {}\n", scalar(key), value.yaml()),
    }
}

/// A text as a scalar, in quotes where YAML would read it as something else. Fits into flow as well as block style.
pub(in crate::drift) fn scalar(text: &str) -> String {
    const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.<> ".contains(c))
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    // A JSON string is a YAML string.
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

//! The parameters of a request by place, and how each value is encoded there. A value that cannot be sent is remembered
//! as a problem, so that setters cannot fail and the request can be refused before anything is sent.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use serde_core::Serialize;

use super::api::InputPath;
use super::check::Check;
use super::wire::{InvalidValue, ToWire, in_range};

/// Everything but the unreserved characters of RFC 3986 is escaped in a path segment.
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameters of a request. Setting a parameter again replaces it.
#[derive(Clone, Default)]
pub(crate) struct Inputs {
    parameters: Vec<Parameter>,
}

#[derive(Clone)]
pub(crate) struct Parameter {
    place: Place,
    pub(crate) name: Cow<'static, str>,
    /// The text, or why it cannot be sent.
    pub(crate) value: Result<String, String>,
    pub(crate) texts: Texts,
    /// Whether it is not described.
    is_extra: bool,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Form,
    Header,
}

/// The arbitrary texts in a value, which may be personal data.
#[derive(Clone, Copy)]
pub(crate) enum Texts {
    None,
    /// The value is one.
    Whole,
    /// The value is JSON that contains some.
    WithinJson,
}

impl Texts {
    fn of<T: ToWire>() -> Self {
        if T::IS_FREE_TEXT { Self::Whole } else { Self::None }
    }
}

#[allow(dead_code, reason = "for generated code; not every API has each kind of parameter")]
impl Inputs {
    /// Sets a `{name}` of the path.
    pub(crate) fn path<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        let value = value.into().to_wire().and_then(|text| match &*text {
            // Servers and proxies resolve these as steps in the path, even if they are escaped.
            "" | "." | ".." => Err(InvalidValue::new("must not be empty, `.` or `..`")),
            _ => Ok(text),
        });
        self.set(Place::Path, name, value, Texts::None);
    }

    pub(crate) fn query<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        self.set(Place::Query, name, value.into().to_wire(), Texts::of::<T>());
    }

    /// Repeats the name for each value; an empty list is not sent.
    pub(crate) fn query_list<T: ToWire>(&mut self, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.set_list::<T>(Place::Query, name, values);
    }

    pub(crate) fn query_in(&mut self, name: &'static str, value: i64, range: RangeInclusive<i64>) {
        self.set(Place::Query, name, in_range(value, &range), Texts::None);
    }

    pub(crate) fn form<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        self.set(Place::Form, name, value.into().to_wire(), Texts::of::<T>());
    }

    /// Repeats the name for each value; an empty list is not sent.
    pub(crate) fn form_list<T: ToWire>(&mut self, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.set_list::<T>(Place::Form, name, values);
    }

    pub(crate) fn form_in(&mut self, name: &'static str, value: i64, range: RangeInclusive<i64>) {
        self.set(Place::Form, name, in_range(value, &range), Texts::None);
    }

    /// Writes a structure as JSON into one field.
    pub(crate) fn form_json(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        // What is written are structures of this crate, whose messages contain names of members only.
        let json = serde_json::to_string(value);
        let json = json.map_err(|error| InvalidValue::new(format!("cannot be written as JSON: {error}")));
        self.set(Place::Form, name, json, Texts::WithinJson);
    }

    /// As [`form_json`](Self::form_json), for a structure that contains SIDs or numbers with a range.
    pub(crate) fn form_checked_json(&mut self, name: &'static str, value: &(impl Serialize + Check + ?Sized)) {
        match value.check() {
            Ok(()) => self.form_json(name, value),
            Err(InvalidValue(problem)) => {
                // Of a list or a map of SIDs, it has no path.
                let member = problem.strip_prefix('.').and_then(|problem| problem.split_once(' '));
                let problem = match member {
                    Some((path, problem)) => format!("at `{path}` {problem}"),
                    None => problem,
                };
                self.set(Place::Form, name, Err(InvalidValue::new(problem)), Texts::None);
            }
        }
    }

    pub(crate) fn header<T: ToWire>(&mut self, name: &'static str, value: impl Into<T>) {
        let value = value.into().to_wire().and_then(|text| match header_problem(&text) {
            Some(problem) => Err(InvalidValue::new(problem)),
            None => Ok(text),
        });
        self.set(Place::Header, name, value, Texts::None);
    }

    /// Adds a parameter that is not described, or why it cannot be sent. It replaces nothing, not even itself.
    pub(crate) fn add_extra(&mut self, place: Place, name: String, value: Result<String, String>) {
        self.parameters.push(Parameter { place, name: name.into(), value, texts: Texts::Whole, is_extra: true });
    }

    /// Returns the first parameter that cannot be sent, and why.
    pub(crate) fn problem(&self) -> Option<(Cow<'static, str>, &str)> {
        self.parameters.iter().find_map(|it| Some((it.name.clone(), it.value.as_deref().err()?.as_str())))
    }

    /// Returns all parameters, in the order in which they were set.
    pub(crate) fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Returns the names and values in one place.
    pub(crate) fn values(&self, place: Place) -> impl Iterator<Item = (&str, &str)> {
        let here = self.parameters.iter().filter(move |parameter| parameter.place == place);
        here.filter_map(|parameter| Some((&*parameter.name, parameter.value.as_deref().ok()?)))
    }

    /// Returns the headers, and whether it is unknown what their values mean.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let here = self.parameters.iter().filter(|parameter| parameter.place == Place::Header);
        here.filter_map(|it| Some((&*it.name, it.value.as_deref().ok()?, it.is_extra)))
    }

    /// Returns the text of a parameter, or that of a member within a structure.
    pub(crate) fn value_at(&self, path: InputPath) -> Option<String> {
        let parameter = self.parameters.iter().find(|it| !it.is_extra && it.name == path.parameter)?;
        let text = parameter.value.as_deref().ok()?;
        if path.members.is_empty() {
            return Some(text.to_owned());
        }
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let found = path.members.iter().try_fold(&value, |value, member| value.get(member))?;
        found.as_str().map(str::to_owned)
    }

    fn set(&mut self, place: Place, name: &'static str, value: Result<String, InvalidValue>, texts: Texts) {
        self.unset(place, name);
        self.add(place, name, value, texts);
    }

    fn set_list<T: ToWire>(&mut self, place: Place, name: &'static str, values: impl IntoIterator<Item: Into<T>>) {
        self.unset(place, name);
        for value in values {
            self.add(place, name, value.into().to_wire(), Texts::of::<T>());
        }
    }

    fn unset(&mut self, place: Place, name: &'static str) {
        self.parameters.retain(|it| it.is_extra || (it.place, &*it.name) != (place, name));
    }

    fn add(&mut self, place: Place, name: &'static str, value: Result<String, InvalidValue>, texts: Texts) {
        self.parameters.push(Parameter {
            place,
            name: name.into(),
            value: value.map_err(|invalid| invalid.0),
            texts,
            is_extra: false,
        });
    }
}

/// Returns why a text cannot be the value of a header. It would lose blanks at its ends on the way.
pub(crate) fn header_problem(text: &str) -> Option<&'static str> {
    match text {
        _ if !text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) => {
            Some("contains a character that no header may contain")
        }
        _ if text.starts_with(' ') || text.ends_with(' ') => Some("begins or ends with a space"),
        _ => None,
    }
}

//! The parameters of a request: each is served or refused, never ignored. Knows no record.

use serde_json::Value;

use super::check::read;
use super::json::value_of;
use super::refusal::Refusal;
use super::schema::Address;
use super::table::{Action, Paging, Parameter, Role, Served, Table, Type};

/// Names and values, decoded.
pub(super) type Pairs = Vec<(String, String)>;

/// The parameters of a request, by what they do.
pub(super) struct Inputs {
    pub(super) addresses: Vec<(Address, String)>,
    /// Those of the query and the form.
    pub(super) values: Vec<(&'static Parameter, Value)>,
    /// The version that an update is meant for.
    pub(super) version: Option<String>,
    pub(super) page: PageInputs,
}

/// Which page of a list.
#[derive(Default)]
pub(super) struct PageInputs {
    pub(super) size: Option<i64>,
    pub(super) index: i64,
    pub(super) token: Option<String>,
    /// The other parameters of the query.
    pub(super) filters: Pairs,
}

/// The parts of a request that contain parameters.
pub(super) struct Sent<'a> {
    pub(super) path: Pairs,
    pub(super) query: Pairs,
    pub(super) form: Pairs,
    pub(super) header: &'a dyn Fn(&str) -> Option<&'a str>,
}

impl Inputs {
    pub(super) fn read(table: &Table, served: &'static Served, sent: &Sent<'_>) -> Result<Self, Refusal> {
        let paging = table.paging.as_ref().filter(|_| served.action == Action::List);
        let mut inputs = Self { addresses: Vec::new(), values: Vec::new(), version: None, page: PageInputs::default() };
        for address in served.addresses() {
            let Address { parameter: Parameter { name, ty, limits, .. }, or_name, .. } = &address;
            let Some((_, text)) = sent.path.iter().find(|(known, _)| known == name) else { continue };
            if !or_name {
                read(table, ty, limits, text).map_err(|problem| Refusal::parameter(name, &problem))?;
            }
            inputs.addresses.push((address, text.clone()));
        }
        for (pairs, is_form) in [(&sent.query, false), (&sent.form, true)] {
            let is_described = |name: &str| {
                let is_page = !is_form && paging.is_some_and(|paging| is_page_parameter(paging, name));
                is_page || served.parameters.iter().any(|it| it.name == name && in_form(&it.role) == Some(is_form))
            };
            if let Some((unknown, _)) = pairs.iter().find(|(name, _)| !is_described(name)) {
                return Err(Refusal::parameter(unknown, "is not known"));
            }
        }
        for parameter in served.parameters {
            let pairs = match in_form(&parameter.role) {
                Some(true) => &sent.form,
                Some(false) => &sent.query,
                None => continue,
            };
            inputs.values.extend(value(table, served, parameter, pairs)?.map(|value| (parameter, value)));
        }
        if let Some(version) = served.parameters.iter().find(|parameter| matches!(parameter.role, Role::Version)) {
            inputs.version = (sent.header)(version.name).map(str::to_owned);
        }
        if let Some(paging) = paging {
            inputs.page = page(paging, served, &sent.query)?;
        }
        Ok(inputs)
    }

    /// Reports whether a parameter of the query is true; `None` if it was not sent.
    pub(super) fn flag(&self, parameter: &Parameter) -> Option<bool> {
        self.values.iter().find(|(known, _)| known.name == parameter.name).and_then(|(_, value)| value.as_bool())
    }
}

/// `None` for what is sent elsewhere.
fn in_form(role: &Role) -> Option<bool> {
    match role {
        Role::Sets(_) => Some(true),
        Role::Filters { .. } | Role::Shows(_) | Role::Redacts(_) => Some(false),
        Role::Unseen { in_form } => Some(*in_form),
        Role::Addresses { .. } | Role::Version => None,
    }
}

fn is_page_parameter(paging: &Paging, name: &str) -> bool {
    paging.size_parameter == name || paging.state_parameters.contains(&name)
}

fn value(table: &Table, served: &Served, parameter: &Parameter, pairs: &Pairs) -> Result<Option<Value>, Refusal> {
    let Parameter { name, ty, required, limits, default, .. } = parameter;
    let wrong = |problem: &str| Refusal::parameter(name, problem);
    let mut texts = pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.as_str());
    let Some(first) = texts.next() else {
        let default = default.as_ref().filter(|_| served.action == Action::Create);
        return if *required { Err(wrong("is required")) } else { Ok(default.map(value_of)) };
    };
    if let Type::List(ty) = ty {
        let all: Vec<_> = std::iter::once(first).chain(texts).collect();
        let is_empty = all == [""];
        if is_empty && *required {
            return Err(wrong("is required"));
        }
        let all = all.into_iter().filter(|_| !is_empty);
        let items = all.map(|text| read(table, ty, limits, text)).collect::<Result<Vec<_>, _>>();
        return items.map(|items| Some(items.into())).map_err(|problem| wrong(&problem));
    }
    if texts.next().is_some() {
        return Err(wrong("must be given only once"));
    }
    if first.is_empty() && *required {
        return Err(wrong("is required"));
    }
    read(table, ty, limits, first).map(Some).map_err(|problem| wrong(&problem))
}

fn page(paging: &Paging, served: &Served, query: &Pairs) -> Result<PageInputs, Refusal> {
    let mut page = PageInputs::default();
    for (number, (name, text)) in query.iter().enumerate() {
        if !is_page_parameter(paging, name) {
            page.filters.push((name.clone(), text.clone()));
            continue;
        }
        if query.iter().take(number).any(|(earlier, _)| earlier == name) {
            return Err(Refusal::parameter(name, "must be given only once"));
        }
        if paging.size_parameter == name {
            let size = text.parse().ok().filter(|size| (1..=served.max_page_size.max(1)).contains(size));
            let expected = || format!("must be an integer from 1 to {}", served.max_page_size);
            page.size = Some(size.ok_or_else(|| Refusal::parameter(name, &expected()))?);
        } else if Some(&**name) == token_parameter(paging) {
            page.token = Some(text.clone());
        } else {
            let index = text.parse().ok().filter(|index: &i64| *index >= 0);
            page.index = index.ok_or_else(|| Refusal::parameter(name, "must be an integer of at least 0"))?;
        }
    }
    match index_parameter(paging) {
        Some(name) if page.index > 0 && page.token.is_none() => {
            Err(Refusal::parameter(name, "does not lead to a page: use the URL of the page"))
        }
        _ => Ok(page),
    }
}

/// The parameter that says where a page begins: the last one, unless another calls itself a token.
pub(super) fn token_parameter(paging: &Paging) -> Option<&'static str> {
    let names = paging.state_parameters;
    names.iter().find(|name| name.to_ascii_lowercase().contains("token")).or(names.last()).copied()
}

/// The parameter with the number of a page.
pub(super) fn index_parameter(paging: &Paging) -> Option<&'static str> {
    paging.state_parameters.iter().find(|name| Some(**name) != token_parameter(paging)).copied()
}

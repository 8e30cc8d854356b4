//! What goes without saying: the id, the status, the idempotency and the error codes that the names, the method and the
//! parameters of an operation imply. Saying it nevertheless is reported.

use heck::ToShoutySnakeCase;

use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::{Idempotency, ParameterLocation};
use crate::description::model::{ErrorId, Method, Parameter};
use crate::description::parse::Site;
use crate::description::usual;

impl Resolver<'_> {
    /// `FetchParcel`, if nothing else is said.
    pub(super) fn id(&mut self, said: Option<String>, name: &str, resource: &str, site: Site) -> String {
        let usual = usual::id(name, resource);
        if said.as_ref() == Some(&usual) {
            self.redundant(site, "id", format!("`{usual}` is the id of an operation `{name}` of `{resource}`"));
        }
        said.unwrap_or(usual)
    }

    pub(super) fn status(&mut self, said: Option<u16>, method: Method, site: Site) -> u16 {
        let usual = usual::status(method.as_str());
        if let Some(status) = said.filter(|_| said == usual) {
            self.redundant(site, "status", format!("a {} usually succeeds with {status}", method.as_str()));
        }
        if said.or(usual).is_none() && method != Method::Unknown && !self.sites.has(site, "status") {
            let help = "`status`: Success status; 204 means that the response is empty";
            self.sink.push(Problem::new(Code::MissingKey, site.span, "missing key `status`").help(help));
        }
        said.or(usual).unwrap_or(200)
    }

    pub(super) fn idempotency(&mut self, said: Option<Idempotency>, method: Method, site: Site) -> Idempotency {
        let usual = usual::idempotency(method.as_str());
        match said {
            Some(_) if said == usual => {
                self.redundant(site, "idempotency", format!("a {} is idempotent", method.as_str()));
            }
            Some(_) if method == Method::Get => {
                let span = self.sites.value(site, "idempotency");
                let problem = Problem::new(Code::Idempotency, span, "a GET is always idempotent");
                self.sink.push(problem.help("remove `idempotency`"));
            }
            None if usual.is_none() && method != Method::Unknown && !self.sites.has(site, "idempotency") => {
                let help = "`idempotency`: whether the operation can be retried when the outcome is unknown: `always`, \
                            `with_if_match` or `never`";
                self.sink.push(Problem::new(Code::MissingKey, site.span, "missing key `idempotency`").help(help));
            }
            _ => {}
        }
        match method {
            Method::Get => Idempotency::Always,
            _ => said.or(usual).unwrap_or(Idempotency::Never),
        }
    }

    /// The error codes that an operation lists, and those that are typical of its parameters. Together they
    /// are in the order of the description; but what the path leads to is decided before the rest of a request is looked at.
    pub(super) fn errors_of(&mut self, names: &[String], parameters: &[Parameter], site: Site) -> Vec<ErrorId> {
        let is_typical = |id: &ErrorId| {
            let place = self.typical[id.0];
            place.is_some_and(|place| parameters.iter().any(|parameter| parameter.location == place))
        };
        let typical: Vec<ErrorId> = (0..self.typical.len()).map(ErrorId).filter(is_typical).collect();
        let (mut found, mut spans) = (Vec::new(), Vec::new());
        for (index, name) in names.iter().enumerate() {
            let span = self.sites.element(site, "errors", index);
            if names[..index].contains(name) {
                let problem = Problem::new(Code::ListedTwice, span, format!("`{name}` is already listed"));
                self.sink.push(problem.help("remove it"));
            }
            let alike = |(known, _): &(&String, &ErrorId)| known.to_shouty_snake_case() == *name;
            // One that is declared in the wrong case is reported there.
            match self.errors.get(name).or_else(|| self.errors.iter().find(alike).map(|(_, id)| id)) {
                Some(id) if typical.contains(id) => {
                    let message = format!("`{name}` is typical of every operation like this");
                    let problem = Problem::new(Code::RedundantKey, span, message);
                    let what = if names.len() == 1 { "`errors`" } else { "it" };
                    self.sink
                        .push(problem.help(format!("remove {what}; the error code says so itself, with `typical_of`")));
                }
                Some(id) => {
                    found.push(*id);
                    spans.push(span);
                }
                None if self.unreadable_errors.contains(name) => {}
                None => {
                    let message = format!("there is no error code named `{name}`");
                    let problem = Problem::new(Code::UnknownError, span, message);
                    let problem = problem.help("error codes are declared in `api.yaml` under `errors`");
                    let problem = problem.suggest(name, self.errors.keys().map(String::as_str));
                    self.undeclared(problem);
                }
            }
        }
        if !typical.is_empty() {
            spans.extend(typical.iter().map(|id| self.sites.span(*id)));
            found.extend(typical);
            let mut both: Vec<_> = found.into_iter().zip(spans).collect();
            both.sort_by_key(|(id, _)| (self.typical[id.0] != Some(ParameterLocation::Path), *id));
            (found, spans) = both.into_iter().unzip();
        }
        self.sites.operation_errors.push(spans);
        found
    }

    /// Reports a key that says what goes without saying.
    pub(super) fn redundant(&mut self, site: Site, key: &str, reason: String) {
        let problem = Problem::new(Code::RedundantKey, self.sites.key(site, key), reason);
        self.sink.push(problem.help(format!("remove `{key}`")));
    }
}

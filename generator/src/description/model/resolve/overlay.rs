//! One declaration of a parameter on top of another: what the upper one does not say, the lower one does.

use super::pending::{Shared, SharedParameters};
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ParameterLocation;
use crate::description::parse::Site;
use crate::description::parse::raw;

/// Does something with every optional key of a parameter: its field and its name.
macro_rules! with_keys {
    ($macro:ident) => {
        $macro! {
            ty "type", docs "docs", unit "unit", minimum "minimum", maximum "maximum", max_length "max_length",
            default "default", deprecated "deprecated", rust_name "rust_name", example "example"
        }
    };
}

impl Resolver<'_> {
    /// Adds to what an operation says what is said elsewhere, the nearest first, and reports what it repeats.
    pub(super) fn completed(
        &mut self,
        location: ParameterLocation,
        own: raw::Parameter,
        site: Site,
        sources: &[Shared],
    ) -> raw::Parameter {
        let mut repeated: Vec<(&'static str, Site)> = Vec::new();
        let own_flags = (own.required, own.or_name);
        let mut whole = own;
        for (index, source) in sources.iter().enumerate() {
            // A field has the unit and the length of its own type.
            let is_other_type = source.is_field() && whole.ty.is_some() && whole.ty != source.raw.ty;
            let place = &source.place;
            let has = |key: &str| {
                self.sites.trees.has(place.site, key) || (key == "docs" && !self.sites.trees.is_map(place.site))
            };
            macro_rules! overlay {
                ($($field:ident $key:literal),*) => {
                    $(if !(is_other_type && matches!($key, "unit" | "max_length")) && let Some(value) = &source.raw.$field {
                        match &whole.$field {
                            // What is nearer hides it.
                            Some(known) => {
                                let is_first = !sources[..index].iter().any(|nearer| nearer.raw.$field.is_some());
                                if known == value && is_first && self.is_said(site, sources, $key) && has($key) {
                                    repeated.push(($key, place.site));
                                    self.needed.insert((place.site.span, $key));
                                }
                            }
                            None => {
                                whole.$field = Some(value.clone());
                                let farther = sources[index + 1..].iter().find_map(|farther| farther.raw.$field.as_ref());
                                if farther != Some(value) {
                                    self.needed.insert((place.site.span, $key));
                                }
                            }
                        }
                    })*
                };
            }
            with_keys!(overlay);
            for (key, own, flag, set) in [
                ("required", own_flags.0, &mut whole.required, source.raw.required),
                ("or_name", own_flags.1, &mut whole.or_name, source.raw.or_name),
            ] {
                if set && !*flag {
                    self.taken_back(site, place.site, key);
                } else if set && own && self.is_said(site, sources, key) {
                    repeated.push((key, place.site));
                }
                *flag |= set;
            }
        }
        self.report_repeated(location, site, &repeated);
        whole
    }

    /// Whether the operation itself has a key: the entry is not one of those elsewhere.
    fn is_said(&self, site: Site, sources: &[Shared], key: &str) -> bool {
        let is_own = sources.iter().all(|source| source.place.site != site);
        is_own && (self.sites.trees.has(site, key) || (key == "docs" && !self.sites.trees.is_map(site)))
    }

    fn report_repeated(&mut self, location: ParameterLocation, site: Site, repeated: &[(&'static str, Site)]) {
        let is_everything = repeated.len() == self.sites.trees.count(site);
        let help = match location {
            ParameterLocation::Path => "remove the entry, because the path names it",
            _ => "write `{}`, which says that nothing differs",
        };
        if is_everything && let [(first, elsewhere), ..] = repeated {
            let names = repeated.iter().map(|(key, _)| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
            let what = if repeated.len() == 1 { "repeats" } else { "repeat" };
            let problem = Problem::new(Code::RedundantKey, site.span, format!("{names} {what} what is said elsewhere"));
            self.sink.push(problem.also(self.sites.key(*elsewhere, first), "here").help(help));
            return;
        }
        for &(key, elsewhere) in repeated {
            let message = format!("`{key}` repeats what is said elsewhere");
            let problem = Problem::new(Code::RedundantKey, self.sites.key(site, key), message);
            self.sink.push(problem.also(self.sites.key(elsewhere, key), "here").help(format!("remove `{key}`")));
        }
    }

    /// Reports a flag that is `false` where it is set elsewhere.
    fn taken_back(&mut self, site: Site, elsewhere: Site, key: &str) {
        if site != elsewhere && self.sites.trees.text(site, key).is_some_and(|text| text.eq_ignore_ascii_case("false"))
        {
            let message = format!("`{key}` is set elsewhere, which cannot be taken back");
            let problem = Problem::new(Code::RedundantKey, self.sites.key(site, key), message);
            let problem = problem.also(self.sites.key(elsewhere, key), "here");
            self.sink.push(problem.help("remove it here and there, and set it for the operations that need it"));
        }
    }

    /// Reports what is said for several operations and no operation needs. `named` are the parameters that they have.
    pub(super) fn unneeded(&mut self, shared: &SharedParameters, named: &[String]) {
        for (wire, shared) in shared {
            let site = shared.place.site;
            if self.collided.contains(wire) {
                continue;
            }
            if !shared.is_used {
                let problem = Problem::new(Code::Unused, site.span, format!("no operation has the parameter `{wire}`"));
                let problem = problem.help("remove it, or name it in an operation");
                self.missing(problem.suggest(wire, named.iter().map(String::as_str)));
                continue;
            }
            let needed = |key: &'static str| self.needed.contains(&(site.span, key));
            let mut needless: Vec<&'static str> = Vec::new();
            macro_rules! check {
                ($($field:ident $key:literal),*) => {
                    $(needless.extend((shared.raw.$field.is_some() && !needed($key)).then_some($key));)*
                };
            }
            with_keys!(check);
            if needless.len() == self.sites.trees.count(site) || says_nothing(&shared.raw) {
                let message = format!("no operation needs what is said here of `{wire}`");
                self.missing(Problem::new(Code::RedundantKey, site.span, message).help("remove the entry"));
                continue;
            }
            for key in needless {
                let message = format!("no operation needs `{key}` from here");
                let problem = Problem::new(Code::RedundantKey, self.sites.key(site, key), message);
                self.missing(problem.help(format!("remove `{key}`")));
            }
        }
    }
}

/// Whether a declaration has no key.
pub(super) fn says_nothing(parameter: &raw::Parameter) -> bool {
    macro_rules! is_empty {
        ($($field:ident $key:literal),*) => { true $(&& parameter.$field.is_none())* };
    }
    with_keys!(is_empty) && !parameter.required && !parameter.or_name && parameter.deviates.is_empty()
}

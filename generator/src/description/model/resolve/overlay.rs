//! One declaration of a parameter on top of another: what the upper one does not say, the lower one does.

use super::pending::Shared;
use super::resolver::Resolver;
use crate::description::code::Code;
use crate::description::diagnostics::Problem;
use crate::description::facts::ParameterLocation;
use crate::description::model::sites::Elsewhere;
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
    /// Adds to what an operation says what is said elsewhere, and reports what is said twice.
    pub(super) fn completed(
        &mut self,
        location: ParameterLocation,
        own: raw::Parameter,
        site: Site,
        mut sources: Vec<Shared>,
    ) -> raw::Parameter {
        let mut whole = raw::Parameter::default();
        let mut whole_site = site;
        while let Some(Shared { raw, place: Elsewhere { site, .. }, .. }) = sources.pop() {
            whole = self.overlaid(location, (raw, site), (whole, whole_site));
            whole_site = site;
        }
        self.overlaid(location, (own, site), (whole, whole_site))
    }

    /// One declaration on top of another.
    fn overlaid(
        &mut self,
        location: ParameterLocation,
        (over, site): (raw::Parameter, Site),
        (below, below_site): (raw::Parameter, Site),
    ) -> raw::Parameter {
        let mut repeated: Vec<&str> = Vec::new();
        let (over_flags, below_flags) = ((over.required, over.or_name), (below.required, below.or_name));
        macro_rules! overlay {
            ($($field:ident $key:literal),*) => {{
                $(if over.$field.is_some() && over.$field == below.$field {
                    repeated.push($key);
                })*
                repeated.extend((over.required && below.required).then_some("required"));
                repeated.extend((over.or_name && below.or_name).then_some("or_name"));
                raw::Parameter {
                    $($field: over.$field.or(below.$field),)*
                    required: over.required || below.required,
                    or_name: over.or_name || below.or_name,
                    deviates: [over.deviates, below.deviates].concat(),
                }
            }};
        }
        let whole = with_keys!(overlay);
        self.take_back(
            site,
            below_site,
            [("required", over_flags.0, below_flags.0), ("or_name", over_flags.1, below_flags.1)],
        );
        let is_everything = repeated.len() == self.sites.trees.count(site);
        let help = match location {
            ParameterLocation::Path => "remove the entry, because the path names it",
            _ => "write `{}`, which says that nothing differs",
        };
        if is_everything && let [first, ..] = repeated.as_slice() {
            let names = repeated.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
            let what = if repeated.len() == 1 { "repeats" } else { "repeat" };
            let problem = Problem::new(Code::RedundantKey, site.span, format!("{names} {what} what is said elsewhere"));
            self.sink.push(problem.also(self.sites.key(below_site, first), "here").help(help));
            return whole;
        }
        for key in repeated {
            let problem = Problem::new(
                Code::RedundantKey,
                self.sites.key(site, key),
                format!("`{key}` repeats what is said elsewhere"),
            );
            self.sink.push(problem.also(self.sites.key(below_site, key), "here").help(format!("remove `{key}`")));
        }
        whole
    }
}

impl Resolver<'_> {
    /// Reports flags that are `false` where they are set elsewhere.
    fn take_back(&mut self, site: Site, below: Site, flags: [(&str, bool, bool); 2]) {
        for (key, over, set) in flags {
            if set && !over && site != below && self.sites.trees.has(site, key) {
                let message = format!("`{key}` is set elsewhere, which cannot be taken back");
                let problem = Problem::new(Code::RedundantKey, self.sites.key(site, key), message);
                let problem = problem.also(self.sites.key(below, key), "here");
                self.sink.push(problem.help("remove it there, and set it for the operations that need it"));
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

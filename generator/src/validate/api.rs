//! Knows the rules for `api.yaml` and for what a resource file says of itself.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostics::Problem;
use crate::names::{is_keyword, resource_file};
use crate::parse::Site;

/// What the registry accepts.
const MAX_KEYWORDS: usize = 5;
const MAX_KEYWORD_LENGTH: usize = 20;
/// Crates that every program has; another one of that name would hide them.
const SYSROOT: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

impl Rules<'_> {
    pub(super) fn api(&mut self) {
        let site = self.api.site;
        self.base_url();
        self.version();
        self.link(&self.api.link, site);
        self.example();
        self.package();
        self.credentials();
        self.pagination();
        self.sids();
        self.errors();
        self.resources();
    }

    fn base_url(&mut self) {
        let url = &self.api.base_url;
        let reason = match url.strip_prefix("https://") {
            None => Some("does not begin with `https://`"),
            Some(_) if url.ends_with('/') => Some("ends with `/`"),
            Some(rest) if rest.contains(['?', '#', '@', '\\', ' ']) => Some("holds more than a host and a path"),
            Some(rest) if !is_host(rest.split('/').next().unwrap_or_default()) => Some("has no valid host"),
            Some(rest) if rest.contains("//") || !rest.bytes().all(|b| is_unreserved(b) || b == b'/') => {
                Some("has no valid path")
            }
            Some(_) => None,
        };
        if let Some(reason) = reason {
            let span = self.places.value(self.api.site, "base_url");
            let problem = Problem::new("base-url", span, format!("the base URL `{url}` {reason}"));
            self.sink.push(problem.help("write `https://host/path`; paths of operations are appended to it"));
        }
    }

    fn version(&mut self) {
        let version = &self.api.version;
        if !version.bytes().all(is_unreserved) || version.bytes().all(|b| b == b'.') {
            let span = self.places.value(self.api.site, "version");
            let problem = Problem::new("api-version", span, format!("`{version}` cannot be a segment of a path"));
            self.sink.push(problem.help("write it as the URLs spell it: `v2`"));
        }
    }

    pub(super) fn link(&mut self, link: &str, site: Site) {
        let plain = link.bytes().all(|b| b.is_ascii_graphic() && !b"<>()[]`\\\"".contains(&b));
        if !link.starts_with("https://") || !plain {
            let span = self.places.value(site, "link");
            self.sink.push(Problem::new("link", span, format!("`{link}` is no https URL")));
        }
    }

    fn example(&mut self) {
        let Some(example) = &self.api.example else { return };
        let ids = || self.api.resources.iter().flat_map(|resource| &resource.operations).map(|op| op.id.as_str());
        if !ids().any(|id| id == example) {
            let span = self.places.value(self.api.site, "example");
            let problem = Problem::new("unknown-operation", span, format!("there is no operation `{example}`"));
            self.sink.push(problem.help("name an operation by its `id`").suggest(example, ids()));
        }
    }

    fn package(&mut self) {
        let package = &self.api.package;
        let site = self.places.get(self.api.site, "package");
        let starts = package.name.starts_with(|c: char| c.is_ascii_lowercase());
        let name_fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let library = package.name.replace('-', "_");
        if !starts
            || !package.name.bytes().all(name_fits)
            || is_keyword(&library)
            || SYSROOT.contains(&library.as_str())
        {
            let span = self.places.value(site, "name");
            let problem = Problem::new("package-name", span, format!("`{}` is no package name", package.name));
            self.sink.push(problem.help(
                "lower-case ASCII letters, digits, `-` and `_`, beginning with a letter, and no keyword of Rust",
            ));
        }
        if !is_semantic_version(&package.version) {
            let span = self.places.value(site, "version");
            let problem =
                Problem::new("package-version", span, format!("`{}` is no semantic version", package.version));
            self.sink.push(problem.help("write `1.2.3` or `1.2.3-beta.1`"));
        }
        if package.keywords.len() > MAX_KEYWORDS {
            let span = self.places.get(site, "keywords").span;
            let message = format!("{} keywords; the registry accepts {MAX_KEYWORDS}", package.keywords.len());
            self.sink.push(Problem::new("package-keywords", span, message));
        }
        let keyword_fits = |b: u8| b.is_ascii_alphanumeric() || b"_-+".contains(&b);
        for (index, keyword) in package.keywords.iter().enumerate() {
            let starts = keyword.starts_with(|c: char| c.is_ascii_alphanumeric());
            if !starts || !keyword.bytes().all(keyword_fits) || keyword.len() > MAX_KEYWORD_LENGTH {
                let span = self.places.element(site, "keywords", index);
                let problem = Problem::new("package-keywords", span, format!("`{keyword}` is no keyword of a package"));
                let help = "at most 20 ASCII letters, digits, `_`, `-` and `+`, beginning with a letter or digit";
                self.sink.push(problem.help(help));
            }
        }
        let category_fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-:".contains(&b);
        for (index, category) in package.categories.iter().enumerate() {
            if category.is_empty() || !category.bytes().all(category_fits) {
                let span = self.places.element(site, "categories", index);
                let problem = Problem::new("package-categories", span, format!("`{category}` is no category"));
                self.sink.push(problem.help("a slug of the registry: `api-bindings`"));
            }
        }
        if !package.license.bytes().all(|b| b.is_ascii_alphanumeric() || b" .+-()".contains(&b)) {
            let span = self.places.value(site, "license");
            let problem = Problem::new("package-license", span, format!("`{}` is no licence", package.license));
            self.sink.push(problem.help("write an SPDX expression: `MIT OR Apache-2.0`"));
        }
    }

    fn credentials(&mut self) {
        let site = self.places.get(self.api.site, "credentials");
        for (key, pair) in [("api_key", &self.api.api_key), ("account", &self.api.account)] {
            let site = self.places.get(site, key);
            if !is_prefix(&pair.prefix) {
                let span = self.places.value(site, "prefix");
                self.sink.push(bad_prefix(span, &pair.prefix));
            }
            self.variable(&pair.sid_variable, site, "sid_variable");
            self.variable(&pair.secret_variable, site, "secret_variable");
        }
        if let Some(location) = &self.api.location {
            let site = self.places.get(self.api.site, "location");
            self.variable(&location.edge_variable, site, "edge_variable");
            self.variable(&location.region_variable, site, "region_variable");
            if location.regions.is_empty() {
                let span = self.places.get(site, "regions").span;
                self.sink.push(Problem::new("regions", span, "no region serves the API").help("name at least one"));
            }
            for (index, region) in location.regions.iter().enumerate() {
                if !is_label(region) {
                    let span = self.places.element(site, "regions", index);
                    let problem = Problem::new("regions", span, format!("`{region}` cannot be part of a host name"));
                    self.sink.push(problem);
                }
            }
        }
    }

    fn variable(&mut self, name: &str, site: Site, key: &str) {
        let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.bytes().all(fits) {
            let span = self.places.value(site, key);
            let problem =
                Problem::new("variable-name", span, format!("`{name}` is no name of an environment variable"));
            self.sink.push(problem.help("upper-case ASCII letters, digits and `_`"));
        }
    }

    fn pagination(&mut self) {
        let has_lists =
            || self.api.resources.iter().flat_map(|resource| &resource.operations).any(|op| op.page.is_some());
        let Some(pagination) = &self.api.pagination else { return };
        let site = self.places.get(self.api.site, "pagination");
        if !has_lists() {
            let problem = Problem::new("unused", site.span, "no operation has `page`, so nothing is paginated");
            self.sink.push(problem.help("remove `pagination`, or add `page` to the lists"));
        }
        if pagination.default_size < 1 || pagination.default_size > pagination.max_size {
            let span = self.places.value(site, "default_size");
            let message =
                format!("the default {} is not within 1 and {}", pagination.default_size, pagination.max_size);
            self.sink.push(Problem::new("page-size", span, message));
        }
        if let Some(index) = pagination.state_parameters.iter().position(|name| *name == pagination.size_parameter) {
            let span = self.places.element(site, "state_parameters", index);
            let message = format!("`{}` sets the page size, so callers may choose it", pagination.size_parameter);
            self.sink.push(Problem::new("page-parameter", span, message).help("remove it from this list"));
        }
        let members = [
            ("next", &pagination.next),
            ("previous", &pagination.previous),
            ("first", &pagination.first),
            ("current", &pagination.current),
            ("index", &pagination.index),
            ("size", &pagination.size),
        ];
        let mut seen = BTreeMap::new();
        for (key, member) in members {
            let span = self.places.value(site, key);
            if let Some(first) = seen.insert(member, span) {
                let problem = Problem::new("name-collision", span, format!("the member `{member}` is named twice"));
                self.sink.push(problem.label("second").also(first, "first"));
            }
        }
    }

    fn sids(&mut self) {
        let mut owners = BTreeMap::new();
        for sid in &self.api.sids {
            if sid.prefixes.is_empty() {
                let span = self.places.get(sid.site, "prefixes").span;
                self.sink.push(Problem::new("sid-prefix", span, format!("`{}` has no prefix", sid.name)));
            }
            for (index, prefix) in sid.prefixes.iter().enumerate() {
                let span = self.places.element(sid.site, "prefixes", index);
                if !is_prefix(prefix) {
                    self.sink.push(bad_prefix(span, prefix));
                }
                // An open SID is a union that may well name the prefixes of others.
                let owner = if sid.open { sid.name.as_str() } else { "" };
                if let Some(first) = owners.insert((owner, prefix), span) {
                    let problem = Problem::new("sid-prefix", span, format!("the prefix `{prefix}` is taken"));
                    self.sink.push(problem.label("second").also(first, "first"));
                }
            }
        }
    }

    fn errors(&mut self) {
        let mut seen = BTreeMap::new();
        for error in &self.api.errors {
            let span = self.places.value(error.site, "code");
            if let Some(first) = seen.insert(error.code, span) {
                let problem = Problem::new("name-collision", span, format!("the code {} is named twice", error.code));
                self.sink.push(problem.label("second").also(first, "first"));
            }
        }
    }

    fn resources(&mut self) {
        if self.api.resources.is_empty() {
            let problem = Problem::new("no-resources", self.api.site.span, "the description has no resource");
            self.sink.push(problem.help("describe one in `resources/<name>.yaml`"));
        }
        for resource in &self.api.resources {
            let expected = resource_file(&resource.name);
            if !resource.path.ends_with(&format!("/{expected}")) {
                let span = self.places.value(resource.site, "resource");
                let message = format!("the resource `{}` is not described in `{expected}`", resource.name);
                self.sink.push(Problem::new("file-name", span, message).help("rename the file or the resource"));
            }
            if resource.operations.is_empty() {
                let span = self.places.get(resource.site, "operations").span;
                let message = format!("the resource `{}` has no operation", resource.name);
                self.sink.push(Problem::new("no-operations", span, message));
            }
            self.link(&resource.link, resource.site);
        }
    }
}

fn bad_prefix(span: crate::source::Span, prefix: &str) -> Problem {
    Problem::new("sid-prefix", span, format!("`{prefix}` is no prefix")).help("two capital ASCII letters: `GA`")
}

/// `1.2.3` or `1.2.3-beta.1`.
fn is_semantic_version(text: &str) -> bool {
    let is_number = |text: &str| text.parse::<u64>().is_ok_and(|number| number.to_string() == text);
    let (numbers, tail) = text.split_once('-').map_or((text, None), |(numbers, tail)| (numbers, Some(tail)));
    let is_part = |part: &str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && (!digits || part == "0" || !part.starts_with('0'))
    };
    numbers.split('.').count() == 3
        && numbers.split('.').all(is_number)
        && tail.is_none_or(|tail| tail.split('.').all(is_part))
}

/// Whether a byte stands for itself in a path.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
}

fn is_prefix(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_label(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() < 64 && text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_host(text: &str) -> bool {
    text.contains('.') && text.split('.').all(is_label)
}

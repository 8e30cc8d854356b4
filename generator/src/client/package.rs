//! Rules for `package`: what cargo and the registry accept.

use super::names::is_keyword;
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::model::{Api, Node, Sites};

/// What the registry accepts. Lengths are in characters.
const MAX_NAME_LENGTH: usize = 64;
const MAX_DESCRIPTION_LENGTH: usize = 1000;
const MAX_KEYWORDS: usize = 5;
const MAX_KEYWORD_LENGTH: usize = 20;
const MAX_CATEGORIES: usize = 5;
/// Crates that every program has; another one of that name would hide them.
const SYSROOT: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Reports what cargo or the registry would refuse.
pub(super) fn check(api: &Api, sites: &Sites, sink: &mut Sink) {
    name(api, sites, sink);
    version(api, sites, sink);
    description(api, sites, sink);
    keywords(api, sites, sink);
    categories(api, sites, sink);
    license(api, sites, sink);
}

fn name(api: &Api, sites: &Sites, sink: &mut Sink) {
    let name = &api.package.name;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(fits);
    let library = name.replace('-', "_");
    if name.len() > MAX_NAME_LENGTH {
        let span = sites.value(sites.get(Node::Api, "package"), "name");
        let message = format!("the name has {} characters; the registry accepts {MAX_NAME_LENGTH}", name.len());
        sink.push(Problem::new(Code::PackageName, span, message));
    }
    if !is_plain || is_keyword(&library) || SYSROOT.contains(&library.as_str()) {
        let span = sites.value(sites.get(Node::Api, "package"), "name");
        let problem = Problem::new(Code::PackageName, span, format!("`{name}` is not a valid package name"));
        sink.push(problem.help(
            "lower-case ASCII letters, digits, `-` and `_`, beginning with a letter; not a Rust keyword or standard crate",
        ));
    }
}

fn version(api: &Api, sites: &Sites, sink: &mut Sink) {
    let version = &api.package.version;
    if !is_semantic_version(version) {
        let span = sites.value(sites.get(Node::Api, "package"), "version");
        let message = format!("`{version}` is not a semantic version");
        sink.push(Problem::new(Code::PackageVersion, span, message).help("write `1.2.3` or `1.2.3-beta.1`"));
    }
}

fn description(api: &Api, sites: &Sites, sink: &mut Sink) {
    let length = api.package.description.chars().count();
    if length > MAX_DESCRIPTION_LENGTH {
        let span = sites.key(sites.get(Node::Api, "package"), "description");
        let message = format!("the description has {length} characters; the registry accepts {MAX_DESCRIPTION_LENGTH}");
        sink.push(Problem::new(Code::PackageDescription, span, message));
    }
}

fn keywords(api: &Api, sites: &Sites, sink: &mut Sink) {
    let site = sites.get(Node::Api, "package");
    let keywords = &api.package.keywords;
    if keywords.len() > MAX_KEYWORDS {
        let message = format!("{} keywords; the registry accepts {MAX_KEYWORDS}", keywords.len());
        sink.push(Problem::new(Code::PackageKeywords, sites.key(site, "keywords"), message));
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"_-+".contains(&b);
    for (index, keyword) in keywords.iter().enumerate() {
        let starts = keyword.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts || !keyword.bytes().all(fits) || keyword.len() > MAX_KEYWORD_LENGTH {
            let span = sites.element(site, "keywords", index);
            let problem = Problem::new(Code::PackageKeywords, span, format!("`{keyword}` is not a valid keyword"));
            let help = "at most 20 ASCII letters, digits, `_`, `-` and `+`, beginning with a letter or digit";
            sink.push(problem.help(help));
        }
    }
}

fn categories(api: &Api, sites: &Sites, sink: &mut Sink) {
    let site = sites.get(Node::Api, "package");
    let categories = api.package.categories.len();
    if categories > MAX_CATEGORIES {
        let message = format!("{categories} categories; the registry accepts {MAX_CATEGORIES}");
        sink.push(Problem::new(Code::PackageCategories, sites.key(site, "categories"), message));
    }
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-:".contains(&b);
    for (index, category) in api.package.categories.iter().enumerate() {
        if category.is_empty() || !category.bytes().all(fits) {
            let span = sites.element(site, "categories", index);
            let problem = Problem::new(Code::PackageCategories, span, format!("`{category}` is not a valid category"));
            sink.push(problem.help("a slug of the registry: `api-bindings`"));
        }
    }
}

fn license(api: &Api, sites: &Sites, sink: &mut Sink) {
    let license = &api.package.license;
    if let Err(error) = spdx::Expression::parse(license) {
        let span = sites.value(sites.get(Node::Api, "package"), "license");
        let message = format!("`{license}` is not an SPDX expression: {}", error.reason);
        let part = license.get(error.span.clone()).unwrap_or_default();
        let problem = Problem::new(Code::PackageLicense, span, message).help("write `MIT OR Apache-2.0`, for instance");
        sink.push(if part.is_empty() { problem } else { problem.at(span, license, part) });
    }
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

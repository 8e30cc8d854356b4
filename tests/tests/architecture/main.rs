//! Holds the structure of the code to what ARCHITECTURE.md says: no import circles, and no forbidden directions.
//!
//! A file depends on another if it names something that the other defines. A re-export is only another name for what it
//! re-exports, unless the file uses the name itself.

#[path = "../support/mod.rs"]
mod support;

mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use modules::Crate;

/// Sources whose files must not form circles, each with what `crate::` may be followed by to mean the root itself.
const SOURCES: [(&str, &[&str]); 5] = [
    ("generator/src", &[]),
    // The runtime's macros expand in generated code, which has the runtime in a module of that name.
    ("templates/src", &["runtime"]),
    ("tests/src", &[]),
    ("xtask/src", &[]),
    ("generated/src/runtime", &["runtime"]),
];

/// In `generator/src`: what is in the first folder must not use anything in the second.
const FORBIDDEN: [(&str, &str); 21] = [
    ("description", "client"),
    ("description", "openapi"),
    ("description", "drift"),
    ("client", "drift"),
    ("drift", "client"),
    ("openapi", "drift"),
    ("drift", "description/model"),
    ("client", "openapi"),
    ("openapi", "client"),
    // What is written as OpenAPI is the surface.
    ("openapi/export", "description/parse"),
    ("openapi/export", "description/model"),
    ("openapi/export", "openapi/document"),
    // The stages of reading a description, in the directions that a circle does not show.
    ("description/parse", "description/model"),
    ("description/parse", "description/validate"),
    ("description/model", "description/validate"),
    ("description/surface", "description/validate"),
    // The crate as data knows nothing of the description, and the emitters only the crate as data.
    ("client/krate", "description"),
    ("client/emit", "description/model"),
    ("client/emit", "description/parse"),
    ("client/emit", "client/lower"),
    ("client/emit", "client/names"),
];

/// The workspace's packages, and those that each may depend on.
const PACKAGES: [(&str, &[&str]); 5] = [
    ("generator", &[]),
    ("templates", &[]),
    ("twilio-intelligence-v2", &[]),
    ("tests", &["generator", "twilio-intelligence-v2"]),
    ("xtask", &["generator"]),
];

fn read(folder: &str, roots: &[&str]) -> Crate {
    let files = support::tree(&support::repository().join(folder));
    Crate::parse(files.into_iter().filter(|(path, _)| path.ends_with(".rs")), roots)
}

#[test]
fn no_files_import_one_another_in_a_circle() {
    let mut circles = Vec::new();
    for (folder, roots) in SOURCES {
        let krate = read(folder, roots);
        assert!(krate.dependencies().values().flatten().count() > 5, "{folder}: too few imports were found");
        circles.extend(krate.circles().into_iter().map(|circle| format!("{folder}: {circle}")));
    }
    assert!(circles.is_empty(), "files import one another in a circle:\n{}", circles.join("\n"));
}

#[test]
fn no_part_of_the_generator_uses_what_it_must_not() {
    let dependencies = read("generator/src", &[]).dependencies();
    for (from, to) in FORBIDDEN {
        let is_in = |path: &str, folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
        };
        for folder in [from, to] {
            assert!(dependencies.keys().any(|file| is_in(file, folder)), "there is no `{folder}` any more");
        }
        let wrong = dependencies.iter().filter(|(file, _)| is_in(file, from));
        let wrong =
            wrong.flat_map(|(file, used)| used.iter().filter(|used| is_in(used, to)).map(move |used| (file, used)));
        let wrong: Vec<_> = wrong.collect();
        assert!(wrong.is_empty(), "`{from}` must not use `{to}`: {wrong:?}");
    }
}

#[test]
fn packages_depend_only_on_those_that_they_may() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(support::repository()).args(["metadata", "--format-version=1", "--no-deps", "--offline"]);
    let output = command.output().expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("the workspace has packages");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a package has a name").to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let found: BTreeMap<String, BTreeSet<String>> = packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a package has dependencies");
            (name(package), dependencies.iter().map(name).filter(|name| members.contains(name)).collect())
        })
        .collect();
    for (package, allowed) in PACKAGES {
        let found = found.get(package).expect("the package is a member of the workspace");
        assert!(found.iter().all(|name| allowed.contains(&name.as_str())), "{package} depends on {found:?}");
    }
    assert_eq!(members.len(), PACKAGES.len(), "{members:?}");
}

/// Proves that the test above can fail: a crate with each kind of circle.
#[test]
fn circles_of_every_kind_are_found() {
    let krate = |files: &[(&str, &str)]| {
        Crate::parse(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())), &["runtime"])
    };
    let lib = ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*;");
    for (a, b) in [
        ("use crate::b::B; pub struct A(B);", "use crate::a::A; pub struct B(A);"),
        ("use super::b::B; pub struct A(B);", "pub struct B(crate::a::A);"),
        // Through the names that the root gives to them.
        ("pub struct A(crate::B);", "pub struct B(crate::A);"),
        ("pub struct A(super::B);", "use super::{A, b}; pub struct B(A);"),
        // In macros.
        (
            "pub struct A; macro_rules! make { () => { crate::runtime::b::B }; }",
            "pub struct B; fn f() { crate::a::make!() }",
        ),
        // In a function, and through an imported module.
        ("pub struct A; fn f() { use crate::b; b::f(); }", "pub struct B; pub fn f(_: crate::a::A) {}"),
        // In a module of the file.
        ("pub struct A; mod inner { use super::super::b::B; }", "pub struct B(crate::A);"),
    ] {
        let found = krate(&[lib, ("a.rs", a), ("b.rs", b)]).circles();
        assert_eq!(found.len(), 1, "{a}\n{b}\n{found:?}");
    }
    for (a, b) in [
        ("pub struct A;", "pub struct B(crate::A);"),
        ("pub struct A; mod tests { use super::*; }", "use super::a; pub struct B(a::A);"),
        ("pub struct A; // use crate::b::B;", "pub struct B(crate::A); pub(crate) use B as C;"),
        ("pub struct A; fn f() { crate::model::x() }", "pub struct B(crate::A);"),
    ] {
        let found = krate(&[lib, ("a.rs", a), ("b.rs", b)]).circles();
        assert!(found.is_empty(), "{a}\n{b}\n{found:?}");
    }
    // A parent that uses its child, which uses the parent.
    let parent = ("a/mod.rs", "mod c; use self::c::C; pub struct A(C);");
    let found = krate(&[lib, parent, ("a/c.rs", "pub struct C(Box<super::A>);"), ("b.rs", "")]).circles();
    assert_eq!(found.len(), 1, "{found:?}");
    // A parent that only re-exports it.
    let parent = ("a/mod.rs", "mod c; pub use self::c::C; pub struct A;");
    let found = krate(&[lib, parent, ("a/c.rs", "pub struct C(super::A);"), ("b.rs", "")]).circles();
    assert!(found.is_empty(), "{found:?}");
}

//! The files that come from templates: the runtime, copied verbatim, and the package files, filled in.

use std::collections::BTreeSet;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::emit::MARKER;
use super::folders::Folders;
use super::krate::Package;
use super::marking::marked;
use crate::description::source::SourceFile;

/// Templates below this folder are copied verbatim; `lib.rs` becomes `mod.rs`.
const RUNTIME: &str = "src/";
/// Examples, which belong to the description, are copied verbatim as well: those of the crate, and in folders below this
/// one those in other languages, which use what the crate's programs serve.
const EXAMPLES: &str = "examples/";
/// Says in an example which features it needs: `// features: a, b`.
const EXAMPLE_FEATURES: &str = "// features: ";
/// In an example: a line of the manifest's `dev-dependencies`.
const EXAMPLE_DEPENDENCY: &str = "// dev-dependency: ";
/// Templates below this folder are filled in.
const PACKAGE: &str = "package/";
/// A program that serves the fake, for APIs that have one.
const FAKE_PROGRAM: &str = "bin/fake.rs";
/// Texts of licences, and the identifier of each in a licence expression: only those that apply are emitted.
const LICENCES: [(&str, &str); 2] = [("LICENSE-MIT", "MIT"), ("LICENSE-APACHE", "Apache-2.0")];

struct Examples {
    all: Vec<Value>,
    /// In other languages.
    others: Vec<Value>,
    dependencies: Vec<String>,
}

/// The files of all templates. The error names a faulty template.
pub(super) fn files(
    package: &Package,
    templates: &[SourceFile],
    folders: Folders<'_>,
) -> Result<Vec<SourceFile>, String> {
    let environment = environment()?;
    let examples = Examples {
        all: templates.iter().filter_map(example).collect(),
        others: templates.iter().filter_map(other_example).collect(),
        dependencies: dependencies(templates).into_iter().map(str::to_owned).collect(),
    };
    let mut files = Vec::new();
    for template in templates {
        let is_example = template.path.starts_with(EXAMPLES);
        let folder = if is_example { folders.description } else { folders.templates };
        let source = format!("{MARKER} {folder}/{}; do not edit.", template.path);
        if let Some(path) = template.path.strip_prefix(RUNTIME) {
            let path = if path == "lib.rs" { "mod.rs" } else { path };
            files.push(SourceFile::new(format!("src/runtime/{path}"), marked(path, &source, &template.text)));
        } else if is_example {
            files.push(SourceFile::new(template.path.clone(), marked(&template.path, &source, &template.text)));
        } else if let Some(path) = template.path.strip_prefix(PACKAGE).filter(|path| applies(path, package)) {
            let text = fill(&environment, template, package, &examples)?;
            files.push(SourceFile::new(path, marked(path, &source, &text)));
        }
    }
    Ok(files)
}

/// Whether a file belongs to the package: all do but the texts of licences that it is not under, and the program of a fake
/// that it does not have.
fn applies(path: &str, package: &Package) -> bool {
    let lacks = path == FAKE_PROGRAM && !package.features.fake;
    !lacks && LICENCES.iter().find(|(file, _)| *file == path).is_none_or(|(_, id)| is_under(package, id))
}

fn is_under(package: &Package, id: &str) -> bool {
    package.license.split([' ', '(', ')', '+']).any(|word| word == id)
}

fn environment() -> Result<Environment<'static>, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|error| error.to_string())?);
    environment.add_filter("toml", toml);
    Ok(environment)
}

/// A text or a list of texts as TOML.
fn toml(value: &Value) -> String {
    if value.kind() == ValueKind::Seq {
        let items: Vec<String> = value.try_iter().into_iter().flatten().map(|item| toml(&item)).collect();
        return format!("[{}]", items.join(", "));
    }
    // Basic strings of TOML have the escapes of JSON.
    serde_json::Value::from(value.to_string()).to_string()
}

/// The name of an example of the crate, and the features that it needs.
fn example(template: &SourceFile) -> Option<Value> {
    let name = template.path.strip_prefix(EXAMPLES)?.strip_suffix(".rs").filter(|name| !name.contains('/'))?;
    let features = template.text.lines().find_map(|line| line.strip_prefix(EXAMPLE_FEATURES));
    let features: Vec<String> =
        features.map_or_else(Vec::new, |features| features.split(", ").map(str::to_owned).collect());
    Some(context! { name, features })
}

/// The path of an example in another language.
fn other_example(template: &SourceFile) -> Option<Value> {
    let is_other = template.path.strip_prefix(EXAMPLES)?.contains('/');
    is_other.then(|| Value::from(&template.path))
}

/// What examples depend on besides, each once.
fn dependencies(templates: &[SourceFile]) -> BTreeSet<&str> {
    let examples = templates.iter().filter(|template| template.path.starts_with(EXAMPLES));
    let lines = examples.flat_map(|example| example.text.lines());
    lines.filter_map(|line| line.strip_prefix(EXAMPLE_DEPENDENCY)).collect()
}

fn fill(
    environment: &Environment<'_>,
    template: &SourceFile,
    package: &Package,
    examples: &Examples,
) -> Result<String, String> {
    let Package { features, .. } = package;
    let values = context! {
        name => &package.name,
        crate => &package.library,
        title => &package.title,
        version => &package.version,
        description => &package.description,
        license => &package.license,
        keywords => package.keywords.clone(),
        categories => package.categories.clone(),
        link => &package.link,
        version_of_api => &package.api_version,
        environment => package.environment.join("\n"),
        example => package.example.join("\n    ").replace("\n    \n", "\n\n"),
        has_lists => features.lists,
        has_etags => features.etags,
        has_waiters => features.waiters,
        has_webhooks => features.webhooks,
        has_shared_keys => features.shared_keys,
        examples => &examples.all,
        other_examples => &examples.others,
        example_dependencies => &examples.dependencies,
        has_fake => features.fake,
        has_mit => is_under(package, "MIT"),
        has_apache => is_under(package, "Apache-2.0"),
    };
    environment
        .render_named_str(&template.path, &template.text, values)
        .map_err(|error| format!("{}: {error:#}", template.path))
}

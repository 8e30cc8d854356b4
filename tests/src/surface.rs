//! The surface of the description in `spec`, so that tests can compare the client with it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use generator::SourceFile;
use generator::surface::{Operation, ParameterLocation, Response, Shape, ShapeKind, Surface, Type};

static SURFACE: LazyLock<Surface> = LazyLock::new(|| generator::surface(&files()).expect("the description is valid"));

/// Returns the surface of the description.
pub fn surface() -> &'static Surface {
    &SURFACE
}

/// Returns the operation with this id.
pub fn operation(id: &str) -> &'static Operation {
    surface().operation(id).expect("the operation is described")
}

/// Returns the operations whose responses have a body.
pub fn returning() -> impl Iterator<Item = &'static Operation> {
    surface().operations.iter().filter(|operation| operation.facts.status != 204)
}

/// Returns everything that a caller of an operation can set. Names of headers are in lower case.
pub fn parameters(operation: &Operation) -> BTreeSet<(ParameterLocation, String)> {
    let declared = operation.parameters.iter();
    let mut parameters: BTreeSet<_> = declared.map(|it| (it.location, parameter_name(it.location, &it.name))).collect();
    if page_key(operation).is_some() {
        let pagination = surface().pagination.as_ref().expect("an API with lists has pagination");
        parameters.insert((ParameterLocation::Query, pagination.facts.size_parameter.clone()));
    }
    parameters
}

/// Returns the name by which a parameter is compared: that of a header in lower case.
pub fn parameter_name(place: ParameterLocation, name: &str) -> String {
    if place == ParameterLocation::Header { name.to_ascii_lowercase() } else { name.to_owned() }
}

/// Returns the member of the response that holds the items, if the operation is a list.
pub fn page_key(operation: &Operation) -> Option<&str> {
    match &operation.response {
        Response::Page { key, .. } => Some(key),
        Response::One(_) | Response::Nothing => None,
    }
}

/// Returns the shape with this name.
pub fn shape(name: &str) -> &'static Shape {
    surface().shape(name).expect("the shape is described")
}

/// Returns the shape that a type refers to; `None` for a list or map of shapes.
pub fn shape_of(kind: &Type) -> Option<&'static Shape> {
    match kind {
        Type::Shape(name) => Some(shape(name)),
        _ => None,
    }
}

/// Reports whether members that the description does not contain are kept.
pub fn keeps_additional_fields(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Struct { open: true, .. })
}

/// Reads the files of the description.
fn files() -> Vec<SourceFile> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let entries = std::fs::read_dir(spec.join("resources")).expect("the description has resources");
    let names = entries.map(|entry| entry.expect("the folder can be listed").file_name());
    let names = names.map(|name| name.into_string().expect("resources have plain names"));
    let resources = names.filter(|name| name.ends_with(".yaml")).map(|name| format!("resources/{name}"));
    let mut paths: Vec<_> = resources.chain(["api.yaml".to_owned()]).collect();
    paths.sort();
    let text = |path: &str| std::fs::read_to_string(spec.join(path)).expect("the file can be read");
    paths.into_iter().map(|path| SourceFile::new(path.clone(), text(&path))).collect()
}

//! Knows how a description's texts become raw structs with places. Knows nothing of what the names in them refer to.

pub(crate) mod marked;
pub(crate) mod raw;
pub(crate) mod shape;

use serde::de::DeserializeOwned;

use self::marked::{NodeId, Tree};
use self::shape::{Kind, Shape};
use crate::diagnostics::{Problem, Sink};
use crate::source::{FileId, SourceFile, Span};

const API_FILE: &str = "api.yaml";
const RESOURCE_FOLDER: &str = "resources/";

/// All files of a description, read.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) api: raw::Api,
    pub(crate) api_root: Site,
    pub(crate) resources: Vec<ResourceFile>,
    pub(crate) places: Places,
}

/// Where every node of the description stands; outlives the raw structs, so that late rules can point into the files.
#[derive(Debug)]
pub(crate) struct Places {
    trees: Vec<Tree>,
}

/// One file of `resources/`.
#[derive(Debug)]
pub(crate) struct ResourceFile {
    pub(crate) path: String,
    pub(crate) root: Site,
    pub(crate) raw: raw::Resource,
}

/// A node together with the key that leads to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    tree: usize,
    node: NodeId,
    /// Place of the key, or of the node itself where no key leads to it.
    pub(crate) span: Span,
}

impl Description {
    /// Reads the files; `None` if any of them cannot be read, in which case the reasons are in `sink`. Problems that
    /// leave the rest readable, such as an unknown key, are recorded and passed over, so that later stages report
    /// theirs in the same run.
    pub(crate) fn read(files: &[SourceFile], sink: &mut Sink) -> Option<Self> {
        let shape = Shape::new();
        let mut trees = Vec::new();
        let mut api = None;
        let mut resources = Vec::new();
        let mut complete = true;
        for (index, file) in files.iter().enumerate() {
            let id = FileId(index as u32);
            let start = Span { file: id, start: 0, end: 0 };
            let resource = file.path.strip_prefix(RESOURCE_FOLDER).is_some_and(|name| !name.contains('/'));
            let kind = if file.path == API_FILE {
                Kind::Api
            } else if resource && file.path.ends_with(".yaml") {
                Kind::Resource
            } else {
                let problem =
                    Problem::new("unknown-file", start, format!("`{}` is no file of a description", file.path));
                sink.push(problem.help("a description is `api.yaml` and `resources/<name>.yaml`"));
                continue;
            };
            let Some(tree) = Tree::read(id, file, sink) else {
                complete = false;
                continue;
            };
            let root = Site { tree: trees.len(), node: tree.root(), span: tree.node(tree.root()).span };
            let mut misshapen = Sink::default();
            shape.check(&tree, kind, &mut misshapen);
            let decoded = match kind {
                Kind::Api => decode(file).map(|raw| api = Some((root, raw))),
                Kind::Resource => {
                    decode(file).map(|raw| resources.push(ResourceFile { path: file.path.clone(), root, raw }))
                }
            };
            if let Err(error) = decoded {
                complete = false;
                if misshapen.is_empty() {
                    // Only reached where the two YAML readers disagree about a text.
                    let start = error.location().map_or(0, |place| place.index() as u32);
                    let span = Span { file: id, start, end: start + 1 };
                    sink.push(Problem::new("yaml-value", span, format!("cannot be read: {error}")));
                }
            }
            sink.append(misshapen);
            trees.push(tree);
        }
        if !files.iter().any(|file| file.path == API_FILE) {
            let start = Span { file: FileId(0), start: 0, end: 0 };
            sink.push(Problem::new("missing-file", start, "the description has no `api.yaml`"));
        }
        let (api_root, api) = api?;
        complete.then_some(Self { api, api_root, resources, places: Places { trees } })
    }
}

impl Places {
    /// The site of a node, pointing at the value of one of its keys.
    pub(crate) fn named_by(&self, site: Site, key: &str) -> Site {
        Site { span: self.value(site, key), ..site }
    }

    /// The value of a key. A key that is absent gives the site of the map itself, so that a problem always has a place.
    pub(crate) fn get(&self, site: Site, key: &str) -> Site {
        match self.trees[site.tree].entry(site.node, key) {
            Some(entry) => Site { tree: site.tree, node: entry.value, span: entry.key_span },
            None => site,
        }
    }

    /// Place of the value of a key, for problems that lie in the value.
    pub(crate) fn value(&self, site: Site, key: &str) -> Span {
        match self.trees[site.tree].entry(site.node, key) {
            Some(entry) => self.trees[site.tree].node(entry.value).span,
            None => site.span,
        }
    }

    /// Place of an element of the list at a key.
    pub(crate) fn element(&self, site: Site, key: &str, index: usize) -> Span {
        let list = self.get(site, key);
        match &self.trees[site.tree].node(list.node).kind {
            marked::NodeKind::Sequence(items) => {
                items.get(index).map_or(list.span, |&item| self.trees[site.tree].node(item).span)
            }
            _ => list.span,
        }
    }
}

fn decode<T: DeserializeOwned>(file: &SourceFile) -> Result<T, serde_yaml::Error> {
    serde_yaml::from_str(&file.text)
}

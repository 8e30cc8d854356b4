//! Knows how a description's texts become raw structs with places. Knows nothing of what the names in them refer to.

pub(crate) mod marked;
pub(crate) mod raw;
pub(crate) mod shape;
mod values;

use self::marked::{NodeId, Tree};
use self::shape::{Kind, Shape};
use crate::diagnostics::{Problem, Sink};
use crate::parallel;
use crate::source::{FileId, SourceFile, Span};

pub(crate) const API_FILE: &str = "api.yaml";
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
    /// Reads the files; a missing `api.yaml` is reported in the file behind the last. `None` if any of them cannot be read, in which case the reasons are in `sink`. Problems that
    /// leave the rest readable, such as an unknown key, are recorded and passed over, so that later stages report
    /// theirs in the same run.
    pub(crate) fn read(files: &[SourceFile], sink: &mut Sink) -> Option<Self> {
        let shape = Shape::new();
        let read = parallel::map(files.iter().enumerate().collect(), |(index, file)| {
            ReadFile::read(FileId(index as u32), file, &shape)
        });
        let (mut trees, mut api, mut resources, mut complete) = (Vec::new(), None, Vec::new(), true);
        for (read, file) in read.into_iter().zip(files) {
            sink.append(read.problems);
            let (Some(tree), Some(content)) = (read.tree, read.content) else {
                complete = false;
                continue;
            };
            let root = Site { tree: trees.len(), node: tree.root(), span: tree.head() };
            match content {
                Content::Api(raw) => api = Some((root, *raw)),
                Content::Resource(raw) => {
                    resources.push(ResourceFile { path: file.path.clone(), root, raw: *raw });
                }
            }
            trees.push(tree);
        }
        if !files.iter().any(|file| file.path == API_FILE) {
            let start = Span { file: FileId(files.len() as u32), start: 0, end: 0 };
            sink.push(Problem::new("missing-file", start, "the description has no `api.yaml`"));
        }
        let (api_root, api) = api?;
        complete.then_some(Self { api, api_root, resources, places: Places { trees } })
    }
}

/// What one file gives, before it is put together with the others.
#[derive(Default)]
struct ReadFile {
    tree: Option<Tree>,
    content: Option<Content>,
    problems: Sink,
}

enum Content {
    Api(Box<raw::Api>),
    Resource(Box<raw::Resource>),
}

impl ReadFile {
    fn read(id: FileId, file: &SourceFile, shape: &Shape) -> Self {
        let mut read = Self::default();
        let Some(kind) = kind_of(&file.path) else {
            let start = Span { file: id, start: 0, end: 0 };
            let problem = Problem::new("unknown-file", start, format!("`{}` is no file of a description", file.path));
            read.problems.push(problem.help("a description is `api.yaml` and `resources/<name>.yaml`"));
            return read;
        };
        let Some(tree) = Tree::read(id, file, &mut read.problems) else { return read };
        shape.check(&tree, kind, &mut read.problems);
        // A byte order mark is no part of the text; the other reader passes over it.
        let text = file.text.trim_start_matches('\u{feff}');
        let decoded = match kind {
            Kind::Api => serde_yaml::from_str(text).map(Content::Api),
            Kind::Resource => serde_yaml::from_str(text).map(Content::Resource),
        };
        match decoded {
            Ok(content) => read.content = Some(content),
            Err(error) if read.problems.is_empty() => {
                // Only reached where the two YAML readers disagree about a text.
                let start = error.location().map_or(0, |place| place.index() as u32);
                let span = Span { file: id, start, end: start + 1 };
                read.problems.push(Problem::new("yaml-value", span, format!("cannot be read: {error}")));
            }
            Err(_) => {}
        }
        read.tree = Some(tree);
        read
    }
}

/// What a file describes, by its path; `None` if it is no file of a description.
fn kind_of(path: &str) -> Option<Kind> {
    if path == API_FILE {
        return Some(Kind::Api);
    }
    let name = path.strip_prefix(RESOURCE_FOLDER)?;
    (!name.contains('/') && name.ends_with(".yaml")).then_some(Kind::Resource)
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

    /// Whether a key is there.
    pub(crate) fn has(&self, site: Site, key: &str) -> bool {
        self.trees[site.tree].entry(site.node, key).is_some()
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

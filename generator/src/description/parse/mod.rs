//! Reads the texts of a description into raw structs, with the place of every node.

mod advice;
mod decode;
pub(crate) mod raw;
pub(crate) mod schema;
mod shape;
mod values;
mod yaml;

use std::collections::BTreeSet;

use rayon::prelude::*;

use self::decode::decode;
use self::schema::Language;
use self::shape::Kind;
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::source::{FileId, SourceFile, Span};
use crate::description::tree::{NodeId, NodeKind, Tree};

pub(crate) const API_FILE: &str = "api.yaml";
const RESOURCE_FOLDER: &str = "resources/";

/// All files of a description, read.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) api: raw::Api,
    pub(crate) api_root: Site,
    pub(crate) resources: Vec<ResourceFile>,
    pub(crate) trees: Trees,
    pub(crate) lost: Lost,
}

/// Where every node of the description is written. Outlives the raw structs, so that late rules can point into files.
#[derive(Debug)]
pub(crate) struct Trees {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    tree: usize,
    node: NodeId,
    /// Place of the key, or of the node itself where no key leads to it.
    pub(crate) span: Span,
}

impl Description {
    /// Reads the files; a missing `api.yaml` is reported in the file behind the last.
    ///
    /// What cannot be read is recorded and left out, so that later stages report in the same run what is wrong with the
    /// rest. `None` if there is no rest: without `api.yaml` nothing else has a meaning.
    pub(crate) fn read(files: &[SourceFile], sink: &mut Sink) -> Option<Self> {
        let parse = || {
            let files = files.par_iter().enumerate().with_max_len(1);
            files.map(|(index, file)| ReadFile::parse(FileId(index as u32), file)).collect()
        };
        // Every file is checked against the language, so that it would hold up all of them.
        let (parsed, _): (Vec<_>, _) = rayon::join(parse, Language::get);
        let read: Vec<_> = parsed.into_par_iter().with_max_len(1).map(ReadFile::decode).collect();
        let (mut trees, mut api, mut resources) = (Vec::new(), None, Vec::new());
        let mut lost = Lost::default();
        for (read, file) in read.into_iter().zip(files) {
            sink.append(read.problems);
            lost.something |= read.lost_something;
            lost.declarations |= read.content.is_none();
            let Some(tree) = read.tree else { continue };
            lost.note_unreadable(&tree, read.content.as_ref());
            let root = Site { tree: trees.len(), node: tree.root(), span: tree.head() };
            match read.content {
                Some(Content::Api(raw)) => api = Some((root, *raw)),
                Some(Content::Resource(raw)) => {
                    resources.push(ResourceFile { path: file.path.clone(), root, raw: *raw });
                }
                None => {}
            }
            trees.push(tree);
        }
        if !files.iter().any(|file| file.path == API_FILE) {
            let start = Span { file: FileId(files.len() as u32), start: 0, end: 0 };
            sink.push(Problem::new(Code::MissingFile, start, "the description has no `api.yaml`"));
        }
        let (api_root, api) = api?;
        Some(Self { api, api_root, resources, trees: Trees { trees }, lost })
    }
}

/// What could not be read. Later stages do not report that it is missing.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    pub(crate) something: bool,
    /// A whole file, or a group of declarations: what names it declares is not known.
    pub(crate) declarations: bool,
    /// Types, SIDs and resources whose declarations could not be read.
    pub(crate) types: BTreeSet<String>,
    /// Error codes whose declarations could not be read.
    pub(crate) errors: BTreeSet<String>,
}

impl Lost {
    /// Notes what a file declares and its content lacks.
    fn note_unreadable(&mut self, tree: &Tree, content: Option<&Content>) {
        fn names<T>(entries: &raw::Entries<T>) -> impl Iterator<Item = &str> {
            entries.0.iter().map(|(name, _)| name.as_str())
        }
        let (types, errors): (BTreeSet<&str>, BTreeSet<&str>) = match content {
            Some(Content::Api(raw)) => {
                (names(&raw.types).chain(names(&raw.sids)).collect(), names(&raw.errors).collect())
            }
            Some(Content::Resource(raw)) => {
                (names(&raw.types).chain([raw.resource.as_str()]).collect(), BTreeSet::new())
            }
            None => (BTreeSet::new(), BTreeSet::new()),
        };
        for (key, read) in [("types", &types), ("sids", &types), ("errors", &errors)] {
            let Some(group) = tree.entry(tree.root(), key) else { continue };
            self.declarations |= !matches!(tree.node(group.value).kind, NodeKind::Mapping(_));
            let unreadable = tree.entries(group.value).iter().filter(|entry| !read.contains(entry.key.as_str()));
            let names = unreadable.map(|entry| entry.key.clone());
            if key == "errors" { self.errors.extend(names) } else { self.types.extend(names) }
        }
        if let Some(entry) = tree.entry(tree.root(), "resource")
            && let NodeKind::Scalar(name, _) = &tree.node(entry.value).kind
            && !types.contains(name.as_str())
        {
            self.types.insert(name.clone());
        }
    }
}

/// What one file gives, before it is put together with the others.
#[derive(Default)]
struct ReadFile {
    /// `None` if the file is not part of a description.
    kind: Option<Kind>,
    tree: Option<Tree>,
    content: Option<Content>,
    problems: Sink,
    /// Part of it, or all of it, could not be read.
    lost_something: bool,
}

enum Content {
    Api(Box<raw::Api>),
    Resource(Box<raw::Resource>),
}

impl ReadFile {
    /// Reads the file as YAML.
    fn parse(id: FileId, file: &SourceFile) -> Self {
        let mut read = Self { kind: kind_of(&file.path), ..Self::default() };
        if read.kind.is_none() {
            let start = Span { file: id, start: 0, end: 0 };
            let problem =
                Problem::new(Code::UnknownFile, start, format!("`{}` is not part of a description", file.path));
            read.problems.push(match (file.path.strip_suffix(".yml"), file.path.contains('/')) {
                (Some(stem), _) => problem.help(format!("rename it to `{stem}.yaml`")),
                (None, false) if file.path.ends_with(".yaml") => problem.help("move it to `resources/`"),
                _ => problem.help("a description consists of `api.yaml` and `resources/<name>.yaml`"),
            });
        } else {
            read.tree = yaml::read(id, file, &mut read.problems);
        }
        read.lost_something = read.tree.is_none();
        read
    }

    /// Reads what the tree says, in the language of descriptions.
    fn decode(mut self) -> Self {
        let (Some(kind), Some(tree)) = (self.kind, &self.tree) else { return self };
        let mut repairs = shape::check(tree, kind, &mut self.problems);
        let decoded = match kind {
            Kind::Api => decode(tree, &mut repairs, &mut self.problems).map(Content::Api),
            Kind::Resource => decode(tree, &mut repairs, &mut self.problems).map(Content::Resource),
        };
        self.lost_something = tree.is_lossy || repairs.is_lossy || decoded.is_err();
        match decoded {
            Ok(content) => self.content = Some(content),
            // Only reached where the structs ask for more than the schema that is derived from them.
            Err(error) if self.problems.is_empty() => {
                self.problems.push(Problem::new(Code::YamlValue, tree.head(), format!("cannot be read: {error}")));
            }
            Err(_) => {}
        }
        self
    }
}

/// What a file describes, by its path; `None` if it is not part of a description.
fn kind_of(path: &str) -> Option<Kind> {
    if path == API_FILE {
        return Some(Kind::Api);
    }
    let name = path.strip_prefix(RESOURCE_FOLDER)?;
    (!name.contains('/') && name.ends_with(".yaml")).then_some(Kind::Resource)
}

impl Trees {
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

    /// Whether a node is a map.
    pub(crate) fn is_map(&self, site: Site) -> bool {
        matches!(self.trees[site.tree].node(site.node).kind, NodeKind::Mapping(_))
    }

    /// How many keys a map has; a text stands for one.
    pub(crate) fn count(&self, site: Site) -> usize {
        match &self.trees[site.tree].node(site.node).kind {
            NodeKind::Mapping(entries) => entries.len(),
            _ => 1,
        }
    }

    /// The text of the scalar at a key, as it was read.
    pub(crate) fn text(&self, site: Site, key: &str) -> Option<&str> {
        let entry = self.trees[site.tree].entry(site.node, key)?;
        match &self.trees[site.tree].node(entry.value).kind {
            NodeKind::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, site: Site, key: &str) -> bool {
        self.trees[site.tree].entry(site.node, key).is_some()
    }

    /// Place of the value of a key, for problems that lie in the value. An entry that is a text is documentation.
    pub(crate) fn value(&self, site: Site, key: &str) -> Span {
        let tree = &self.trees[site.tree];
        match tree.entry(site.node, key) {
            Some(entry) => tree.node(entry.value).span,
            None if key == "docs" && matches!(tree.node(site.node).kind, NodeKind::Scalar(..)) => {
                tree.node(site.node).span
            }
            None => site.span,
        }
    }

    /// The site of an element of the list at a key.
    pub(crate) fn item(&self, site: Site, key: &str, index: usize) -> Site {
        let list = self.get(site, key);
        match &self.trees[site.tree].node(list.node).kind {
            NodeKind::Sequence(items) => items.get(index).map_or(list, |&node| {
                let span = self.trees[site.tree].node(node).span;
                Site { tree: site.tree, node, span }
            }),
            _ => list,
        }
    }

    /// Place of an element of the list at a key.
    pub(crate) fn element(&self, site: Site, key: &str, index: usize) -> Span {
        self.item(site, key, index).span
    }
}

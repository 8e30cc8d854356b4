//! Finds which files of a crate use which, from their `use` items and paths.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

/// The path of a module: its names from the root.
type Module = Vec<String>;

/// The files of a crate.
pub(crate) struct Crate {
    /// By module.
    files: BTreeMap<Module, File>,
}

/// One file, and the modules written in it.
struct File {
    path: String,
    /// Names of the items that it defines, macros included.
    items: BTreeSet<String>,
    /// Names of modules in files of their own.
    children: BTreeSet<String>,
    /// Other names for items elsewhere: the module that has the name, the name (`*` for all), and what it stands for.
    aliases: Vec<(String, Vec<String>)>,
    /// Paths that the file uses, each with the module in which it is written.
    paths: Vec<(Module, Vec<String>)>,
}

impl Crate {
    /// Parses the files of a crate, given by path. `roots` are names that mean the root where they follow `crate::`.
    pub(crate) fn parse(files: impl Iterator<Item = (String, String)>, roots: &[&str]) -> Self {
        let files = files.map(|(path, text)| {
            let module = module_of(&path);
            let parsed = syn::parse_file(&text).expect("the file is valid Rust");
            let mut reader = Reader { module: module.clone(), depth: 0, roots, file: File::new(path) };
            reader.visit_file(&parsed);
            reader.file.drop_plain_aliases();
            (module, reader.file)
        });
        Self { files: files.collect() }
    }

    /// The files that each file uses, by path.
    pub(crate) fn dependencies(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all = BTreeMap::new();
        for (module, file) in &self.files {
            let used = file.paths.iter().filter_map(|(from, path)| self.definition(from, path, 0));
            let used = used.filter(|used| *used != module).map(|used| self.files[used].path.clone());
            all.insert(file.path.clone(), used.collect());
        }
        all
    }

    /// Every group of files that use one another in a circle, as text.
    pub(crate) fn circles(&self) -> Vec<String> {
        let dependencies = self.dependencies();
        let mut circles = BTreeSet::new();
        for file in dependencies.keys() {
            let reached = reached(&dependencies, file);
            if reached.contains(file) {
                let circle = reached.iter().filter(|other| self::reached(&dependencies, other).contains(file));
                let arrows = circle.map(|other| {
                    let used = dependencies[other].iter().filter(|used| reached.contains(*used));
                    format!("{other} -> {}", used.cloned().collect::<Vec<_>>().join(", "))
                });
                circles.insert(arrows.collect::<Vec<_>>().join("; "));
            }
        }
        circles.into_iter().collect()
    }

    /// The module of the file that defines what a path names; `None` if it is not part of the crate.
    fn definition(&self, from: &Module, path: &[String], depth: u32) -> Option<&Module> {
        assert!(depth < 50, "aliases lead nowhere: {path:?}");
        let (mut module, rest) = start(from, path)?;
        // A module that is written in a file belongs to the file.
        while !self.files.contains_key(&module) {
            module.pop()?;
        }
        let mut rest = rest.iter();
        while let Some(name) = rest.next() {
            let file = &self.files[&module];
            if file.children.contains(name) {
                module.push(name.clone());
                continue;
            }
            if file.items.contains(name) || name == "*" {
                break;
            }
            let remaining: Vec<String> = rest.cloned().collect();
            return self.alias(&module, name, &remaining, depth);
        }
        self.files.get_key_value(&module).map(|(module, _)| module)
    }

    /// Follows a re-export.
    fn alias(&self, module: &Module, name: &str, rest: &[String], depth: u32) -> Option<&Module> {
        let aliases = &self.files[module].aliases;
        let named = aliases.iter().filter(|(alias, _)| alias == name);
        let named = named.map(|(_, target)| target.iter().chain(rest).cloned().collect::<Vec<_>>());
        let all = aliases.iter().filter(|(alias, _)| alias == "*").map(|(_, target)| {
            let target = &target[..target.len() - 1];
            target.iter().cloned().chain([name.to_owned()]).chain(rest.iter().cloned()).collect::<Vec<_>>()
        });
        named.chain(all).find_map(|target| self.definition(module, &target, depth + 1))
    }
}

/// Everything that a file uses, directly or not.
fn reached(dependencies: &BTreeMap<String, BTreeSet<String>>, file: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<&String> = dependencies[file].iter().collect();
    while let Some(next) = pending.pop() {
        if reached.insert(next.clone()) {
            pending.extend(&dependencies[next]);
        }
    }
    reached
}

/// `a/mod.rs` and `a.rs` are the module `a`.
fn module_of(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let mut module: Module = path.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|name| matches!(name.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// Where a path begins, and the names that follow. Other paths than these lead to other crates, or to what is defined or
/// imported in the file itself.
fn start<'a>(from: &Module, path: &'a [String]) -> Option<(Module, &'a [String])> {
    let (first, mut rest) = path.split_first()?;
    let mut module = match first.as_str() {
        "crate" => Vec::new(),
        "self" => from.clone(),
        "super" => from[..from.len().checked_sub(1)?].to_vec(),
        _ => return None,
    };
    while let Some((_, others)) = rest.split_first().filter(|(first, _)| *first == "super") {
        module.pop()?;
        rest = others;
    }
    Some((module, rest))
}

impl File {
    fn new(path: String) -> Self {
        let (items, children) = (BTreeSet::new(), BTreeSet::new());
        Self { path, items, children, aliases: Vec::new(), paths: Vec::new() }
    }

    /// `pub(crate) use name;` behind a macro gives the name of an item of the file itself to others.
    fn drop_plain_aliases(&mut self) {
        let items = self.items.clone();
        self.aliases.retain(|(name, target)| !(target.len() == 1 && target[0] == *name && items.contains(name)));
    }
}

/// Reads one file.
struct Reader<'a> {
    /// Where the visitor is, modules written in the file included.
    module: Module,
    /// How many modules written in the file it is in.
    depth: usize,
    roots: &'a [&'a str],
    file: File,
}

impl Reader<'_> {
    fn path(&mut self, mut path: Vec<String>) {
        if path.len() > 1 && path[0] == "crate" && self.roots.contains(&path[1].as_str()) {
            path.remove(1);
        }
        // A child module, or one that a `use` gave a name to.
        let first = path[0].clone();
        if self.depth == 0 && self.file.children.contains(&first) {
            path.insert(0, "self".to_owned());
        }
        let is_relative = matches!(path[0].as_str(), "crate" | "self" | "super");
        // The keyword alone is a visibility, or the module itself.
        if is_relative && path.len() > 1 {
            self.file.paths.push((self.module.clone(), path));
        }
    }

    fn import(&mut self, visibility: &Visibility, prefix: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.import(visibility, prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(visibility, prefix, tree)),
            UseTree::Name(name) => self.imported(visibility, prefix, name.ident.to_string(), None),
            UseTree::Rename(rename) => {
                self.imported(visibility, prefix, rename.ident.to_string(), Some(rename.rename.to_string()));
            }
            UseTree::Glob(_) => self.imported(visibility, prefix, "*".to_owned(), None),
        }
    }

    fn imported(&mut self, visibility: &Visibility, prefix: &[String], name: String, rename: Option<String>) {
        let mut target = prefix.to_vec();
        let given = rename
            .unwrap_or_else(|| if name == "self" { prefix.last().cloned().unwrap_or_default() } else { name.clone() });
        if name != "self" {
            target.push(name);
        }
        if target.first().is_some_and(|first| self.depth == 0 && self.file.children.contains(first)) {
            target.insert(0, "self".to_owned());
        }
        if target.len() > 1 && target[0] == "crate" && self.roots.contains(&target[1].as_str()) {
            target.remove(1);
        }
        // What is imported for the file itself is used in it; what is re-exported is a name for others.
        match visibility {
            Visibility::Inherited => self.path(target),
            _ => self.file.aliases.push((given, target)),
        }
    }

    /// Paths in the input of a macro, which only its expansion would parse.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.finish(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() && colons < 2 => colons += 1,
                TokenTree::Group(group) => {
                    self.finish(&mut path);
                    colons = 0;
                    self.tokens(group.stream());
                }
                _ => {
                    self.finish(&mut path);
                    colons = 0;
                }
            }
        }
        self.finish(&mut path);
    }

    fn finish(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.path(std::mem::take(path));
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_file(&mut self, file: &'ast syn::File) {
        for item in &file.items {
            let name = match item {
                Item::Mod(module) if module.content.is_none() => {
                    self.file.children.insert(module.ident.to_string());
                    None
                }
                Item::Const(item) => Some(&item.ident),
                Item::Enum(item) => Some(&item.ident),
                Item::Fn(item) => Some(&item.sig.ident),
                Item::Macro(item) => item.ident.as_ref(),
                Item::Mod(item) => Some(&item.ident),
                Item::Static(item) => Some(&item.ident),
                Item::Struct(item) => Some(&item.ident),
                Item::Trait(item) => Some(&item.ident),
                Item::Type(item) => Some(&item.ident),
                Item::Union(item) => Some(&item.ident),
                _ => None,
            };
            self.file.items.extend(name.map(ToString::to_string));
        }
        visit::visit_file(self, file);
        // A re-export that the file uses itself is a dependency as well.
        let aliases = self.file.aliases.clone();
        let mentions = mentions(file);
        for (_, target) in aliases.into_iter().filter(|(name, target)| mentions.contains(name) && target.len() > 1) {
            self.path(target);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.vis, &mut Vec::new(), &item.tree);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_some() {
            self.module.push(item.ident.to_string());
            self.depth += 1;
            visit::visit_item_mod(self, item);
            self.depth -= 1;
            self.module.pop();
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        // What is quoted is the code of another crate.
        if item.path.is_ident("quote") {
            return;
        }
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}

/// Every name that a file mentions outside of its `use` items.
fn mentions(file: &syn::File) -> BTreeSet<String> {
    fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => _ = names.insert(ident.to_string()),
                TokenTree::Group(group) => collect(group.stream(), names),
                _ => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_) | Item::Mod(_))) {
        collect(quote::ToTokens::to_token_stream(item), &mut names);
    }
    names
}

//! What the modules of a crate use of each other, read from its source.
//!
//! A path counts wherever it stands: in a `use`, a signature, a body. It is followed through
//! re-exports to the module that defines what it names. Tests are left out, and so is what a macro is
//! given.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, Meta, UseTree};

/// The words of a path as it is written.
type Words = Vec<String>;

/// How many re-exports a path may go through.
const DEEPEST: usize = 32;

/// The uses between the modules of the crate whose root is the file `root`: who, and whom.
///
/// # Panics
/// When a file of it is not there or is no Rust.
pub(crate) fn uses(root: &Path) -> BTreeSet<(String, String)> {
    let mut source = Source::default();
    let folder = root.parent().expect("a file lies in a folder");
    source.read_file("crate", root, folder);
    let mut uses = BTreeSet::new();
    for (name, module) in &source.modules {
        for path in &module.paths {
            if let Some(used) = source.owner(name, path, DEEPEST)
                && used != *name
            {
                uses.insert((name.clone(), used));
            }
        }
    }
    uses
}

/// The modules of a crate, by their paths.
#[derive(Default)]
struct Source {
    modules: BTreeMap<String, Module>,
}

#[derive(Default)]
struct Module {
    /// What it defines, modules aside.
    items: BTreeSet<String>,
    /// What it imports, by the name that it has here.
    imports: BTreeMap<String, Words>,
    /// The modules that it imports everything of.
    globs: Vec<Words>,
    /// All paths that stand in it.
    paths: Vec<Words>,
}

impl Source {
    fn read_file(&mut self, name: &str, file: &Path, folder: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        self.read_items(name, &parsed.items, folder);
    }

    fn read_items(&mut self, name: &str, items: &[Item], folder: &Path) {
        let mut module = Module::default();
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(child) => {
                    let child_name = format!("{name}::{}", child.ident);
                    let child_folder = folder.join(child.ident.to_string());
                    match &child.content {
                        Some((_, items)) => self.read_items(&child_name, items, &child_folder),
                        None => self.read_file(&child_name, &file_of(&child_folder), &child_folder),
                    }
                }
                Item::Use(import) => module.import(import),
                item => {
                    module.items.extend(name_of(item));
                    module.visit_item(item);
                }
            }
        }
        self.modules.insert(name.to_owned(), module);
    }

    /// The module that defines what `path` names where it stands in `module`; `None` when that is not of
    /// this crate.
    fn owner(&self, module: &str, path: &[String], depth: usize) -> Option<String> {
        let (first, rest) = path.split_first()?;
        let depth = depth.checked_sub(1)?;
        match first.as_str() {
            "crate" => self.within("crate", rest, depth),
            "self" => self.within(module, rest, depth),
            "super" => {
                let (parent, _) = module.rsplit_once("::")?;
                let mut path = rest.to_vec();
                path.insert(0, "self".to_owned());
                self.owner(parent, &path, depth)
            }
            _ => self.within(module, path, depth),
        }
    }

    /// The same for a path that begins in `module`.
    fn within(&self, module: &str, path: &[String], depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let Some((name, rest)) = path.split_first() else {
            return Some(module.to_owned());
        };
        if name == "super" {
            return self.owner(module, path, depth);
        }
        let known = self.modules.get(module)?;
        let child = format!("{module}::{name}");
        if self.modules.contains_key(&child) {
            return self.within(&child, rest, depth);
        }
        if known.items.contains(name) {
            return Some(module.to_owned());
        }
        if let Some(import) = known.imports.get(name) {
            let path: Words = import.iter().chain(rest).cloned().collect();
            return (path != [name.clone()])
                .then(|| self.owner(module, &path, depth))
                .flatten();
        }
        known.globs.iter().find_map(|glob| {
            let path: Words = glob.iter().chain(path).cloned().collect();
            self.owner(module, &path, depth)
        })
    }
}

impl Module {
    fn import(&mut self, import: &ItemUse) {
        self.import_tree(&import.tree, &mut Words::new());
    }

    fn import_tree(&mut self, tree: &UseTree, before: &mut Words) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import_tree(&path.tree, before);
                before.pop();
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.import_as(before.last().cloned().unwrap_or_default(), before.clone());
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.import_as(name.clone(), [&before[..], &[name]].concat());
            }
            UseTree::Rename(renamed) => {
                let mut path = before.clone();
                if renamed.ident != "self" {
                    path.push(renamed.ident.to_string());
                }
                self.import_as(renamed.rename.to_string(), path);
            }
            UseTree::Glob(_) => {
                self.paths.push(before.clone());
                self.globs.push(before.clone());
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import_tree(tree, before);
                }
            }
        }
    }

    fn import_as(&mut self, name: String, path: Words) {
        self.paths.push(path.clone());
        self.imports.insert(name, path);
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words = path.segments.iter().map(|it| it.ident.to_string());
        self.paths.push(words.collect());
        visit::visit_path(self, path);
    }

    /// One within a function.
    fn visit_item_use(&mut self, import: &'ast ItemUse) {
        self.import(import);
    }
}

fn file_of(folder: &Path) -> PathBuf {
    let file = folder.with_extension("rs");
    if file.exists() {
        file
    } else {
        folder.join("mod.rs")
    }
}

/// Whether it is there for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// The name of what `item` defines.
fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Macro(it) => it.ident.as_ref()?,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Union(it) => &it.ident,
        _ => return None,
    };
    Some(name.to_string())
}

#[test]
fn a_path_is_followed_to_the_module_that_defines_what_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("lib.rs", "mod a; mod b; mod d { pub fn inline() {} }");
    file(
        "a/mod.rs",
        "mod x; pub use x::*; pub(crate) use x::make as made;",
    );
    file(
        "a/x.rs",
        "pub struct Thing; pub fn make() { let _ = crate::d::inline(); }",
    );
    file(
        "b.rs",
        "use crate::a; use std::fmt; fn f(t: a::Thing) { super::a::made() }\n#[cfg(test)] mod tests { use crate::d; }",
    );
    let uses = uses(&folder.path().join("lib.rs"));
    let uses: Vec<_> = uses
        .iter()
        .map(|(from, to)| format!("{from} -> {to}"))
        .collect();
    assert_eq!(
        uses,
        [
            "crate::a -> crate::a::x",
            "crate::a::x -> crate::d",
            "crate::b -> crate::a",
            "crate::b -> crate::a::x",
        ]
    );
}

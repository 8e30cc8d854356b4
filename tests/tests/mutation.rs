//! Damages descriptions at random: the generator must not panic, and what it generates must be valid Rust.
//!
//! The seed is fixed, so that all runs are the same. For more cases, run
//! `PROPTEST_CASES=10000 cargo test -p tests --test mutation`.

mod support;

use std::sync::LazyLock;

use generator::{Code, Error, Folders, SourceFile};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

/// The repository's description, and one that uses every feature of the language.
static WHOLE: LazyLock<[Vec<SourceFile>; 2]> = LazyLock::new(|| {
    [support::repository().join("spec"), support::fixtures().join("parcels")]
        .map(|folder| support::description(&folder))
});
/// The files generated from them. They are parsed only once.
static UNDAMAGED: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let generate =
        |description| generator::generate(description, &[], Folders::default()).expect("the description is valid");
    let files: Vec<SourceFile> = WHOLE.iter().flat_map(|description| generate(description)).collect();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        syn::parse_file(&file.text).expect("generated files are Rust");
    }
    files
});
/// A small description whose names are replaced.
static BASE: LazyLock<Vec<SourceFile>> = LazyLock::new(|| support::description(&support::fixtures().join("base")));

/// Scalars, lists and maps of every kind, names used elsewhere in the description, and text with a special meaning.
const VALUES: [&str; 52] = [
    "",
    "~",
    "null",
    "true",
    "false",
    "0",
    "-1",
    "204",
    "99999999999999999999",
    "1.5",
    ".nan",
    "0x1F",
    "text",
    "\"\"",
    "\"1\"",
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    "[[[]]]",
    "\"\\n\"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "'`'",
    "\"```\"",
    "\"<b>\"",
    "\"[x](y)\"",
    "\"[`x`]\"",
    "'{'",
    "*a",
    "&a b",
    "!!str x",
    "string",
    "integer",
    "number",
    "timestamp",
    "json",
    "etag",
    "url",
    "list<string>",
    "map<json>",
    "list<list<list<list<list<string>>>>>",
    "list<Service>",
    "map<Transcript>",
    "ServiceSid",
    "Service",
    "request",
    "GET /",
    "POST /A/{Sid}/{Sid}",
    "fn",
    "größe",
    "Option",
];
/// Text with a special meaning in YAML, Markdown or Rust.
const INSERTS: [&str; 24] = [
    ":", ": ", " #", "- ", "? ", "\t", "\n", "\r\n", "\"", "'", "{", "}", "[", "]", "`", "<", "---\n", "\u{feff}",
    "\u{85}", "\u{2028}", "\u{202e}", "é", "📦", "\0",
];

/// One kind of damage to one file. Every index is taken modulo the number of lines or bytes.
#[derive(Clone, Debug)]
enum Damage {
    DeleteLine(Index),
    DuplicateLine(Index),
    DeleteSubtree(Index),
    DuplicateSubtree(Index),
    MoveSubtree(Index, Index),
    SwapLines(Index, Index),
    Indent(Index, bool),
    RenameKey(Index, String),
    Retype(Index, Index, Index),
    SwapValues(Index, Index),
    Truncate(Index),
    Insert(Index, Index),
    InsertChars(Index, String),
    RemoveFile,
    RenameFile(String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        1 => at().prop_map(Damage::DeleteLine),
        1 => at().prop_map(Damage::DuplicateLine),
        1 => at().prop_map(Damage::DeleteSubtree),
        1 => at().prop_map(Damage::DuplicateSubtree),
        1 => (at(), at()).prop_map(|(from, to)| Damage::MoveSubtree(from, to)),
        1 => (at(), at()).prop_map(|(a, b)| Damage::SwapLines(a, b)),
        1 => (at(), any::<bool>()).prop_map(|(line, more)| Damage::Indent(line, more)),
        1 => (at(), "[a-zA-Z_]{1,12}|.{0,6}").prop_map(|(line, name)| Damage::RenameKey(line, name)),
        8 => (at(), at(), at()).prop_map(|(line, which, value)| Damage::Retype(line, which, value)),
        3 => (at(), at()).prop_map(|(a, b)| Damage::SwapValues(a, b)),
        1 => at().prop_map(Damage::Truncate),
        1 => (at(), at()).prop_map(|(place, what)| Damage::Insert(place, what)),
        1 => (at(), ".{1,4}").prop_map(|(place, text)| Damage::InsertChars(place, text)),
        1 => Just(Damage::RemoveFile),
        1 => "[a-z/.]{0,12}(\\.yaml)?".prop_map(Damage::RenameFile),
    ]
}

fn damaged(mut files: Vec<SourceFile>, damages: &[(Index, Damage)]) -> Vec<SourceFile> {
    for (file, damage) in damages {
        if files.is_empty() {
            break;
        }
        let index = file.index(files.len());
        match damage {
            Damage::RemoveFile => _ = files.remove(index),
            Damage::RenameFile(path) => files[index].path.clone_from(path),
            _ => files[index].text = damaged_text(&files[index].text, damage),
        }
    }
    files
}

fn damaged_text(text: &str, damage: &Damage) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        lines.push(String::new());
    }
    let count = lines.len();
    let subtree = |at: &Index| {
        let start = at.index(count);
        let depth = indentation(&lines[start]);
        let inner = lines[start + 1..].iter().take_while(|line| indentation(line) > depth).count();
        start..start + 1 + inner
    };
    match damage {
        Damage::DeleteLine(at) => _ = lines.remove(at.index(count)),
        Damage::DuplicateLine(at) => lines.insert(at.index(count), lines[at.index(count)].clone()),
        Damage::DeleteSubtree(at) => _ = lines.drain(subtree(at)),
        Damage::DuplicateSubtree(at) => {
            let range = subtree(at);
            let copy = lines[range.clone()].to_vec();
            _ = lines.splice(range.end..range.end, copy);
        }
        Damage::MoveSubtree(from, to) => {
            let range = subtree(from);
            let moved: Vec<String> = lines.drain(range).collect();
            let to = to.index(lines.len() + 1);
            _ = lines.splice(to..to, moved);
        }
        Damage::SwapLines(a, b) => lines.swap(a.index(count), b.index(count)),
        Damage::Indent(at, more) => {
            let line = &mut lines[at.index(count)];
            *line = if *more { format!("  {line}") } else { line.strip_prefix("  ").unwrap_or(line).to_owned() };
        }
        Damage::RenameKey(at, name) => {
            let line = &mut lines[at.index(count)];
            if let Some((key, rest)) = line.split_once(':') {
                *line = format!("{}{name}:{rest}", &key[..indentation(key)]);
            }
        }
        Damage::Retype(at, which, value) => {
            let line = &mut lines[at.index(count)];
            let range = value_at(line, which.index(line.matches(": ").count().max(1)));
            line.replace_range(range, VALUES[value.index(VALUES.len())]);
        }
        Damage::SwapValues(a, b) => {
            let (a, b) = (a.index(count), b.index(count));
            let (one, other) = (value_at(&lines[a], 0), value_at(&lines[b], 0));
            let (text_of_one, text_of_other) = (lines[a][one.clone()].to_owned(), lines[b][other.clone()].to_owned());
            if a != b {
                lines[a].replace_range(one, &text_of_other);
                lines[b].replace_range(other, &text_of_one);
            }
        }
        Damage::Truncate(at) => return text[..boundary(text, at)].to_owned(),
        Damage::Insert(at, what) => return inserted(text, at, INSERTS[what.index(INSERTS.len())]),
        Damage::InsertChars(at, what) => return inserted(text, at, what),
        Damage::RemoveFile | Damage::RenameFile(_) => {}
    }
    lines.join("\n") + "\n"
}

fn inserted(text: &str, at: &Index, what: &str) -> String {
    let (before, behind) = text.split_at(boundary(text, at));
    format!("{before}{what}{behind}")
}

fn boundary(text: &str, at: &Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns the range of one of the values in a line: from after `: ` to a comma, a brace or the end.
fn value_at(line: &str, which: usize) -> std::ops::Range<usize> {
    let start = line.match_indices(": ").nth(which).map_or(line.len(), |(at, _)| at + 2);
    start..start + line[start..].find([',', '}']).unwrap_or(line.len() - start)
}

/// Checks what must hold for every description.
fn holds(description: &[SourceFile]) -> Result<(), TestCaseError> {
    match generator::generate(description, &[], Folders::default()) {
        Ok(files) => {
            for file in files.iter().filter(|file| file.path.ends_with(".rs") && !UNDAMAGED.contains(file)) {
                let parsed = syn::parse_file(&file.text);
                prop_assert!(parsed.is_ok(), "{} is not valid Rust: {:?}\n{}", file.path, parsed.err(), file.text);
            }
            Ok(())
        }
        Err(Error::Description(diagnostics)) => {
            prop_assert!(diagnostics.count() > 0);
            prop_assert!(!diagnostics.render("spec/", false).is_empty());
            prop_assert!(!diagnostics.render("spec/", true).is_empty());
            for it in diagnostics.iter() {
                // A missing file is reported at its own path.
                let file = description.iter().find(|file| file.path == it.file);
                let text = file.map_or("", |file| file.text.as_str());
                prop_assert!(file.is_some() || it.code == Code::MissingFile, "{it:?}");
                let line = text.split('\n').nth(it.line - 1);
                prop_assert!(line.is_some(), "no such line: {it:?}");
                let columns = line.unwrap_or_default().chars().count() + 1;
                prop_assert!((1..=columns).contains(&it.column), "no such column: {it:?}");
            }
            Ok(())
        }
        Err(other) => Err(TestCaseError::fail(other.to_string())),
    }
}

/// Returns the base description with a name in a place from which a Rust identifier is derived.
fn with_name(place: &str, name: &str) -> Vec<SourceFile> {
    let quoted = serde_json::to_string(name).expect("text is JSON");
    let mut files = BASE.clone();
    let mut found = 0;
    for file in &mut files {
        found += file.text.matches(place).count();
        file.text = file.text.replace(place, &place.replacen(place.trim_matches([' ', '\n', ':', '{']), &quoted, 1));
    }
    assert_eq!(found, 1, "{place} must occur once in the base");
    files
}

/// Number of cases unless `PROPTEST_CASES` is set.
const CASES: u32 = 160;

fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5eed),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn one_mutation_gives_valid_rust_or_diagnostics(which in 0..2usize, file in any::<Index>(), damage in damage()) {
        holds(&damaged(WHOLE[which].clone(), &[(file, damage)]))?;
    }

    #[test]
    fn several_mutations_give_valid_rust_or_diagnostics(
        which in 0..2usize,
        damages in prop::collection::vec((any::<Index>(), damage()), 2..6),
    ) {
        holds(&damaged(WHOLE[which].clone(), &damages))?;
    }

    #[test]
    fn any_name_gives_valid_rust_or_diagnostics(
        place in prop::sample::select(&["\n      small: ", "\n  weight: {", "\n      Contents: {", "\n      name: {"][..]),
        name in ".{0,6}|[a-zA-Z0-9_ -]{1,8}|(type|self|Self|unknown_value|new|_)",
    ) {
        holds(&with_name(place, &name))?;
    }
}

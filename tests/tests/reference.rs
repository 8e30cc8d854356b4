//! Tests the reference of the operations, `API.md`: that it is about every operation, that it names what the generated
//! crate really has, and that its Markdown is sound.

mod support;

use std::collections::BTreeSet;

use generator::SourceFile;
use generator::surface::{Operation, ParameterLocation};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};
use tests::surface::{parameter_name, parameters, surface};

fn reference(description: &[SourceFile]) -> String {
    generator::reference(description, "spec").expect("the description is valid").text
}

fn real() -> String {
    reference(&support::description(&support::repository().join("spec")))
}

fn fixture(name: &str) -> String {
    let found = support::other_apis().into_iter().find(|(other, _)| other == name);
    reference(&found.expect("there is such a fixture").1)
}

/// The references of all valid descriptions, by name.
fn all() -> Vec<(String, String)> {
    let root = support::fixtures();
    let valid = support::folders(&root.join("valid")).into_iter();
    let valid = valid.map(|name| (name.clone(), reference(&support::overlaid(&root.join("valid").join(name)))));
    let others = support::other_apis().into_iter().map(|(name, files)| (name, reference(&files)));
    valid.chain(others).chain([("the real one".to_owned(), real())]).collect()
}

/// What is between a heading and the next of the same level or above.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(&format!("\n{heading}\n")).unwrap_or_else(|| unreachable!("there is no `{heading}`"));
    let section = &text[start + heading.len() + 2..];
    let next = section.find("\n### ").into_iter().chain(section.find("\n## ")).min();
    &section[..next.unwrap_or(section.len())]
}

/// The cells of the rows of the table with that first column.
fn rows(section: &str, first: &str) -> Vec<Vec<String>> {
    let lines = section.lines().skip_while(|line| !line.starts_with(&format!("| {first} |"))).skip(2);
    lines.take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// The cells of a row, as GitHub parts them: at every pipe without a backslash before it.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut is_escaped) = (Vec::new(), String::new(), false);
    for c in line.trim_start_matches('|').chars() {
        if c == '|' && !is_escaped {
            cells.push(std::mem::take(&mut cell).trim().to_owned());
        } else {
            cell.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    cells
}

fn code(cell: &str) -> &str {
    cell.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).expect("a cell with code")
}

/// The sources of the generated resources.
fn sources() -> String {
    support::tree(&support::repository().join("generated/src/resources")).into_values().collect()
}

#[test]
fn every_operation_is_there_with_its_request_and_parameters() {
    let text = real();
    for operation in &surface().operations {
        let section = section(&text, &format!("### {}", operation.id));
        let request = format!("\n`{} /{}{}`\n", operation.method, surface().version, operation.path);
        assert!(section.contains(&request), "{}: no {request}", operation.id);
        let listed: BTreeSet<_> = rows(section, "name").iter().map(|row| listed(row)).collect();
        assert_eq!(listed, parameters(operation), "{}", operation.id);
        for (name, permission) in operation.facts.permission.iter().map(|it| (&it.name, it)) {
            let evidence = format!("{:?}", permission.evidence).to_lowercase();
            assert!(section.contains(&format!("`{name}`, {evidence} ")), "{}: {evidence}", operation.id);
        }
        assert_eq!(section.contains("key: not known."), operation.facts.permission.is_none(), "{}", operation.id);
        let errors: Vec<String> = rows(section, "typical error").iter().map(|row| code(&row[0]).to_owned()).collect();
        assert_eq!(errors, operation.errors, "{}", operation.id);
    }
    assert_eq!(text.lines().filter(|line| line.starts_with("### ")).count(), surface().operations.len() + 1);
}

fn listed(row: &[String]) -> (ParameterLocation, String) {
    let location = match row[2].as_str() {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "form" => ParameterLocation::Form,
        other => unreachable!("{other} is no place"),
    };
    (location, parameter_name(location, code(&row[0])))
}

/// rustdoc compiles the examples of the generated crate.
#[test]
fn every_call_is_one_that_rustdoc_compiles() {
    let text = real();
    let sources = sources();
    let documentation: Vec<&str> = sources
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("///"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let documentation = documentation.join("\n");
    let calls: Vec<&str> =
        text.split("```rust\n").skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0)).collect();
    assert_eq!(calls.len(), surface().operations.len() + surface().waiters.len());
    for call in calls {
        assert!(documentation.contains(&format!("\n{call}\n")), "no example has\n{call}");
    }
}

#[test]
fn every_argument_and_setter_exists() {
    let (text, sources) = (real(), sources());
    for Operation { id, .. } in &surface().operations {
        let table = rows(section(&text, &format!("### {id}")), "name");
        let setters = sources
            .split_once(&format!("\nimpl {id} {{\n"))
            .map_or("", |(_, rest)| rest.split_once("\n}\n").expect("the block ends").0);
        let end = format!(") -> {id} {{");
        let before = sources.split_once(&end).expect("a method returns the builder").0;
        let arguments = &before[before.rfind("pub fn ").expect("it is a method")..];
        for row in table {
            let rust = code(&row[1]);
            match rust.strip_prefix('.').and_then(|rest| rest.strip_suffix("(…)")) {
                Some(setter) => assert!(setters.contains(&format!("pub fn {setter}(")), "{id}: {rust}"),
                None => assert!(arguments.contains(&format!("{rust}: ")), "{id}: {rust} in {arguments}"),
            }
            assert_eq!(row[4], if rust.starts_with('.') { "no" } else { "yes" }, "{id}: {rust}");
        }
    }
}

#[test]
fn resources_are_below_those_whose_path_begins_theirs() {
    let text = real();
    let picture = section(&text, "## Resources");
    let nodes: Vec<&str> =
        picture.lines().filter_map(|line| line.split_once("[\"")?.1.split_once("<br>")).map(|it| it.0).collect();
    let node = |text: &str| nodes[text.trim().trim_start_matches('n').parse::<usize>().expect("a number")];
    let edges = picture.lines().filter_map(|line| line.split_once(" --> "));
    let edges: BTreeSet<(&str, &str)> = edges.map(|(above, below)| (node(above), node(below))).collect();
    let below = |above: &'static str, below: &[&'static str]| below.iter().map(|&below| (above, below)).collect();
    let mut expected: BTreeSet<(&str, &str)> = below("Service", &["OperatorAttachment", "OperatorAttachments"]);
    let transcript = ["EncryptedOperatorResults", "EncryptedSentences", "Media", "OperatorResult", "Sentence"];
    expected.extend::<BTreeSet<_>>(below("Transcript", &transcript));
    assert_eq!(edges, expected);
    assert_eq!(nodes.len(), surface().resources.len());
}

#[test]
fn life_cycles_show_every_state() {
    let text = real();
    for waiter in &surface().waiters {
        let picture = text.split("```mermaid\nstateDiagram-v2\n").nth(1).expect("there is a picture");
        let picture = picture.split_once("```").expect("it ends").0;
        for state in waiter.success.iter().chain(&waiter.failure) {
            let id = picture.split_once(&format!("state \"{state}\" as ")).expect("the state is there").1;
            let id = id.lines().next().expect("it has an id");
            assert!(picture.contains(&format!("{id} --> [*]\n")), "{state}");
        }
        assert!(picture.contains("state \"queued\" as s0\n") && picture.contains("[*] --> s0\n"), "{picture}");
    }
}

#[test]
fn the_markdown_of_every_api_is_sound() {
    for (name, text) in all() {
        assert!(text.starts_with("<!-- @generated by `cargo xtask codegen` from spec; do not edit. -->\n# "), "{name}");
        assert!(text.ends_with('\n') && !text.contains("\n\n\n"), "{name}: empty lines");
        let links = links(&name, &text);
        let anchors: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .map(|title| format!("#{}", title.to_lowercase()))
            .collect();
        for link in links {
            assert!(link.starts_with("https://") || anchors.contains(&link), "{name}: {link} leads nowhere");
        }
        let mut columns = None;
        for line in text.lines() {
            let is_row = line.starts_with('|');
            let expected = is_row.then(|| columns.unwrap_or(cells(line).len()));
            if let Some(expected) = expected {
                assert_eq!(cells(line).len(), expected, "{name}: {line}");
            }
            columns = expected;
        }
    }
}

/// The targets of all links. Fails at a link without a target, and at a code block of an unknown language.
fn links(name: &str, text: &str) -> Vec<String> {
    let broken = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        unreachable!("{name}: [{}] leads nowhere", link.reference)
    };
    let options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);
    let (mut found, mut is_in_table) = (Vec::new(), false);
    for event in Parser::new_with_broken_link_callback(text, options, Some(broken)) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Start(Tag::CodeBlock(kind)) => {
                let is_known = matches!(&kind, pulldown_cmark::CodeBlockKind::Fenced(language)
                    if ["rust", "mermaid"].contains(&&**language));
                assert!(is_known, "{name}: {kind:?}");
            }
            Event::Start(Tag::Table(_)) => is_in_table = true,
            Event::End(TagEnd::Table) => is_in_table = false,
            // A row that is not part of a table has become text.
            Event::Text(text) => assert!(is_in_table || !text.starts_with("| "), "{name}: {text}"),
            _ => {}
        }
    }
    found
}

#[test]
fn pictures_survive_any_text() {
    let text = fixture("parcels");
    let picture = section(&text, "### WaitUntilShipmentDone");
    for line in
        ["state \"2xx\" as e0", "state \"größer\" as e1", "state \"say #34;#92;#34;\" as e3", "state \"#8709;\" as p"]
    {
        assert!(picture.contains(line), "no {line} in:\n{picture}");
    }
}

/// An API with little, and one with a waiter, a lookup, permissions and something deprecated.
#[test]
fn references_of_other_apis_are_as_expected() {
    insta::assert_snapshot!("reference_of_little", fixture("observatory"));
    insta::assert_snapshot!("reference_of_most", fixture("harbour"));
}

//! Prints a document as Markdown, with its pictures in the language of Mermaid.

use std::fmt::Write;

use crate::client::krate::{Block, Graph, LifeCycle, StateGraph, Table};

/// The text of a document. It ends with a line break.
pub(super) fn document<'a>(blocks: impl Iterator<Item = &'a Block>) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Heading(level, title) => line(&mut text, format_args!("{} {title}", "#".repeat(*level))),
            Block::Text(lines) => lines.iter().for_each(|it| line(&mut text, format_args!("{it}"))),
            Block::List(items) => items.iter().for_each(|it| line(&mut text, format_args!("- {it}"))),
            Block::Code(lines) => fenced(&mut text, "rust", &lines.join("\n")),
            Block::Table(table) => self::table(&mut text, table),
            Block::Graph(graph) => fenced(&mut text, "mermaid", &self::graph(graph)),
            Block::States(states) => fenced(&mut text, "mermaid", &state_graph(states)),
            Block::LifeCycle(cycle) => fenced(&mut text, "mermaid", &life_cycle(cycle)),
        }
    }
    text
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{content}");
}

fn fenced(text: &mut String, language: &str, content: &str) {
    line(text, format_args!("```{language}\n{}\n```", content.trim_end()));
}

fn table(text: &mut String, table: &Table) {
    line(text, format_args!("| {} |", table.head.join(" | ")));
    line(text, format_args!("|{}", " --- |".repeat(table.head.len())));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| self::cell(cell)).collect();
        line(text, format_args!("| {} |", cells.join(" | ")));
    }
}

/// A text without pipes that would end its cell. Those that are escaped already stay as they are.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut is_escaped = false;
    for c in text.chars() {
        if c == '|' && !is_escaped {
            cell.push('\\');
        }
        is_escaped = c == '\\' && !is_escaped;
        cell.push(c);
    }
    cell
}

fn graph(graph: &Graph) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (index, lines) in graph.nodes.iter().enumerate() {
        let label: Vec<String> = lines.iter().map(|it| self::label(it)).collect();
        line(&mut text, format_args!("    n{index}[\"{}\"]", label.join("<br>")));
    }
    for (above, below) in &graph.edges {
        line(&mut text, format_args!("    n{above} --> n{below}"));
    }
    text
}

fn life_cycle(cycle: &LifeCycle) -> String {
    let mut text = "stateDiagram-v2\n".to_owned();
    line(&mut text, format_args!("    state \"{}\" as before {{", label(&cycle.before)));
    for (index, state) in cycle.pending.iter().enumerate() {
        line(&mut text, format_args!("        state \"{}\" as p{index}", label(state)));
    }
    line(&mut text, format_args!("    }}\n    [*] --> before"));
    for (index, end) in cycle.ends.iter().enumerate() {
        line(&mut text, format_args!("    state \"{}\" as e{index}", label(&end.state)));
        line(&mut text, format_args!("    before --> e{index}: {}\n    e{index} --> [*]", label(end.label)));
    }
    text
}

fn state_graph(graph: &StateGraph) -> String {
    let mut names: Vec<&str> = vec![&graph.initial];
    for name in graph.steps.iter().flat_map(|step| [&step.from, &step.to]) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let id = |name: &str| names.iter().position(|known| *known == name).unwrap_or_default();
    let mut text = "stateDiagram-v2\n".to_owned();
    for (index, name) in names.iter().enumerate() {
        line(&mut text, format_args!("    state \"{}\" as s{index}", label(name)));
    }
    line(&mut text, format_args!("    [*] --> s0"));
    for step in &graph.steps {
        let said = step.label.as_ref().map(|it| format!(": {}", label(it))).unwrap_or_default();
        line(&mut text, format_args!("    s{} --> s{}{said}", id(&step.from), id(&step.to)));
    }
    for name in &graph.finals {
        line(&mut text, format_args!("    s{} --> [*]", id(name)));
    }
    text
}

/// Plain text between quotes. What could mean something to Mermaid is written by its number.
fn label(text: &str) -> String {
    let mut label = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '{' | '}') {
            label.push(c);
        } else {
            let _ = write!(label, "#{};", u32::from(c));
        }
    }
    // A label must not be empty.
    if label.trim().is_empty() { "#8709;".to_owned() } else { label }
}

//! Problems of a description: how they are recorded, sorted and rendered.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use crate::description::code::Code;
use crate::description::source::{Lines, SourceFile, Span, floor_char_boundary};
use crate::description::written::place_of;

/// A problem as the stages record it; [`Diagnostics`] is what callers see.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    code: Code,
    message: String,
    span: Span,
    /// The part of a value that the problem is about, to report it where that is written.
    narrow: Option<Narrow>,
    label: Option<String>,
    others: Vec<(Span, String)>,
    help: Option<String>,
}

/// A part of a value.
#[derive(Clone, Debug)]
struct Narrow {
    /// Where the value is written.
    place: Span,
    value: Arc<str>,
    part: Range<usize>,
}

impl Problem {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, narrow: None, label: None, others: Vec::new(), help: None }
    }

    /// Narrows the place down to where `part`, a slice of `value`, is written. `place` is where the value is.
    pub(crate) fn at(self, place: Span, value: &str, part: &str) -> Self {
        let start = (part.as_ptr() as usize).saturating_sub(value.as_ptr() as usize);
        self.within(place, &Arc::from(value), start..start + part.len())
    }

    /// Narrows the place down to where a part of a value is written. Problems of the same value share it.
    pub(crate) fn within(mut self, place: Span, value: &Arc<str>, part: Range<usize>) -> Self {
        self.narrow = Some(Narrow { place, value: Arc::clone(value), part });
        self
    }

    /// Text printed beside the caret.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// A second place that matters, such as the other origin of a collision.
    pub(crate) fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.others.push((span, label.into()));
        self
    }

    /// What to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A backslash that the help asks for has to be doubled in double quotes.
    fn mind_the_quotes(&mut self, value: Option<Span>, files: &[SourceFile]) {
        let Some(help) = self.help.as_mut().filter(|help| help.contains('\\')) else { return };
        let place = value.unwrap_or(self.span);
        let Some(file) = files.get(place.file.0 as usize) else { return };
        // The value, or what is behind its key.
        let start = if value.is_some() { place.start } else { place.end };
        let behind = file.text.get(start as usize..).unwrap_or_default();
        if behind.trim_start_matches([':', ' ']).starts_with('"') {
            help.push_str("; in double quotes, each backslash is written twice");
        }
    }

    /// Adds "did you mean" if a candidate is close to what was written.
    pub(crate) fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, candidates) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// What is wrong with a text of which the character at an offset does not show.
pub(crate) fn invisible(span: Span, text: &str, at: usize) -> Problem {
    let character = text[at..].chars().next().unwrap_or_default();
    let part = &text[at..at + character.len_utf8()];
    Problem::new(Code::YamlCharacter, span, format!("invisible character U+{:04X}", u32::from(character)))
        .help("it cannot be seen, but makes texts differ that look alike; remove it, or write a plain blank")
        .at(span, text, part)
}

/// The candidate that was most likely meant, if any is close.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = written.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_lowercase()), candidate))
        // Of longer names, more letters may be wrong.
        .filter(|(distance, candidate)| *distance <= (candidate.len().min(written.len()) + 1).div_euclid(4).max(1))
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

/// Collects the problems that the stages find. The same problem at the same place is recorded once.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    problems: Vec<Problem>,
    /// What makes problems the same.
    known: HashSet<Key>,
}

type Key = (Span, Option<(Span, Range<usize>)>, Code, String);

impl Sink {
    pub(crate) fn push(&mut self, problem: Problem) {
        let part = problem.narrow.as_ref().map(|narrow| (narrow.place, narrow.part.clone()));
        let key = (problem.span, part, problem.code, problem.message.clone());
        if self.known.insert(key) {
            self.problems.push(problem);
        }
    }

    pub(crate) fn append(&mut self, other: Sink) {
        other.problems.into_iter().for_each(|problem| self.push(problem));
    }

    /// Drops the problems whose code is not accepted.
    pub(crate) fn retain(&mut self, accepted: impl Fn(Code) -> bool) {
        self.problems.retain(|problem| accepted(problem.code));
    }

    /// Whether there is a problem with one of these codes.
    pub(crate) fn has_any(&self, codes: &[Code]) -> bool {
        self.problems.iter().any(|problem| codes.contains(&problem.code))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Sorts what was recorded by place.
    pub(crate) fn finish(mut self, files: &[SourceFile]) -> Diagnostics {
        for problem in &mut self.problems {
            let narrow = problem.narrow.take();
            problem.mind_the_quotes(narrow.as_ref().map(|narrow| narrow.place), files);
            if let Some(Narrow { place, value, part }) = narrow {
                let (start, end) = (place.start as usize, place.end as usize);
                let written = files.get(place.file.0 as usize).and_then(|file| file.text.get(start..end));
                if let Some(found) = written.and_then(|written| place_of(part, &value, written)) {
                    let at = |offset: usize| place.start + offset as u32;
                    problem.span = Span { start: at(found.start), end: at(found.end), ..place };
                }
            }
        }
        self.problems.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        Diagnostics { entries: self.problems, files: files.to_vec() }
    }
}

/// Everything that is wrong with a description, in the order of the files.
///
/// [`fmt::Display`] renders it the way rustc does: code, message, `file:line:column`, the source line with a caret,
/// help. [`Diagnostics::to_json`] returns the same for programs.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    entries: Vec<Problem>,
    files: Vec<SourceFile>,
}

/// One problem, for programs. Codes are stable; messages are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The rule: `unknown-key` in JSON.
    pub code: Code,
    /// One sentence.
    pub message: String,
    /// Always `error`.
    pub severity: &'static str,
    /// Path of the file, relative to the description.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line of its end, from 1.
    pub end_line: usize,
    /// Column after its end in characters, from 1.
    pub end_column: usize,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that matter, such as the other origin of a collision.
    pub related: Vec<Related>,
}

/// A place that belongs to a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Path of the file, relative to the description.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Diagnostics {
    /// The number of problems; never zero.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// The problems in order of file, line and column.
    pub fn iter(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        let lines: Vec<Lines> = self.files.iter().map(|file| Lines::of(&file.text)).collect();
        self.entries.iter().map(move |problem| {
            let at = |span: Span, offset| lines[span.file.0 as usize].at(&self.file(span).text, offset);
            let (start, end) = (at(problem.span, problem.span.start), at(problem.span, problem.span.end));
            let related = problem.others.iter().map(|(span, label)| {
                let place = at(*span, span.start);
                let file = self.file(*span).path.clone();
                Related { message: label.clone(), file, line: place.line, column: place.column }
            });
            Diagnostic {
                code: problem.code,
                message: problem.message.clone(),
                severity: "error",
                file: self.file(problem.span).path.clone(),
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                help: problem.help.clone(),
                related: related.collect(),
            }
        })
    }

    /// A JSON array of [`Diagnostic`], one element per problem, with `prefix` before every path.
    pub fn to_json(&self, prefix: &str) -> String {
        let problems = self.iter().map(|mut problem| {
            problem.file.insert_str(0, prefix);
            problem.related.iter_mut().for_each(|place| place.file.insert_str(0, prefix));
            problem
        });
        serde_json::to_string_pretty(&problems.collect::<Vec<_>>()).expect("texts and numbers are JSON")
    }

    /// Renders the report; `styled` adds terminal colours. `prefix` is put before every path, so that readers can open
    /// the files from where the command was run.
    pub fn render(&self, prefix: &str, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut report = String::new();
        let lines: Vec<Lines> = self.files.iter().map(|file| Lines::of(&file.text)).collect();
        for problem in &self.entries {
            report.push_str(&self.render_one(problem, prefix, &renderer, &lines));
            report.push_str("\n\n");
        }
        let plural = if self.count() == 1 { "error" } else { "errors" };
        report.push_str(&format!("{} {plural} in the description\n", self.count()));
        report
    }

    fn render_one(&self, problem: &Problem, prefix: &str, renderer: &Renderer, lines: &[Lines]) -> String {
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            problem.others.iter().partition(|(span, _)| span.file == problem.span.file);
        // Of each file, only the lines that are shown: all of it would be read again for each problem.
        let excerpt = |spans: &[Span]| {
            let (file, ranges) = (self.file(spans[0]), spans.iter().map(|span| self.range(*span)));
            let (start, end) = ranges.fold((usize::MAX, 0), |(start, end), it| (start.min(it.start), end.max(it.end)));
            let first = file.text[..start].rfind('\n').map_or(0, |at| at + 1);
            let last = file.text[end..].find('\n').map_or(file.text.len(), |at| end + at + 1);
            let line = lines[spans[0].file.0 as usize].at(&file.text, first as u32).line;
            let snippet = Snippet::source(&file.text[first..last]).line_start(line);
            (first, snippet.path(format!("{prefix}{}", file.path)).fold(true))
        };
        let within = |first: usize, span: Span| {
            let range = self.range(span);
            range.start - first..range.end - first
        };
        let spans: Vec<Span> = std::iter::once(problem.span).chain(here.iter().map(|(span, _)| *span)).collect();
        let (first, snippet) = excerpt(&spans);
        let mut primary = AnnotationKind::Primary.span(within(first, problem.span));
        if let Some(label) = &problem.label {
            primary = primary.label(label.as_str());
        }
        let others = here.iter().map(|(span, label)| AnnotationKind::Context.span(within(first, *span)).label(label));
        let snippet = snippet.annotation(primary).annotations(others);
        let elsewhere = elsewhere.into_iter().map(|(span, label)| {
            let (first, snippet) = excerpt(&[*span]);
            snippet.annotation(AnnotationKind::Context.span(within(first, *span)).label(label))
        });
        let title = Level::ERROR.primary_title(problem.message.as_str()).id(problem.code.as_str());
        let mut group = title.element(snippet).elements(elsewhere);
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let groups: [Group<'_>; 1] = [group];
        renderer.render(&groups)
    }

    fn file(&self, span: Span) -> &SourceFile {
        &self.files[span.file.0 as usize]
    }

    /// A span as a byte range that lies within its text.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let text = &self.file(span).text;
        let start = floor_char_boundary(text, span.start as usize);
        start..floor_char_boundary(text, span.end as usize).max(start)
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render("", false))
    }
}

impl std::error::Error for Diagnostics {}

//! What the language makes of YAML: which of its features are problems.

use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink, invisible};
use crate::description::scalar::ScalarKind;
use crate::description::source::{FileId, SourceFile, Span};
use crate::description::tree::{Oddity, Tree};

/// Deeper nesting is refused: no description needs it, and later stages may recurse.
const MAX_DEPTH: usize = 32;

/// Reads a file; `None` if it is not a single YAML document, in which case the reason is in `sink`.
pub(super) fn read(file: FileId, source: &SourceFile, sink: &mut Sink) -> Option<Tree> {
    Tree::read(file, source, MAX_DEPTH, &mut |oddity, span| sink.push(problem(oddity, span)))
}

fn problem(oddity: Oddity<'_>, span: Span) -> Problem {
    let problem = |code, message: &str| Problem::new(code, span, message);
    match oddity {
        Oddity::Syntax(reason) => {
            let problem = problem(Code::YamlSyntax, &format!("not valid YAML: {reason}"));
            match remedy(reason) {
                Some(remedy) => problem.help(remedy),
                None => problem,
            }
        }
        Oddity::Empty => problem(Code::YamlEmpty, "the file is empty"),
        Oddity::SecondDocument => problem(Code::YamlDocuments, "a second YAML document begins here")
            .help("a file of the description holds one document"),
        Oddity::TooDeep => problem(Code::YamlDepth, &format!("nested more than {MAX_DEPTH} levels deep"))
            .help("no description needs as many levels: check what is not closed"),
        Oddity::Alias => problem(Code::YamlAlias, "aliases are not supported").help("write the value out"),
        Oddity::Anchor => problem(Code::YamlAlias, "anchors are not supported").help("write the value out"),
        Oddity::Tag => problem(Code::YamlTag, "YAML tags are not supported").help("remove the tag"),
        Oddity::Key(key, kind) => {
            let what = match kind {
                ScalarKind::Null => "null",
                ScalarKind::Boolean => "a boolean",
                ScalarKind::Integer => "an integer",
                ScalarKind::Number => "a number",
                ScalarKind::String => "text",
            };
            problem(Code::KeyType, &format!("YAML reads the key `{key}` as {what}"))
                .help(format!("put it in quotes: \"{key}\""))
        }
        Oddity::ContainerAsKey => problem(Code::KeyType, "a key must be text"),
        Oddity::DuplicateKey(key, first) => {
            problem(Code::DuplicateKey, &format!("the key `{key}` occurs twice")).label("second").also(first, "first")
        }
        Oddity::InvisibleCharacter(text, at) => invisible(span, text, at),
    }
}

/// What to do about what the parser says, which knows no intentions.
fn remedy(reason: &str) -> Option<&'static str> {
    const REMEDIES: [(&str, &str); 12] = [
        (
            "mapping values",
            "put a text with `: ` in it in quotes; or correct the indentation, or add the blank after `:`",
        ),
        ("unexpected character", "put a text that begins with this sign in quotes"),
        ("unknown anchor", "put a text that begins with `*` in quotes"),
        ("not allowed in this context", "put a text that begins with this sign in quotes"),
        ("block scalar", "put the text on the lines below; or put one that begins with `|` or `>` in quotes"),
        ("unknown escape", "in double quotes, write `\\\\` for a backslash"),
        ("trailing content", "write a quote within quotes twice, in single quotes, or as `\\\"`, in double quotes"),
        ("flow", "close what is opened above with `}` or `]`, and put texts with these signs in quotes"),
        ("illegal placement", "close what is opened above with `}` or `]`, and put texts with `: ` in quotes"),
        ("quoted scalar", "close the quotes of the text above"),
        ("expected key", "put a text that begins with `[` or `{` in quotes; or correct the indentation"),
        ("document start", "correct the indentation: keys of one map begin in one column"),
    ];
    REMEDIES.iter().find(|(part, _)| reason.contains(part)).map(|(_, remedy)| *remedy)
}

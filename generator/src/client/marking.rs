//! How a generated file says in its first line that it is one, in the comment of its language. Knows no file's content.

use std::ffi::OsStr;
use std::path::Path;

/// What a file begins with before the marker, or `None` if files of this kind have no comments.
pub fn comment(path: &Path) -> Option<&'static str> {
    match path.extension().and_then(OsStr::to_str)? {
        "cs" | "go" | "java" | "js" | "mjs" | "rs" | "ts" => Some("// "),
        "py" | "rb" | "sh" | "toml" => Some("# "),
        "md" => Some("<!-- "),
        "php" => Some(PHP),
        _ => None,
    }
}

/// A comment is one only behind the tag.
const PHP: &str = "<?php // ";
const PHP_TAG: &str = "<?php\n";

/// Begins a file with a mark; a file without comments stays as it is.
pub(super) fn marked(path: &str, mark: &str, text: &str) -> String {
    match comment(Path::new(path)) {
        Some(sign @ "<!-- ") => format!("{sign}{mark} -->\n{text}"),
        // Two tags would be a mistake.
        Some(sign @ PHP) => format!("{sign}{mark}\n{}", text.strip_prefix(PHP_TAG).unwrap_or(text)),
        Some(sign) => format!("{sign}{mark}\n{text}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_mark_in_a_comment() {
        let expected = [
            ("a/b.rs", "// mark\ntext\n"),
            ("b.java", "// mark\ntext\n"),
            ("b.py", "# mark\ntext\n"),
            ("b.md", "<!-- mark -->\ntext\n"),
            ("LICENSE-MIT", "text\n"),
        ];
        for (path, text) in expected {
            assert_eq!(marked(path, "mark", "text\n"), text, "{path}");
        }
        assert_eq!(marked("b.php", "mark", "<?php\ntext\n"), "<?php // mark\ntext\n");
    }

    #[test]
    fn a_marked_file_is_recognised_by_its_comment() {
        for path in ["b.rs", "b.rb", "b.md", "b.php"] {
            let sign = comment(Path::new(path)).map(|sign| format!("{sign}mark"));
            assert!(sign.is_some_and(|begin| marked(path, "mark", "<?php\n").starts_with(&begin)), "{path}");
        }
    }
}

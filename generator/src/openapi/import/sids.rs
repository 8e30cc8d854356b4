//! String identifiers: what the pattern of a schema says about prefixes.

use super::reader::Reader;
use crate::description::surface::{Sid, SidFacts, Type};
use crate::openapi::document::Node;

/// The ways to write 32 hexadecimal digits.
const DIGITS: [&str; 8] = [
    "[0-9a-fA-F]{32}",
    "[0-9A-Fa-f]{32}",
    "[a-fA-F0-9]{32}",
    "[A-Fa-f0-9]{32}",
    "[0-9a-f]{32}",
    "[a-f0-9]{32}",
    "[\\da-fA-F]{32}",
    "[\\da-f]{32}",
];
/// Any prefix.
const ANY: &str = "[A-Z]{2}";

/// The prefixes that a pattern accepts, and whether it accepts others as well; `None` if it is not that of a SID.
fn prefixes(pattern: &str) -> Option<(Vec<String>, bool)> {
    let body = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let prefix = DIGITS.iter().find_map(|digits| body.strip_suffix(digits))?;
    let group = prefix.strip_prefix("(?:").or_else(|| prefix.strip_prefix('('));
    let alternatives = group.and_then(|group| group.strip_suffix(')')).unwrap_or(prefix);
    let (mut named, mut open) = (Vec::new(), false);
    for alternative in alternatives.split('|') {
        match alternative.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => named.push(alternative.to_owned()),
            _ if alternative == ANY => open = true,
            _ => return None,
        }
    }
    Some((named, open))
}

impl<'a> Reader<'a> {
    /// The SID that a schema's pattern stands for.
    pub(super) fn sid(&mut self, node: Node<'a>) -> Option<Type> {
        let pattern = node.get("pattern")?;
        let (prefixes, open) = prefixes(pattern.as_str()?)?;
        let any = open.then_some("*");
        let name = prefixes.iter().map(String::as_str).chain(any).collect::<Vec<_>>().join("|");
        if !self.sids.iter().any(|sid| sid.name == name) {
            let facts = SidFacts { prefixes, open, docs: String::new() };
            self.sids.push(Sid { name: name.clone(), facts, source: pattern.location() });
        }
        Some(Type::Sid(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_sids_are_told_from_others() {
        let named = |names: &[&str], open| Some((names.iter().map(|name| (*name).to_owned()).collect(), open));
        for (pattern, expected) in [
            ("^GA[0-9a-fA-F]{32}$", named(&["GA"], false)),
            ("^(GA|GB)[0-9a-f]{32}$", named(&["GA", "GB"], false)),
            ("^(?:GA|[A-Z]{2})[0-9a-fA-F]{32}$", named(&["GA"], true)),
            ("^[A-Z]{2}[0-9a-fA-F]{32}$", named(&[], true)),
            ("GA[0-9a-fA-F]{32}", None),
            ("^ga[0-9a-fA-F]{32}$", None),
            ("^GAB[0-9a-fA-F]{32}$", None),
            ("^GA[0-9a-fA-F]{31}$", None),
            ("^.+$", None),
            ("", None),
        ] {
            assert_eq!(prefixes(pattern), expected, "{pattern}");
        }
    }
}

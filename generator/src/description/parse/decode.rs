//! Decodes a tree into raw structs with serde, from the values that serde_yaml would read in its place.

use serde::de::DeserializeOwned;
use serde_yaml::mapping::{Entry, Mapping};
use serde_yaml::{Number, Value};

use super::shape::Repairs;
use crate::description::code::Code;
use crate::description::diagnostics::{Problem, Sink};
use crate::description::scalar::ScalarKind;
use crate::description::tree::{NodeId, NodeKind, Tree};

/// Fills a struct with what a tree holds, after repairs.
pub(crate) fn decode<T: DeserializeOwned>(
    tree: &Tree,
    repairs: &mut Repairs,
    sink: &mut Sink,
) -> Result<T, serde_yaml::Error> {
    let value = Values { tree, repairs, sink }.of(tree.root());
    serde_yaml::from_value(value.unwrap_or_default())
}

/// A tree on its way into values.
struct Values<'a> {
    tree: &'a Tree,
    repairs: &'a mut Repairs,
    sink: &'a mut Sink,
}

impl Values<'_> {
    /// The value of a node; `None` if it is left out.
    fn of(&mut self, id: NodeId) -> Option<Value> {
        if self.repairs.omit.contains(&id) {
            return None;
        }
        let tree = self.tree;
        match &tree.node(id).kind {
            NodeKind::Scalar(text, _) if self.repairs.quote.contains(&id) => Some(Value::String(text.clone())),
            NodeKind::Scalar(text, kind) => self.scalar(id, text, *kind),
            NodeKind::Sequence(items) => Some(items.iter().filter_map(|&item| self.of(item)).collect()),
            NodeKind::Mapping(entries) => {
                let mut mapping = Mapping::with_capacity(entries.len());
                for entry in entries {
                    let Some(value) = self.of(entry.value) else { continue };
                    match mapping.entry(Value::String(entry.key.clone())) {
                        Entry::Vacant(vacant) => _ = vacant.insert(value),
                        // The first stays, which is also the one whose place is known.
                        Entry::Occupied(_) => self.repairs.is_lossy = true,
                    }
                }
                for (_, name) in self.repairs.document.iter().filter(|(map, _)| *map == id) {
                    mapping.insert(Value::from(*name), Value::from(""));
                }
                Some(Value::Mapping(mapping))
            }
        }
    }

    fn scalar(&mut self, id: NodeId, text: &str, kind: ScalarKind) -> Option<Value> {
        match kind {
            ScalarKind::Null => Some(Value::Null),
            ScalarKind::Boolean => Some(Value::Bool(text.starts_with(['t', 'T']))),
            ScalarKind::String => Some(Value::String(text.to_owned())),
            ScalarKind::Integer | ScalarKind::Number => {
                let number = text.parse::<Number>();
                if number.is_err() {
                    let message = format!("the number `{text}` has more than 64 bits");
                    self.sink.push(Problem::new(Code::YamlValue, self.tree.node(id).span, message));
                    self.repairs.is_lossy = true;
                }
                number.ok().map(Value::Number)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::source::{FileId, SourceFile};

    /// Plain scalars that YAML 1.1, YAML 1.2, Rust and people disagree about.
    const SCALARS: &str = "\
        ~ null Null NULL nULL true True TRUE tRUE false False FALSE yes no on off y n 0 -0 +0 00 007 -007 +007 \
        08 007.5 1 +1 -1 --1 +-1 -+1 ++1 1_000 1,000 9223372036854775807 9223372036854775808 \
        -9223372036854775808 18446744073709551615 9999999999999999999999999999999999999999999 0x 0x1F 0X1F 0x1f \
        +0x1F -0x1F 0x-1 0x+1 -0x-1 0xG 0xFFFFFFFFFFFFFFFF 0o17 +0o17 -0o17 0o8 0o 0b101 -0b101 +0b101 0b2 0b \
        017 1.5 +1.5 -1.5 .5 -.5 +.5 5. . .. 1.2.3 1e5 1E5 1e+5 1e-5 1e e5 .e5 1e400 -1e400 0x1p3 1f .inf \
        .Inf .INF .iNF +.inf -.inf -.INF inf -inf +inf infinity .nan .NaN .NAN -.nan +.nan nan NaN 1inf \
        2001-12-14 12:30:45 text = << 0.0 -0.0 00.5 0e0 1__0";

    fn ours(text: &str) -> (Option<Value>, bool) {
        let (mut sink, mut repairs) = (Sink::default(), Repairs::default());
        let tree = crate::description::parse::yaml::read(FileId(0), &SourceFile::new("api.yaml", text), &mut sink)
            .expect("YAML");
        let value = Values { tree: &tree, repairs: &mut repairs, sink: &mut sink }.of(tree.root());
        (value, repairs.is_lossy)
    }

    #[test]
    fn scalars_are_what_serde_yaml_takes_them_for() {
        for scalar in SCALARS.split_whitespace() {
            for text in [format!("{scalar}\n"), format!("'{scalar}'\n"), format!("a: [\"{scalar}\", {scalar}]\n")] {
                let theirs: Value = serde_yaml::from_str(&text).expect("YAML");
                // Not by `==`: NaN is not equal to itself.
                assert_eq!(format!("{:?}", ours(&text)), format!("{:?}", (Some(theirs), false)), "{text}");
            }
        }
    }

    #[test]
    fn integers_beyond_64_bits_are_left_out() {
        for text in ["18446744073709551616", "-9223372036854775809", "0x1FFFFFFFFFFFFFFFF"] {
            assert!(serde_yaml::from_str::<Value>(text).is_err(), "{text}");
            assert_eq!(ours(&format!("[1, {text}, 2]")), (serde_yaml::from_str("[1, 2]").ok(), true), "{text}");
        }
    }
}

//! Knows how the model's enums and structs become Rust's. Knows nothing of operations.

use super::docs::{Docs, VENDOR, lines};
use super::lower::Lowering;
use super::{Additional, Constructor, EnumItem, FieldCheck, FieldItem, Reader, StructItem, Variant};
use crate::model::ty::Builtin;
use crate::model::{Field, Presence, Struct, Type, TypeDef, TypeId, TypeKind, Value};

impl Lowering<'_> {
    pub(super) fn enumeration(&self, id: TypeId, def: &TypeDef, values: &[Value]) -> EnumItem {
        let variants = values.iter().zip(&self.names.members[id.0]).map(|(value, name)| Variant {
            name: name.clone(),
            wire: value.wire.clone(),
            docs: lines(&value.docs),
        });
        EnumItem { name: def.name.clone(), docs: lines(&def.docs), variants: variants.collect() }
    }

    pub(super) fn structure(&self, id: TypeId, def: &TypeDef, structure: &Struct) -> StructItem {
        let names = &self.names.members[id.0];
        let fields = structure.fields.iter().zip(names).map(|(field, name)| self.field(field, name));
        let fields: Vec<FieldItem> = fields.collect();
        let in_requests = self.usage.requests[id.0];
        let arguments = structure.fields.iter().enumerate().filter(|(_, field)| field.presence != Presence::Optional);
        let arguments: Vec<usize> = arguments.map(|(index, _)| index).collect();
        let mut docs = Docs::new();
        docs.markdown(&def.docs);
        if let Some(link) = self.vendor_page(id) {
            docs.blank();
            docs.line(format!("See [{VENDOR}]."));
            docs.link(VENDOR, link);
        }
        StructItem {
            name: def.name.clone(),
            docs: docs.finish(),
            default: in_requests && arguments.is_empty(),
            checked: in_requests && self.is_checked(&Type::Named(id)),
            constructor: in_requests.then(|| self.constructor(def, &fields, arguments)),
            fields,
            additional: structure.additional.as_ref().map(|docs| Additional {
                docs: lines(docs),
                // Nobody knows what is in them; beside sensitive fields they are taken to be sensitive.
                sensitive: structure.fields.iter().any(|field| field.sensitive),
            }),
        }
    }

    /// The vendor's page about a struct: resources and events have one.
    fn vendor_page(&self, id: TypeId) -> Option<&str> {
        let resource = self.api.resources.iter().find(|resource| resource.object == id).map(|resource| &resource.link);
        let mut events = self.api.webhooks.iter().flat_map(|webhooks| &webhooks.events);
        let link = resource.or_else(|| events.find(|event| event.object == id).map(|event| &event.link));
        link.map(String::as_str)
    }

    fn constructor(&self, def: &TypeDef, fields: &[FieldItem], arguments: Vec<usize>) -> Constructor {
        let names: Vec<String> = arguments.iter().map(|&index| format!("`{}`", fields[index].name)).collect();
        let name = &def.name;
        let docs = match names.as_slice() {
            [] => format!("An empty `{name}`; setters fill it."),
            [only] => format!("`{name}` with the {only} that the API insists on."),
            _ => format!("`{name}` with what the API insists on: {}.", names.join(", ")),
        };
        Constructor { arguments, docs: vec![docs] }
    }

    /// What is checked in a field before a structure is sent.
    fn field_check(&self, field: &Field) -> Option<FieldCheck> {
        let (minimum, maximum) = (field.text.minimum, field.text.maximum);
        if field.ty == Type::Builtin(Builtin::Integer) && (minimum.is_some() || maximum.is_some()) {
            return Some(FieldCheck::Within(minimum.unwrap_or(i64::MIN), maximum.unwrap_or(i64::MAX)));
        }
        self.is_checked(&field.ty).then_some(FieldCheck::Nested)
    }

    /// Whether a type holds SIDs or limited numbers.
    pub(super) fn is_checked(&self, ty: &Type) -> bool {
        let mut seen = vec![false; self.api.types.len()];
        let mut pending = vec![ty];
        while let Some(ty) = pending.pop() {
            match ty {
                Type::Sid(_) => return true,
                Type::List(inner) | Type::Map(inner) => pending.push(inner),
                Type::Named(id) if !std::mem::replace(&mut seen[id.0], true) => {
                    for field in self.api.ty(*id).fields() {
                        let limited = field.text.minimum.is_some() || field.text.maximum.is_some();
                        if limited && field.ty == Type::Builtin(Builtin::Integer) {
                            return true;
                        }
                        pending.push(&field.ty);
                    }
                }
                Type::Named(_) | Type::Builtin(_) | Type::Unknown => {}
            }
        }
        false
    }

    /// What reads a field that plain serde would refuse.
    fn reader(&self, field: &Field, optional: bool) -> Option<Reader> {
        let is_object = match &field.ty {
            Type::Map(_) => true,
            Type::Named(id) => matches!(self.api.ty(*id).kind, TypeKind::Struct(_)),
            _ => false,
        };
        if field.number_or_string {
            Some(Reader::Number)
        } else {
            // Servers that do not tell empty objects from empty lists exist; this API's vendor runs some.
            (is_object && optional).then_some(Reader::Object)
        }
    }

    fn field(&self, field: &Field, name: &str) -> FieldItem {
        let optional = field.presence != Presence::Always;
        let mut docs = Docs::new();
        docs.markdown(&field.text.docs);
        docs.facts(&field.text);
        if field.sensitive {
            docs.blank();
            docs.line("Sensitive: redacted in `Debug`.");
        }
        FieldItem {
            name: name.to_owned(),
            rename: (field.wire != name).then(|| field.wire.clone()),
            docs: docs.finish(),
            ty: self.ty(&field.ty),
            optional,
            reader: self.reader(field, optional),
            passing: self.passing(&field.ty),
            check: self.field_check(field),
            sensitive: field.sensitive,
        }
    }
}

//! Enums and structs.

use super::context::Lowering;
use super::docs::{DocWriter, Facts, VENDOR, markdown};
use crate::client::krate::{
    Additional, Constructor, Docs, EnumItem, FieldCheck, FieldItem, Reader, StructItem, TypeItem, Variant,
};
use crate::client::names::{ADDITIONAL_FIELD, UNKNOWN_VARIANT};
use crate::description::model::{Builtin, Field, FieldId, Home, Presence, Struct, Type, TypeDef, TypeId, TypeKind};

impl Lowering<'_> {
    pub(super) fn types_of(&self, home: Home) -> Vec<TypeItem> {
        let types = self.api.types().filter(|(_, def)| def.home == home);
        let items = types.map(|(id, def)| match &def.kind {
            TypeKind::Enum(_) => TypeItem::Enum(self.enumeration(id, def)),
            TypeKind::Struct(structure) => TypeItem::Struct(self.structure(id, def, structure)),
        });
        items.collect()
    }

    fn enumeration(&self, id: TypeId, def: &TypeDef) -> EnumItem {
        let variants = self.api.values(id).map(|(id, value)| Variant {
            name: self.names.value(id).to_owned(),
            wire: value.wire.clone(),
            docs: markdown(&value.docs),
            deprecated: value.deprecated.clone(),
        });
        EnumItem {
            name: def.name.clone(),
            docs: markdown(&def.docs),
            variants: variants.collect(),
            unknown: UNKNOWN_VARIANT,
            unknown_docs: Docs::line(
                "A value that this version of the crate does not know. It is sent back unchanged.",
            ),
        }
    }

    fn structure(&self, id: TypeId, def: &TypeDef, structure: &Struct) -> StructItem {
        let fields: Vec<FieldItem> = self.api.fields(id).map(|(id, field)| self.field(id, field)).collect();
        let in_requests = self.usage.requests[id.0];
        let arguments = structure.fields.iter().enumerate().filter(|(_, field)| field.presence != Presence::Optional);
        let arguments: Vec<usize> = arguments.map(|(index, _)| index).collect();
        StructItem {
            name: def.name.clone(),
            docs: self.structure_docs(id, def),
            default: in_requests && arguments.is_empty(),
            checked: in_requests && self.is_checked(&Type::Named(id)),
            constructor: in_requests.then(|| constructor(def, &fields, arguments)),
            fields,
            additional: structure.additional.as_ref().map(|docs| Additional {
                name: ADDITIONAL_FIELD,
                docs: markdown(docs),
                setter_docs: additional_setter_docs(),
                // Nobody knows what they hold; beside sensitive fields they are taken to be sensitive.
                sensitive: structure.fields.iter().any(|field| field.facts.sensitive),
            }),
        }
    }

    fn structure_docs(&self, id: TypeId, def: &TypeDef) -> Docs {
        let mut docs = DocWriter::new();
        docs.markdown(&def.docs);
        let resource = self.api.resources.iter().find(|resource| resource.object == id);
        if let Some(note) = resource.and_then(|resource| resource.deprecated.as_ref()) {
            docs.blank();
            docs.prose(&format!("**Deprecated**: {note}"));
        }
        // Resources and events have a page of the vendor.
        let mut events = self.api.webhooks.iter().flat_map(|webhooks| &webhooks.events);
        let link = resource.map(|resource| &resource.link);
        if let Some(link) = link.or_else(|| events.find(|event| event.object == id).map(|event| &event.link)) {
            docs.blank();
            docs.line(format!("See [{VENDOR}]."));
            docs.link(VENDOR, link);
        }
        docs.finish()
    }

    fn field(&self, id: FieldId, field: &Field) -> FieldItem {
        let name = self.names.field(id);
        let optional = field.presence != Presence::Always;
        let mut docs = DocWriter::new();
        docs.markdown(&field.facts.value.docs);
        docs.facts(&Facts {
            value: &field.facts.value,
            default: field.default.as_ref(),
            example: field.example.as_ref(),
        });
        if field.facts.sensitive {
            docs.blank();
            docs.line("Sensitive: redacted in `Debug`.");
        }
        FieldItem {
            name: name.to_owned(),
            rename: (field.wire != name).then(|| field.wire.clone()),
            docs: docs.finish(),
            setter_docs: Docs::line(format!("Sets [`{name}`](Self#structfield.{name}).")),
            deprecated: field.facts.value.deprecated.clone(),
            ty: self.ty(&field.ty),
            optional,
            reader: self.reader(field, optional),
            passing: self.passing(&field.ty),
            check: self.field_check(field),
            sensitive: field.facts.sensitive,
        }
    }

    /// What is checked in a field before a structure is sent.
    fn field_check(&self, field: &Field) -> Option<FieldCheck> {
        match field.facts.value.range() {
            Some((least, most)) if field.ty == Type::Builtin(Builtin::Integer) => Some(FieldCheck::Within(least, most)),
            _ => self.is_checked(&field.ty).then_some(FieldCheck::Nested),
        }
    }

    /// What reads a field that plain serde would refuse.
    fn reader(&self, field: &Field, optional: bool) -> Option<Reader> {
        let is_object = match &field.ty {
            Type::Map(_) => true,
            Type::Named(id) => self.api.is_struct(*id),
            _ => false,
        };
        match &field.ty {
            _ if field.facts.number_or_string => Some(Reader::Number),
            // Some servers write an empty object as an empty list, and no time as an empty text.
            _ if is_object && optional => Some(Reader::Object),
            Type::Builtin(Builtin::Timestamp) if optional => Some(Reader::Moment),
            _ => None,
        }
    }
}

fn additional_setter_docs() -> Docs {
    let mut docs = DocWriter::new();
    docs.prose(&format!(
        "Sets [`{ADDITIONAL_FIELD}`](Self#structfield.{ADDITIONAL_FIELD}). A request in which a field is set here as \
         well is refused when it is sent.",
    ));
    docs.finish()
}

fn constructor(def: &TypeDef, fields: &[FieldItem], arguments: Vec<usize>) -> Constructor {
    let names: Vec<String> = arguments.iter().map(|&index| format!("`{}`", fields[index].name)).collect();
    let name = &def.name;
    let docs = match names.as_slice() {
        [] => format!("Creates an empty `{name}`."),
        _ => format!("Creates a `{name}` with the fields that the API requires: {}.", names.join(", ")),
    };
    Constructor { arguments, docs: Docs::line(docs) }
}

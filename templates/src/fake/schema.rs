//! Questions to the table that more than one part of the engine asks. Knows no record.

use super::table::{Field, Kind, Parameter, Path, Resource, Role, Served, Shape, Source, Table, Type};

/// The parameter of a path, the field that it addresses, and whether a name will do.
pub(super) struct Address {
    pub(super) parameter: &'static Parameter,
    pub(super) field: Path,
    pub(super) or_name: bool,
}

impl Served {
    pub(super) fn addresses(&'static self) -> impl Iterator<Item = Address> {
        self.parameters.iter().filter_map(|parameter| match parameter.role {
            Role::Addresses { field, or_name } => Some(Address { parameter, field, or_name }),
            _ => None,
        })
    }

    /// The names of those of these parameters that nothing shows.
    pub(super) fn unseen(&'static self, sent: &[(String, String)]) -> Vec<&'static str> {
        let unseen = self.parameters.iter().filter(|parameter| matches!(parameter.role, Role::Unseen { .. }));
        unseen.map(|parameter| parameter.name).filter(|name| sent.iter().any(|(known, _)| known == name)).collect()
    }
}

impl Source {
    /// Reports whether the value is looked up in other records when it is needed.
    pub(super) fn is_followed(&self) -> bool {
        matches!(self, Self::Current(_) | Self::Collected { .. })
    }
}

impl Resource {
    /// The field with the record's own SID, and the kind of that SID.
    pub(super) fn own_sid(&self) -> Option<(Path, usize)> {
        self.values.iter().find_map(|value| match value.source {
            Source::NewSid(kind) => Some((value.field, kind)),
            _ => None,
        })
    }

    pub(super) fn is_kept(&self) -> bool {
        matches!(self.kind, Kind::Kept(_))
    }

    /// The field that refers to the whole, if this is a part.
    pub(super) fn part_of(&self) -> Option<&'static str> {
        match (&self.kind, &self.availability) {
            (Kind::Part { .. }, Some(availability)) => Some(availability.whole),
            _ => None,
        }
    }

    pub(super) fn value_field(&self, is_it: impl Fn(&Source) -> bool) -> Option<Path> {
        self.values.iter().find(|value| is_it(&value.source)).map(|value| value.field)
    }
}

impl Table {
    pub(super) fn resource(&self, name: &str) -> Option<usize> {
        self.resources.iter().position(|resource| resource.name == name)
    }

    /// Reports whether a text has the form of a SID.
    pub(super) fn is_sid(&self, text: &str) -> bool {
        let is_form = |digits: &str| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.sids.iter().flat_map(|sid| sid.prefixes).any(|prefix| text.strip_prefix(prefix).is_some_and(is_form))
    }

    /// The fields of a shape, and whether it is open.
    pub(super) fn members(&self, shape: usize) -> (&'static [Field], bool) {
        match self.shapes.get(shape) {
            Some(Shape::Struct { fields, open }) => (fields, *open),
            _ => (&[], true),
        }
    }

    pub(super) fn fields(&self, resource: usize) -> &'static [Field] {
        self.members(self.resources[resource].shape).0
    }

    /// Reports whether requests create records that have SIDs of that kind.
    pub(super) fn is_kept_kind(&self, kind: usize) -> bool {
        self.resources.iter().any(|resource| resource.is_kept() && resource.own_sid().is_some_and(|own| own.1 == kind))
    }

    /// The kind of SID of the whole that a part, or what is computed, belongs to.
    pub(super) fn whole_kind(&'static self, resource: usize) -> Option<usize> {
        let whole = self.resources[resource].availability.as_ref()?.whole;
        let field = self.fields(resource).iter().find(|field| field.name == whole).map(|field| &field.ty);
        let address = || {
            let mut addresses = self.operations_of(resource).flat_map(Served::addresses);
            addresses.find(|address| *address.field == [whole]).map(|address| &address.parameter.ty)
        };
        [field, address()].into_iter().flatten().find_map(|ty| match ty {
            Type::Sid(kind) => Some(*kind),
            _ => None,
        })
    }

    /// The parts that come into being with a record of a resource, in the order of the table.
    pub(super) fn parts_of(&'static self, whole: usize) -> impl Iterator<Item = usize> {
        let kind = self.resources[whole].own_sid().filter(|_| self.resources[whole].is_kept()).map(|own| own.1);
        (0..self.resources.len()).filter(move |part| {
            kind.is_some() && self.resources[*part].part_of().is_some() && self.whole_kind(*part) == kind
        })
    }

    pub(super) fn operations_of(&self, resource: usize) -> impl Iterator<Item = &'static Served> {
        self.operations.iter().filter(move |served| served.resource == resource)
    }

    /// The fields by which records of a resource are nested below others.
    pub(super) fn nesting(&'static self, resource: usize) -> impl Iterator<Item = Path> {
        let own = self.resources[resource].own_sid().map(|own| own.0);
        let addresses = self.operations_of(resource).flat_map(Served::addresses);
        addresses.map(|address| address.field).filter(move |field| Some(*field) != own)
    }
}

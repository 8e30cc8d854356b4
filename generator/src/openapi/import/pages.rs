//! Lists: which responses are pages, by the conventions of the API.

use super::reader::Reader;
use crate::description::surface::{PaginationFacts, Parameter, ParameterLocation, Response, Type};
use crate::openapi::document::Node;

impl<'a> Reader<'a> {
    /// The response with that schema. The parameters of lists that the conventions know are taken out.
    pub(super) fn response(&mut self, schema: Node<'a>, id: &str, parameters: &mut Vec<Parameter>) -> Response {
        if let Some(conventions) = self.conventions.pagination
            && let Some(page) = self.page(schema, conventions, id, parameters)
        {
            return page;
        }
        Response::One(self.value(schema, &format!("{id}Response")).ty)
    }

    /// A page: an object with the envelope and one list. `None` if the schema is something else.
    fn page(
        &mut self,
        node: Node<'a>,
        conventions: &PaginationFacts,
        id: &str,
        parameters: &mut Vec<Parameter>,
    ) -> Option<Response> {
        let schema = self.schema(node);
        let members: Vec<_> =
            schema.parts().filter_map(|part| part.get("properties")).flat_map(Node::entries).collect();
        let (_, envelope) = *members.iter().find(|(name, _)| *name == conventions.envelope)?;
        let mut lists = members
            .iter()
            .filter(|(name, node)| *name != conventions.envelope && self.schema(*node).types().as_slice() == ["array"]);
        let (key, list) = *lists.next()?;
        if lists.next().is_some() {
            return None;
        }
        self.note(envelope, conventions);
        let item = match self.value(list, &format!("{id}Response.{key}")).ty {
            Type::List(item) => *item,
            other => other,
        };
        // Without the parameter there is no choice of a size.
        let mut max_size = 0;
        parameters.retain(|parameter| {
            let is_query = parameter.location == ParameterLocation::Query;
            if is_query && parameter.name == conventions.size_parameter {
                max_size = parameter.facts.value.maximum.unwrap_or(i64::MAX);
                return false;
            }
            !(is_query && conventions.state_parameters.contains(&parameter.name))
        });
        Some(Response::Page { key: key.to_owned(), item, max_size })
    }

    /// Notes which members of the envelope this list has; those that any list lacks are missing.
    fn note(&mut self, envelope: Node<'a>, conventions: &PaginationFacts) {
        let schema = self.schema(envelope);
        let has =
            |name: &str| schema.parts().any(|part| part.get("properties").is_some_and(|it| it.get(name).is_some()));
        let found = self.pagination.get_or_insert_with(|| conventions.clone());
        let PaginationFacts { next, previous, first, current, index, size, .. } = found;
        found.deviates.clear();
        for member in [next, previous, first, current, index, size] {
            if !has(member) {
                member.clear();
            }
        }
    }
}

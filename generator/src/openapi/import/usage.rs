//! Which shapes of a surface are part of requests, and which of responses.

use std::collections::HashMap;

use crate::description::surface::{Response, Shape, Surface, Type};

/// Sets `in_requests` and `in_responses` of every shape, and drops the shapes that nothing reaches.
pub(super) fn mark(surface: &mut Surface) {
    let index: HashMap<String, usize> =
        surface.shapes.iter().enumerate().map(|(index, shape)| (shape.name.clone(), index)).collect();
    let mut requests = vec![false; surface.shapes.len()];
    let mut responses = requests.clone();
    for operation in &surface.operations {
        for parameter in &operation.parameters {
            reach(&parameter.ty, &surface.shapes, &index, &mut requests);
        }
        match &operation.response {
            Response::Nothing => {}
            Response::One(ty) | Response::Page { item: ty, .. } => reach(ty, &surface.shapes, &index, &mut responses),
        }
    }
    for ((shape, in_requests), in_responses) in surface.shapes.iter_mut().zip(requests).zip(responses) {
        (shape.in_requests, shape.in_responses) = (in_requests, in_responses);
    }
    surface.shapes.retain(|shape| shape.in_requests || shape.in_responses);
}

/// Marks all shapes that a type leads to. Not recursive: a document may chain any number of shapes.
fn reach(ty: &Type, shapes: &[Shape], index: &HashMap<String, usize>, reached: &mut [bool]) {
    let mut pending = vec![ty];
    while let Some(ty) = pending.pop() {
        let Some(&at) = ty.shape().and_then(|name| index.get(name)) else { continue };
        if !std::mem::replace(&mut reached[at], true) {
            pending.extend(shapes[at].fields().iter().map(|field| &field.ty));
        }
    }
}

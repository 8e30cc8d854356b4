//! The generated crate as data: every decision is taken, and nothing is text yet.

mod data;
mod docs;
mod document;
mod items;
mod requests;
mod ty;

pub(crate) use self::data::Data;
pub(crate) use self::docs::{DocLine, Docs};
pub(crate) use self::document::*;
pub(crate) use self::items::*;
pub(crate) use self::requests::*;
pub(crate) use self::ty::{Passing, Ty};

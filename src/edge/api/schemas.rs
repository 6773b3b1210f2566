//! The schemas of the types an operation speaks, collected for the API's document.

use std::collections::BTreeMap;

use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

/// Named schemas met so far.
#[derive(Default)]
pub(crate) struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// Refers to a type's schema, and keeps it with all it is made of.
    pub(crate) fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut met = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut met);
        self.0.extend(met);
        Ref::from_schema_name(T::name()).into()
    }

    /// All of them, by name.
    pub(crate) fn named(self) -> BTreeMap<String, RefOr<Schema>> {
        self.0
    }
}

//! Pages: some of a list, and an opaque word for where to go on.

use std::borrow::Cow;

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::{Failed, Problem};

/// Items of a page unless asked otherwise, and the most one may ask for.
const USUALLY: u32 = 50;
const AT_MOST: u32 = 200;

/// Some of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Pass it as `after` for what comes next; none when this was the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let next = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Pass it as `after` for what comes next; not there when this was the end."));
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let page = ObjectBuilder::new().property("items", items).property("next", next).required("items");
        page.description(Some("Some of a list.")).into()
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        format!("Page_{}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paging {
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl Paging {
    /// Items wanted on the page.
    pub(crate) fn limit(&self) -> Result<u32, Failed> {
        limit(self.limit)
    }

    /// The page of a list short enough to be read whole, in the order of its keys.
    pub(crate) fn of<T, K: Ord + Serialize + DeserializeOwned>(
        &self,
        all: impl IntoIterator<Item = T>,
        key: impl Fn(&T) -> K,
    ) -> Result<Page<T>, Failed> {
        let after: Option<K> = self.after.as_deref().map(place).transpose()?;
        let rest = all.into_iter().filter(|item| after.as_ref().is_none_or(|after| key(item) > *after));
        Ok(page(rest.collect(), self.limit()?, key))
    }
}

/// The limit asked for, if it is one.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Failed> {
    match asked {
        None => Ok(USUALLY),
        Some(limit) if (1..=AT_MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::InvalidQuery.because(format!("limit is 1 to {AT_MOST}"))),
    }
}

/// A page of items of which at least one more than the limit was read, if there are more.
pub(crate) fn page<T, K: Serialize>(mut items: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = items.len() <= limit;
    items.truncate(limit);
    let next = items.last().filter(|_| !is_last).map(|last| cursor(&key(last)));
    Page { items, next }
}

/// A place as an opaque word.
pub(crate) fn cursor<K: Serialize>(place: &K) -> String {
    BASE64URL_NOPAD.encode(serde_json::to_string(place).unwrap_or_default().as_bytes())
}

/// The place a word stands for.
pub(crate) fn place<K: DeserializeOwned>(cursor: &str) -> Result<K, Failed> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| Problem::InvalidCursor)?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::InvalidCursor.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_one_another_without_gap_or_overlap() {
        let all = ["a", "b", "c", "d", "e"];
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let paging = Paging { limit: Some(2), after: after.take() };
            let page = paging.of(all, |item| (*item).to_owned()).unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn a_page_that_ends_with_the_list_has_no_next() {
        let whole = Paging { limit: Some(2), after: None }.of(["a", "b"], |item| (*item).to_owned()).unwrap();
        assert_eq!(whole.next, None);
    }

    #[test]
    fn limits_and_cursors_out_of_range_are_refused() {
        for limit in [0, 201] {
            let refused = Paging { limit: Some(limit), after: None }.limit();
            assert_eq!(refused.unwrap_err().problem, Problem::InvalidQuery);
        }
        for after in ["?", "bm90IGpzb24", ""] {
            assert_eq!(place::<u64>(after).unwrap_err().problem, Problem::InvalidCursor, "{after}");
        }
        assert_eq!(place::<u64>(&cursor(&7_u64)), Ok(7));
    }
}

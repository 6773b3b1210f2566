//! The ends of a transaction and the marks of a request within it, as statements that stay prepared: they come with nearly every
//! request, and to have them read anew each time costs as much as a row.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl};

macro_rules! prepared {
    ($(#[$note:meta])* $name:ident, $words:literal) => {
        $(#[$note])*
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $name;

        impl QueryFragment<Sqlite> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                out.push_sql($words);
                Ok(())
            }
        }

        impl QueryId for $name {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl<Conn> RunQueryDsl<Conn> for $name {}
    };
}

prepared!(
    /// A transaction begins, and nobody else writes meanwhile.
    Begin,
    "BEGIN IMMEDIATE"
);
prepared!(
    /// What was written is durable.
    Commit,
    "COMMIT"
);
prepared!(
    /// A request begins.
    Mark,
    "SAVEPOINT request"
);
prepared!(
    /// What it wrote stays.
    Keep,
    "RELEASE request"
);

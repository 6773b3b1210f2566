//! The flow engine: tables for each node, and properties over scripts nobody would write.

mod check;
mod dry_run;
mod properties;
pub(crate) mod scripts;
mod step;

//! The flow engine: tables for each node, and properties over scripts nobody would write.

mod check;
mod properties;
pub(crate) mod scripts;
mod step;

//! The program. Filled by the composition root.

fn main() {}

//! roof

//! The session machine on a small stage: the standard flow, its timers, what comes late, and properties.

mod life;
mod moving;
mod outside;
mod parting;
mod properties;
mod remarks;
mod staff;
mod stage;
mod stale;
mod standard_flow;
mod timers;
mod walks;

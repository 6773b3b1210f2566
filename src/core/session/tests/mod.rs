//! The session machine on a small stage: the standard flow, its timers, what comes late, and properties.

mod life;
mod parting;
mod properties;
mod stage;
mod stale;
mod standard_flow;
mod timers;
mod walks;

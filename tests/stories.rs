//! Stories through the real doors of the real binary, in real time: told by clients, killed at will.

#[path = "stories/server.rs"]
mod server;
#[path = "stories/standard_flow.rs"]
mod standard_flow;
#[path = "stories/telling.rs"]
mod telling;

//! The ground floor: what is true about sessions, agents, queues and calls, as pure values.
//!
//! Nothing here reads a clock, a socket, a random source or another subject; everything comes in as an argument
//! (`machine.rs` is the contract). The words, used in code and on screens without synonyms:
//!
//! - *workspace*: a tenant. *platform*: an entry point, a site and its purpose. *customer*: who writes to us.
//! - *session*: one conversation, from first word to close. *message*: one thing said in it.
//! - *queue*: where sessions wait. *place*: in line, 1 is next. *entry*: one stay of a session in a queue.
//! - *agent*: a person who answers. *intent*: wants chats or not. *reachable*: has a live connection.
//! - *offer*: a session held out to an agent with a deadline. *assignment*: the session is theirs.
//! - *call*: a telephone call, as its provider reports it. *report*: one thing the provider says of it.
//! - *flow*: a bot's script, versioned. *signal*: typing, heartbeat; never stored.
//! - *stream*: one subject's events. *seq*: place in the stream. *public*: the customer's own dense count.
//! - *position*: place in the whole journal. *outbox*: what is owed.

pub mod agent;
pub mod any;
pub mod call;
pub mod codes;
pub mod effect;
pub mod flow;
pub mod hours;
pub mod ids;
pub mod invariants;
pub mod level;
pub mod machine;
pub mod message;
#[doc(hidden)]
pub mod planted;
pub mod queue;
pub mod session;
pub mod signal;
pub mod time;

pub use any::{AnyCommand, AnyEvent, AnyRecorded};
pub use codes::{Codes, Labelled};
pub use effect::{Effect, Owed, Told};
pub use ids::{
    AgentId, CallId, CustomerId, CustomerKey, FlowId, IdError, OfferId, PlatformId, QueueId, SessionId,
    ShardId, Subject, TeamId, WorkspaceId,
};
pub use machine::{Audience, Clockwork, Ctx, Draft, Fact, Machine, Reason, Recorded, Row};
pub use message::{Attachment, Contact, Content, Language, Party, Texts};
pub use signal::{Presence, Signal};
pub use time::{Deadline, Timestamp};

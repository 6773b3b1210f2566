//! The living shell: every session, agent and queue is a supervised actor around a pure machine of the core.

pub mod answer;
pub mod ask;
pub mod book;
pub mod clock;
pub mod directory;
pub mod house;
pub mod read;

pub use answer::{Answer, Refused, ReplyTo};
pub use ask::{Ask, CustomerAsk, CustomerSign, CustomerWord};
pub use book::{Book, Platform};
pub use clock::Clock;
pub use directory::{Directory, Shown, ShownEvent, ShownRow, Topic, Viewer};
pub use house::House;

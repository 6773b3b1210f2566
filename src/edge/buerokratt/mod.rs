//! The door of the Bürokratt dialect: its calls, cookies and streams, over the same sessions, agents and queues as every
//! other's.
//!
//! `paths.rs` says which call is where and whose; `cors.rs` which pages may call; `call.rs` how one is let in, asks the
//! house and is answered. A customer's: `customer.rs` (whose chat, by `pass.rs` and `cookies.rs`), `chatting.rs`,
//! `around.rs`, and `listening.rs`, their streams, with `deliveries.rs`, what was sent of them. An agent's: `agent.rs`,
//! `sign_in.rs`, `desk.rs` with `taking.rs`, `lists.rs`, and `working.rs`, their streams, with `board.rs` behind the
//! list. `stream.rs` carries any of them, `ear.rs` and `following.rs` hear, `reading.rs` reads. What is said in which
//! words is `switchboard_wire::buerokratt`.

mod agent;
mod around;
mod board;
mod call;
mod chatting;
mod cookies;
mod cors;
mod customer;
mod deliveries;
mod desk;
mod ear;
mod following;
mod listening;
mod lists;
mod pass;
mod paths;
mod reading;
pub mod settings;
mod sign_in;
mod stream;
mod taking;
mod working;

use std::sync::Arc;

use actix_web::web::{self, Data, ServiceConfig};
use switchboard_core::WorkspaceId;
use switchboard_journal::JournalError;
use switchboard_wire::buerokratt::Generation;
use tokio::sync::OnceCell;

use crate::doors::Doors;
use board::Board;
use call::{No, respond};
use deliveries::Deliveries;
use paths::Mount;
use settings::BuerokrattSettings;

/// Where the first generation is mounted.
const V1: &str = "/buerokratt/v1";

/// What the door holds in memory. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Held(Arc<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    deliveries: Deliveries,
    board: OnceCell<Arc<Board>>,
}

impl std::ops::Deref for Held {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The board behind agents' lists, begun by whoever asks first.
    async fn board(&self, doors: &Doors, workspace: &WorkspaceId) -> Result<Arc<Board>, JournalError> {
        self.board.get_or_try_init(|| Board::begin(doors, workspace)).await.map(Arc::clone)
    }
}

/// Every path of the dialect; none where it is not spoken.
pub(crate) fn mount(settings: &BuerokrattSettings, app: &mut ServiceConfig) {
    if settings.platform.is_none() {
        return;
    }
    paths::v1(&mut Mount { app, base: V1, generation: Generation::V1 });
    if settings.root == Some(Generation::V1) {
        paths::v1(&mut Mount { app, base: "", generation: Generation::V1 });
    }
    let unknown = |doors: Data<Doors>| async move { respond(Err(No::absent()), &doors, Generation::V1) };
    app.service(web::resource(format!("{V1}/{{rest:.*}}")).default_service(web::to(unknown)));
}

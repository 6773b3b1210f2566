//! The door of the Bürokratt dialect: its calls, cookies and streams, over the same sessions, agents and queues as every
//! other's.
//!
//! `paths.rs` says which call is where and whose; `cors.rs` which pages may call; `call.rs` how one is let in, asks the
//! house and is answered. A customer's: `customer.rs` (whose chat, by `pass.rs` and `cookies.rs`), `chatting.rs`,
//! `around.rs`, and `listening.rs`, their streams, with `deliveries.rs`, what was sent of them. An agent's: `agent.rs`,
//! `sign_in.rs`, `desk.rs` with `taking.rs`, `lists.rs`, and `working.rs`, their streams, with `board.rs` behind the
//! list. Sign-ins by an issuer are `signing.rs`, `issuer.rs` and, the way there and back, `redirects.rs`; `bot.rs` asks
//! a bot, `handing_over.rs` gives its chats to people, `letters.rs` tells agents by mail (whom, `choosing.rs` and the
//! floor's `wishes.rs` say), both by way of `outside.rs`. The later generation is `later.rs`, `hints.rs` and
//! `closing_tabs.rs` besides. `stream.rs` carries any of them, to the time of `beat.rs`, `ear.rs` and `following.rs`
//! hear, `reading.rs` reads. What is said in which words is `switchboard_wire::buerokratt`.

mod agent;
mod around;
mod beat;
mod board;
mod bot;
mod call;
mod chatting;
mod choosing;
mod closing_tabs;
mod cookies;
mod cors;
mod customer;
mod deliveries;
mod desk;
mod ear;
mod following;
mod handing_over;
mod hints;
mod issuer;
mod later;
mod letters;
mod listening;
mod lists;
pub mod outside;
mod pass;
mod paths;
mod reading;
mod redirects;
pub mod settings;
mod shared_frames;
mod sign_in;
mod signing;
mod stream;
mod taking;
mod working;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{self, Data, ServiceConfig};
use switchboard_core::WorkspaceId;
use switchboard_journal::JournalError;
use switchboard_wire::buerokratt::Generation;
use tokio::sync::OnceCell;

use crate::doors::Doors;
use board::Board;
use bot::Asking;
use call::{No, respond};
use closing_tabs::Closing;
use deliveries::Deliveries;
use hints::{ListHints, Listeners};
use issuer::Keys;
use paths::Mount;
use settings::BuerokrattSettings;

/// Where the generations are mounted.
const V1: &str = "/buerokratt/v1";
const V2: &str = "/buerokratt/v2";

/// What the door holds in memory.
#[derive(Default)]
struct Held {
    deliveries: Deliveries,
    board: OnceCell<Arc<Board>>,
    asking: Asking,
    keys: Keys,
    listeners: Listeners,
    list_hints: ListHints,
    closing: Closing,
    /// Whether somebody listens for those who begin to wait.
    has_letters: AtomicBool,
    /// Whether the ends that were asked for before a restart are waited for again.
    has_closing: AtomicBool,
}

/// What is held at these doors.
fn held(doors: &Doors) -> Arc<Held> {
    doors.annex()
}

impl Held {
    /// The board behind agents' lists, begun by whoever asks first.
    async fn board(&self, doors: &Doors, workspace: &WorkspaceId) -> Result<Arc<Board>, JournalError> {
        self.board.get_or_try_init(|| Board::begin(doors, workspace)).await.map(Arc::clone)
    }

    /// Begins what goes on beside the calls, if it has not begun.
    fn begin(&self, doors: &Doors, workspace: &WorkspaceId) {
        if doors.settings.buerokratt.mail.is_sent && !self.has_letters.swap(true, Ordering::SeqCst) {
            actix_web::rt::spawn(letters::keep(doors.clone(), workspace.clone()));
        }
        if !self.has_closing.swap(true, Ordering::SeqCst) {
            actix_web::rt::spawn(closing_tabs::resume(doors.clone(), workspace.clone()));
        }
    }
}

/// Begins what goes on beside the calls, with the server. Where the platform is configured later, the first call begins it.
pub fn begin(doors: &Doors) {
    let platform = doors.settings.buerokratt.platform.as_ref().and_then(|id| doors.house.book.platform(id));
    if let Some(platform) = platform {
        held(doors).begin(doors, &platform.values.workspace);
    }
}

/// Every path of the dialect; none where it is not spoken.
pub(crate) fn mount(settings: &BuerokrattSettings, app: &mut ServiceConfig) {
    if settings.platform.is_none() {
        return;
    }
    paths::v1(&mut Mount { app, base: V1, generation: Generation::V1 });
    paths::v2(&mut Mount { app, base: V2, generation: Generation::V2 });
    match settings.root {
        Some(Generation::V1) => paths::v1(&mut Mount { app, base: "", generation: Generation::V1 }),
        Some(Generation::V2) => paths::v2(&mut Mount { app, base: "", generation: Generation::V2 }),
        None => {}
    }
    for (base, generation) in [(V1, Generation::V1), (V2, Generation::V2)] {
        let unknown = move |doors: Data<Doors>| async move { respond(Err(No::absent()), &doors, generation) };
        app.service(web::resource(format!("{base}/{{rest:.*}}")).default_service(web::to(unknown)));
    }
}

//! The doors: customers' and agents' sockets, health; any dialect over any carrier.
//!
//! A connection is two things: `socket.rs` pumps frames and decides nothing (the only file that knows
//! actix-web-actors), `connection.rs` is an ordinary actor that owns identity, time-outs, window and resume, and is
//! filled in for either side by `customer/` and `console/`. `feed.rs` keeps every stream gap-free on its way out.
//! `auth.rs`, `origin.rs`, `permissions.rs` and `limits.rs` say who may come in, from where, to do what, at what pace;
//! `tokens.rs` makes what lets them in, `denied.rs` says why not. `doors.rs` is what all of them share, and knows none of them.
//! `telephony/` takes a provider's reports and shows its call board, `buerokratt/` is the door of a dialect of REST calls.
//! `wishes.rs` knows who is told by mail that somebody waits. `api/` is the HTTP API, `caller.rs` who calls it, `pages/` the
//! web applications. `records.rs` is what the doors read of the journal, `writing.rs` what they write. Nothing here holds
//! truth: a lost connection resumes by number.

mod accepted;
mod accounts;
mod alarms;
mod annex;
mod answers;
pub mod api;
mod assembly;
mod attachments;
pub mod auth;
mod availability;
mod bounds;
pub mod buerokratt;
pub mod caller;
mod connection;
mod console;
mod cors;
mod customer;
pub mod denied;
mod doors;
mod ending;
mod feed;
mod feeds;
pub mod figures;
mod gate;
mod guest;
mod health;
mod inside;
mod limits;
mod origin;
mod pages;
mod panics;
pub mod permissions;
pub mod pictures;
mod problem;
mod readings;
pub mod records;
mod reports;
pub mod requests;
mod routes;
mod socket;
mod sse;
mod telephony;
mod ties;
pub mod tokens;
mod vital;
pub mod wishes;
pub mod writing;
pub mod yardstick;

use actix_web::dev::HttpServiceFactory;
use actix_web::middleware::from_fn;
use actix_web::web;
use switchboard_wire::Dialect;

pub use accepted::{accepted, seated};
pub use alarms::{Alarm, Alarms, Named};
pub use console::{COMMANDS, ConsoleCommand};
pub use doors::Doors;
pub use inside::{configure_inside, configure_metrics};
pub use limits::EdgeSettings;
pub use problem::{Failed, Fault, Problem};
pub use records::{Ends, Records};
pub use reports::{Detail, Reports};
use routes::{nothing, only};
pub use telephony::settings::Telephony;
pub use telephony::{configure_board, configure_reports};
pub use vital::Vital;
pub use writing::{Done, Writing};

/// Every route of the doors. The application that takes this in needs nothing else.
pub fn configure(doors: Doors) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        let beside = (!doors.settings.prefix.is_empty()).then(|| doors.clone());
        let spoken = doors.settings.buerokratt.clone();
        let routes = web::scope(&doors.settings.prefix)
            .wrap(from_fn(panics::caught))
            .wrap(from_fn(accounts::unfounded::guarded))
            .wrap(from_fn(bounds::kept))
            .wrap(from_fn(requests::told))
            .app_data(web::Data::new(doors))
            .app_data(web::PayloadConfig::new(bounds::MOST_JSON))
            .app_data(web::JsonConfig::default().limit(bounds::MOST_JSON))
            .configure(sockets)
            .service(only("/api/v1/attachments/{id}", web::get().to(attachments::fetch)))
            .configure(|app| buerokratt::mount(&spoken, app))
            .configure(telephony::mount)
            .configure(api::mount)
            .configure(pages::mount)
            .service(only("/livez", web::get().to(health::livez)))
            .service(only("/readyz", web::get().to(health::readyz)))
            .service(only("/status", web::get().to(health::status)))
            .default_service(web::to(nothing));
        app.service(routes);
        if let Some(doors) = beside {
            let rest = web::scope("")
                .wrap(from_fn(bounds::kept))
                .wrap(from_fn(requests::told))
                .app_data(web::Data::new(doors))
                .default_service(web::to(nothing));
            app.service(rest);
        }
    }
}

/// A customers' dialect where sockets are blocked.
fn http(dialect: &'static dyn Dialect, base: &str) -> impl HttpServiceFactory + 'static {
    let hello = move |request, body, doors| customer::requests::hello(dialect, request, body, doors);
    let event = move |request, body, doors| customer::requests::event(dialect, request, body, doors);
    let stream = move |request, doors| customer::stream::open(dialect, request, doors);
    let message = move |request, body, doors| customer::messages::leave(dialect, request, body, doors);
    let upload = move |request, body, doors| customer::uploads::upload(dialect, request, body, doors);
    let picture = move |id, request, doors| customer::uploads::fetch(dialect, id, request, doors);
    let availability = move |platform, doors| customer::availability::tell(dialect, platform, doors);
    web::scope(base)
        .wrap(from_fn(cors::listed_pages))
        .service(only("/hello", web::post().to(hello)))
        .service(only("/events", web::post().to(event)))
        .service(only("/stream", web::get().to(stream)))
        .service(only("/messages", web::post().to(message)))
        .service(only("/images", web::post().to(upload)))
        .service(only("/images/{id}", web::get().to(picture)))
        .service(only("/platforms/{platform}/availability", web::get().to(availability)))
        .service(
            only("/platforms/{platform}/feeds/{direction}", web::get().to(feeds::hear))
                .route(web::post().to(feeds::post)),
        )
        .default_service(web::to(nothing))
}

/// The customers' dialects and the console's.
fn sockets(app: &mut web::ServiceConfig) {
    for dialect in switchboard_wire::DIALECTS {
        let open = move |request, payload, doors| customer::open(*dialect, request, payload, doors);
        app.service(only(dialect.socket(), web::get().to(open)));
        if let Some(base) = dialect.socket().strip_suffix("/socket") {
            app.service(http(*dialect, base));
        }
    }
    app.service(only(switchboard_wire::console::SOCKET, web::get().to(console::open)));
}

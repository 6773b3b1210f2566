//! The floor of `bench`, as a process: the least a chat server must do.

use std::net::SocketAddr;
use std::path::Path;

use actix_web::{App, HttpServer};
use switchboard_edge::{accepted, yardstick};
use switchboard_journal::yardstick::Yardstick;

use super::{StartError, end_now, serving};
use crate::exit::Exit;

/// Serves until it is killed. Must run within an actix system.
pub async fn serve(data: &Path, address: SocketAddr) -> Result<(), StartError> {
    let yardstick = Yardstick::open(data, |error| end_now(Exit::JournalIo, &error.to_string()))?;
    let routes = yardstick::configure(yardstick);
    let failed = |why| StartError::Listen { address, why };
    HttpServer::new(move || App::new().configure(routes.clone()))
        .on_connect(accepted)
        .workers(1)
        .listen(serving::listen(address)?)
        .map_err(failed)?
        .run()
        .await
        .map_err(failed)
}

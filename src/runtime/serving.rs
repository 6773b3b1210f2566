//! The listeners: the public one, with TLS of our own or without, and the operators' one.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};

use actix_rt::{Arbiter, ArbiterHandle};
use actix_web::dev::Extensions;
use actix_web::web;
use metrics_exporter_prometheus::PrometheusHandle;
use socket2::{Domain, Socket, Type};
use switchboard_edge::{
    Detail, Doors, Reports, accepted, configure, configure_board, configure_inside, configure_metrics,
    configure_reports, seated,
};

use super::StartError;
use super::listening::{self, Listening, Serving};
use crate::figures::Sources;
use crate::settings::{self, Settings};
use crate::tls;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 2048;

/// Takes an address.
pub(super) fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    bind(address).map_err(|why| StartError::Listen { address, why })
}

/// As the standard library binds, but with room for everybody who comes back at once after a restart.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// The reports of the operators' door.
pub(super) fn reports(sources: Sources, counted: PrometheusHandle) -> Reports {
    let detailed = sources.clone();
    Reports {
        figures: std::sync::Arc::new(move || sources.report(&counted)),
        detail: std::sync::Arc::new(move || detail(&detailed)),
    }
}

fn detail(sources: &Sources) -> Detail {
    let counts = sources.counts().unwrap_or_default();
    Detail {
        disk_free_bytes: sources.disk.free(),
        disk_is_short: sources.disk.is_short(),
        writer_depth: sources.journal.depth() as u64,
        connections: (sources.connections)() as u64,
        sessions: counts.sessions.into_iter().collect(),
        outbox: counts.owed,
        quarantined: counts.quarantined,
        violations: sources.violations().into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
    }
}

/// Opens the doors on their addresses: the public one on the threads of the hosts, the operators' one on this thread, so that
/// it answers when those are busy.
pub(super) fn serve(
    listener: &TcpListener,
    doors: &Doors,
    server: &settings::Server,
    reports: Option<Reports>,
    threads: &[ArbiterHandle],
) -> Result<Vec<Listening>, StartError> {
    let apart = server.metrics_listen.filter(|address| *address != server.listen);
    let inside = apart.zip(reports.clone());
    let on_public = if apart.is_none() { reports } else { None };
    let mut open_ones = Vec::new();
    if let Some((address, reports)) = inside {
        let doors = doors.clone();
        let routes = move |app: &mut web::ServiceConfig| {
            app.configure(configure_inside(doors.clone(), reports.clone()));
        };
        open_ones.push(open(&listen(address)?, routes, accepted, server, &[Arbiter::current()])?);
    }
    let (doors, counted) = (doors.clone(), doors.clone());
    let accepted = move |connection: &dyn Any, beside: &mut Extensions| seated(&counted, connection, beside);
    let routes = move |app: &mut web::ServiceConfig| {
        if let Some(reports) = on_public.clone() {
            app.configure(configure_metrics(doors.clone(), reports));
        }
        app.configure(configure(doors.clone()));
    };
    open_ones.push(open(listener, routes, accepted, server, threads)?);
    Ok(open_ones)
}

/// Opens the ports where clients of the reference telephony service expect it, if that is asked for.
pub(super) fn serve_compat(
    doors: &Doors,
    settings: &Settings,
    threads: &[ArbiterHandle],
) -> Result<Vec<Listening>, StartError> {
    let Some((reports, board)) = settings.teravoz.compat_addresses(&settings.server) else {
        return Ok(Vec::new());
    };
    let (doors, counted) = (doors.clone(), doors.clone());
    let accepted = move |connection: &dyn Any, beside: &mut Extensions| seated(&counted, connection, beside);
    let of_reports = doors.clone();
    let routes = move |app: &mut web::ServiceConfig| {
        app.configure(configure_reports(of_reports.clone()));
    };
    let reports = open(&listen(reports)?, routes, accepted.clone(), &settings.server, threads)?;
    let routes = move |app: &mut web::ServiceConfig| {
        app.configure(configure_board(doors.clone()));
    };
    let board = open(&listen(board)?, routes, accepted, &settings.server, threads)?;
    Ok(vec![reports, board])
}

fn open(
    listener: &TcpListener,
    routes: impl Fn(&mut web::ServiceConfig) + Send + Clone + 'static,
    accepted: impl Fn(&dyn Any, &mut Extensions) + Send + Sync + Clone + 'static,
    server: &settings::Server,
    threads: &[ArbiterHandle],
) -> Result<Listening, StartError> {
    let address = listener.local_addr().map_err(|why| StartError::Listen { address: server.listen, why })?;
    let tls = server.tls.files().map(|(cert, key)| tls::config(cert, key)).transpose()?;
    listening::open(listener, &Serving { routes, accepted, tls }, threads)
        .map_err(|why| StartError::Listen { address, why })
}

//! The listeners: the public one, with TLS of our own or without, and the operators' one.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};

use actix_web::dev::{Extensions, Server, ServerHandle};
use actix_web::{App, HttpServer, web};
use metrics_exporter_prometheus::PrometheusHandle;
use socket2::{Domain, Socket, Type};
use switchboard_edge::{
    Detail, Doors, Reports, accepted, configure, configure_board, configure_inside, configure_metrics,
    configure_reports, seated,
};

use super::StartError;
use crate::figures::Sources;
use crate::settings::{self, Settings};
use crate::tls;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 2048;
/// The operators' door needs no more.
const INSIDE_WORKERS: usize = 1;

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

/// Opens the doors on their addresses; the handles end them.
pub(super) fn serve(
    listener: TcpListener,
    doors: &Doors,
    server: &settings::Server,
    reports: Option<Reports>,
) -> Result<Vec<ServerHandle>, StartError> {
    let apart = server.metrics_listen.filter(|address| *address != server.listen);
    let inside = apart.zip(reports.clone());
    let on_public = if apart.is_none() { reports } else { None };
    let mut handles = Vec::new();
    if let Some((address, reports)) = inside {
        let doors = doors.clone();
        let routes = move |app: &mut web::ServiceConfig| {
            app.configure(configure_inside(doors.clone(), reports.clone()));
        };
        handles.push(open(listen(address)?, routes, accepted, server, Some(INSIDE_WORKERS))?);
    }
    let (doors, counted) = (doors.clone(), doors.clone());
    let accepted = move |connection: &dyn Any, beside: &mut Extensions| seated(&counted, connection, beside);
    let routes = move |app: &mut web::ServiceConfig| {
        if let Some(reports) = on_public.clone() {
            app.configure(configure_metrics(doors.clone(), reports));
        }
        app.configure(configure(doors.clone()));
    };
    handles.push(open(listener, routes, accepted, server, None)?);
    Ok(handles)
}

/// Opens the ports where clients of the reference telephony service expect it, if that is asked for.
pub(super) fn serve_compat(doors: &Doors, settings: &Settings) -> Result<Vec<ServerHandle>, StartError> {
    let Some((reports, board)) = settings.teravoz.compat_addresses(&settings.server) else {
        return Ok(Vec::new());
    };
    let (doors, counted) = (doors.clone(), doors.clone());
    let accepted = move |connection: &dyn Any, beside: &mut Extensions| seated(&counted, connection, beside);
    let of_reports = doors.clone();
    let routes = move |app: &mut web::ServiceConfig| {
        app.configure(configure_reports(of_reports.clone()));
    };
    let reports = open(listen(reports)?, routes, accepted.clone(), &settings.server, Some(INSIDE_WORKERS))?;
    let routes = move |app: &mut web::ServiceConfig| {
        app.configure(configure_board(doors.clone()));
    };
    let board = open(listen(board)?, routes, accepted, &settings.server, Some(INSIDE_WORKERS))?;
    Ok(vec![reports, board])
}

fn open(
    listener: TcpListener,
    routes: impl Fn(&mut web::ServiceConfig) + Send + Clone + 'static,
    accepted: impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static,
    server: &settings::Server,
    workers: Option<usize>,
) -> Result<ServerHandle, StartError> {
    let address = listener.local_addr().map_err(|why| StartError::Listen { address: server.listen, why })?;
    let taken = |why| StartError::Listen { address, why };
    let mut http = HttpServer::new(move || App::new().configure(routes.clone()))
        .on_connect(accepted)
        .disable_signals()
        .shutdown_timeout(1);
    if let Some(workers) = workers {
        http = http.workers(workers);
    }
    let http = match server.tls.files() {
        Some((cert, key)) => http.listen_rustls_0_23(listener, tls::config(cert, key)?).map_err(taken)?,
        None => http.listen(listener).map_err(taken)?,
    };
    let running: Server = http.run();
    let handle = running.handle();
    actix_rt::spawn(running);
    Ok(handle)
}

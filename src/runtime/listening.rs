//! Listeners whose connections are served on the threads where hosts live.
//!
//! A door and the hosts it speaks with then share a thread: a message reaches its session without waking another, and the
//! answer comes back the same way. With threads of their own for doors, a message that comes alone wakes two more of them, each
//! for longer than its work takes (docs/adr/0012). So there is no `HttpServer` here, which always makes its own threads, only
//! its protocol; every thread takes from the same listener whatever it has the time for.

use std::any::Any;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::body::BoxBody;
use actix_http::{HttpServiceBuilder, KeepAlive, Request, Response};
use actix_rt::ArbiterHandle;
use actix_rt::net::TcpStream;
use actix_service::{Service, ServiceFactory, map_config};
use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::{AppConfig, Extensions};
use actix_web::{App, web};
use rustls::ServerConfig;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::end_now;
use crate::exit::Exit;

/// The head of a request must be there by then, and the next one on a line that is kept.
const REQUEST_WITHIN: Duration = Duration::from_secs(5);
/// A line that is to be closed is cut by then.
const CLOSED_WITHIN: Duration = Duration::from_secs(1);
/// After a failure to accept (no more open files, say) others are heard first.
const ACCEPT_AGAIN: Duration = Duration::from_millis(500);

/// What a listener serves.
#[derive(Clone)]
pub(super) struct Serving<R, C> {
    /// The routes.
    pub routes: R,
    /// Called with each connection as it is accepted.
    pub accepted: C,
    /// TLS of our own.
    pub tls: Option<ServerConfig>,
}

/// An open listener.
pub struct Listening {
    stop: watch::Sender<()>,
    ended: mpsc::Receiver<()>,
}

impl Listening {
    /// Accepts nothing more and cuts what is left; done when every thread has done so.
    pub async fn stop(mut self) {
        drop(self.stop);
        while self.ended.recv().await.is_some() {}
    }
}

/// Serves on these threads.
pub(super) fn open<R, C>(
    listener: &TcpListener,
    serving: &Serving<R, C>,
    threads: &[ArbiterHandle],
) -> std::io::Result<Listening>
where
    R: Fn(&mut web::ServiceConfig) + Send + Clone + 'static,
    C: Fn(&dyn Any, &mut Extensions) + Send + Sync + Clone + 'static,
{
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(());
    let (end, ended) = mpsc::channel(1);
    for thread in threads {
        let (listener, serving) = (listener.try_clone()?, serving.clone());
        let (stopped, end) = (stopped.clone(), end.clone());
        thread.spawn_fn(move || {
            actix_rt::spawn(async move {
                if let Err(error) = serve(listener, address, serving, stopped).await {
                    end_now(Exit::System, &format!("a thread does not serve {address}: {error}"));
                }
                drop(end);
            });
        });
    }
    Ok(Listening { stop, ended })
}

async fn serve<R, C>(
    listener: TcpListener,
    address: SocketAddr,
    Serving { routes, accepted, tls }: Serving<R, C>,
    stopped: watch::Receiver<()>,
) -> std::io::Result<()>
where
    R: Fn(&mut web::ServiceConfig) + Clone + 'static,
    C: Fn(&dyn Any, &mut Extensions) + Send + Sync + Clone + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let app = map_config(App::new().configure(routes), |()| AppConfig::default());
    match tls {
        Some(tls) => {
            let http =
                protocol(address).on_connect_ext(move |line: &TlsStream<_>, beside| accepted(line, beside));
            accept(&listener, http.finish(app).rustls_0_23(tls), stopped).await
        }
        None => {
            let http =
                protocol(address).on_connect_ext(move |line: &TcpStream, beside| accepted(line, beside));
            accept(&listener, http.finish(app).tcp(), stopped).await
        }
    }
}

/// HTTP as it is spoken over either kind of line.
fn protocol<T, S>(address: SocketAddr) -> HttpServiceBuilder<T, S>
where
    S: ServiceFactory<Request, Config = (), Error: Into<Response<BoxBody>>, InitError: std::fmt::Debug>,
    S::Error: 'static,
    <S::Service as Service<Request>>::Future: 'static,
{
    HttpServiceBuilder::default()
        .keep_alive(KeepAlive::Timeout(REQUEST_WITHIN))
        .client_request_timeout(REQUEST_WITHIN)
        .client_disconnect_timeout(CLOSED_WITHIN)
        .local_addr(address)
}

/// Takes connections until it is stopped. Those it took end with it.
async fn accept<F>(
    listener: &tokio::net::TcpListener,
    factory: F,
    mut stopped: watch::Receiver<()>,
) -> std::io::Result<()>
where
    F: ServiceFactory<
            TcpStream,
            Config = (),
            Response = (),
            Error: std::fmt::Debug,
            InitError: std::fmt::Debug,
        >,
    F::Service: 'static,
{
    let service =
        factory.new_service(()).await.map_err(|error| std::io::Error::other(format!("{error:?}")))?;
    let mut lines = JoinSet::new();
    loop {
        tokio::select! {
            // An error: the sender is gone, which is how it says so.
            _ = stopped.changed() => return Ok(()),
            Some(_) = lines.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let line = service.call(stream);
                    lines.spawn_local(async move {
                        if let Err(error) = line.await {
                            tracing::trace!(?error, "a connection ended");
                        }
                    });
                }
                Err(error) if ended_before(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    actix_rt::time::sleep(ACCEPT_AGAIN).await;
                }
            },
        }
    }
}

/// The client gave up before it was its turn.
fn ended_before(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

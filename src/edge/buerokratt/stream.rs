//! A stream of server-sent events, as the dialect's clients need it: its head at once (trap 4), open without end (trap 5),
//! unnamed frames, comments while nothing else is said.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::Stream;
use switchboard_wire::buerokratt::envelope;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::ear::{Heard, Watch};
use crate::limits::Seat;

/// Frames on their way to one client; a stream that is not read waits, and reads the journal later.
const WINDOW: usize = 32;
/// Whoever takes nothing for so long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);
/// A comment this often while nothing else is said.
pub(super) const BEAT: Duration = Duration::from_secs(10);

/// What a stream's task may do.
pub(super) struct Out {
    frames: mpsc::Sender<Bytes>,
    beat_at: Instant,
}

/// What comes next for a stream's task.
pub(super) enum Turn {
    Heard(Heard),
    /// Nothing was said for a while.
    Beat,
    /// The client is gone.
    Over,
}

impl Out {
    /// Sends a frame; false when nobody takes it any more.
    pub(super) async fn say(&mut self, frame: String) -> bool {
        self.beat_at = Instant::now() + BEAT;
        matches!(timeout(DEAD_AFTER, self.frames.send(Bytes::from(frame))).await, Ok(Ok(())))
    }

    /// Waits for whatever comes first.
    pub(super) async fn turn(&mut self, watch: &mut Watch) -> Turn {
        tokio::select! {
            heard = watch.next() => Turn::Heard(heard),
            () = sleep_until(self.beat_at) => {
                if self.say(envelope::HEARTBEAT.to_owned()).await { Turn::Beat } else { Turn::Over }
            }
            () = self.frames.closed() => Turn::Over,
        }
    }
}

/// Answers with a stream that this task fills. The seat is kept for as long as the stream is open.
pub(super) fn open<T, F>(seat: Seat<IpAddr>, task: T) -> HttpResponse
where
    T: FnOnce(Out) -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    let (frames, body) = mpsc::channel(WINDOW);
    let mut out = Out { frames, beat_at: Instant::now() + BEAT };
    actix_web::rt::spawn(async move {
        if out.say(envelope::HEARTBEAT.to_owned()).await {
            task(out).await;
        }
    });
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies that gather an answer before they pass it on would gather for ever.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Body { body, _seat: seat })
}

struct Body {
    body: mpsc::Receiver<Bytes>,
    _seat: Seat<IpAddr>,
}

impl Stream for Body {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.body.poll_recv(context).map(|next| next.map(Ok))
    }
}

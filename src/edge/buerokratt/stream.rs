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
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::time::timeout;

use super::beat::Beat;
use super::ear::{Heard, Watch};
use crate::limits::Seat;

/// Frames on their way to one client; a stream that is not read waits, and reads the journal later.
const WINDOW: usize = 32;
/// Whoever takes nothing for so long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);

/// What a stream's task may do.
pub(super) struct Out {
    frames: mpsc::Sender<Bytes>,
    beat: Beat,
}

/// What comes next for a stream's task.
pub(super) enum Turn {
    Heard(Heard),
    /// A while has passed, and the client was told that we are here.
    Beat,
    /// The client is gone.
    Over,
}

impl Out {
    /// Sends a frame; false when nobody takes it any more.
    pub(super) async fn say(&mut self, frame: String) -> bool {
        self.send(Bytes::from(frame)).await
    }

    /// The same of one that was written for many.
    pub(super) async fn send(&mut self, frame: Bytes) -> bool {
        // Without a timer where there is room, which is nearly always.
        match self.frames.try_send(frame) {
            Ok(()) => true,
            Err(TrySendError::Closed(_)) => false,
            Err(TrySendError::Full(frame)) => {
                matches!(timeout(DEAD_AFTER, self.frames.send(frame)).await, Ok(Ok(())))
            }
        }
    }

    /// Waits for whatever comes first. A beat comes in time however much is heard.
    pub(super) async fn turn(&mut self, watch: &mut Watch) -> Turn {
        match self.or_beat(watch.next()).await {
            Some(turn) => turn,
            None => {
                if self.send(Bytes::from_static(envelope::HEARTBEAT.as_bytes())).await {
                    Turn::Beat
                } else {
                    Turn::Over
                }
            }
        }
    }

    async fn or_beat(&mut self, next: impl Future<Output = Heard>) -> Option<Turn> {
        tokio::select! {
            biased;
            () = self.beat.next() => None,
            () = self.frames.closed() => Some(Turn::Over),
            heard = next => Some(Turn::Heard(heard)),
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
    let mut out = Out { frames, beat: Beat::begin() };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn a_stream_beats_in_time_however_much_is_heard() {
        tokio::time::pause();
        let (frames, _body) = mpsc::channel(WINDOW);
        let mut out = Out { frames, beat: Beat::begin() };
        let began = tokio::time::Instant::now();
        let a_word = || async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Heard::Missed
        };
        while out.or_beat(a_word()).await.is_some() {
            assert!(
                began.elapsed() < Duration::from_secs(11),
                "whoever the stream stands for counts as gone"
            );
        }
    }
}

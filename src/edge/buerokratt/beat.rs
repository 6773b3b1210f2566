//! The beat of the streams: one timer for all streams of a thread instead of one each, so that streams on which nothing is said
//! cost next to nothing.
//!
//! Each beats once in ten seconds, whatever else is said on it: its way is kept open, and who it stands for is still there.
//! Streams are spread over many turns of the ten seconds, so that no moment has all of them to write to.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// From one beat of a stream to the next.
const BEAT: Duration = Duration::from_secs(10);
/// Turns in that time.
const TURNS: usize = 50;
const TURN: Duration = Duration::from_millis(200);

thread_local! {
    /// This thread's, while there is a stream.
    static BEATS: RefCell<Weak<Beats>> = const { RefCell::new(Weak::new()) };
}

struct Beats {
    turns: [watch::Sender<()>; TURNS],
    next: Cell<usize>,
}

impl Beats {
    fn begin() -> Rc<Self> {
        let beats =
            Rc::new(Self { turns: std::array::from_fn(|_| watch::Sender::new(())), next: Cell::new(0) });
        actix_web::rt::spawn(go_round(Rc::downgrade(&beats)));
        beats
    }

    /// The streams' turns, each in turn.
    fn turn(&self) -> watch::Receiver<()> {
        let next = self.next.get();
        self.next.set(next.wrapping_add(1) % TURNS);
        self.turns.get(next).map_or_else(|| watch::channel(()).1, watch::Sender::subscribe)
    }
}

/// Ends with the last stream.
async fn go_round(beats: Weak<Beats>) {
    for turn in (0..TURNS).cycle() {
        // Not from when it should have been: after a standstill nobody is owed the beats of it.
        sleep_until(Instant::now() + TURN).await;
        let Some(beats) = beats.upgrade() else { return };
        if let Some(turn) = beats.turns.get(turn) {
            turn.send_replace(());
        }
    }
}

/// One stream's beat.
pub(super) struct Beat {
    turn: watch::Receiver<()>,
    /// Keeps them going.
    _beats: Rc<Beats>,
}

impl Beat {
    /// On the thread that serves the stream.
    pub(super) fn begin() -> Self {
        let beats = BEATS.with_borrow_mut(|known| {
            known.upgrade().unwrap_or_else(|| {
                let beats = Beats::begin();
                *known = Rc::downgrade(&beats);
                beats
            })
        });
        Self { turn: beats.turn(), _beats: beats }
    }

    /// Waits for the next; one that came meanwhile is the next.
    pub(super) async fn next(&mut self) {
        if self.turn.changed().await.is_err() {
            // Nobody beats any more: cannot be while `_beats` is kept.
            tokio::time::sleep(BEAT).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_rt::test]
    async fn each_stream_beats_every_ten_seconds_and_few_of_them_at_once() {
        tokio::time::pause();
        let mut beats: Vec<_> = (0..TURNS).map(|_| Beat::begin()).collect();
        for beat in &mut beats {
            beat.next().await;
        }
        let began = Instant::now();
        let mut at = Vec::new();
        for beat in &mut beats {
            beat.next().await;
            at.push(began.elapsed());
        }
        assert!(at.windows(2).all(|two| two[0] < two[1]), "one after another: {at:?}");
        let last = *at.last().unwrap();
        assert!(last > BEAT - TURN && last < BEAT + Duration::from_secs(1), "{last:?}");
        drop(beats);
        assert!(BEATS.with_borrow(|known| known.upgrade().is_none()), "nothing beats where nothing streams");
    }
}

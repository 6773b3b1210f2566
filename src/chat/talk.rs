//! The loop around one side of a conversation: socket, typed lines, heartbeats, and coming back when the line broke.

use std::io::BufRead;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::{Reaction, Side, text};
use crate::client::{ClientError, ServerUrl, Socket};

/// The pause between two tries to come back grows from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// Typed lines, as they come.
pub type Lines = mpsc::UnboundedReceiver<String>;

/// Lines of standard input. A thread of its own reads them: a blocked read must not keep the program from ending.
pub fn standard_input() -> Lines {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// How a connection came to its end.
enum Over {
    /// The person is done.
    Done,
    /// The line broke; come back.
    Broken(ClientError),
}

/// Talks until the person is done. The first connection must succeed; later ones are tried until they do.
pub async fn talk(
    side: &mut dyn Side,
    server: &ServerUrl,
    lines: &mut Lines,
    show: &mut dyn FnMut(&str),
) -> Result<(), ClientError> {
    let mut socket = Socket::open(server, side.door()).await?;
    loop {
        let error = match converse(side, &mut socket, lines, show).await {
            Over::Done => {
                socket.close().await;
                return Ok(());
            }
            Over::Broken(error) => error,
        };
        if error.is_final() {
            return Err(error);
        }
        show(&format!("* {error}. Trying to come back; what you write meanwhile is sent then."));
        socket = come_back(side.door(), server).await;
    }
}

async fn come_back(door: &str, server: &ServerUrl) -> Socket {
    let mut pause = PAUSES.0;
    loop {
        tokio::time::sleep(pause).await;
        if let Ok(socket) = Socket::open(server, door).await {
            return socket;
        }
        pause = (pause * 2).min(PAUSES.1);
    }
}

async fn converse(
    side: &mut dyn Side,
    socket: &mut Socket,
    lines: &mut Lines,
    show: &mut dyn FnMut(&str),
) -> Over {
    if let Err(error) = socket.send(&side.hello()).await {
        return Over::Broken(error);
    }
    let mut greeted = false;
    let mut input_open = true;
    let mut beat = Instant::now() + side.heartbeat_every();
    loop {
        let reaction = tokio::select! {
            frame = socket.next() => match frame {
                Ok(frame) if !greeted && is_for_good(&frame) => {
                    return Over::Broken(ClientError::Refused(text(&frame, "/detail").to_owned()));
                }
                Ok(frame) => {
                    greeted |= text(&frame, "/type") == "hello";
                    side.heard(&frame)
                }
                Err(error) => return Over::Broken(error),
            },
            line = lines.recv(), if greeted && input_open => match line {
                Some(line) => side.typed(&line),
                None => {
                    input_open = false;
                    side.typed("/quit")
                }
            },
            () = sleep_until(beat), if greeted => {
                beat = Instant::now() + side.heartbeat_every();
                Reaction::send(side.heartbeat())
            }
        };
        for line in &reaction.show {
            show(line);
        }
        for frame in &reaction.send {
            if let Err(error) = socket.send(frame).await {
                return Over::Broken(error);
            }
        }
        if reaction.quit {
            return Over::Done;
        }
    }
}

/// A refusal that another try would not change.
fn is_for_good(frame: &Value) -> bool {
    text(frame, "/type") == "refused" && frame.get("retryAfter").is_none_or(Value::is_null)
}

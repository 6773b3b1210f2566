//! Customers who come, say one thing, and leave their session behind.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::BenchError;
use super::customers::greeted;
use super::server::Which;
use super::socket::{Ear, Mouth, open};
use super::speech::{self, Frame};

/// Visits at once.
const AT_ONCE: usize = 100;

/// Who somebody was, for when they come back.
#[derive(Debug, Clone)]
pub struct Known {
    /// Who they are on the platform.
    pub user: String,
    /// What proves it.
    pub token: String,
}

/// So many new customers, each with an open session and without a connection; the last one.
pub async fn many(address: SocketAddr, count: u32) -> Result<Option<Known>, BenchError> {
    each(address, count, false).await
}

/// The same, of customers who sent a heartbeat: only who sent one is ever missed.
pub async fn many_to_be_missed(address: SocketAddr, count: u32) -> Result<(), BenchError> {
    each(address, count, true).await.map(|_| ())
}

async fn each(address: SocketAddr, count: u32, beats: bool) -> Result<Option<Known>, BenchError> {
    let visits = stream::iter(0..count).map(|_| async move {
        let (mouth, mut ear, known) = hello(address, None).await?;
        if beats {
            // Nothing answers a heartbeat; the acknowledgement of what comes after it says that it was heard.
            mouth.say(speech::heartbeat(&known.user));
        }
        say(&mouth, &mut ear, &known, "first").await?;
        Ok(known)
    });
    visits.buffer_unordered(AT_ONCE).try_fold(None, |_, known| async move { Ok(Some(known)) }).await
}

/// Comes in, new or known.
pub async fn hello(address: SocketAddr, known: Option<&Known>) -> Result<(Mouth, Ear, Known), BenchError> {
    let (mouth, mut ear) = open(address, &speech::customer_door(Which::Product, 0, 0)).await?;
    mouth.say(speech::customer_hello(known.map(|known| (known.user.as_str(), known.token.as_str()))));
    let (user, token) = greeted(&mut ear).await?;
    let token = known.map_or(token, |known| known.token.clone());
    Ok((mouth, ear, Known { user, token }))
}

/// Says something and waits until it is acknowledged; what is refused for now is said again, as clients do.
pub async fn say(mouth: &Mouth, ear: &mut Ear, known: &Known, id: &str) -> Result<(), BenchError> {
    let said = || speech::text(Which::Product, &known.user, id, "Hello, is anybody there?");
    mouth.say(said());
    loop {
        let failed = |why: String| BenchError::Connection(format!("a visit was broken off: {why}"));
        let text = ear.next().await.map_err(|why| failed(why.to_string()))?;
        let text = text.ok_or_else(|| failed("closed".to_owned()))?;
        let frame: Frame<'_> = serde_json::from_str(&text).map_err(|_| failed(text.clone()))?;
        match &*frame.kind {
            "ack" => return Ok(()),
            "refused" => {
                let Some(seconds) = frame.retry_after else { return Err(failed(text)) };
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                mouth.say(said());
            }
            _ => {}
        }
    }
}

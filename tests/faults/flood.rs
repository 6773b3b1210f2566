//! One client at full speed, whatever it is told: it is refused aloud, and costs nobody else anything worth a word.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use switchboard::client::{CUSTOMER_DOOR, ServerUrl, Socket};

use crate::center::{self, PLATFORM};
use crate::dials;
use crate::line::Line;
use crate::server::Server;

const OTHERS: usize = 8;
/// Others' slow answers are at most so many times as slow as in the quiet stretch before.
const MOST: u32 = 2;
/// A machine may be busy with something else for a stretch; a flood that harms harms in every one.
const STRETCHES: usize = 6;

/// The limits as they come, not the stories' own.
const LIMITS: &str = "[limits]\n";

/// What the flooder was told.
#[derive(Default, Debug)]
struct Flood {
    sent: usize,
    acked: usize,
    refused: usize,
    closed: usize,
}

/// Sends as fast as the socket takes it, and reads what comes.
async fn floods(url: &ServerUrl, until: Instant, flood: &mut Flood) {
    while Instant::now() < until {
        let Ok(mut socket) = Socket::open(url, CUSTOMER_DOOR).await else { continue };
        let hello =
            json!({"type": "hello", "platformId": PLATFORM, "userId": format!("flooder{}", flood.closed)});
        let mut open = socket.send(&hello).await.is_ok() && socket.next().await.is_ok();
        while open && Instant::now() < until {
            for _ in 0..20 {
                flood.sent += 1;
                let (id, user) = (format!("flood-{}", flood.sent), format!("flooder{}", flood.closed));
                let text =
                    json!({"type": "text", "platformId": PLATFORM, "userId": user, "id": id, "text": id});
                open &= socket.send(&text).await.is_ok();
            }
            while let Ok(read) = tokio::time::timeout(Duration::from_micros(200), socket.next()).await {
                match read {
                    Ok(frame) if frame["type"] == "ack" => flood.acked += 1,
                    Ok(frame) if frame["type"] == "refused" => flood.refused += 1,
                    Ok(_) => {}
                    Err(_) => {
                        open = false;
                        break;
                    }
                }
            }
        }
        flood.closed += usize::from(!open);
    }
}

/// A customer who says something now and then; how long each answer took.
async fn talks(line: &mut Line, name: &str, until: Instant) -> Vec<Duration> {
    let mut took = Vec::new();
    while Instant::now() < until {
        let mut frame = line.event("text");
        frame["id"] = json!(format!("{name}-{}", switchboard::chat::fresh_id()));
        frame["text"] = json!("a word");
        let began = Instant::now();
        line.send(frame).await;
        while !line.memory.unanswered.is_empty() {
            line.next(Duration::from_millis(20)).await;
        }
        took.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(220)).await;
    }
    took
}

/// The slow answers: the ninth tenth of all.
fn slow(took: Vec<Vec<Duration>>) -> Duration {
    let mut took: Vec<Duration> = took.into_iter().flatten().collect();
    took.sort();
    took[took.len() * 9 / 10]
}

#[test]
fn f17_a_flood_is_refused_aloud_and_others_answers_take_as_long_as_before() {
    let stretch = dials::time(Duration::from_secs(2));
    let folder = tempfile::tempdir().expect("a folder");
    center::write(folder.path(), "", center::writes(&[], 1));
    std::fs::write(folder.path().join("settings.toml"), LIMITS).expect("settings");
    let mut server = Server::over(folder, false);
    let url = server.url();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut lines: Vec<Line> = (0..OTHERS).map(|_| Line::customer(url.clone(), PLATFORM)).collect();
    let mut flood = Flood::default();
    let everybody = async |lines: &mut Vec<Line>| {
        let until = Instant::now() + stretch;
        let talking = lines.iter_mut().enumerate();
        slow(
            join_all(
                talking
                    .map(|(index, line)| async move { talks(line, &format!("other{index}"), until).await }),
            )
            .await,
        )
    };
    let (mut found, mut before) = (Vec::new(), 0);
    runtime.block_on(async {
        for line in &mut lines {
            while line.memory.user.is_none() {
                line.next(Duration::from_millis(100)).await;
            }
        }
        for _ in 0..STRETCHES {
            let quiet = everybody(&mut lines).await;
            before = before.max(server.memory_kib());
            // The flooder is a thread of its own, as it would be another machine.
            let (until, to) = (Instant::now() + stretch, url.clone());
            let flooding = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let mut flood = Flood::default();
                runtime.expect("a runtime").block_on(floods(&to, until, &mut flood));
                flood
            });
            let flooded = everybody(&mut lines).await;
            let told = flooding.join().expect("it flooded");
            (flood.sent, flood.acked) = (flood.sent + told.sent, flood.acked + told.acked);
            (flood.refused, flood.closed) = (flood.refused + told.refused, flood.closed + told.closed);
            found.push((quiet, flooded));
            if flooded <= quiet * MOST {
                break;
            }
        }
    });
    let after = server.memory_kib();
    println!("{flood:?}; others' slow answers, quiet and flooded: {found:?}; {before} KiB, then {after}");
    assert!(found.iter().any(|(quiet, flooded)| *flooded <= *quiet * MOST), "{found:?}");
    assert!(flood.refused > 10 * flood.acked, "{flood:?}");
    assert!(after < 2 * before, "from {before} to {after} KiB");
    server.stop();
    server.assert_sound();
}

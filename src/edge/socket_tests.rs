//! A client of a connection that is busy, behind the real pump: what it says waits, until it is too much.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::Duration;

use actix::{Context, WrapFuture};
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Message as Word;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::*;
use crate::limits::Seats;

/// Looks something up until it is told that it has it, and hears nothing meanwhile.
struct Busy {
    found: Arc<Notify>,
    heard: mpsc::UnboundedSender<String>,
}

impl Actor for Busy {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let found = Arc::clone(&self.found);
        ctx.wait(async move { found.notified().await }.into_actor(self));
    }
}

impl Handler<Incoming> for Busy {
    type Result = ();

    fn handle(&mut self, incoming: Incoming, _: &mut Self::Context) {
        if let Incoming::Text(text, _) = incoming {
            self.heard.send(text).unwrap();
        }
    }
}

struct Scene {
    client: WebSocketStream<TcpStream>,
    found: Arc<Notify>,
    heard: mpsc::UnboundedReceiver<String>,
    server: ServerHandle,
}

impl Scene {
    /// The house has filled the mailbox of the client's connection.
    async fn begin() -> Self {
        let (found, (tell, heard)) = (Arc::new(Notify::new()), mpsc::unbounded_channel());
        let busy = Busy { found: Arc::clone(&found), heard: tell }.start().recipient();
        while busy.try_send(Incoming::Handled(Receipts::default())).is_ok() {}
        let server = HttpServer::new(move || {
            let busy: Recipient<Incoming> = busy.clone();
            let socket = move |request: HttpRequest, payload: web::Payload| {
                let ear = busy.clone();
                async move {
                    let seat = Seats::new(1, 1).take(IpAddr::from([127, 0, 0, 1])).unwrap();
                    let sizes = Sizes { frame: 1024, window: 4, binary: false };
                    serve(&request, payload, sizes, None, seat, Box::new(move |_| Box::new(ear)))
                }
            };
            App::new().route("/", web::get().to(socket))
        });
        let server = server.workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
        let address: SocketAddr = *server.addrs().first().unwrap();
        let server = server.run();
        let handle = server.handle();
        actix_rt::spawn(server);
        let stream = TcpStream::connect(address).await.unwrap();
        let (client, _) = client_async(format!("ws://{address}/"), stream).await.unwrap();
        Self { client, found, heard, server: handle }
    }

    async fn say(&mut self, words: usize) {
        for number in 0..words {
            self.client.feed(Word::text(number.to_string())).await.unwrap();
        }
        self.client.flush().await.unwrap();
    }

    async fn next(&mut self) -> Word {
        let next = tokio::time::timeout(Duration::from_secs(10), self.client.next());
        next.await.expect("something comes").expect("the socket is open").unwrap()
    }
}

#[actix_web::test]
async fn a_client_speaks_to_a_connection_that_the_house_keeps_busy() {
    let mut scene = Scene::begin().await;
    scene.say(UNHEARD / 2).await;
    scene.client.send(Word::Ping("all said".into())).await.unwrap();
    assert_eq!(
        scene.next().await,
        Word::Pong("all said".into()),
        "the pump has read everything and closes nothing"
    );
    assert!(scene.heard.try_recv().is_err(), "nothing is heard yet");

    scene.found.notify_one();
    for number in 0..UNHEARD / 2 {
        assert_eq!(scene.heard.recv().await, Some(number.to_string()), "in order, none lost");
    }
    scene.say(UNHEARD).await;
    for number in 0..UNHEARD {
        assert_eq!(scene.heard.recv().await, Some(number.to_string()), "and there is room again");
    }
    scene.server.stop(false).await;
}

#[actix_web::test]
async fn a_client_that_says_more_than_waits_for_anybody_is_closed() {
    let mut scene = Scene::begin().await;
    scene.say(UNHEARD + 1).await;
    match scene.next().await {
        Word::Close(Some(close)) => assert_eq!(u16::from(close.code), Ending::Behind.spoken().0),
        other => panic!("{other:?}"),
    }
    scene.server.stop(false).await;
}

/// Keeps what it is told, and looks when it likes.
#[derive(Default)]
struct Late(RefCell<Vec<Receipts>>);

impl Ear for Late {
    fn hear(&self, incoming: Incoming) -> Result<(), SendError<Incoming>> {
        self.hear_surely(incoming);
        Ok(())
    }

    fn hear_surely(&self, incoming: Incoming) {
        if let Incoming::Handled(receipts) = incoming {
            self.0.borrow_mut().push(receipts);
        }
    }
}

#[test]
fn a_connection_is_told_once_of_all_frames_handled_until_it_looks() {
    let (late, receipts) = (Late::default(), Receipts::default());
    (0..3).for_each(|_| receipts.handled(&late));
    assert_eq!(late.0.borrow().len(), 1);
    assert_eq!(late.0.borrow_mut().pop().unwrap().take(), 3);
    receipts.handled(&late);
    assert_eq!(late.0.borrow_mut().pop().expect("told anew after it looked").take(), 1);
    assert_eq!(receipts.take(), 0);
}

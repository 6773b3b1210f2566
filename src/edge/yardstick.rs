//! The least a chat server must do: take a frame, have it kept, acknowledge it, hand it on. `bench` measures the doors
//! against this; no server opens these routes.
//!
//! It has the doors' own socket pump and knows no dialect, no session and no actor of ours: what is left above it is
//! what the product itself costs.

use std::net::IpAddr;
use std::sync::Arc;

use actix::Recipient;
use actix::prelude::SendError;
use actix_web::{HttpRequest, HttpResponse, web};
use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use switchboard_journal::yardstick::{Said, Yardstick};

use crate::ending::Ending;
use crate::limits::Seats;
use crate::socket::{self, Ear, Incoming, Outgoing, Sizes};

const FRAME_BYTES: usize = 64 * 1024;
/// Frames on their way to one client; as many as a reader of the doors may be behind.
const WINDOW: usize = 256;

/// Who is connected.
#[derive(Clone)]
struct Lines {
    yardstick: Yardstick,
    agents: Arc<DashMap<u32, Recipient<Outgoing>>>,
}

/// What a customer sends, and what the agent is handed.
#[derive(Serialize, Deserialize)]
struct Message<'a> {
    #[serde(rename = "type", default = "text")]
    kind: &'a str,
    id: &'a str,
    text: &'a str,
}

fn text() -> &'static str {
    "text"
}

#[derive(Serialize)]
struct Ack<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
}

/// The routes: `/customer/{agent}/{number}` and `/agent/{number}`, websockets without a hello.
pub fn configure(yardstick: Yardstick) -> impl Fn(&mut web::ServiceConfig) + Clone {
    let lines = Lines { yardstick, agents: Arc::default() };
    move |app| {
        app.app_data(web::Data::new(lines.clone()))
            .route("/customer/{agent}/{number}", web::get().to(customer))
            .route("/agent/{number}", web::get().to(agent));
    }
}

async fn customer(
    request: HttpRequest,
    payload: web::Payload,
    path: web::Path<(u32, u32)>,
    lines: web::Data<Lines>,
) -> Result<HttpResponse, actix_web::Error> {
    let (agent, number) = path.into_inner();
    let lines = lines.get_ref().clone();
    open(&request, payload, move |pump| Box::new(Customer { agent, number, lines, pump }))
}

async fn agent(
    request: HttpRequest,
    payload: web::Payload,
    number: web::Path<u32>,
    lines: web::Data<Lines>,
) -> Result<HttpResponse, actix_web::Error> {
    let lines = lines.get_ref().clone();
    open(&request, payload, move |pump| {
        lines.agents.insert(*number, pump);
        Box::new(Silent)
    })
}

fn open(
    request: &HttpRequest,
    payload: web::Payload,
    ear: impl FnOnce(Recipient<Outgoing>) -> Box<dyn Ear> + 'static,
) -> Result<HttpResponse, actix_web::Error> {
    let seat = Seats::<IpAddr>::new(1, 1).take(IpAddr::from([127, 0, 0, 1]));
    let seat = seat.ok_or_else(|| actix_web::error::ErrorServiceUnavailable("no seat"))?;
    let sizes = Sizes { frame: FRAME_BYTES, window: WINDOW, binary: false };
    socket::serve(request, payload, sizes, None, seat, Box::new(ear))
}

/// An agent only listens.
struct Silent;

impl Ear for Silent {
    fn hear(&self, _: Incoming) -> Result<(), SendError<Incoming>> {
        Ok(())
    }

    fn hear_surely(&self, _: Incoming) {}
}

struct Customer {
    agent: u32,
    number: u32,
    lines: Lines,
    pump: Recipient<Outgoing>,
}

impl Customer {
    /// Frames reach the pumps from the writing thread, each in the order of the commits.
    fn said(&self, frame: &str) {
        let Ok(message) = serde_json::from_str::<Message<'_>>(frame) else {
            return self.pump.do_send(Outgoing::Close(Ending::Protocol));
        };
        let (pump, agent) = (self.pump.clone(), self.agent);
        let agents = Arc::clone(&self.lines.agents);
        let said = Said {
            sender: self.number,
            client: message.id.to_owned(),
            text: message.text.to_owned(),
            then: Box::new(move |said| {
                let message = Message { kind: "text", id: &said.client, text: &said.text };
                tell(&pump, &Ack { kind: "ack", id: &said.client });
                if let Some(agent) = agents.get(&agent) {
                    tell(&agent, &message);
                }
            }),
        };
        if self.lines.yardstick.keep(said).is_err() {
            self.pump.do_send(Outgoing::Close(Ending::NotNow("busy")));
        }
    }
}

fn tell(pump: &Recipient<Outgoing>, frame: &impl Serialize) {
    if let Ok(frame) = serde_json::to_string(frame) {
        pump.do_send(Outgoing::Frame(frame));
    }
}

impl Ear for Customer {
    fn hear(&self, incoming: Incoming) -> Result<(), SendError<Incoming>> {
        if let Incoming::Text(frame, _) = incoming {
            self.said(&frame);
        }
        Ok(())
    }

    fn hear_surely(&self, _: Incoming) {}
}

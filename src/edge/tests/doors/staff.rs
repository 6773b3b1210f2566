//! A console in a test that asks and keeps what it hears meanwhile.

use serde_json::{Value, json};

use super::Center;
use super::client::Socket;

/// Somebody's console.
pub struct Console {
    pub socket: Socket,
    heard: Vec<Value>,
    asked: u32,
}

impl Console {
    pub async fn of(center: &Center, token: &str) -> Self {
        let (socket, _) = center.console(token).await;
        Self { socket, heard: Vec::new(), asked: 0 }
    }

    /// Sends a command and waits for its answer.
    pub async fn ask(&mut self, mut command: Value) -> Value {
        self.asked += 1;
        let id = format!("asked-{}", self.asked);
        command["id"] = json!(id);
        self.socket.send(&command).await;
        loop {
            let frame = self.socket.next().await;
            if frame["id"] == id {
                return frame;
            }
            self.heard.push(frame);
        }
    }

    /// Sends a command that must be carried out.
    pub async fn ok(&mut self, command: Value) {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "ack", "{command}: {answer}");
    }

    /// Sends a command that must be refused; with which word.
    pub async fn refused(&mut self, command: Value) -> String {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "refused", "{command}: {answer}");
        answer["code"].as_str().unwrap().to_owned()
    }

    /// The next frame of this type, heard already or still to come.
    pub async fn wait_for(&mut self, kind: &str) -> Value {
        match self.heard.iter().position(|frame| frame["type"] == kind) {
            Some(place) => self.heard.remove(place),
            None => self.socket.wait_for(kind).await,
        }
    }

    /// The next event of this kind in an open session.
    pub async fn event(&mut self, kind: &str) -> Value {
        loop {
            let event = self.wait_for("event").await;
            if event["event"]["kind"] == kind {
                return event;
            }
        }
    }

    /// Becomes ready and takes the next offer that still stands. Gives the session.
    pub async fn serve(&mut self) -> String {
        self.ok(json!({"type": "ready"})).await;
        loop {
            let offer = self.wait_for("offer").await;
            let answer = self.ask(json!({"type": "accept", "offer": offer["offer"]})).await;
            if answer["type"] == "refused" {
                assert_eq!(answer["code"], "offer_gone", "{answer}");
                continue;
            }
            // Taken in time, yet the session itself may have moved on meanwhile.
            let settled = self.settled(&offer["offer"]).await;
            if settled["type"] == "assigned" {
                return settled["session"].as_str().unwrap().to_owned();
            }
        }
    }

    /// How an accepted offer came out.
    async fn settled(&mut self, offer: &Value) -> Value {
        let is_it = |frame: &Value| {
            frame["offer"] == *offer && (frame["type"] == "assigned" || frame["type"] == "offer_ended")
        };
        if let Some(place) = self.heard.iter().position(is_it) {
            return self.heard.remove(place);
        }
        loop {
            let frame = self.socket.next().await;
            if is_it(&frame) {
                return frame;
            }
            self.heard.push(frame);
        }
    }
}

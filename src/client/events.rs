//! Streams of server-sent events as our doors send them.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

use super::{ClientError, ServerUrl, http};

/// One event of a stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServerEvent {
    /// By which the stream is resumed behind it.
    pub id: Option<String>,
    /// What it holds; none where it only says where the stream stands.
    pub data: Option<Value>,
}

/// An open stream.
#[derive(Debug)]
pub struct EventStream {
    body: Incoming,
    read: Read,
}

/// What was read and not yet taken; no event ends before `seen`.
#[derive(Debug, Default)]
struct Read {
    bytes: Vec<u8>,
    seen: usize,
}

impl EventStream {
    /// Opens one; with `last`, what comes after that event.
    pub async fn open(
        server: &ServerUrl,
        path: &str,
        token: &str,
        last: Option<&str>,
    ) -> Result<Self, ClientError> {
        Ok(Self { body: http::stream(server, path, token, last).await?, read: Read::default() })
    }

    /// The next event. Safe to drop half-way: nothing is lost.
    pub async fn next(&mut self) -> Result<ServerEvent, ClientError> {
        loop {
            if let Some(event) = self.read.take()? {
                return Ok(event);
            }
            match self.body.frame().await {
                Some(Ok(frame)) => self.read.bytes.extend(frame.data_ref().into_iter().flatten()),
                Some(Err(error)) => return Err(ClientError::ended(error)),
                None => return Err(ClientError::ended("closed without a word")),
            }
        }
    }
}

impl Read {
    /// Takes the first whole event; what is only a sign of life is passed over.
    fn take(&mut self) -> Result<Option<ServerEvent>, ClientError> {
        while let Some(block) = self.block() {
            let event = event_in(&block)?;
            if event != ServerEvent::default() {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// Everything up to the next empty line.
    fn block(&mut self) -> Option<String> {
        let rest = self.bytes.get(self.seen..).unwrap_or_default();
        let Some(end) = rest.windows(2).position(|two| two == b"\n\n") else {
            self.seen = self.bytes.len().saturating_sub(1);
            return None;
        };
        let block: Vec<u8> = self.bytes.drain(..self.seen + end + 2).collect();
        self.seen = 0;
        Some(String::from_utf8_lossy(&block).into_owned())
    }
}

fn event_in(block: &str) -> Result<ServerEvent, ClientError> {
    let (mut event, mut name) = (ServerEvent::default(), "");
    for line in block.lines() {
        match line.split_once(": ") {
            Some(("id", id)) => event.id = Some(id.to_owned()),
            Some(("event", told)) => name = told,
            Some(("data", data)) => {
                let data = serde_json::from_str(data);
                event.data = Some(data.map_err(|_| ClientError::NotJson(block.to_owned()))?);
            }
            _ => {}
        }
    }
    if name == "close" { Err(ended(&event.data.unwrap_or_default())) } else { Ok(event) }
}

fn ended(told: &Value) -> ClientError {
    let code = told.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let reason = told.get("reason").and_then(Value::as_str).unwrap_or_default();
    ClientError::Ended { code, reason: format!("{reason} ({})", code.unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_are_read_as_they_come_in_pieces() {
        let first = b"retry: 2000\n\nid: a\n\n: still here\n\nid: b\ndata: {\"n\":1}\n\ndata: {\"n\"";
        let mut read = Read { bytes: first.to_vec(), seen: 0 };
        let place = read.take().unwrap().unwrap();
        assert_eq!(place, ServerEvent { id: Some("a".to_owned()), data: None });
        let kept = read.take().unwrap().unwrap();
        assert_eq!(kept, ServerEvent { id: Some("b".to_owned()), data: Some(json!({"n": 1})) });
        assert_eq!(read.take().unwrap(), None, "half of one");
        read.bytes.extend(b":2}\n");
        assert_eq!(read.take().unwrap(), None, "its last line is not over");
        read.bytes.extend(b"\n");
        let live = read.take().unwrap().unwrap();
        assert_eq!(live, ServerEvent { id: None, data: Some(json!({"n": 2})) });
    }

    #[test]
    fn a_stream_that_is_told_to_end_says_why() {
        let told = b"event: close\ndata: {\"code\":1001,\"reason\":\"the server stops\"}\n\n";
        let error = Read { bytes: told.to_vec(), seen: 0 }.take().unwrap_err();
        assert!(matches!(&error, ClientError::Ended { code: Some(1001), .. }), "{error}");
    }
}

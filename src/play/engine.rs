//! Walks the steps of a scenario. After every step its state can be kept, and a later engine goes on from there.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::matching::{Captures, UnknownCapture, filled};
use super::memory::{Memory, OutOfOrder, id_of};
use super::party::{Party, Role};
use super::script::{Action, Script, Step, kind_of};
use crate::client::{ClientError, ServerUrl};
use crate::credentials::Credentials;

/// A server that was started a moment ago answers within this.
const SERVER_STARTS_WITHIN: Duration = Duration::from_secs(15);
/// Both doors expect a sign of life at least this often.
const HEARTBEAT_EVERY: Duration = Duration::from_secs(4);

/// Who is seen writing keeps writing: a signal that nobody has seen yet is repeated this often.
const SIGNAL_EVERY: Duration = Duration::from_secs(1);

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The connection.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The server broke the rule that holds for every reader.
    #[error("the server broke the order of a session's frames: {0}")]
    OutOfOrder(#[from] OutOfOrder),
    /// The script uses a name it never captured.
    #[error(transparent)]
    UnknownCapture(#[from] UnknownCapture),
    /// The expected frame did not come.
    #[error("no such frame within {within:?}\n      wanted {wanted}\n      had    {}", seen_list(.seen))]
    NotSeen {
        /// What was waited for, captures filled in where known.
        wanted: Value,
        /// How long.
        within: Duration,
        /// Frames that came instead and nobody waited for.
        seen: Vec<Value>,
    },
    /// An agent whose secret we do not know.
    #[error("the credentials hold no agent {0:?}; name a credentials file with --credentials")]
    NoCredential(String),
    /// An application whose key we do not know.
    #[error("the credentials hold no application {0:?}; name a credentials file with --credentials")]
    NoKey(String),
    /// A step of somebody who never connected.
    #[error("{0} is not connected; a \"connect\" step must come first")]
    NotConnected(String),
}

fn seen_list(seen: &[Value]) -> String {
    let frames: Vec<String> = seen.iter().map(Value::to_string).collect();
    if frames.is_empty() { "nothing".to_owned() } else { frames.join("\n             ") }
}

/// Everything a later engine needs to go on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// What was captured.
    pub captures: Captures,
    /// Each player's memory, with frames read and not yet expected.
    pub parties: BTreeMap<String, (Memory, Vec<Value>)>,
}

/// Plays one scenario.
#[derive(Debug)]
pub struct Engine {
    server: ServerUrl,
    credentials: Option<Credentials>,
    captures: Captures,
    parties: BTreeMap<String, Party>,
    /// Signals sent since the last frame that was expected or had an id.
    signals: Vec<(String, Value)>,
    heartbeat_at: Instant,
    signal_at: Instant,
}

impl Engine {
    /// A new play. `run` makes the ids of this run differ from every other's: scripts write `${run}-1`.
    pub fn new(server: ServerUrl, credentials: Option<Credentials>, run: &str) -> Self {
        let mut captures = Captures::from([("run".to_owned(), json!(run))]);
        if let Some(credentials) = &credentials {
            captures.insert("platform".to_owned(), json!(credentials.platform));
        }
        let now = Instant::now();
        Self {
            server,
            credentials,
            captures,
            parties: BTreeMap::new(),
            signals: Vec::new(),
            heartbeat_at: now + HEARTBEAT_EVERY,
            signal_at: now + SIGNAL_EVERY,
        }
    }

    /// Goes on before step `next` (counted from 1): connects whoever was connected, sends again what was not answered,
    /// and repeats signals nobody had time to see.
    pub async fn resume(
        server: ServerUrl,
        credentials: Option<Credentials>,
        saved: Saved,
        script: &Script,
        next: usize,
    ) -> Result<Self, StepError> {
        let mut engine = Self::new(server, credentials, "");
        engine.captures = saved.captures;
        let by = Instant::now() + SERVER_STARTS_WITHIN;
        for (name, (memory, inbox)) in saved.parties {
            let role = engine.role(&name)?;
            let connected = memory.connected;
            let mut party = Party::new(role, memory, inbox);
            if connected {
                party.reconnect(&engine.server, by).await?;
            }
            engine.parties.insert(name, party);
        }
        for step in unseen_signals(script, next) {
            engine.play(step).await?;
        }
        Ok(engine)
    }

    /// What a later engine needs.
    pub fn saved(&self) -> Saved {
        let parties = self
            .parties
            .iter()
            .map(|(name, party)| (name.clone(), (party.memory.clone(), party.inbox.clone())))
            .collect();
        Saved { captures: self.captures.clone(), parties }
    }

    /// Plays one step.
    pub async fn play(&mut self, step: &Step) -> Result<(), StepError> {
        match &step.action {
            Action::Connect(fields) => {
                let fields = filled(&Value::Object(fields.clone()), &self.captures)?;
                let role = self.role(&step.party)?;
                let memory = Memory {
                    greeting: fields.as_object().cloned().unwrap_or_default(),
                    ..self.parties.get(&step.party).map(|party| party.memory.clone()).unwrap_or_default()
                };
                let mut party = Party::new(role, memory, Vec::new());
                party.connect(&self.server, Instant::now() + SERVER_STARTS_WITHIN).await?;
                self.parties.insert(step.party.clone(), party);
                Ok(())
            }
            Action::Disconnect => {
                self.signals.retain(|(name, _)| *name != step.party);
                self.party(&step.party)?.disconnect().await;
                Ok(())
            }
            Action::Send(frame) => {
                let frame = filled(frame, &self.captures)?;
                if !is_signal(&frame) {
                    self.signals.clear();
                } else if kind_of(&frame) != "heartbeat" {
                    self.signals.push((step.party.clone(), frame.clone()));
                    self.signal_at = Instant::now() + SIGNAL_EVERY;
                }
                Ok(self.party(&step.party)?.send(&frame).await?)
            }
            Action::Expect { what, within } => self.expect(&step.party, what, *within).await,
        }
    }

    async fn expect(&mut self, name: &str, what: &Value, within: Duration) -> Result<(), StepError> {
        let by = Instant::now() + within;
        loop {
            let captures = self.captures.clone();
            let pause = by.min(self.heartbeat_at).min(self.signal_at);
            let party = self.party(name)?;
            if let Some(captures) = party.take(what, &captures, pause).await? {
                self.captures = captures;
                self.signals.clear();
                return Ok(());
            }
            if Instant::now() >= by {
                let seen = party.inbox.clone();
                let wanted = filled(what, &captures).unwrap_or_else(|_| what.clone());
                return Err(StepError::NotSeen { wanted, within, seen });
            }
            self.heartbeat().await?;
            self.repeat_signals().await?;
        }
    }

    async fn repeat_signals(&mut self) -> Result<(), StepError> {
        if Instant::now() < self.signal_at {
            return Ok(());
        }
        self.signal_at = Instant::now() + SIGNAL_EVERY;
        for (name, frame) in self.signals.clone() {
            self.party(&name)?.send(&frame).await?;
        }
        Ok(())
    }

    /// A sign of life of everybody connected.
    async fn heartbeat(&mut self) -> Result<(), StepError> {
        if Instant::now() < self.heartbeat_at {
            return Ok(());
        }
        self.heartbeat_at = Instant::now() + HEARTBEAT_EVERY;
        for party in self.parties.values_mut().filter(|party| party.is_expected_to_live()) {
            let mut frame = json!({"type": "heartbeat"});
            if let (Some(user), Some(platform), Some(fields)) =
                (&party.memory.user, party.memory.greeting.get("platformId"), frame.as_object_mut())
            {
                fields.insert("userId".to_owned(), json!(user));
                fields.insert("platformId".to_owned(), platform.clone());
            }
            party.send(&frame).await?;
        }
        Ok(())
    }

    fn party(&mut self, name: &str) -> Result<&mut Party, StepError> {
        self.parties.get_mut(name).ok_or_else(|| StepError::NotConnected(name.to_owned()))
    }

    /// What a player is, with its secret.
    fn role(&self, name: &str) -> Result<Role, StepError> {
        let credentials = self.credentials.as_ref();
        if let Some(agent) = name.strip_prefix("agent:") {
            let found = credentials.and_then(|credentials| credentials.agent(Some(agent)));
            let found = found.ok_or_else(|| StepError::NoCredential(agent.to_owned()))?;
            return Ok(Role::Agent { token: found.token.clone() });
        }
        if let Some(name) = name.strip_prefix("app:") {
            let found = credentials.and_then(|credentials| credentials.application(name));
            let found = found.ok_or_else(|| StepError::NoKey(name.to_owned()))?;
            return Ok(Role::Application { key: found.key.clone() });
        }
        Ok(Role::Customer)
    }
}

/// Without an id nothing is stored and nothing is answered: typing, a heartbeat.
fn is_signal(frame: &Value) -> bool {
    id_of(frame).is_none()
}

/// Signals (frames without an id, such as typing) sent directly before step `next`: they are never stored, so after an
/// interruption whoever should see them needs them once more.
fn unseen_signals(script: &Script, next: usize) -> Vec<&Step> {
    let before = script.steps.get(..next.saturating_sub(1)).unwrap_or_default();
    let mut signals: Vec<&Step> = before
        .iter()
        .rev()
        .take_while(|step| matches!(&step.action, Action::Send(frame) if is_signal(frame)))
        .filter(|step| matches!(&step.action, Action::Send(frame) if kind_of(frame) != "heartbeat"))
        .collect();
    signals.reverse();
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script() -> Script {
        Script::parse(
            r#"{"as":"customer","send":{"type":"text","id":"t1"}}
               {"as":"customer","send":{"type":"heartbeat"}}
               {"as":"customer","send":{"type":"typing","text":"he"}}
               {"as":"customer","expect":{"type":"ack"}}"#,
        )
        .unwrap()
    }

    #[test]
    fn only_signals_directly_before_the_step_are_repeated() {
        let kinds = |next| -> Vec<String> {
            unseen_signals(&script(), next).iter().map(|step| step.to_string()).collect()
        };
        assert_eq!(kinds(4), ["customer     sends typing"]);
        assert!(kinds(2).is_empty(), "a text has an id and is resent by its own rule");
        assert!(kinds(5).is_empty(), "what came after the signal shows it was seen");
        assert!(kinds(1).is_empty());
    }

    #[test]
    fn what_is_saved_reads_back_the_same() {
        let mut engine = Engine::new(ServerUrl::default(), None, "r1");
        let memory = Memory { connected: true, user: Some("u1".to_owned()), ..Memory::default() };
        engine
            .parties
            .insert("customer".to_owned(), Party::new(Role::Customer, memory, vec![json!({"type": "ack"})]));
        let saved = engine.saved();
        let text = serde_json::to_string(&saved).unwrap();
        assert_eq!(serde_json::from_str::<Saved>(&text).unwrap(), saved);
    }

    #[test]
    fn an_agent_or_application_without_credentials_is_told_so() {
        let engine = Engine::new(ServerUrl::default(), None, "r1");
        assert!(matches!(engine.role("agent:anna"), Err(StepError::NoCredential(_))));
        assert!(matches!(engine.role("app:robot"), Err(StepError::NoKey(_))));
        assert!(matches!(engine.role("customer:two"), Ok(Role::Customer)));
    }

    #[tokio::test]
    async fn who_has_gone_repeats_no_signals() {
        let mut engine = Engine::new(ServerUrl::default(), None, "r1");
        for name in ["customer", "customer:tab"] {
            let party = Party::new(Role::Customer, Memory::default(), Vec::new());
            engine.parties.insert(name.to_owned(), party);
            engine.signals.push((name.to_owned(), json!({"type": "client_unload"})));
        }
        let step = Step { party: "customer:tab".to_owned(), action: Action::Disconnect };
        engine.play(&step).await.unwrap();
        let left: Vec<_> = engine.signals.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(left, ["customer"]);
    }
}

//! The book of settings: what sessions are given to decide with, kept in memory, replaced when an administrator writes.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use switchboard_core::agent::Patience;
use switchboard_core::flow::{Flow, FlowPin};
use switchboard_core::session::{Given, Policy};
use switchboard_core::{FlowId, PlatformId};
use switchboard_journal::accounts::{Configuration, PlatformTimes, PlatformValues};

/// A platform as the doors and its sessions see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Platform {
    /// As configured.
    pub values: PlatformValues,
    /// As its sessions are given it.
    pub policy: Arc<Policy>,
}

/// The book. Clones share it.
#[derive(Clone, Default)]
pub struct Book {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    platforms: DashMap<PlatformId, Arc<Platform>>,
    flows: DashMap<(FlowId, u64), Arc<Flow>>,
    patience: Patience,
}

impl Book {
    /// An empty book, with the agents' times that are process settings.
    pub fn new(patience: Patience) -> Self {
        Self { inner: Arc::new(Inner { patience, ..Inner::default() }) }
    }

    /// Takes over everything configured; sessions see it with their next command.
    pub fn read(&self, configuration: &Configuration) {
        for (pin, flow) in &configuration.flows {
            self.inner.flows.insert(pin.clone(), Arc::new(flow.clone()));
        }
        for (id, (version, values)) in &configuration.platforms {
            let newest = values.flow.as_ref().and_then(|flow| newest_version(configuration, flow));
            let policy = Arc::new(policy(*version, values, newest));
            self.inner.platforms.insert(id.clone(), Arc::new(Platform { values: values.clone(), policy }));
        }
    }

    /// A platform, if there is one of this name.
    pub fn platform(&self, id: &PlatformId) -> Option<Arc<Platform>> {
        self.inner.platforms.get(id).map(|platform| Arc::clone(&platform))
    }

    /// What a session of this platform decides with; its own pinned flow, or the platform's newest before it opens.
    pub fn given(&self, id: &PlatformId, pinned: Option<&FlowPin>) -> Option<Given> {
        let policy = Arc::clone(&self.platform(id)?.policy);
        let pin = pinned.or(policy.flow.as_ref());
        let flow = pin
            .and_then(|pin| self.inner.flows.get(&(pin.flow.clone(), pin.version)).map(|f| Arc::clone(&f)));
        Some(Given { policy, flow })
    }

    /// The agents' times.
    pub fn patience(&self) -> &Patience {
        &self.inner.patience
    }
}

fn newest_version(configuration: &Configuration, flow: &FlowId) -> Option<FlowPin> {
    let versions = configuration.flows.keys().filter(|(id, _)| id == flow);
    versions.map(|(_, version)| *version).max().map(|version| FlowPin { flow: flow.clone(), version })
}

fn policy(version: u64, values: &PlatformValues, flow: Option<FlowPin>) -> Policy {
    let PlatformTimes { silent_after_ms, released_for_ms, lost_for_ms, .. } = values.times;
    Policy {
        version,
        language: values.language.clone(),
        flow,
        bot_name: values.bot_name.clone(),
        queue: values.queue.clone(),
        silent_after: Duration::from_millis(silent_after_ms),
        released_for: Duration::from_millis(released_for_ms),
        lost_for: Duration::from_millis(lost_for_ms),
        prefer_same_agent_for: Duration::from_millis(values.times.prefer_same_agent_for_ms),
        pause_after_typing: Duration::from_millis(values.times.pause_after_typing_ms),
        queue_guard: Duration::from_secs(10),
        notices: values.notices.clone(),
    }
}

//! The book of settings: what sessions are given to decide with, kept in memory, replaced when an administrator writes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use switchboard_core::agent::{self, Patience};
use switchboard_core::call::{self, Lines};
use switchboard_core::flow::{Flow, FlowPin};
use switchboard_core::session::{BotKind, DeskKind, END, Given, Policy};
use switchboard_core::{Codes, FlowId, PlatformId, WorkspaceId};
use switchboard_journal::accounts::{Configuration, PlatformValues};
use switchboard_journal::settings::{Redaction, WorkspaceValues};

use crate::redaction::Redactor;

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
    /// Rules with what was made of them.
    redactors: DashMap<WorkspaceId, (Redaction, Arc<Redactor>)>,
    workspaces: DashMap<WorkspaceId, Arc<WorkspaceValues>>,
    /// Who is meant by the names of each workspace's telephony provider.
    lines: DashMap<WorkspaceId, Arc<Lines>>,
    patience: Patience,
    /// What calls are given that is a process setting.
    calls: call::Given,
}

impl Book {
    /// An empty book, with the agents' times that are process settings.
    pub fn new(patience: Patience) -> Self {
        Self::with_calls(patience, call::Given::default())
    }

    /// The same, with what calls are given; whose their provider's names are is read with everything configured.
    pub fn with_calls(patience: Patience, calls: call::Given) -> Self {
        Self { inner: Arc::new(Inner { patience, calls, ..Inner::default() }) }
    }

    /// Takes over everything configured; sessions see it with their next command.
    pub fn read(&self, configuration: &Configuration) {
        for (pin, flow) in &configuration.flows {
            self.inner.flows.insert(pin.clone(), Arc::new(flow.clone()));
        }
        for (id, values) in &configuration.workspaces {
            self.inner.workspaces.insert(id.clone(), Arc::new(values.clone()));
        }
        for (workspace, lines) in lines(configuration) {
            self.inner.lines.insert(workspace, Arc::new(lines));
        }
        for (id, (version, values)) in &configuration.platforms {
            let policy = Arc::new(policy(*version, values, configuration));
            self.inner.platforms.insert(id.clone(), Arc::new(Platform { values: values.clone(), policy }));
        }
        for (workspace, rules) in &configuration.redactions {
            let is_known = self.inner.redactors.get(workspace).is_some_and(|known| known.0 == *rules);
            if !is_known {
                let ready = (rules.clone(), Arc::new(Redactor::of_kept(rules)));
                self.inner.redactors.insert(workspace.clone(), ready);
            }
        }
    }

    /// What a workspace wants taken out of its texts; none where that is nothing.
    pub fn redactor(&self, workspace: &WorkspaceId) -> Option<Arc<Redactor>> {
        let known = self.inner.redactors.get(workspace)?;
        (!known.1.is_idle()).then(|| Arc::clone(&known.1))
    }

    /// A platform, if there is one of this name.
    pub fn platform(&self, id: &PlatformId) -> Option<Arc<Platform>> {
        self.inner.platforms.get(id).map(|platform| Arc::clone(&platform))
    }

    /// Whether any platform lists this page (`https://example.org`).
    pub fn lists_page(&self, page: &str) -> bool {
        self.inner
            .platforms
            .iter()
            .any(|platform| platform.values.origins.iter().any(|listed| listed == page))
    }

    /// What a session of this platform decides with; its own pinned flow, or the platform's published one before it opens.
    pub fn given(&self, id: &PlatformId, pinned: Option<&FlowPin>) -> Option<Given> {
        let policy = Arc::clone(&self.platform(id)?.policy);
        let pin = pinned.or(policy.flow.as_ref());
        let flow = pin
            .and_then(|pin| self.inner.flows.get(&(pin.flow.clone(), pin.version)).map(|f| Arc::clone(&f)));
        Some(Given { policy, flow })
    }

    /// A workspace's own settings; as nobody has settled anything where there are none.
    pub fn workspace(&self, id: &WorkspaceId) -> Arc<WorkspaceValues> {
        self.inner.workspaces.get(id).map(|values| Arc::clone(&values)).unwrap_or_default()
    }

    /// What calls of a workspace decide with.
    pub fn given_to_calls(&self, workspace: Option<&WorkspaceId>) -> call::Given {
        let lines = workspace.and_then(|id| self.inner.lines.get(id).map(|lines| Arc::clone(&lines)));
        call::Given { lines: lines.unwrap_or_default(), ..self.inner.calls.clone() }
    }

    /// What agents of a workspace decide with.
    pub fn given_to_agents(&self, workspace: Option<&WorkspaceId>) -> agent::Given {
        let values = workspace.map(|id| self.workspace(id)).unwrap_or_default();
        let patience = self.inner.patience.clone();
        agent::Given { patience, break_reasons: Codes::of(&values.break_reasons) }
    }
}

/// A provider's names of our queues and agents: their own ids, and what the workspace says besides.
fn lines(configuration: &Configuration) -> BTreeMap<WorkspaceId, Lines> {
    let mut all: BTreeMap<WorkspaceId, Lines> = BTreeMap::new();
    for (workspace, queue) in configuration.queues.keys() {
        let lines = all.entry(workspace.clone()).or_default();
        lines.queues.insert(queue.to_string(), queue.clone());
    }
    for (workspace, agent) in configuration.agents.keys() {
        let lines = all.entry(workspace.clone()).or_default();
        lines.agents.insert(agent.as_str().to_lowercase(), agent.clone());
    }
    for (workspace, values) in &configuration.workspaces {
        let lines = all.entry(workspace.clone()).or_default();
        let said = &values.telephony;
        lines.queues.extend(said.queues.clone());
        lines.agents.extend(said.agents.iter().map(|(name, agent)| (name.to_lowercase(), agent.clone())));
        lines.call_takes = said.call_takes;
    }
    all
}

fn published_version<'a>(configuration: &'a Configuration, flow: &FlowId) -> Option<&'a Flow> {
    let version = configuration.published.get(flow)?;
    configuration.flows.get(&(flow.clone(), *version))
}

fn policy(version: u64, values: &PlatformValues, configuration: &Configuration) -> Policy {
    let ms = Duration::from_millis;
    let times = &values.times;
    let flow = values.flow.as_ref().filter(|_| values.bot == BotKind::Flow);
    let bot_key = if let BotKind::Key { key } = &values.bot { Some(key.clone()) } else { None };
    let desk_key = if let DeskKind::Key { key } = &values.desk { Some(key.clone()) } else { None };
    Policy {
        version,
        language: values.language.clone(),
        flow: flow.and_then(|flow| published_version(configuration, flow)).map(Flow::pin),
        bot_key,
        desk_key,
        groups: groups(values, configuration),
        bot_name: values.bot_name.clone(),
        queue: values.queue.clone(),
        messages_queue: values.messages_queue.clone(),
        silent_after: ms(times.silent_after_ms),
        released_for: ms(times.released_for_ms),
        lost_for: ms(times.lost_for_ms),
        unload_grace: ms(times.unload_grace_ms),
        prefer_same_agent_for: ms(times.prefer_same_agent_for_ms),
        only_agent_for: ms(times.only_agent_for_ms),
        pause_after_typing: ms(times.pause_after_typing_ms),
        warn_silent_after: ms(times.warn_silent_after_ms),
        close_silent_after: ms(times.close_silent_after_ms),
        queue_guard: Duration::from_secs(10),
        wrap_up_codes: configuration
            .workspaces
            .get(&values.workspace)
            .map(|workspace| Codes::of(&workspace.wrap_up_codes))
            .unwrap_or_default(),
        notices: values.notices.clone(),
    }
}

/// The published version of each group's script, and a polite end in any case.
fn groups(values: &PlatformValues, configuration: &Configuration) -> BTreeMap<String, Arc<Flow>> {
    let own = values.groups.iter().filter_map(|(group, flow)| {
        Some((group.clone(), Arc::new(published_version(configuration, flow)?.clone())))
    });
    let built_in = Flow::closing(&values.notices.closing);
    built_in.into_iter().map(|flow| (END.to_owned(), Arc::new(flow))).chain(own).collect()
}

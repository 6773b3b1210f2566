//! Platforms as configured: entry points for customers. Their ids are unique in the installation, since customers' pages
//! name nothing else; a platform is never deleted.

use std::collections::BTreeSet;

use switchboard_core::{FlowId, PlatformId};
use switchboard_journal::accounts::PlatformValues;
use switchboard_journal::settings::Change;

use super::answer::Answer;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::queues;
use super::settings::{Faults, Setting};
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

const MOST_ORIGINS: usize = 100;
/// A heartbeat comes this often, in milliseconds.
const HEARTBEAT_MS: std::ops::RangeInclusive<u64> = 1_000..=60_000;
/// Thirty days, in milliseconds.
const LONGEST_MS: u64 = 30 * 86_400_000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/platforms", Deed::SeeSettings, list)
            .says("The workspace's platforms", "In order of their ids."),
        Operation::get("/platforms/{platform}", Deed::SeeSettings, one)
            .says("One platform", "Its ETag is what an edit names."),
        Operation::put("/platforms/{platform}", Deed::Configure, put).refuses(&[Problem::Refused("name_taken")]).says(
            "Makes or changes a platform",
            "`workspace` must be the caller's own. Open sessions go by the new settings from their next step on; the \
             version of the flow they began with stays theirs.",
        ),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Setting<PlatformValues>>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let all = call.look(move |views| views.configured_platforms(&workspace)).await?;
    let all = all.into_iter().map(|(platform, version, settings)| Setting::new(platform, version, settings));
    Ok(Answer::new(call.query.of(all, |platform| platform.id.clone())?))
}

async fn one(call: Call) -> Result<Answer<Setting<PlatformValues>>, Failed> {
    let (workspace, platform) = (call.caller()?.workspace.clone(), call.named::<PlatformId>("platform")?);
    let id = platform.clone();
    let found = call.look(move |views| views.configured_platform(&workspace, &id)).await?;
    let (version, settings) = found.ok_or(Problem::NotFound)?;
    Ok(Setting::new(platform, version, settings).shown())
}

async fn put(call: Call<Json<PlatformValues>>) -> Result<Answer<Setting<PlatformValues>>, Failed> {
    let platform: PlatformId = call.named("platform")?;
    let values = call.body.0.clone();
    let queues = queues::ids(&call).await?;
    let workspace = call.caller()?.workspace.clone();
    let is_own = values.workspace == workspace;
    let flows = call.look(move |views| views.configured_flows(&workspace)).await?;
    let published: BTreeSet<FlowId> =
        flows.into_iter().filter(|flow| flow.published.is_some()).map(|flow| flow.id).collect();
    let mut faults = Faults::default();
    faults.unless(is_own, "workspace", "foreign_workspace", "the caller's own workspace");
    faults.name("name", &values.name);
    faults.unless(queues.contains(&values.queue), "queue", "unknown_queue", "no such queue");
    let flow = values.flow.as_ref().is_none_or(|flow| published.contains(flow));
    faults.unless(flow, "flow", "unknown_flow", "no such flow is published");
    for (group, flow) in &values.groups {
        faults.unless(
            published.contains(flow),
            &format!("groups.{group}"),
            "unknown_flow",
            "no such flow is published",
        );
    }
    let messages = values.messages_queue.as_ref().is_none_or(|queue| queues.contains(queue));
    faults.unless(messages, "messages_queue", "unknown_queue", "no such queue");
    faults.list("origins", &values.origins, MOST_ORIGINS);
    for (place, origin) in values.origins.iter().enumerate() {
        faults.unless(
            is_origin(origin),
            &format!("origins[{place}]"),
            "not_an_origin",
            "https://host, no path",
        );
    }
    times(&mut faults, &values);
    faults.none()?;
    call.put(&platform, values.clone(), Change::Platform(platform.clone(), Box::new(values))).await
}

/// Scheme and authority, as a browser spells them: nothing after, no capitals.
fn is_origin(origin: &str) -> bool {
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| {
        (1..=260).contains(&authority.len())
            && authority.bytes().all(|byte| {
                byte.is_ascii_lowercase()
                    || byte.is_ascii_digit()
                    || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    })
}

fn times(faults: &mut Faults, values: &PlatformValues) {
    let times = &values.times;
    let beat = HEARTBEAT_MS.contains(&times.heartbeat_every_ms);
    faults.unless(beat, "times.heartbeat_every_ms", "out_of_range", "1 to 60 seconds, in milliseconds");
    let rising =
        times.heartbeat_every_ms < times.unstable_after_ms && times.unstable_after_ms < times.lost_after_ms;
    let order = "heartbeat_every_ms, unstable_after_ms and lost_after_ms must rise";
    faults.unless(rising, "times", "out_of_order", order);
    for (name, time) in [
        ("silent_after_ms", times.silent_after_ms),
        ("released_for_ms", times.released_for_ms),
        ("lost_for_ms", times.lost_for_ms),
        ("lost_after_ms", times.lost_after_ms),
        ("prefer_same_agent_for_ms", times.prefer_same_agent_for_ms),
        ("unload_grace_ms", times.unload_grace_ms),
        ("only_agent_for_ms", times.only_agent_for_ms),
        ("warn_silent_after_ms", times.warn_silent_after_ms),
        ("close_silent_after_ms", times.close_silent_after_ms),
        ("typing_off_after_ms", times.typing_off_after_ms),
        ("preview_for_ms", times.preview_for_ms),
        ("pause_after_typing_ms", times.pause_after_typing_ms),
    ] {
        faults.unless(time <= LONGEST_MS, &format!("times.{name}"), "out_of_range", "at most 30 days");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_spelled_as_browsers_do() {
        for good in ["https://www.example.org", "http://localhost:8080", "https://[::1]:7700"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in
            ["https://", "https://A.org", "https://a.org/", "a.org", "ftp://a.org", "https://a.org?x", "*"]
        {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}

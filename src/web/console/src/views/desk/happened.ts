// What happened, in one sentence.

import type { Labelled } from "../../../../shared/console.gen";
import type { Names, Told } from "../../store/state";
import { knownWord, label, t, word } from "../../text/text";
import { clock, span } from "../../text/time";

export function happened(told: Told, names: Names, codes: readonly Labelled[]): string | null {
  const { event } = told;
  const agent = (id: string | undefined) => (id ? (names.agents[id] ?? id) : t("party.somebody"));
  const queue = (id: string | undefined) => (id ? (names.queues[id] ?? id) : "");
  const by = told.actor.startsWith("agent:") ? agent(told.actor.slice(6)) : word("actor", told.actor.split(":")[0] ?? "");
  switch (event.kind) {
    case "opened":
      return t("event.opened", { platform: names.platforms[event.platform] ?? event.platform });
    case "presence_changed":
      return word("event.presence", event.unloaded ? "unloaded" : event.presence);
    case "queued":
      return t("event.queued", { queue: queue(event.queue), why: word("queued_why", event.why) });
    case "assigned":
      return t("event.assigned", { agent: agent(event.agent) });
    case "transferred":
      return event.toAgent
        ? t("event.transferred_to_agent", { by, agent: agent(event.toAgent) })
        : t("event.transferred_to_queue", { by, queue: queue(event.toQueue) });
    case "put_back":
      return t("event.put_back", { by });
    case "taken_over":
      return t("event.taken_over", { agent: agent(event.by) });
    case "handed_to_bot":
      return event.group === "end" ? t("event.ended_politely", { by }) : t("event.handed_to_bot", { by });
    case "handed_to_desk":
      return t("event.handed_to_desk");
    case "agent_done":
      return t("event.agent_done", { agent: agent(event.agent), at: clock(event.closeAt) });
    case "agent_vanished":
      return t("event.agent_vanished", { agent: agent(event.agent) });
    case "stepped_in":
      return t("event.stepped_in", { agent: agent(event.agent) });
    case "stepped_out":
      return t("event.stepped_out", { agent: agent(event.agent) });
    case "watch_began":
      return t("event.watch_began", { agent: agent(event.agent) });
    case "watch_ended":
      return t("event.watch_ended", { agent: agent(event.agent) });
    case "silence_warned":
      return t("event.silence_warned");
    case "released_for_silence":
      return t("event.released_for_silence");
    case "turned_away":
      return t("event.turned_away", { why: word("turned_away_why", event.why) });
    case "overflowed":
      return t("event.overflowed", { queue: queue(event.to) });
    case "platform_closed":
      return t("event.platform_closed");
    case "wrapped_up":
      return t("event.wrapped_up", { agent: agent(event.agent), code: codeName(event.code, codes) });
    case "desk_done":
      return t("event.desk_done");
    case "flow_broken":
      return t("event.flow_broken", { node: event.node });
    case "rated":
      return t("event.rated", { score: event.onScale?.value ?? event.score, most: event.onScale?.most ?? 5 });
    case "remarked":
      return knownWord("remark", event.label);
    case "amended":
      return event.label ? knownWord("remark", event.label) : knownWord("thumb", event.rating || "none");
    case "closed":
      return t("event.closed", { why: word("closed_why", event.why) });
    default:
      return null;
  }
}

function codeName(code: string, codes: readonly Labelled[]): string {
  const found = codes.find((one) => one.code === code);
  return found ? label(found.label) : code;
}

export function waitOf(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "–" : span(ms);
}

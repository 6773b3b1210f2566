// The call board: telephone calls as they are now, pushed line by line, and one of them event by event.

import { useEffect, useState } from "react";
import type { CallLine } from "../../../../shared/console.gen";
import { useConsole, useNow, useStore } from "../../app/context";
import { callLines, type CallFilter, type CallState } from "../../store/calls";
import { t, word } from "../../text/text";
import { span } from "../../text/time";
import { Table } from "../parts/table";
import { Figure } from "../parts/figure";
import { Name } from "../parts/name";
import { Timeline } from "./timeline";

const STATES: CallState[] = ["new", "standby", "waiting", "ongoing", "finished"];

/** A board of thousands is read by its figures and filters; so many lines are drawn. */
const DRAWN = 200;

export function Calls({ call }: { call?: string }) {
  const now = useNow(1_000);
  const { go } = useConsole();
  const calls = useStore((state) => state.calls);
  const [filter, setFilter] = useState<CallFilter>({ state: null, queue: "", text: "" });
  useEffect(() => {
    document.title = `${t("page.calls")} · Switchboard`;
  }, []);
  const all = [...calls.values()];
  const waits = all.filter((one) => one.state === "waiting").map((one) => now - Date.parse(one.since));
  const queues = [...new Set(all.map(queueOf).filter((queue) => queue !== ""))].sort();
  const lines = callLines(calls, filter);
  const count = (state: CallState) => all.filter((one) => one.state === state).length;
  return (
    <main className="board calls" aria-label={t("page.calls")}>
      <h1 className="visually-hidden">{t("page.calls")}</h1>
      <ul className="figures">
        <Figure text={t("calls.waiting")} value={String(waits.length)} />
        <Figure text={t("calls.longest")} value={waits.length > 0 ? span(Math.max(...waits)) : "–"} />
        <Figure text={t("calls.ongoing")} value={String(count("ongoing"))} />
        <Figure text={t("calls.arriving")} value={String(count("new") + count("standby"))} />
      </ul>
      <section className="card">
        <div className="chips" role="group" aria-label={t("calls.filter")}>
          {STATES.map((state) => (
            <button
              key={state}
              type="button"
              className="chip"
              aria-pressed={filter.state === state}
              onClick={() => setFilter({ ...filter, state: filter.state === state ? null : state })}
            >
              {word("call", state)} <span className="count">{count(state)}</span>
            </button>
          ))}
          <select className="field" aria-label={t("calls.queue")} value={filter.queue} onChange={(event) => setFilter({ ...filter, queue: event.target.value })}>
            <option value="">{t("calls.every_queue")}</option>
            {queues.map((queue) => (
              <option key={queue}>{queue}</option>
            ))}
          </select>
          <input
            className="field"
            type="search"
            aria-label={t("calls.search")}
            placeholder={t("calls.search")}
            value={filter.text}
            onChange={(event) => setFilter({ ...filter, text: event.target.value })}
          />
        </div>
        <Lines lines={lines.slice(0, DRAWN)} now={now} selected={call} />
        {lines.length === 0 && <p className="hint">{t("calls.none")}</p>}
        {lines.length > DRAWN && <p className="hint">{t("calls.more", { count: lines.length - DRAWN })}</p>}
      </section>
      {call !== undefined && <Timeline key={call} call={call} onClose={() => go({ at: "calls" })} />}
    </main>
  );
}

/** Our queue's id, or the provider's own name of one that is none of ours. */
export function queueOf(line: CallLine): string {
  return line.queue ?? line.providerQueue ?? "";
}

function Lines({ lines, now, selected }: { lines: CallLine[]; now: number; selected: string | undefined }) {
  const { go } = useConsole();
  const queues = useStore((state) => state.names.queues);
  const agents = useStore((state) => state.names.agents);
  return (
    <Table columns={(["state", "caller", "queue", "agent", "in_state", "in_all"] as const).map((name) => t(`calls.column_${name}`))}>
      {lines.map((one) => (
        <tr key={one.call} className={one.call === selected ? "table-selected" : undefined}>
          <td>
            <span className={`state call-${one.state}`}>
              {word("call", one.state)}
              {one.abandoned && ` · ${t("calls.abandoned")}`}
              {one.lostSight && ` · ${t("calls.lost_sight")}`}
            </span>
          </td>
          <th scope="row">
            <button type="button" className="button-link" onClick={() => go({ at: "calls", call: one.call })}>
              <Name of={one.theirNumber ?? one.call} />
            </button>
            {one.direction && <span className="hint"> {word("direction", one.direction)}</span>}
          </th>
          <td>
            <Name of={queues[queueOf(one)] ?? (queueOf(one) || "–")} />
          </td>
          <td>
            {one.actors.map((actor, place) => (
              <span key={place} className="load">
                <Name of={(actor.agent && agents[actor.agent]) || actor.name || actor.extension || "–"} />
              </span>
            ))}
          </td>
          <td>{span((one.state === "finished" ? Date.parse(one.updatedAt) : now) - Date.parse(one.since))}</td>
          <td>{span((one.state === "finished" ? Date.parse(one.since) : now) - Date.parse(one.createdAt))}</td>
        </tr>
      ))}
    </Table>
  );
}

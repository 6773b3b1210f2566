// The supervisors' board: queues and agents as they are now, pushed line by line.

import { useEffect, useState } from "react";
import { useConsole, useNow, useStore } from "../../app/context";
import type { AgentLine, QueueLine } from "../../../../shared/console.gen";
import { label, t, word } from "../../text/text";
import { clock, span } from "../../text/time";
import { Table } from "../parts/table";
import { Figure } from "../parts/figure";
import { Menu } from "../parts/menu";
import { Name } from "../parts/name";
import { Alarms } from "./alarms";
import { Quarantine } from "./quarantine";
import { hundredths, level } from "../../store/level";
import { administers } from "../../store/select";

/** Fewer than so many hundredths in time need somebody. */
const ENOUGH = 80;

export function Board() {
  const now = useNow(1_000);
  const queues = useStore((state) => state.queues);
  const agents = useStore((state) => state.agents);
  const rows = useStore((state) => state.rows);
  const isAdmin = useStore(administers);
  useEffect(() => {
    document.title = `${t("page.board")} · Switchboard`;
  }, []);
  const waits = [...rows.values()].filter((row) => row.standing === "queued").map((row) => now - Date.parse(row.since));
  const served = [...rows.values()].filter((row) => row.standing === "agent").length;
  const longest = waits.length > 0 ? Math.max(...waits) : null;
  const lines = Object.values(agents);
  const boards = Object.values(queues);
  const all = level(boards.flatMap(({ ended }) => ended), now);
  const share = hundredths(all);
  const patience = Math.max(0, ...boards.filter(({ waiting }) => waiting > 0).map(({ answerWithin }) => answerWithin));
  const ready = lines.filter((one) => one.ready && one.reachable).length;
  return (
    <main className="board" aria-label={t("page.board")}>
      <h1 className="visually-hidden">{t("page.board")}</h1>
      <ul className="figures">
        <Figure text={t("board.waiting")} value={String(waits.length)} isBad={waits.length > 0 && ready === 0} />
        <Figure text={t("board.longest")} value={longest === null ? "–" : span(longest)} isBad={longest !== null && longest > patience} />
        <Figure
          text={t("board.level")}
          value={share === null ? "–" : `${share} %`}
          hint={t("board.level_of", { in_time: all.inTime, of: all.of })}
          isBad={share !== null && share < ENOUGH}
        />
        <Figure text={t("board.gave_up")} value={String(all.gaveUp)} hint={t("board.last_hour")} />
        <Figure text={t("board.served")} value={String(served)} />
        <Figure text={t("board.agents_ready")} value={`${ready} / ${lines.length}`} />
      </ul>
      <Alarms />
      <section className="card">
        <h2>{t("board.queues")}</h2>
        <Queues lines={boards} now={now} />
      </section>
      <section className="card">
        <h2>{t("board.agents")}</h2>
        <Agents lines={lines} now={now} />
      </section>
      <Quarantine mayRelease={isAdmin} />
    </main>
  );
}

function Queues({ lines, now }: { lines: QueueLine[]; now: number }) {
  const names = useStore((state) => state.names.queues);
  const { store, go } = useConsole();
  const show = (queue: string) => {
    store.tell([{ do: "tab", tab: "waiting" }, { do: "search", text: names[queue] ?? queue }]);
    go({ at: "desk" });
  };
  return (
    <Table columns={(["queue", "waiting", "oldest", "level", "estimate", "working", "open"] as const).map((name) => t(`board.column_${name}`))}>
      {lines.map((one) => (
        <tr key={one.queue} className={one.waiting > 0 && one.working === 0 ? "table-bad" : undefined}>
          <th scope="row">
            <button type="button" className="button-link" onClick={() => show(one.queue)}>
              <Name of={names[one.queue] ?? one.queue} />
            </button>
          </th>
          <td>
            {one.waiting}
            {one.maxLength !== null && <span className="hint"> / {one.maxLength}</span>}
          </td>
          <td>{one.oldest ? span(now - Date.parse(one.oldest)) : "–"}</td>
          <td>
            <QueueLevel line={one} now={now} />
          </td>
          <td>{estimate(one, now)}</td>
          <td>{one.working}</td>
          <td>
            {one.open ? t("board.open") : t("board.closed")}
            {one.changesAt && <span className="hint"> {t("board.until", { at: clock(one.changesAt) })}</span>}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function QueueLevel({ line, now }: { line: QueueLine; now: number }) {
  const its = level(line.ended, now);
  const share = hundredths(its);
  return (
    <>
      <span className={share !== null && share < ENOUGH ? "level-bad" : undefined}>{share === null ? "–" : `${share} %`}</span>{" "}
      <span className="hint">{t("board.within", { time: span(line.answerWithin) })}</span>
    </>
  );
}

/** What a newcomer would wait; a line that has stood still for long does not know. */
function estimate({ estimatedWait, estimateEnds }: QueueLine, now: number): string {
  const known = estimatedWait !== null && (estimateEnds === null || now < Date.parse(estimateEnds));
  return known ? `≈ ${span(estimatedWait)}` : "–";
}

const STATES = ["ready", "away", "unreachable"] as const;

function Agents({ lines, now }: { lines: AgentLine[]; now: number }) {
  const console = useConsole();
  const names = useStore((state) => state.names.agents);
  const reasons = useStore((state) => state.me?.breakReasons ?? []);
  const [filter, setFilter] = useState<(typeof STATES)[number] | null>(null);
  const stateOf = (one: AgentLine) => (!one.reachable ? "unreachable" : one.ready ? "ready" : "away");
  const shown = lines.filter((one) => filter === null || stateOf(one) === filter);
  const reasonOf = (one: AgentLine) => {
    if (!one.reason) return "";
    return label(reasons.find(({ code }) => code === one.reason)?.label ?? { en: one.reason });
  };
  return (
    <>
      <div className="chips" role="group" aria-label={t("board.filter")}>
        {STATES.map((state) => (
          <button key={state} type="button" className="chip" aria-pressed={filter === state} onClick={() => setFilter(filter === state ? null : state)}>
            {t(`board.${state}`)} <span className="count">{lines.filter((one) => stateOf(one) === state).length}</span>
          </button>
        ))}
      </div>
      <Table columns={(["agent", "state", "since", "load"] as const).map((name) => t(`board.column_${name}`))} hasDeeds>
        {shown.map((one) => (
          <tr key={one.agent}>
            <th scope="row">
              <Name of={names[one.agent] ?? one.agent} />
            </th>
            <td>
              <span className={`state state-${stateOf(one)}`}>
                {t(`board.${stateOf(one)}`)} {reasonOf(one)}
              </span>
            </td>
            <td>{span(now - Date.parse(one.since))}</td>
            <td>
              {Object.entries(one.capacities).map(([channel, of]) => (
                <span key={channel} className="load">
                  {word("channel", channel)} {one.loads[channel as keyof typeof one.loads] ?? 0}/{of}
                </span>
              ))}
            </td>
            <td>
              <Menu
                className="button button-small"
                button={t("board.force")}
                label={t("board.force_agent", { name: names[one.agent] ?? one.agent })}
                items={[
                  { text: t("board.force_ready"), onPick: () => console.ask({ type: "force", agent: one.agent, ready: true }) },
                  { text: t("board.force_away"), onPick: () => console.ask({ type: "force", agent: one.agent, ready: false }) },
                  ...reasons.map(({ code, label: texts }) => ({
                    text: t("intent.away_for", { reason: label(texts) }),
                    onPick: () => console.ask({ type: "force", agent: one.agent, ready: false, reason: code }),
                  })),
                ]}
              />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

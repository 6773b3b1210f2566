// Why this agent: the record of the queue's choice, as it was journaled with the choice itself.

import type { Shape } from "../../api/shapes";
import { useState } from "react";
import { Problem } from "../../api/api";
import { useConsole, useStore } from "../../app/context";
import { t, word } from "../../text/text";
import { clock, span } from "../../text/time";

type Decision = Shape<"Decision">;

export function Why({ session, queue }: { session: string; queue?: string }) {
  const { api } = useConsole();
  const me = useStore((state) => state.me?.agent);
  const agents = useStore((state) => state.names.agents);
  const queues = useStore((state) => state.names.queues);
  const [found, setFound] = useState<Decision[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = () => {
    api.get<{ items: Decision[] }>(`/sessions/${session}/decisions`).then(
      ({ items }) => setFound(items),
      (why: unknown) => setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed")),
    );
  };
  if (problem) return <p className="hint">{problem}</p>;
  if (!found) {
    return (
      <button type="button" className="button-link why-ask" onClick={ask}>
        {queue ? t("why.me") : t("why.show")}
      </button>
    );
  }
  if (found.length === 0) return <p className="hint">{t("why.none")}</p>;
  const name = (agent: string): string => (agent === me ? t("why.you") : (agents[agent] ?? agent));
  return (
    <ol className="why">
      {(queue ? found.slice(-1) : found).map((decision) => (
        <li key={decision.at}>
          <p className="why-head">
            <time dateTime={decision.at}>{clock(decision.at)}</time> {decision.queue ? (queues[decision.queue] ?? decision.queue) : ""}:{" "}
            <strong>{decision.agent ? (decision.agent === me ? t("why.you_were") : t("why.chose", { agent: name(decision.agent) })) : decision.offer ? t("why.colleague") : t("why.nobody")}</strong>
          </p>
          <ul>
            {decision.reasons.map(({ verdict, agents: whom, others }) => (
              <li key={verdict}>
                <em>{word("verdict", verdict)}</em>: {[...whom.map(name), ...(others ? [t("why.others", { count: others })] : [])].join(", ")}
              </li>
            ))}
            {decision.best.map(({ agent, loads, capacities, idle_since }) => (
              <li key={`best ${agent}`} className="why-known">
                {name(agent)}: {slots(loads, capacities)}, {t("why.idle", { time: span(Date.parse(decision.at) - Date.parse(idle_since)) })}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function slots(loads: Record<string, number>, capacities: Record<string, number>): string {
  return Object.entries(capacities)
    .map(([channel, of]) => `${word("channel", channel)} ${loads[channel] ?? 0}/${of}`)
    .join(", ");
}

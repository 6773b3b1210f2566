// What the server finds wrong with itself. On every good day there is nothing, and then nothing is shown.

import type { Shape } from "../../api/shapes";
import { useCallback, useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { date } from "../../text/time";
import { Name } from "../parts/name";

type Alarm = Shape<"Alarm">;

const AGAIN = 15_000;

export function Alarms() {
  const { api } = useConsole();
  const [found, setFound] = useState<Alarm[]>([]);
  const load = useCallback(() => api.get<{ items: Alarm[] }>("/live/alarms").then(({ items }) => setFound(items), () => {}), [api]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), AGAIN);
    return () => clearInterval(timer);
  }, [load]);
  if (found.length === 0) return null;
  return (
    <section className="card card-bad" role="alert">
      <h2>{t("alarms.title")}</h2>
      <p className="hint">{t("alarms.hint")}</p>
      <ul className="set-aside">
        {found.map(({ invariant, subject, says, since }) => (
          <li key={`${invariant} ${subject}`}>
            <code>{subject}</code> <Name of={says} /> <span className="hint">{t("alarms.since", { at: date(since) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

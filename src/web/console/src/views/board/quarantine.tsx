// What failed again and again and was set aside: subjects, which can be let go on, and what they owe others.

import type { Shape } from "../../api/shapes";
import { useCallback, useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";

type Quarantined = Shape<"Quarantined">;
type SetAside = Shape<"SetAside">;

/** Whoever leads sees it; `mayRelease`: an administrator, who may let it go on. */
export function Quarantine({ mayRelease }: { mayRelease: boolean }) {
  const { api } = useConsole();
  const [items, setItems] = useState<Quarantined[]>([]);
  const [owed, setOwed] = useState<SetAside[]>([]);
  const load = useCallback(async () => {
    const [subjects, messages] = await Promise.allSettled([
      api.get<{ items: Quarantined[] }>("/quarantine"),
      api.get<{ items: SetAside[] }>("/outbox/set-aside"),
    ]);
    setItems(subjects.status === "fulfilled" ? subjects.value.items : []);
    setOwed(messages.status === "fulfilled" ? messages.value.items : []);
  }, [api]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 15_000);
    return () => clearInterval(timer);
  }, [load]);
  const release = (subject: string) => void api.ask("POST", "/quarantine/releases", { body: { subject } }).then(load, load);
  return (
    <section className="card">
      <h2>{t("quarantine.title")}</h2>
      {items.length + owed.length === 0 && <p className="hint">{t("quarantine.none")}</p>}
      <ul className="set-aside">
        {items.map(({ subject, cause, waiting }) => (
          <li key={subject}>
            <code>{subject}</code> <span>{cause}</span> <span className="hint">{t("quarantine.waiting", { count: waiting })}</span>
            {mayRelease && (
              <button type="button" className="button button-small" onClick={() => release(subject)}>
                {t("quarantine.release")}
              </button>
            )}
          </li>
        ))}
        {owed.map(({ source, seq, ordinal, target, tries }) => (
          <li key={`${source} ${seq} ${ordinal}`}>
            <code>{source}</code> <span>{t("quarantine.owed", { target })}</span> <span className="hint">{t("quarantine.tries", { count: tries })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

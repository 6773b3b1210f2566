// What failed again and again and was set aside, and letting it go on.

import type { Shape } from "../../api/shapes";
import { useCallback, useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";

type SetAside = Shape<"Quarantined">;

export function Quarantine() {
  const { api } = useConsole();
  const [items, setItems] = useState<SetAside[]>([]);
  const load = useCallback(() => api.get<{ items: SetAside[] }>("/quarantine").then(({ items: found }) => setItems(found), () => setItems([])), [api]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 15_000);
    return () => clearInterval(timer);
  }, [load]);
  const release = (subject: string) => void api.ask("POST", "/quarantine/releases", { body: { subject } }).then(load, load);
  return (
    <section className="card">
      <h2>{t("quarantine.title")}</h2>
      {items.length === 0 && <p className="hint">{t("quarantine.none")}</p>}
      <ul className="set-aside">
        {items.map(({ subject, cause, waiting }) => (
          <li key={subject}>
            <code>{subject}</code> <span>{cause}</span> <span className="hint">{t("quarantine.waiting", { count: waiting })}</span>
            <button type="button" className="button button-small" onClick={() => release(subject)}>
              {t("quarantine.release")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

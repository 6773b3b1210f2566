// Closed sessions are not pushed: the API is asked for the newest ones.

import { useCallback, useEffect, useState } from "react";
import { Problem } from "../../api/api";
import { useConsole } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import { t, word } from "../../text/text";

interface View extends Omit<SessionLine, "openedAt" | "queue" | "agent"> {
  opened_at: string;
  queue?: string;
  agent?: string;
}

export function ClosedLoader() {
  const { api, store } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(async () => {
    try {
      const { items } = await api.get<{ items: View[] }>("/sessions?standing=closed&limit=200");
      const rows = items.map(({ opened_at, queue = null, agent = null, ...rest }) => ({ ...rest, openedAt: opened_at, queue, agent }));
      store.tell([{ do: "closed", rows: rows as SessionLine[] }]);
      setProblem(null);
    } catch (why) {
      setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed"));
    }
  }, [api, store]);
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 30_000);
    return () => clearInterval(timer);
  }, [load]);
  return problem ? <p className="problem">{problem}</p> : null;
}

// Closed sessions are not pushed: the API is asked for the newest ones, and for those of the customers a search finds.

import { useEffect, useState } from "react";
import { Problem, type Api } from "../../api/api";
import type { Shape } from "../../api/shapes";
import { useConsole, useStore } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import { leads } from "../../store/select";
import { t, word } from "../../text/text";

/** Of so many customers whom a search finds the sessions are looked up. */
const MOST_FOUND = 10;
/** Whoever still writes has not asked yet. */
const LULL = 300;

export function ClosedLoader() {
  const { api, store } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  // Who may not look for customers searches in the newest ones, as in any other list.
  const wanted = useStore((state) => (leads(state) ? state.search.trim() : ""));
  useEffect(() => {
    let isOver = false;
    const load = () =>
      (wanted ? ofFound(api, wanted) : newest(api)).then(
        (rows) => {
          if (isOver) return;
          store.tell([{ do: "closed", rows, by: wanted }]);
          setProblem(null);
        },
        (why: unknown) => setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed")),
      );
    const soon = setTimeout(load, wanted ? LULL : 0);
    const timer = setInterval(load, 30_000);
    return () => {
      isOver = true;
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [api, store, wanted]);
  return problem ? <p className="problem">{problem}</p> : null;
}

async function newest(api: Api): Promise<SessionLine[]> {
  const { items } = await api.get<{ items: Shape<"SessionView">[] }>("/sessions?standing=closed&limit=200");
  return items.map(({ opened_at, queue = null, agent = null, ...rest }) => ({ ...rest, openedAt: opened_at, queue, agent }));
}

async function ofFound(api: Api, search: string): Promise<SessionLine[]> {
  const { items } = await api.get<{ items: Shape<"Customer">[] }>(`/customers?q=${encodeURIComponent(search)}&limit=${MOST_FOUND}`);
  const theirs = await Promise.all(
    items.map(({ customer }) => api.get<{ items: Shape<"EarlierSession">[] }>(`/customers/${customer}/sessions?limit=50`)),
  );
  const sessions = theirs.flatMap(({ items: found }) => found).filter(({ standing }) => standing === "closed");
  return sessions.map(({ session, platform, user_id: customer, queue = null, agent = null, since, opened_at: openedAt }) => ({
    session, platform, customer, queue, agent, since, openedAt, standing: "closed", presence: "unknown", channel: "chat",
  }));
}

// Closed sessions are not pushed: the API is asked for the newest ones, and for those a search finds, by what was said in them
// and, for whoever may look for customers, by who it was said to.

import { useEffect, useState } from "react";
import { Problem, type Api } from "../../api/api";
import type { Shape } from "../../api/shapes";
import { useConsole, useStore } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import { fits, leads } from "../../store/select";
import { t, word } from "../../text/text";
import { Trouble } from "../parts/trouble";

/** Of so many customers whom a search finds the sessions are looked up. */
const MOST_FOUND = 10;
/** So many letters of a search are sent; the API takes no more. */
const MOST_ASKED = 200;
/** Whoever still writes has not asked yet. */
const LULL = 300;

export function ClosedLoader() {
  const { api, store } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = useStore((state) => state.search.trim());
  const isLeading = useStore(leads);
  useEffect(() => {
    let isOver = false;
    const ask = async (): Promise<SessionLine[]> => {
      if (!wanted) return listed(api, "");
      const said = listed(api, `&said=${encodeURIComponent(wanted.slice(0, MOST_ASKED))}`);
      if (isLeading) return merged(await Promise.all([said, ofFound(api, wanted)]));
      const [found, newest] = await Promise.all([said, listed(api, "")]);
      return merged([found, newest.filter((row) => fits(store.get(), row, wanted.toLocaleLowerCase()))]);
    };
    const load = () =>
      ask().then(
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
  }, [api, store, wanted, isLeading]);
  return <Trouble is={problem} />;
}

async function listed(api: Api, condition: string): Promise<SessionLine[]> {
  const { items } = await api.get<{ items: Shape<"SessionView">[] }>(`/sessions?standing=closed&limit=200${condition}`);
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

/** Each once, the newest first. */
function merged(lists: SessionLine[][]): SessionLine[] {
  const once = new Map(lists.flat().map((row) => [row.session, row]));
  return [...once.values()].sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
}

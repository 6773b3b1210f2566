// What the API is asked for the list: sessions that are over or done with, which are not pushed, the newest ones or those a search finds, by what was
// said in them and, for whoever may look for customers, by who it was said to; and running ones in which the words were said.

import { useEffect, useState } from "react";
import { Problem, type Api } from "../../api/api";
import type { Shape } from "../../api/shapes";
import { useConsole, useStore } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import type { Action } from "../../store/action";
import { fits, leads } from "../../store/select";
import { t, word } from "../../text/text";
import { Trouble } from "../parts/trouble";

/** Of so many customers whom a search finds the sessions are looked up. */
const MOST_FOUND = 10;
/** So many letters of a search are sent; the API takes no more. */
const MOST_ASKED = 200;
/** A single letter begins nearly every word. */
const LEAST_ASKED = 2;
/** Where nobody serves: an agent sees there what they served. */
const NOBODYS = ["closed", "released", "bot"] as const;
type Standing = (typeof NOBODYS)[number];
/** Whoever still writes has not asked yet. */
const LULL = 300;
/** What was found is asked for anew so often: meanwhile more is said. */
const AGAIN = 30_000;

export function ClosedLoader() {
  const { api, store } = useConsole();
  const isLeading = useStore(leads);
  return useAsked(async (wanted) => ({ do: "closed", rows: await closed(wanted), by: wanted }), [api, store, isLeading]);

  async function closed(wanted: string): Promise<SessionLine[]> {
    if (isLeading) return wanted ? merged([listed(api, "closed", said(wanted)), ofFound(api, wanted)]) : listed(api, "closed");
    // Theirs is also what they are done with and the customer may still write on in.
    const theirs = (condition = "") => merged(NOBODYS.map((standing) => listed(api, standing, condition)));
    if (!wanted) return theirs();
    const named = theirs().then((newest) => newest.filter((row) => fits(store.get(), row, wanted.toLocaleLowerCase())));
    return merged([theirs(said(wanted)), named]);
  }
}

export function RunningLoader() {
  const { api } = useConsole();
  return useAsked(
    async (wanted) => {
      if (wanted.length < LEAST_ASKED) return null;
      const { items } = await api.get<{ items: Shape<"SessionView">[] }>(`/sessions?running=true&limit=200${said(wanted)}`);
      return { do: "found", sessions: items.map(({ session }) => session), by: wanted };
    },
    [api],
  );
}

/** Asks for what is searched now, and says why it cannot be told. */
function useAsked(ask: (wanted: string) => Promise<Action | null>, by: unknown[]): React.ReactNode {
  const { store } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = useStore((state) => state.search.trim());
  useEffect(() => {
    let isOver = false;
    const load = () =>
      ask(wanted).then(
        (found) => {
          if (isOver) return;
          if (found) store.tell([found]);
          setProblem(null);
        },
        (why: unknown) => setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed")),
      );
    const soon = setTimeout(load, wanted ? LULL : 0);
    const timer = setInterval(load, AGAIN);
    return () => {
      isOver = true;
      clearTimeout(soon);
      clearInterval(timer);
    };
    // `ask` is made anew with each drawing; what it depends on is named.
  }, [store, wanted, ...by]);
  return <Trouble is={problem} />;
}

function said(wanted: string): string {
  return `&said=${encodeURIComponent(wanted.slice(0, MOST_ASKED))}`;
}

async function listed(api: Api, standing: Standing, condition = ""): Promise<SessionLine[]> {
  const { items } = await api.get<{ items: Shape<"SessionView">[] }>(`/sessions?standing=${standing}&limit=200${condition}`);
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
async function merged(asked: Promise<SessionLine[]>[]): Promise<SessionLine[]> {
  const lists = await Promise.all(asked);
  const once = new Map(lists.flat().map((row) => [row.session, row]));
  return [...once.values()].sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
}

// Questions to the state that more than one view asks.

import type { SessionLine } from "../../../shared/console.gen";
import type { Conversation, State, Told, ListTab } from "./state";

/** May see and move all sessions of the workspace, and the boards. */
export function leads(state: State): boolean {
  return ["supervisor", "admin", "owner"].includes(state.me?.role ?? "");
}

/** May change how the workspace is set up. */
export function administers(state: State): boolean {
  return ["admin", "owner"].includes(state.me?.role ?? "");
}

/** Words that somebody said: what a reader has to have seen before they answer. */
export function isWord(told: Told): boolean {
  switch (told.event.kind) {
    case "message_received":
    case "message_left":
    case "agent_said":
    case "application_said":
    case "note_added":
    case "whispered":
      return true;
    default:
      return false;
  }
}

/** How many words of others came after what was seen. */
export function unseen(conversation: Conversation | undefined, seen: number, me: string | undefined): number {
  if (!conversation) return 0;
  let count = 0;
  for (let place = conversation.events.length - 1; place >= 0; place -= 1) {
    const told = conversation.events[place];
    if (!told || told.seq <= seen) break;
    if (isWord(told) && told.actor !== `agent:${me ?? ""}`) count += 1;
  }
  return count;
}

/** Sessions the agent serves, those with a word nobody has seen first, then the longest served. */
export function mine(state: State): SessionLine[] {
  const me = state.me?.agent;
  const rows = [...state.rows.values()].filter((row) => row.agent === me && row.standing === "agent");
  const wrapUps = Object.keys(state.wrapUps).filter((session) => !rows.some((row) => row.session === session));
  const written = wrapUps.map((session) => state.rows.get(session) ?? lineOf(state, session));
  return [...rows.sort(bySince), ...written.filter((row) => row !== null)];
}

/** A line for a session that has none any more, from what was read of it. */
export function lineOf(state: State, session: string): SessionLine | null {
  const known = state.rows.get(session) ?? state.closed.find((row) => row.session === session);
  if (known) return known;
  const conversation = state.open.get(session);
  const opened = conversation?.events[0];
  if (!conversation || opened?.event.kind !== "opened") return null;
  const { platform, queue } = opened.event;
  return {
    session, platform, queue, customer: opened.content?.customer ?? "", standing: standing(conversation), agent: null,
    since: conversation.events.at(-1)?.at ?? opened.at, openedAt: opened.at, presence: "unknown", channel: "chat",
  };
}

function standing(conversation: Conversation): SessionLine["standing"] {
  for (const told of [...conversation.events].reverse()) {
    switch (told.event.kind) {
      case "closed": return "closed";
      case "assigned": return "agent";
      case "queued": return "queued";
      case "agent_done":
      case "released_for_silence": return "released";
      case "bot_started":
      case "handed_to_bot": return "bot";
      case "handed_to_desk": return "desk";
    }
  }
  return "bot";
}

export function waiting(state: State): SessionLine[] {
  return [...state.rows.values()].filter((row) => row.standing === "queued").sort(bySince);
}

export function all(state: State): SessionLine[] {
  return [...state.rows.values()].sort((a, b) => (a.since < b.since ? 1 : -1));
}

function bySince(a: SessionLine, b: SessionLine): number {
  return a.since < b.since ? -1 : a.since > b.since ? 1 : a.session < b.session ? -1 : 1;
}

/** The lines of a tab that fit the search. */
export function lines(state: State, tab: ListTab, search: string): SessionLine[] {
  const rows = tab === "mine" ? mine(state) : tab === "waiting" ? waiting(state) : tab === "all" ? all(state) : state.closed.filter((row) => !isTakenUp(state, row));
  const wanted = search.trim().toLocaleLowerCase();
  if (!wanted) return rows;
  // The server found them by more than stands in their lines.
  if (tab === "closed" && state.closedBy.toLocaleLowerCase() === wanted) return rows;
  const found = state.found.by.toLocaleLowerCase() === wanted ? state.found.sessions : null;
  return rows.filter((row) => found?.has(row.session) || fits(state, row, wanted));
}

/** Somebody has to do with it again since the server was asked. */
function isTakenUp(state: State, { session }: SessionLine): boolean {
  const standing = state.rows.get(session)?.standing;
  return standing === "agent" || standing === "queued" || standing === "desk";
}

/** Whether a line, or what is read of its conversation, has this in it; in small letters. */
export function fits(state: State, row: SessionLine, wanted: string): boolean {
  const { names } = state;
  const card = state.cards[row.session]?.customer;
  const words = [
    row.customer, row.session, row.platform, names.platforms[row.platform], row.queue, row.queue && names.queues[row.queue],
    row.agent, row.agent && names.agents[row.agent], card?.name, card?.email, card?.phone,
  ];
  if (words.some((word) => word?.toLocaleLowerCase().includes(wanted))) return true;
  const said = state.open.get(row.session)?.events ?? [];
  return said.some((told) => told.content?.text?.toLocaleLowerCase().includes(wanted));
}

/** A name one could address the customer by; none where only a key is known that a program made. */
export function knownName(state: State, row: Pick<SessionLine, "session" | "customer">): string {
  const known = state.cards[row.session]?.customer?.name ?? contactName(state, row.session);
  return known ?? (isKey(row.customer) ? "" : row.customer);
}

/** What they called themselves when they left a message. */
function contactName(state: State, session: string): string | undefined {
  return state.open.get(session)?.events.find((told) => told.content?.contact?.name)?.content?.contact?.name ?? undefined;
}

/** A key that a program made: nobody can read it. */
export function isKey(key: string): boolean {
  return /^[0-9a-f-]{20,}$/i.test(key);
}

/** Its first letters: enough to tell one visitor from another. */
export function short(key: string): string {
  return isKey(key) ? key.slice(0, 4) : key;
}

/** Whether this agent is heard by the customer: serves, or has stepped in. */
export function isHeard(state: State, session: string): boolean {
  return serves(state, session) || hasSteppedIn(state, session);
}

export function serves(state: State, session: string): boolean {
  const row = state.rows.get(session);
  return row?.standing === "agent" && row.agent === state.me?.agent;
}

export function hasSteppedIn(state: State, session: string): boolean {
  return last(state, session, "stepped_in", "stepped_out") === "stepped_in";
}

export function watches(state: State, session: string): boolean {
  return last(state, session, "watch_began", "watch_ended") === "watch_began";
}

function last(state: State, session: string, on: string, off: string): string | undefined {
  const events = state.open.get(session)?.events ?? [];
  for (let place = events.length - 1; place >= 0; place -= 1) {
    const event = events[place]?.event;
    if (event && (event.kind === on || event.kind === off) && "agent" in event && event.agent === state.me?.agent) return event.kind;
  }
  return undefined;
}

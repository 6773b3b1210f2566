// What survives a reload: drafts and what was seen for good, words on their way as long as the tab lives.

import type { Outgoing, State } from "../store/state";

const place = (state: State): string => `switchboard.${state.me?.workspace ?? ""}.${state.me?.agent ?? ""}`;

interface Kept {
  drafts: Record<string, string>;
  seen: Record<string, number>;
}

/** Reads what this agent left here. */
export function recall(state: State): Kept & { outgoing: Outgoing[] } {
  const kept = read<Kept>(localStorage, `${place(state)}.desk`);
  const outgoing = read<Outgoing[]>(sessionStorage, `${place(state)}.outgoing`);
  return { drafts: kept?.drafts ?? {}, seen: kept?.seen ?? {}, outgoing: (outgoing ?? []).filter((one) => one.is !== "stored") };
}

/** Keeps it. Of what was seen only open sessions matter. */
export function keep(state: State): void {
  if (!state.me) return;
  const seen = Object.fromEntries(Object.entries(state.seen).filter(([session]) => state.rows.has(session)));
  write(localStorage, `${place(state)}.desk`, { drafts: state.drafts, seen });
  write(sessionStorage, `${place(state)}.outgoing`, state.outgoing);
}

/** A setting of this browser: the widths of panes, the look, the language, the sound. */
export function setting(name: string, otherwise: string): string {
  try {
    return localStorage.getItem(`switchboard.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function set(name: string, value: string): void {
  try {
    localStorage.setItem(`switchboard.${name}`, value);
  } catch {
    // Without storage the console works, and forgets.
  }
}

function read<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // As above.
  }
}

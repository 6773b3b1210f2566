// Telephone calls on the board: what is kept of them, and which lines a filter shows.

import type { CallLine } from "../../../shared/console.gen";
import type { Draft } from "./draft";
import type { State } from "./state";

export type CallState = CallLine["state"];

/** Which lines are shown; what is empty shows all. */
export interface CallFilter {
  state: CallState | null;
  queue: string;
  text: string;
}

/** So many calls that are over are kept, the latest. */
const KEPT = 200;

/** A line of the board, new or changed. */
export function callChanged(draft: Draft, line: CallLine): void {
  const calls = draft.map("calls");
  calls.set(line.call, line);
  if (line.state !== "finished") return;
  const over = [...calls.values()].filter((one) => one.state === "finished");
  if (over.length <= KEPT) return;
  over.sort((a, b) => (a.since < b.since ? -1 : 1));
  for (const { call } of over.slice(0, over.length - KEPT)) calls.delete(call);
}

/** The lines that fit: those that wait first, the longest on top; what is over last. */
export function callLines(calls: State["calls"], filter: CallFilter): CallLine[] {
  const wanted = filter.text.trim().toLocaleLowerCase();
  const fits = (one: CallLine) =>
    (filter.state === null || one.state === filter.state) &&
    (filter.queue === "" || (one.queue ?? one.providerQueue) === filter.queue) &&
    (wanted === "" || words(one).some((word) => word?.toLocaleLowerCase().includes(wanted)));
  return [...calls.values()].filter(fits).sort(order);
}

function words(one: CallLine): (string | null)[] {
  return [one.call, one.theirNumber, one.ourNumber, one.queue, one.providerQueue, ...one.actors.flatMap(({ name, agent, extension }) => [name, agent, extension])];
}

const RANK: Record<CallState, number> = { waiting: 0, standby: 1, new: 2, ongoing: 3, finished: 4 };

function order(a: CallLine, b: CallLine): number {
  if (a.state !== b.state) return RANK[a.state] - RANK[b.state];
  const later = a.since < b.since ? -1 : a.since > b.since ? 1 : a.call < b.call ? -1 : 1;
  return a.state === "finished" ? -later : later;
}

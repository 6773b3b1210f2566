// What happens, and what is shown after it. Pure: no clock, no line, no storage.
import type { Told } from "@switchboard/shared/sermo.gen.ts";
import type { Unsent } from "../keeping.ts";
import type { Standing } from "../line/line.ts";
import { type Entry, nothing, type State } from "./state.ts";

export type Happening =
  | { what: "stands"; standing: Standing }
  /** The server's hello. */
  | { what: "welcomed"; session: string | null; resync: boolean; seq?: number; standing?: string }
  /** A public event or a signal. */
  | { what: "told"; told: Told }
  /** The customer wrote. */
  | { what: "wrote"; unsent: Unsent; at: string; image?: string }
  /** It is stored. */
  | { what: "stored"; id: string; session?: string; seq?: number }
  /** It was refused for good. */
  | { what: "refused"; id: string; code: string }
  /** What was refused is tried again, or taken back. */
  | { what: "again"; id: string }
  | { what: "takenBack"; id: string }
  /** Shown as writing by the bot's wish. */
  | { what: "writing"; on: boolean }
  | { what: "read"; seq: number }
  /** A new conversation is wanted. */
  | { what: "afresh" };

export function reduce(state: State, happening: Happening): State {
  switch (happening.what) {
    case "stands":
      return { ...state, standing: happening.standing, writing: happening.standing === "up" && state.writing };
    case "welcomed":
      return welcomed(state, happening);
    case "told":
      return caughtUp(told(state, happening.told));
    case "wrote":
      return wrote(state, happening);
    case "stored":
      return stored(state, happening);
    case "refused":
      return change(state, happening.id, { sending: "refused", code: happening.code });
    case "again":
      return change(state, happening.id, { sending: "waiting" });
    case "takenBack":
      return { ...state, entries: state.entries.filter(({ id }) => id !== happening.id) };
    case "writing":
      return { ...state, writing: happening.on };
    case "read":
      return { ...state, read: Math.max(state.read, happening.seq) };
    case "afresh":
      return { ...nothing, standing: state.standing, before: over(state), entries: state.entries.filter(({ sending }) => sending === "waiting") };
  }
}

function welcomed(state: State, { session, resync, seq = 0, standing }: Extract<Happening, { what: "welcomed" }>): State {
  const past = session === null || standing === undefined ? undefined : { session, seq, waits: standing === "queued" };
  if (!resync) return caughtUp({ ...state, past });
  // What follows tells the conversation from its beginning; what is not sent yet stays at its end.
  const entries = state.entries.filter(({ sending }) => sending === "waiting");
  return { ...nothing, standing: state.standing, session: session ?? undefined, entries, past };
}

/** A place that was told before we came is true only if somebody waits still: being served may have been said by nothing. */
function caughtUp(state: State): State {
  const { past, session, seq } = state;
  if (!past || past.session !== session || seq < past.seq) return state;
  return { ...state, past: undefined, place: past.waits ? state.place : undefined };
}

function told(state: State, event: Told): State {
  const { seq, session } = event;
  if (seq === undefined || session === undefined) return signalled(state, event);
  if (state.before.includes(session) || (session === state.session && seq <= state.seq)) return state;
  const later = session === state.session ? { ...state, seq } : moved(state, session, seq);
  const entry = (from: Entry["from"]): Entry => ({
    key: `${session}:${seq}`,
    from,
    text: event.text ?? "",
    seq,
    session,
    ...(event.at !== undefined && { at: event.at }),
    ...(event.agent && { name: event.agent.name }),
    ...(event.image !== undefined && { image: event.image }),
    ...(event.imageId !== undefined && { imageId: event.imageId }),
    ...(event.choices && { choices: event.choices }),
  });
  switch (event.type) {
    case "text":
      if (event.direction === "inbound") return mine(later, entry("me"));
      return {
        ...add(later, entry(event.agent?.type ?? "human")),
        writing: false,
        speaker: event.agent,
        place: event.agent?.type === "human" ? undefined : later.place,
        left: event.agent?.type === "human" ? false : later.left,
      };
    case "system_text":
      return {
        ...add(later, entry("house")),
        place: leavesLine(event.notice) ? undefined : later.place,
        left: event.notice === "message_left" || (later.left && event.notice !== "assigned"),
      };
    case "queue_number":
      return { ...later, place: placed(event), speaker: undefined };
    case "agent_done":
      return { ...later, speaker: undefined, writing: false };
    case "platform_closed":
      return { ...later, closed: true, place: undefined };
    case "end_session":
      return { ...later, ended: { reason: event.reasonText ?? "" }, place: undefined, speaker: undefined, writing: false };
    default:
      // A later version's event: its number counts all the same.
      return later;
  }
}

/** The customer's next conversation begins below the former. */
function moved(state: State, session: string, seq: number): State {
  return { ...nothing, standing: state.standing, session, seq, entries: state.entries, before: over(state), past: state.past };
}

function over({ session, before }: State): string[] {
  return session === undefined ? before : [...before, session];
}

function signalled(state: State, event: Told): State {
  switch (event.type) {
    case "typing_on":
      return { ...state, writing: true };
    case "typing_off":
      return { ...state, writing: false };
    case "queue_number":
      return { ...state, place: placed(event) };
    case "out_of_line":
      return { ...state, place: undefined };
    default:
      return state;
  }
}

/** Lines of ours after which nobody stands in line any more. */
const leavesLine = (notice: string | undefined): boolean =>
  notice === "assigned" || notice === "turned_away" || notice === "platform_closed";

function placed(event: Told): State["place"] {
  // 0 means it is their turn.
  if (!event.queueNumber) return undefined;
  return { number: event.queueNumber, wait: event.estimatedWait };
}

/** One's own words come back: from this tab, where they stand already, or from another. */
function mine(state: State, entry: Entry): State {
  const answered = state.entries.find(({ session, seq }) => session === entry.session && seq === entry.seq);
  const twin = answered ?? state.entries.find(({ sending, seq, text }) => sending && seq === undefined && text === entry.text);
  if (!twin) return add(state, entry);
  const { key, id, image } = twin;
  const known = { ...entry, key, sending: "stored" as const, ...(id && { id }), ...(image && { image }) };
  return { ...state, entries: [...state.entries.filter((other) => other !== twin && isSettled(other)), known, ...state.entries.filter((other) => other !== twin && !isSettled(other))] };
}

/** What is not stored yet stays below everything that is. */
function add(state: State, entry: Entry): State {
  return { ...state, entries: [...state.entries.filter(isSettled), entry, ...state.entries.filter((other) => !isSettled(other))] };
}

const isSettled = ({ sending }: Entry): boolean => sending === undefined || sending === "stored";

function wrote(state: State, { unsent, at, image }: Extract<Happening, { what: "wrote" }>): State {
  if (state.entries.some(({ id }) => id === unsent.id)) return state;
  const { id, text, imageId } = unsent;
  const entry: Entry = { key: id, id, from: "me", text, at, sending: "waiting" };
  return { ...state, entries: [...state.entries, { ...entry, ...(imageId && { imageId }), ...(image && { image }) }] };
}

function stored(state: State, { id, session, seq }: Extract<Happening, { what: "stored" }>): State {
  const isTwin = (entry: Entry) => entry.id !== id && seq !== undefined && entry.session === session && entry.seq === seq;
  const entries = state.entries.filter((entry) => !isTwin(entry));
  return change({ ...state, entries }, id, { sending: "stored", ...(session && { session }), ...(seq && { seq }) });
}

function change(state: State, id: string, to: Partial<Entry>): State {
  return { ...state, entries: state.entries.map((entry) => (entry.id === id ? { ...entry, ...to } : entry)) };
}
